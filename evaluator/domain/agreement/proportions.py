"""A share of independent cases with its 95 % interval."""

from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist

_Z = NormalDist().inv_cdf(0.975)


@dataclass(frozen=True, slots=True)
class Proportion:
    """So many of so many. `share`, `low` and `high` are None where there is no case: no share is not 0 %."""

    hits: int
    cases: int

    def __post_init__(self) -> None:
        if not 0 <= self.hits <= self.cases:
            raise ValueError("A proportion has at least 0 hits and at most as many as cases.")

    @property
    def share(self) -> float | None:
        """Hits by cases, 0 to 1."""
        return self.hits / self.cases if self.cases else None

    @property
    def low(self) -> float | None:
        """The lower end of Wilson's score interval."""
        return self._end(-1)

    @property
    def high(self) -> float | None:
        """The upper end of Wilson's score interval."""
        return self._end(1)

    def _end(self, sign: int) -> float | None:
        """E. B. Wilson, Journal of the American Statistical Association 22 (1927), 209-212, without correction."""
        n = self.cases
        if n == 0:
            return None
        share = self.hits / n
        half = _Z * sqrt(share * (1 - share) / n + _Z**2 / (4 * n * n))
        end = (share + _Z**2 / (2 * n) + sign * half) / (1 + _Z**2 / n)
        # Rounding may leave the share itself outside where it is 0 or 1.
        return min(share, max(0.0, end)) if sign < 0 else max(share, min(1.0, end))
