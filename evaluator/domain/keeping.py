"""How long candidates' words are kept, and what keeps them longer: legal holds.

The ledger names a batch or question that is held, a candidate only by a salted commitment. The salt stays with the
hold, and goes with the candidate's code when the candidate is erased.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NewType

from evaluator.digests import Digest, Json, digest_bytes
from evaluator.domain.days import told_day
from evaluator.domain.ledger import spaced

HoldId = NewType("HoldId", str)


class HoldKind(StrEnum):
    """What a hold is for."""

    CANDIDATE = "candidate"
    BATCH = "batch"
    QUESTION = "question"


@dataclass(frozen=True, slots=True)
class Lifting:
    """When, by whom and why a hold was lifted."""

    at: datetime
    by: str
    why: str


@dataclass(frozen=True, slots=True)
class Hold:
    """Words of a candidate, a batch or a question that nobody may erase while it stands.

    `subject` is the candidate's code, the batch's id or the question's; None once the candidate is erased.
    """

    id: HoldId
    kind: HoldKind
    subject: str | None
    at: datetime
    by: str
    why: str
    placed_seq: int = 0
    lifting: Lifting | None = None
    lifted_seq: int | None = None

    @property
    def stands(self) -> bool:
        """Whether it has not been lifted."""
        return self.lifting is None

    @property
    def message(self) -> str:
        """One sentence for whoever is kept from erasing. It names no candidate."""
        what = "this candidate" if self.kind is HoldKind.CANDIDATE else f"the {self.kind.value} {self.subject}"
        return f"Held: {what}, since {told_day(self.at)}, by {self.by}: {self.why} (entry #{spaced(self.placed_seq)})"


@dataclass(frozen=True, slots=True)
class Due:
    """What is past its time. `held` more answers are too, and stay for a hold; `oldest` is when the first was given.

    Where it `is_whole`; else there may be more of both, and the first is not known.
    """

    before: datetime
    answers: int = 0
    held: int = 0
    oldest: datetime | None = None
    is_whole: bool = True

    @property
    def is_any(self) -> bool:
        """Whether there is or may be something to erase."""
        return self.answers > 0 or not self.is_whole


def due_before(now: datetime, days: int) -> datetime:
    """What is older than this is due."""
    return now - timedelta(days=days)


def subject_commitment(salt: bytes, subject: str) -> Digest:
    """What the ledger holds of the candidate that a hold is for."""
    return digest_bytes(salt + subject.encode("utf-8", "replace"))


def placing_payload(hold: Hold, commitment: Digest | None) -> dict[str, Json]:
    """What the entry of a hold holds: the subject itself, or the commitment to it where it is a candidate."""
    return {
        "on": hold.kind.value,
        "subject": None if hold.kind is HoldKind.CANDIDATE else hold.subject,
        "subject_commitment": commitment,
        "by": hold.by,
        "why": hold.why,
    }


def lifting_payload(lifting: Lifting) -> dict[str, Json]:
    """What the entry holds that tells of a hold being lifted."""
    return {"by": lifting.by, "why": lifting.why}
