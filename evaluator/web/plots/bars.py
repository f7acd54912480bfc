"""Amounts a day: one bar for each."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from evaluator.web.plots.axes import FULL, Days, Tick, day_label, of_amounts, rounded

_FILLED = 0.72
"""How much of its day a bar fills."""


@dataclass(frozen=True, slots=True)
class Bar:
    """A day's amount as it stands in the frame, counted from the top."""

    x: float
    width: float
    top: float
    height: float


@dataclass(frozen=True, slots=True)
class BarLine:
    """A day in words, for the table."""

    day: date
    when: str
    amount: str


@dataclass(frozen=True, slots=True)
class Bars:
    """The plot, oldest first. Days without an amount have no bar and no line."""

    bars: tuple[Bar, ...]
    x_ticks: tuple[Tick, ...]
    y_ticks: tuple[Tick, ...]
    lines: tuple[BarLine, ...]
    summary: str


def bars(
    amounts: Mapping[date, float], write: Callable[[float], str], write_tick: Callable[[float, float], str]
) -> Bars | None:
    """The plot of amounts that are 0 or more; None where every one is 0. Raises ValueError for any that is not."""
    paid = {day: amount for day, amount in sorted(amounts.items()) if amount != 0}
    if not paid:
        return None
    days, axis = Days(min(amounts), max(amounts)), of_amounts(max(paid.values()), write_tick)
    width = days.width * _FILLED

    def bar(day: date, amount: float) -> Bar:
        height = axis.place(amount)
        left = ((day - days.first).days + (1 - _FILLED) / 2) * days.width
        return Bar(rounded(left), rounded(width), rounded(FULL - height), height)

    most = max(paid, key=lambda day: paid[day])
    return Bars(
        bars=tuple(bar(day, amount) for day, amount in paid.items()),
        x_ticks=days.ticks,
        y_ticks=axis.ticks,
        lines=tuple(BarLine(day, day_label(day), write(amount)) for day, amount in paid.items()),
        summary=f"{write(sum(paid.values()))} on {_days(len(paid))}; most on {day_label(most)}, {write(paid[most])}.",
    )


def _days(count: int) -> str:
    return "1 day" if count == 1 else f"{count} days"
