"""What turns figures into a probability: a weighted sum, or a sum of steps, through the logistic function."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, fsum

_FARTHEST = 30.0
"""Log odds beyond which a probability is 0 or 1 for all purposes, and its exponential might overflow."""


@dataclass(frozen=True, slots=True)
class Weighted:
    """Log odds as `intercept + sum(weight * figure)`."""

    intercept: float
    weights: tuple[float, ...]

    def probability(self, figures: Sequence[float]) -> float:
        """The probability that figures, as many as there are weights, speak for. Raises ValueError for others."""
        return _logistic(self.intercept + fsum(w * x for w, x in zip(self.weights, figures, strict=True)))


@dataclass(frozen=True, slots=True)
class Step:
    """What one figure adds to the log odds: `values[i]` where it is above `i` of the cuts, which ascend."""

    cuts: tuple[float, ...]
    values: tuple[float, ...]

    def at(self, figure: float) -> float:
        """What this figure adds."""
        return self.values[bisect_left(self.cuts, figure)]


@dataclass(frozen=True, slots=True)
class Stepped:
    """Log odds as `intercept + sum(step(figure))`: an additive model, so that what each figure does can be read off."""

    intercept: float
    steps: tuple[Step, ...]

    def probability(self, figures: Sequence[float]) -> float:
        """The probability that figures, as many as there are steps, speak for. Raises ValueError for others."""
        return _logistic(self.intercept + fsum(s.at(x) for s, x in zip(self.steps, figures, strict=True)))


@dataclass(frozen=True, slots=True)
class Thresholds:
    """From what probability on a point is covered, and up to what it is missed; in between it is unsure.

    None where no probability is enough for that verdict.
    """

    covered_from: float | None = 0.9
    missed_up_to: float | None = 0.1

    def covers(self, probability: float) -> bool:
        """Whether so probable a point is covered."""
        return self.covered_from is not None and probability >= self.covered_from

    def misses(self, probability: float) -> bool:
        """Whether so improbable a point is missed."""
        return self.missed_up_to is not None and probability <= self.missed_up_to


def _logistic(log_odds: float) -> float:
    return 1 / (1 + exp(-max(-_FARTHEST, min(_FARTHEST, log_odds))))
