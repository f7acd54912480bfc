"""What may be shown of a coefficient: with its interval, or why it is undefined, or how much is still needed."""

from dataclasses import dataclass
from enum import StrEnum

from evaluator.domain.agreement.undefined import Undefined as Undefined

POINTS = 50
"""Compared points under which no coefficient is shown."""

REVIEWS_OF_A_POINT = 20
"""Reviews under which no figure of a single point is shown."""

ANSWERS = 10
"""Answers under which none is shown, however many points they have: so few cannot stand for others."""

ANSWERS_FOR_COVERAGE = 30
"""Randomly chosen reviews under which no coverage is estimated."""


class Unit(StrEnum):
    """What there is too little of."""

    POINTS = "points"
    ANSWERS = "answers"


@dataclass(frozen=True, slots=True)
class NotEnough:
    """Too little to say anything: `have` of the `needed`, counted in `unit`."""

    have: int
    needed: int
    unit: Unit = Unit.POINTS

    @property
    def more(self) -> int:
        """How many are missing."""
        return self.needed - self.have


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure with its 95 % interval, `low <= value <= high`, from so many compared points of so many answers."""

    value: float
    low: float
    high: float
    points: int
    answers: int


@dataclass(frozen=True, slots=True)
class MeanCoverage:
    """The mean coverage of all judged answers with its 95 % interval, all 0 to 1.

    `power` is how far the judge was relied on: 0 not at all, 1 fully. `reviews_alone` is half the width that the
    interval would have without the judge, in the same unit.
    """

    value: float
    low: float
    high: float
    power: float
    reviews: int
    answers: int
    half_width: float
    reviews_alone: float


Figure = Estimate | Undefined | NotEnough


def shortage(points: int, answers: int, needed: int = POINTS) -> NotEnough | None:
    """What there is too little of: compared points first, then answers; None where there is enough."""
    if points < needed:
        return NotEnough(points, needed)
    if answers < ANSWERS:
        return NotEnough(answers, ANSWERS, Unit.ANSWERS)
    return None
