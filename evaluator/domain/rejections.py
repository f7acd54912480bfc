"""Quotes that prove nothing, and why."""

from dataclasses import dataclass
from enum import StrEnum


class Rejection(StrEnum):
    """Why a quote is no evidence. One that only lists names is none for a claim that the point was made in full."""

    NOT_FOUND = "not_found"
    COPIED = "copied"
    OFF_POINT = "off_point"
    SUSPICIOUS = "suspicious"
    LISTED = "listed"


@dataclass(frozen=True, slots=True)
class RejectedQuote:
    """What a judge quoted and what could not be kept, with the reason."""

    quote: str
    why: Rejection
