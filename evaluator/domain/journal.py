"""The ledger as people read it: entries of a kind together, newest first."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from evaluator.domain.ledger import OF_USERS, Entry, EntryKind


class Chapter(StrEnum):
    """What entries are about, as somebody asks for them."""

    JUDGEMENTS = "judgements"
    REVIEWS = "reviews"
    BATCHES = "batches"
    PEOPLE = "people"
    EXPORTS = "exports"
    KEEPING = "keeping"
    VERSIONS = "versions"


KINDS: Mapping[Chapter, tuple[EntryKind, ...]] = {
    Chapter.JUDGEMENTS: (EntryKind.JUDGEMENT,),
    Chapter.REVIEWS: (
        EntryKind.REVIEW_COMMITTED,
        EntryKind.REVIEW_REVEALED,
        EntryKind.REVIEW_DISCLOSED,
        EntryKind.REVIEW_FINISHED,
        EntryKind.REVIEW_SKIPPED,
        EntryKind.EXAMPLE_MARKED,
        EntryKind.EXAMPLE_TAKEN_BACK,
    ),
    Chapter.BATCHES: (EntryKind.BATCH_CREATED, EntryKind.BATCH_MOVED, EntryKind.BATCH_REBUDGETED),
    Chapter.PEOPLE: OF_USERS,
    Chapter.EXPORTS: (EntryKind.EXPORTED,),
    Chapter.KEEPING: (EntryKind.ERASURE, EntryKind.HOLD_PLACED, EntryKind.HOLD_LIFTED),
    Chapter.VERSIONS: (
        EntryKind.BANK_VERSION,
        EntryKind.PROMPT_VERSION,
        EntryKind.SCREENING,
        EntryKind.ANCHORS_JUDGED,
        EntryKind.CHECKPOINT_KEY,
    ),
}
"""The kinds of entries of each chapter. Every kind is in one; a test keeps it so."""


@dataclass(frozen=True, slots=True)
class JournalPage:
    """Entries, newest first. `next_before` is the number that the next page comes before, None on the last."""

    entries: tuple[Entry, ...]
    next_before: int | None
