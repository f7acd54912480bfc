"""A day as people read it."""

from datetime import date


def told_day(day: date) -> str:
    """A day, or the day of a moment: 5 Nov 2026."""
    return f"{day.day} {day:%b %Y}"
