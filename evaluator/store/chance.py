"""What the store takes from the world besides the database: the time, and randomness."""

import secrets
from collections.abc import Callable
from datetime import UTC, datetime

Clock = Callable[[], datetime]
"""Tells the present moment, with a time zone."""

RandomBytes = Callable[[int], bytes]
"""Makes so many bytes that nobody can guess."""


def utc_now() -> datetime:
    """The present moment."""
    return datetime.now(UTC)


unguessable: RandomBytes = secrets.token_bytes
