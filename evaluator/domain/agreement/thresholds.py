"""What testing thresholds on a judge's confidence came to: see `trust`, which finds them."""

from dataclasses import dataclass, field

RISK = 0.05
"""The probability with which the bound may fail."""


@dataclass(frozen=True, slots=True)
class ThresholdTest:
    """A threshold that was tested: `taken` points are at least so sure, `wrong` of them were wrong.

    `chance` is the probability of so few wrong ones were the error at the bound, None where there were too few points
    for any number to refute that. Such a threshold is passed over; at the first other one over the risk all ends.
    """

    threshold: float
    taken: int
    wrong: int
    chance: float | None


@dataclass(frozen=True, slots=True)
class Trust:
    """Verdicts with at least `threshold` confidence may be taken; None: no threshold holds, everything goes to people.

    `taken` of the `points` reviewed have it, `wrong` of them were wrong. `tested` is what that rests on, the strictest
    threshold first.
    """

    threshold: float | None
    taken: int
    wrong: int
    points: int
    tested: tuple[ThresholdTest, ...] = field(default=(), compare=False)
