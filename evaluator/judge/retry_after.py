"""How long an endpoint asks to be left alone, in any of the three spellings."""

import math
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime


def retry_after(headers: Mapping[str, str], now: datetime) -> float | None:
    """Seconds to wait, 0 or more, or None where nothing usable is said.

    `retry-after-ms` is the more exact and goes first; `retry-after` is a number of seconds or an HTTP date.
    """
    milliseconds = number_in(headers.get("retry-after-ms"))
    if milliseconds is not None:
        return milliseconds / 1000
    text = headers.get("retry-after")
    seconds = number_in(text)
    return seconds if seconds is not None else _until(text, now)


def number_in(text: str | None) -> float | None:
    """What a header says, where that is a number that is 0 or more and no infinity."""
    try:
        number = float(text or "")
    except ValueError:
        return None
    return number if math.isfinite(number) and number >= 0 else None


def _until(text: str | None, now: datetime) -> float | None:
    try:
        moment = parsedate_to_datetime(text or "")
    except ValueError:
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return max(0.0, (moment - now).total_seconds())
