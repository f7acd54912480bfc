"""Axes with round ticks, and where on them a value stands."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from math import ceil, floor, log10

from evaluator.domain.days import MONTHS
from evaluator.web.days import day_label, day_text

FULL = 100.0
"""The length of every axis."""

MOST_TICKS = 4
"""So many labels of days, or of amounts above the lowest, have room on the narrowest screen."""

_STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)
_EDGE = 4.0
_CRUMB = 1e-7
_YEAR = 366


class Anchor(StrEnum):
    """Which part of a label stands at its tick. There is room for half of one at the left, and none at the right."""

    MIDDLE = "middle"
    END = "end"


@dataclass(frozen=True, slots=True)
class Tick:
    """A line of the grid and its label."""

    at: float
    label: str

    @property
    def anchor(self) -> Anchor:
        """How the label stands to its line."""
        return Anchor.END if self.at > FULL - _EDGE else Anchor.MIDDLE

    @property
    def from_top(self) -> float:
        """Where the line stands on an axis that goes up."""
        return rounded(FULL - self.at)


@dataclass(frozen=True, slots=True)
class Axis:
    """Values from `low` to `high`, which stands to the right of it or above it."""

    low: float
    high: float
    ticks: tuple[Tick, ...]

    def place(self, value: float) -> float:
        """Where a value stands. Raises ValueError for one that is not finite or not on the axis."""
        place = (value - self.low) / (self.high - self.low) * FULL
        # What rounding put beyond an end stands at it. NaN is in no order and so is refused too.
        if not -_CRUMB <= place <= FULL + _CRUMB:
            raise ValueError(f"{value} is not between {self.low} and {self.high}.")
        return rounded(place)


def rounded(place: float) -> float:
    """A place in the frame to hundredths: on no screen is one per cent of one per cent to be seen."""
    return min(max(round(place, 2), 0.0), FULL)


def linear(low: float, high: float, step: float, write: Callable[[float], str]) -> Axis:
    """An axis with a tick at each step, which divides the distance from `low` to `high`."""
    values = [low + step * count for count in range(round((high - low) / step) + 1)]
    bare = Axis(low, high, ())
    return Axis(low, high, tuple(Tick(bare.place(value), write(value)) for value in values))


def of_shares(lows: Iterable[float] = ()) -> Axis:
    """0 to 100 %; from 50 % on where nothing lies below. Only for marks, never for bars, which must begin at 0."""
    least = min(lows, default=0.0)
    return linear(*((0.5, 1.0) if least >= 0.5 else (0.0, 1.0)), 0.25, per_cent_of_axis)


def of_coefficients(lows: Iterable[float]) -> Axis:
    """0 to 1, or from the next half below the least value."""
    below = floor(min([0.0, *lows]) * 2) / 2
    return linear(below, 1.0, 0.5 if below < 0 else 0.25, plain)


def of_amounts(most: float, write: Callable[[float, float], str]) -> Axis:
    """0 to the first round number that is not under `most`. `write` is given a value and the step between ticks."""
    step = round_step(most, MOST_TICKS) if most > 0 else 1.0
    steps = min(max(ceil(most / step), 1), MOST_TICKS)
    return linear(0.0, steps * step, step, lambda value: write(value, step))


def round_step(span: float, most: int) -> float:
    """The least of 1, 2, 2.5 and 5 times a power of ten of which at most so many steps make up the span (over 0)."""
    rough = span / most
    power: float = 10.0 ** floor(log10(rough))
    return next(factor * power for factor in _STEPS if factor * power >= rough * (1 - 1e-12))


@dataclass(frozen=True, slots=True)
class Days:
    """Days side by side, each as wide as the others. A day stands at its middle."""

    first: date
    last: date

    @property
    def count(self) -> int:
        """How many there are, both ends with them."""
        return (self.last - self.first).days + 1

    @property
    def width(self) -> float:
        """The width of one."""
        return FULL / self.count

    def place(self, day: date) -> float:
        """The middle of a day. Raises ValueError for one that is not among them."""
        if not self.first <= day <= self.last:
            raise ValueError(f"{day} is not between {self.first} and {self.last}.")
        return rounded(((day - self.first).days + 0.5) * self.width)

    def label(self, day: date) -> str:
        """A day in words, with its year where these are more days than a year has."""
        return day_text(day) if self.count > _YEAR else day_label(day)

    @property
    def ticks(self) -> tuple[Tick, ...]:
        """Few enough days to be labelled: any of them, else Mondays, firsts of a month or of a year."""
        kind = next(kind for most, kind in _KINDS if self.count <= most)
        days = kind(self.first, self.last)
        kept = days[:: ceil(len(days) / MOST_TICKS)]
        if kind is _months:
            kept = _with_years(kept)
        return tuple(Tick(self.place(day), label) for day, label in kept)


_Named = list[tuple[date, str]]


def _every_day(first: date, last: date) -> _Named:
    days = (first + timedelta(number) for number in range((last - first).days + 1))
    return [(day, day_label(day)) for day in days]


def _mondays(first: date, last: date) -> _Named:
    return [(day, label) for day, label in _every_day(first, last) if day.weekday() == 0]


def _months(first: date, last: date) -> _Named:
    return [(day, MONTHS[day.month - 1]) for day, _ in _every_day(first, last) if day.day == 1]


def _with_years(months: _Named) -> _Named:
    """The year beside the first month of each that is named."""
    named: set[int] = set()
    told = []
    for day, label in months:
        told.append((day, label if day.year in named else f"{label} ’{day:%y}"))
        named.add(day.year)
    return told


def _years(first: date, last: date) -> _Named:
    begun = (date(year, 1, 1) for year in range(first.year, last.year + 1))
    return [(day, str(day.year)) for day in begun if day >= first]


_KINDS = ((14, _every_day), (120, _mondays), (1_100, _months), (10_000_000, _years))
"""Up to how many days which of them are labelled: one of a kind is always among more days than the kind before has."""


def per_cent_of_axis(share: float) -> str:
    """A share as an axis has it: the unit stands at the end alone."""
    return "100 %" if share >= 1 else f"{round(share * 100)}"


def plain(value: float) -> str:
    """A coefficient with as many digits as it needs, and a real minus."""
    return f"{value:g}".replace("-", "−")
