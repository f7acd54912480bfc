"""What a coefficient is: a function of sums over answers, and what to say where it is undefined."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from evaluator.domain.agreement.samples import Floats


class Why(StrEnum):
    """Why there is no figure, in words that a page can show."""

    NO_DATA = "nothing to compare yet"
    ONE_VERDICT = "everybody gave one and the same verdict, so there is no chance to compare with"
    NO_POSITIVE = "people found no point covered or partial"
    NO_NEGATIVE = "people found no point missed"
    NOT_SAID = "this verdict was never given"
    ONE_CLASS = "all labels are of one class"
    NO_SPREAD = "all scores of one side are the same"
    TOO_RARE = "too few cases for an interval"


@dataclass(frozen=True, slots=True)
class Undefined:
    """No figure, and why."""

    why: Why


@dataclass(frozen=True, slots=True)
class Coefficient:
    """`of` maps sums (..., width) to values (...), NaN where undefined: it is for resampling thousands of sums at once.

    `counted` maps sums to the number of pairs that any value would stand on. `undefined` is the one reason besides
    having no data. `is_inflated` marks one that chance makes larger. NaN never leaves this package: ask `value`.
    """

    name: str
    of: Callable[[Floats], Floats]
    counted: Callable[[Floats], Floats]
    undefined: Why = Why.NO_DATA
    is_inflated: bool = False

    def value(self, totals: Floats) -> float | Undefined:
        """The coefficient of these sums, or why there is none."""
        if not self.counted(totals) > 0:
            return Undefined(Why.NO_DATA)
        found = float(self.of(totals))
        return Undefined(self.undefined) if np.isnan(found) else found


def divide(above: Floats, below: Floats) -> Floats:
    """The ratio, NaN where nothing stands below."""
    nothing = np.full(np.broadcast_shapes(above.shape, below.shape), np.nan)
    return np.asarray(np.divide(above, below, out=nothing, where=below > 0))
