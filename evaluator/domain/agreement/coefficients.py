"""What a coefficient is: a function of sums over answers, and what to say where it is undefined."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from evaluator.domain.agreement.samples import Floats
from evaluator.domain.agreement.undefined import Undefined as Undefined
from evaluator.domain.agreement.undefined import Why as Why


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
