"""What options take besides words: amounts and shares that are numbers, and days."""

import math
from datetime import date
from typing import Any

import click


class Number(click.FloatRange):
    """A number from `least` to `most`, called `name` in the help. `nan` and `inf`, which pass bounds, are refused.

    `is_open` leaves out `least` itself.
    """

    def __init__(self, name: str, least: float, most: float | None = None, *, is_open: bool = False) -> None:
        super().__init__(min=least, max=most, min_open=is_open)
        self.name = name

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """The number; fails where it is none or out of bounds."""
        number = float(super().convert(value, param, ctx))
        if not math.isfinite(number):
            self.fail(f"{value} is no number to reckon with.", param, ctx)
        return number


BUDGET = Number("amount", 0, is_open=True)
"""What judging may cost at most, in the currency of the price tables."""


def day(said: str) -> date:
    """A day of the calendar, as 2026-11-22."""
    try:
        return date.fromisoformat(said)
    except ValueError:
        raise click.BadParameter(f"{said} is no day such as 2026-11-22.") from None
