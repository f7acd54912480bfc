"""Figures as plots take them: with their interval and what they stand on, or what is still lacking."""

from dataclasses import dataclass
from math import floor, isfinite

ANSWERS = 30
"""Answers under which no plot is drawn."""

REVIEWS_OF_A_POINT = 20
"""Reviews of one point under which its line is not drawn."""


@dataclass(frozen=True, slots=True)
class Interval:
    """A figure with its 95 % interval, low <= value <= high, from `n` cases. Raises ValueError for anything else."""

    value: float
    low: float
    high: float
    n: int

    def __post_init__(self) -> None:
        # Written so that NaN, which is in no order, is refused too.
        if not (isfinite(self.low) and isfinite(self.high) and self.low <= self.value <= self.high and self.n >= 0):
            raise ValueError("An interval has finite ends with its figure between them, and cases.")


@dataclass(frozen=True, slots=True)
class Lack:
    """Why nothing is drawn: `have` of the `needed` cases; `unit` is what to call what there is too little of."""

    have: int
    needed: int
    unit: str = "answers"

    @property
    def more(self) -> int:
        """How many are missing."""
        return max(self.needed - self.have, 0)

    @property
    def settled_by(self) -> str:
        """What it takes: 16 more blind reviews settle it. Points are told as such, since a review brings several."""
        if not self.is_of_reviews:
            return f"{self.more} more points reviewed blind settle it."
        return f"{self.more} more blind {'review settles' if self.more == 1 else 'reviews settle'} it."

    @property
    def is_of_reviews(self) -> bool:
        """Whether each that is missing is one review."""
        return not self.unit.startswith("points")

    @property
    def brief(self) -> str:
        """The same where there is room for a few words: 12 of 20 reviews."""
        return f"{count_text(self.have)} of {self.needed} {self.unit}"


@dataclass(frozen=True, slots=True)
class Unknown:
    """A figure that does not exist, however many cases there are, and why."""

    brief: str


Figure = Interval | Lack | Unknown


def count_text(count: int) -> str:
    """A number of cases with its thousands parted by a space."""
    return f"{count:,}".replace(",", "\u00a0")


def per_cent(share: float) -> int:
    """A share from 0 to 1 in whole per cent, halves rounded up."""
    return floor(share * 100 + 0.5)


def share_text(share: float) -> str:
    """A share in whole per cent: 80 %."""
    return f"{per_cent(share)}\u00a0%"


def share_range(interval: Interval) -> str:
    """An interval of shares in whole per cent: 76–84."""
    return f"{per_cent(interval.low)}–{per_cent(interval.high)}"


def coefficient_text(value: float) -> str:
    """A coefficient to two digits, with a real minus."""
    return f"{value + 0.0:.2f}".replace("-0.00", "0.00").replace("-", "−")


def coefficient_range(interval: Interval) -> str:
    """An interval of coefficients: 0.62–0.73, or with words where a minus would look like the dash."""
    low, high = coefficient_text(interval.low), coefficient_text(interval.high)
    return f"{low} to {high}" if "−" in low + high else f"{low}–{high}"
