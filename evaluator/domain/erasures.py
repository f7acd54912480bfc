"""Taking back what a candidate said: what an erasure deletes, what it leaves, and what the ledger tells of it.

The ledger's entry names the judgements, who had their words erased, why and how much went. It does not name the
candidate, not even by a digest: with its salt kept, anybody could try names against it; with its salt destroyed, it
would prove nothing. Who has to show later whose words an erasure took keeps its number with the request.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from enum import StrEnum
from typing import NewType

from evaluator.digests import Json
from evaluator.domain.judgements import JudgementId
from evaluator.domain.ledger import spaced
from evaluator.errors import RequestInvalid

ErasureId = NewType("ErasureId", str)

LONGEST_REASON = 500


class Basis(StrEnum):
    """Why words may be erased: somebody asked for it, or they were kept for as long as they are to be."""

    REQUEST = "request"
    RETENTION = "retention"


@dataclass(frozen=True, slots=True)
class Deleted:
    """What an erasure took out of the record, counted.

    `judgements` are those whose words went, `reviews` the notes of reviewers on them; `under_way` judgings that were
    not recorded yet, `called_off` answers of batches that still waited; `item_ids` and `batch_names` stood for
    whoever it was and were replaced, `requests` are the remembered keys of repeated requests.
    """

    answers: int = 0
    judgements: int = 0
    reviews: int = 0
    under_way: int = 0
    called_off: int = 0
    item_ids: int = 0
    batch_names: int = 0
    requests: int = 0


@dataclass(frozen=True, slots=True)
class Check:
    """What was looked at after an erasure: `entries` of the ledger derived again, `left` rows of words still there.

    `fault` says what does not hold, empty where all does.
    """

    entries: int = 0
    left: int = 0
    fault: str = ""

    @property
    def is_sound(self) -> bool:
        """Whether the words are gone and the record holds without them."""
        return not self.left and not self.fault

    @property
    def message(self) -> str:
        """One sentence for people."""
        if self.left:
            return f"{spaced(self.left)} rows still hold words that were to be erased. Erase again, and ask why."
        if self.fault:
            return self.fault
        sound = f"Ledger entries that tell of it, derived again and sound: {spaced(self.entries)}."
        return f"No row holds a word of it any more. {sound}"


@dataclass(frozen=True, slots=True)
class Cleaning:
    """What was done once the rows were gone: uploads deleted, and the database's files rid of what was in the rows.

    `with_providers` counts files with requests that a provider still had then; they go when they are fetched.
    """

    at: datetime
    uploads: int
    check: Check
    with_providers: int = 0


@dataclass(frozen=True, slots=True)
class Erasure:
    """One erasure. `judgement_ids` are sorted; `cleaning` is None while files may still hold what was deleted."""

    id: ErasureId
    basis: Basis
    by: str
    why: str
    at: datetime
    judgement_ids: tuple[JudgementId, ...]
    deleted: Deleted
    ledger_seq: int = 0
    cleaning: Cleaning | None = None

    @property
    def is_complete(self) -> bool:
        """Whether nothing of it is left to do."""
        return self.cleaning is not None and self.cleaning.check.is_sound


@dataclass(frozen=True, slots=True)
class Erased:
    """What is to be said in place of words that are gone."""

    erasure_id: ErasureId
    basis: Basis
    by: str
    why: str
    at: datetime
    ledger_seq: int


def erasure_payload(erasure: Erasure) -> dict[str, Json]:
    """What the entry of an erasure holds. Its own moment is that of the erasure."""
    ids: list[Json] = [*erasure.judgement_ids]
    return {
        "basis": erasure.basis.value,
        "by": erasure.by,
        "why": erasure.why,
        "judgements": ids,
        "deleted": asdict(erasure.deleted),
    }


def deleted_of(counts: Mapping[str, int]) -> Deleted:
    """What `asdict` made of it, read again; a count that was not kept then is 0."""
    return Deleted(**{field.name: counts[field.name] for field in fields(Deleted) if field.name in counts})


def checked_reason(why: str, *, besides: Sequence[str] = ()) -> str:
    """A reason as it will stand in the ledger for good.

    Raises RequestInvalid for one that says nothing, is too long, cannot be printed, or names whom it is about:
    `besides` are the codes it must not hold.
    """
    reason = " ".join(why.split())
    if not reason:
        raise RequestInvalid("Say why, in a few words that name nobody: they stay in the ledger for good.")
    if len(reason) > LONGEST_REASON:
        raise RequestInvalid(f"The reason may have {LONGEST_REASON} characters, and this one has {len(reason):,}.")
    if not reason.isprintable():
        raise RequestInvalid("The reason holds characters that cannot be printed. Write it in plain text.")
    if any(tells(reason, code) for code in besides):
        raise RequestInvalid("The reason stays in the ledger for good: leave the candidate's code out of it.")
    return reason


def tells(text: str, code: str) -> bool:
    """Whether a text holds a candidate's code as words of its own, however it is cased or its letters are composed."""
    return re.search(rf"(?<!\w){re.escape(_folded(code))}(?!\w)", _folded(text)) is not None


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()
