"""Amounts a day, or a week: one bar for each."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from evaluator.web.plots.axes import FULL, Days, Tick, of_amounts, rounded

_FILLED = 0.72
"""How much of its days a bar fills."""

_WIDEST = 8.0
"""Of the frame: a single bar is still a bar."""


@dataclass(frozen=True, slots=True)
class Bar:
    """An amount as it stands in the frame, counted from the top."""

    x: float
    width: float
    top: float
    height: float


@dataclass(frozen=True, slots=True)
class BarLine:
    """An amount in words, for the table."""

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
    amounts: Mapping[date, float],
    write: Callable[[float], str],
    write_tick: Callable[[float, float], str],
    each: int = 1,
) -> Bars | None:
    """The plot of amounts, each of so many days from the day it is named by; None where every one is 0.

    Raises ValueError for an amount that is not 0 or more.
    """
    paid = {day: amount for day, amount in sorted(amounts.items()) if amount != 0}
    if not paid:
        return None
    over = timedelta(each - 1)
    days, axis = Days(min(amounts), max(amounts) + over), of_amounts(max(paid.values()), write_tick)
    room = days.width * each
    width = min(room * _FILLED, _WIDEST)

    def bar(day: date, amount: float) -> Bar:
        height = axis.place(amount)
        left = (day - days.first).days * days.width + (room - width) / 2
        return Bar(rounded(left), rounded(width), rounded(FULL - height), height)

    def when(day: date) -> str:
        return days.label(day) if each == 1 else f"{days.label(day)} to {days.label(day + over)}"

    most = max(paid, key=lambda day: paid[day])
    return Bars(
        bars=tuple(bar(day, amount) for day, amount in paid.items()),
        x_ticks=days.ticks,
        y_ticks=axis.ticks,
        lines=tuple(BarLine(day, when(day), write(amount)) for day, amount in paid.items()),
        summary=f"{write(sum(paid.values()))} in all; most on {when(most)}, {write(paid[most])}.",
    )
