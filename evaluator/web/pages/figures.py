"""Numbers, money, times and lists as people read them: 18 207, 74–84 %, $0.0041, 22 Nov 2026, 09:14."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from math import floor, log10

from evaluator.domain.judgements import Coverage
from evaluator.web.days import day_text
from evaluator.web.plots.intervals import per_cent

NBSP = "\u00a0"
"""Keeps a number and its unit on one line."""


@dataclass(frozen=True, slots=True)
class Moment:
    """A point in time in UTC: `iso` for machines, the others for people (script turns them into local time)."""

    iso: str
    day: str
    clock: str
    exact: str


@dataclass(frozen=True, slots=True)
class Range:
    """Coverage in whole per cent. `text` is `74–84`, or `82` where both ends are one; `score` leaves open ones out."""

    low: int
    high: int
    score: int | None

    @property
    def text(self) -> str:
        """Both ends, or the one there is."""
        return f"{self.low}" if self.low == self.high else f"{self.low}–{self.high}"


def coverage_range(coverage: Coverage) -> Range:
    """Coverage in whole per cent, halves rounded up. A real range never shrinks to one number."""
    low, high = per_cent(coverage.low), per_cent(coverage.high)
    if low == high and coverage.high > coverage.low:
        low = floor(coverage.low * 100)
        high = max(high, low + 1)
    return Range(low, high, None if coverage.score is None else per_cent(coverage.score))


def thousands(number: int) -> str:
    """A whole number with its thousands parted by a space."""
    return f"{number:,}".replace(",", NBSP)


def counted(number: int, one: str, many: str | None = None) -> str:
    """A number with its noun: 1 point, 2 points."""
    return f"{thousands(number)}{NBSP}{one if number == 1 else many or one + 's'}"


def listed(words: Sequence[str]) -> str:
    """Words as a sentence names them: `2`, `2 and 4`, `2, 4 and 7`."""
    return " and ".join(word for word in (", ".join(words[:-1]), *words[-1:]) if word)


def money(cost: float) -> str:
    """What was paid: cents from one unit up, hundredths of a cent below."""
    if cost == 0:
        return "$0"
    if cost < 0.0001:
        return "under $0.0001"
    return f"${cost:.4f}" if cost < 1 else f"${cost:,.2f}".replace(",", NBSP)


def amount(said: str) -> float | None:
    """An amount of money as people write it: None for no ceiling, 0 for what is none."""
    plain = said.strip().removeprefix("$").replace(" ", "").replace(",", ".")
    if not plain:
        return None
    try:
        value = float(plain)
    except ValueError:
        return 0
    return value if 0 < value < float("inf") else 0


def about(cost: float) -> str:
    """What will be paid, to one significant digit: an estimate should not look like a bill."""
    if cost < 0.0001:
        return money(cost)
    digits = max(0, -floor(log10(cost)))
    return f"${round(cost, digits):.{digits}f}"


def seconds(duration: float) -> str:
    """A duration: milliseconds below a second, tenths below ten, else whole seconds."""
    if duration < 0.9995:
        return f"{round(duration * 1000)}{NBSP}ms"
    return f"{duration:.1f}{NBSP}s" if duration < 9.95 else f"{thousands(round(duration))}{NBSP}s"


def whole_seconds(duration: float) -> str:
    """A duration in whole seconds, at least one."""
    return f"{max(1, floor(duration + 0.5))}{NBSP}s"


def moment(time: datetime) -> Moment:
    """A time as the pages show it."""
    utc = time.astimezone(UTC)
    return Moment(utc.isoformat(timespec="milliseconds"), day_text(utc.date()), f"{utc:%H:%M}", f"{utc:%H:%M:%S}")
