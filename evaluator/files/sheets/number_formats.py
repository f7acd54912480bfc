"""What a number in a workbook says: a date, a time, a code with zeros before it, or just a number.

Dates are serial days, read as ECMA-376 part 1, 18.17.4 and 18.8.30 have them; they are written as ISO 8601.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from enum import Enum

_LITERAL = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?![hms]+\])[^\]]*\]', re.IGNORECASE)
"""Parts of a format that are printed as they are, or say a colour, a condition or a language."""

_ELAPSED = re.compile(r"\[[hms]+\]", re.IGNORECASE)
_ZEROS = re.compile(r"0{2,20}")
_DAY_S = 86_400
_LAST_DAY = 2_958_466
"""The first serial day beyond the year 9999."""


class Shape(Enum):
    """What a format makes of a number."""

    DATE = "date"
    MOMENT = "moment"
    TIME = "time"
    ELAPSED = "elapsed"


Format = Shape | int | None
"""A Shape, the width of a number filled up with zeros, or None for a number as it is."""

BUILT_IN: Mapping[int, Format] = {
    **dict.fromkeys((14, 15, 16, 17, *range(27, 32), 36, *range(50, 59)), Shape.DATE),
    **dict.fromkeys((18, 19, 20, 21, 32, 33, 34, 35, 45, 47), Shape.TIME),
    22: Shape.MOMENT,
    46: Shape.ELAPSED,
}
"""Formats known by number alone."""


def format_of(code: str) -> Format:
    """The Format that a format's code stands for. Only its first section counts: the others are for signs."""
    plain = _LITERAL.sub("", code).split(";")[0].lower()
    if _ZEROS.fullmatch(plain):
        return len(plain)
    if _ELAPSED.search(plain):
        return Shape.ELAPSED
    if plain == "general" or not any(letter in plain for letter in "ymdhs"):
        return None
    has_time = "h" in plain or "s" in plain
    has_date = "y" in plain or "d" in plain or ("m" in plain and not has_time)
    if has_date:
        return Shape.MOMENT if has_time else Shape.DATE
    return Shape.TIME


def number_text(raw: str, form: Format, *, from_1904: bool = False) -> str:
    """A number as a person sees it. `raw` is the number as the workbook holds it; raises ValueError for anything else.

    A date out of range stays a number.
    """
    value = float(raw)
    if isinstance(form, Shape) and 0 <= value < _LAST_DAY:
        return _of_serial(value, form, from_1904=from_1904)
    if not value.is_integer() or abs(value) >= 1e15:
        return repr(value) if value == value and abs(value) != float("inf") else raw
    return f"{value:0{form}.0f}" if isinstance(form, int) else f"{value:.0f}"


def _of_serial(value: float, form: Shape, *, from_1904: bool) -> str:
    seconds = round(value * _DAY_S)
    if form is Shape.ELAPSED or (form is Shape.TIME and seconds >= _DAY_S):
        return "{}:{:02}:{:02}".format(*_clock(seconds))
    if form is Shape.TIME or (seconds < _DAY_S and form is Shape.MOMENT):
        return "{:02}:{:02}:{:02}".format(*_clock(seconds))
    moment = _epoch(value, from_1904=from_1904) + timedelta(seconds=seconds)
    return moment.strftime("%Y-%m-%d" if form is Shape.DATE else "%Y-%m-%d %H:%M:%S")


def _clock(seconds: int) -> Iterator[int]:
    yield from (seconds // 3600, seconds // 60 % 60, seconds % 60)


def _epoch(value: float, *, from_1904: bool) -> datetime:
    """Day 0. The 1900 system counts a 29 February 1900 that there never was."""
    if from_1904:
        return datetime(1904, 1, 1, tzinfo=UTC)
    return datetime(1899, 12, 31 if value < 60 else 30, tzinfo=UTC)
