"""Who may use the evaluator, and as what."""

import re
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NewType

from evaluator.errors import RequestInvalid

UserId = NewType("UserId", str)

_NAME = re.compile(r"[^\W_](?:[\w.@-]{0,62}[^\W_])?")
"""1 to 64 letters, digits and `._@-`, a letter or digit at both ends."""


class Role(StrEnum):
    """What somebody may do: judge and see their own; review what was judged; or everything."""

    INTERVIEWER = "interviewer"
    REVIEWER = "reviewer"
    ADMIN = "admin"


@dataclass(frozen=True, slots=True)
class User:
    """Somebody with a token. `name` is unique for ever: what it judged stays its own after it is removed."""

    id: UserId
    name: str
    role: Role
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Account:
    """A user as an admin sees them. `token_at` is when their token was issued, None where it was revoked.

    `sessions` counts those open now, `seen_at` is when one of them was last used, to the minute.
    """

    user: User
    token_at: datetime | None
    sessions: int
    seen_at: datetime | None


def checked_name(name: str) -> str:
    """The name without outer white space. Raises RequestInvalid where it cannot be a user's name."""
    trimmed = name.strip()
    if not _NAME.fullmatch(trimmed):
        raise RequestInvalid(
            "A user's name has 1 to 64 letters, digits, dots, hyphens, underscores or @, "
            "and begins and ends with a letter or digit."
        )
    return trimmed
