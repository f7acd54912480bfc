"""What auditing needs of the record: the log line by line, and what is known of one judgement's story."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from evaluator.digests import Digest
from evaluator.domain.journal import JournalPage
from evaluator.domain.judgements import Coverage, FlagCode, JudgementId
from evaluator.domain.ledger import Entry, EntryKind
from evaluator.domain.questions import QuestionId
from evaluator.domain.reviews import Review
from evaluator.domain.seals import Seal
from evaluator.services.orders import JudgementFilter, JudgementPage


@dataclass(frozen=True, slots=True)
class LogLine:
    """One judgement as the log lists it. `coverage` is None where it is not scored, and `detail` then says why.

    `reviewers` are those who have committed verdicts on it. `digest` is that of its ledger entry.
    """

    id: JudgementId
    seq: int
    digest: Digest
    judged_at: datetime
    candidate: str | None
    question_id: QuestionId
    judge: str
    coverage: Coverage | None
    detail: str
    flags: frozenset[FlagCode]
    ordered_by: str
    is_shared: bool
    is_erased: bool
    reviewers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LogPage:
    """One keyset page, newest first; see JudgementPage."""

    lines: tuple[LogLine, ...]
    next_cursor: str | None
    searched_to: datetime | None = None


@dataclass(frozen=True, slots=True)
class StoryEntry:
    """A ledger entry about a judgement, derived again just now. `fault` is what is wrong with it, empty for nothing."""

    entry: Entry
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Story:
    """What came after a judgement was made: what people said of it, and every ledger entry that tells of any of it."""

    reviews: tuple[Review, ...]
    entries: tuple[StoryEntry, ...]


class AuditLog(Protocol):
    """What auditing needs of the record. All methods raise a StoreError when the database refuses."""

    async def lines(
        self, wanted: JudgementFilter, *, limit: int, cursor: str | None, seal: Seal | None = None
    ) -> LogPage:
        """One page of the log, as if what is sealed were not there. Raises RequestInvalid for a cursor not of ours."""

    async def judgements(
        self, wanted: JudgementFilter, *, limit: int, cursor: str | None, seal: Seal | None = None
    ) -> JudgementPage:
        """The same, each judgement whole."""

    async def reviews(self, judgement_id: str) -> Sequence[Review]:
        """Every review of a judgement, in the order in which they were committed."""

    async def entries(self, judgement_id: str, review_ids: Sequence[str]) -> Sequence[StoryEntry]:
        """Every entry about a judgement, these reviews, or its erasure, oldest first, derived from what is stored."""

    async def journal(self, kinds: Sequence[EntryKind], *, before: int | None, limit: int) -> JournalPage:
        """One page of the ledger's entries of these kinds, of every kind where none is named, newest first."""
