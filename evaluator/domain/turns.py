"""Turns at work that one process at a time does."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Turn:
    """Which process is at it, or was, and until when nobody else begins."""

    owner: str
    until: datetime
