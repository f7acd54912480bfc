"""A day as people read it."""

from datetime import date

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def told_day(day: date) -> str:
    """A day, or the day of a moment: 5 Nov 2026."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"
