"""Days as people read them, which do not break over two lines: 22 Nov 2026."""

from datetime import date

from evaluator.domain.days import MONTHS, told_day, told_day_of

_SPACE = "\u00a0"


def day_label(day: date) -> str:
    """A day without its year: 22 Nov."""
    return f"{day.day}{_SPACE}{MONTHS[day.month - 1]}"


def day_text(day: date) -> str:
    """A day with its year: 22 Nov 2026."""
    return told_day(day).replace(" ", _SPACE)


def day_of(at: str) -> str:
    """The day of a moment or a day in ISO 8601: 22 Nov 2026."""
    return told_day_of(at).replace(" ", _SPACE)
