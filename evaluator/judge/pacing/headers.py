"""What an endpoint says of its limits in the `x-ratelimit-*` headers of a reply."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from evaluator.judge.retry_after import number_in

MINUTE_S = 60.0
LONGEST_S = 31 * 86_400.0
"""A longer time is no duration but a date."""

UNITS_S = {"d": 86_400.0, "h": 3_600.0, "m": 60.0, "s": 1.0, "ms": 1e-3, "us": 1e-6, "µs": 1e-6, "ns": 1e-9}
PART = re.compile(r"(\d+(?:\.\d+)?)(ms|us|µs|ns|d|h|m|s)")
PARTS = re.compile(rf"(?:{PART.pattern})+")


class Kind(StrEnum):
    """What is limited."""

    REQUESTS = "requests"
    TOKENS = "tokens"


@dataclass(frozen=True, slots=True)
class Told:
    """One limit: `rate` a second, what is left of it, and the most that can ever be left; None where it is not said."""

    rate: float
    remaining: float | None
    capacity: float | None


def told(headers: Mapping[str, str], kind: Kind) -> Told | None:
    """What the headers say of one limit; None where they say nothing that can be used, such as Azure's -1 and 0.

    A limit is for a minute, unless it takes longer than that to be filled up again: then for as long as it takes.
    """
    limit = number_in(headers.get(f"x-ratelimit-limit-{kind}"))
    if not limit:
        return None
    remaining = number_in(headers.get(f"x-ratelimit-remaining-{kind}"))
    reset_s = duration(headers.get(f"x-ratelimit-reset-{kind}"))
    if remaining is None or reset_s is None:
        return Told(limit / MINUTE_S, remaining, None)
    used = limit - remaining
    window_s = MINUTE_S if reset_s <= MINUTE_S or used <= 0 else reset_s * limit / used
    rate = limit / window_s
    return Told(rate, remaining, min(limit, remaining + reset_s * rate))


def duration(text: str | None) -> float | None:
    """Seconds, from `6m0s`, `20ms`, `1.5s` or a bare number of seconds; None for anything else, dates among it."""
    spelt = (text or "").strip().lower()
    if PARTS.fullmatch(spelt):
        seconds = sum(float(number) * UNITS_S[unit] for number, unit in PART.findall(spelt))
    else:
        number = number_in(spelt)
        if number is None:
            return None
        seconds = number
    return seconds if seconds <= LONGEST_S else None
