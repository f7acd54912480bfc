"""A day as people read it."""

from datetime import date, datetime

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def told_day(day: date) -> str:
    """A day, or the day of a moment: 5 Nov 2026."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def told_day_of(at: str) -> str:
    """The day of a moment or a day in ISO 8601: 5 Nov 2026."""
    return told_day(datetime.fromisoformat(at))
