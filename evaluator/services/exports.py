"""The use case of taking part of the record away as a file, which the ledger tells of before the file is handed out."""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import BinaryIO, Protocol

from evaluator.digests import Json
from evaluator.domain.effective import effective
from evaluator.domain.exports import Export, Exported, ExportId, ReviewPage, ReviewRecord
from evaluator.domain.judgements import Judgement, JudgementId
from evaluator.domain.reviews import Review
from evaluator.domain.users import User
from evaluator.services.access import OPERATOR
from evaluator.services.export_rows import JUDGEMENTS, REVIEWS, JudgedRecord
from evaluator.services.judgement_log import JudgementLog
from evaluator.services.orders import JudgementFilter
from evaluator.services.reviewing import ReviewService
from evaluator.services.surroundings import Surroundings
from evaluator.services.tables import ResultFormat, write_tables

PAGE = 200
"""Judgements or reviews that are read at a time, and so the most that are held."""

TOLD = frozenset(
    {
        *("question_id", "judge", "batch", "created_by", "since", "until"),
        *("status", "flag", "needs_review", "verdict", "point_id", "coverage_from", "coverage_to"),
        *("reviewer", "reviewed"),
    }
)
"""Parts of a filter that the ledger may name: none of them tells of a candidate."""


@dataclass(frozen=True, slots=True)
class ExportOrder:
    """What somebody wants as a file. `reader` is None for the operator at the command line: nothing is sealed there."""

    wanted: JudgementFilter
    written_as: ResultFormat
    reader: User | None = None


@dataclass(frozen=True, slots=True)
class Receipt:
    """What was written: how many judgements or reviews, and the ledger entry that tells of it."""

    count: int
    seq: int


class ExportLog(Protocol):
    """What exports need of the record. All methods raise a StoreError when the database refuses."""

    async def reviews_of(self, judgement_ids: Sequence[JudgementId]) -> Mapping[JudgementId, Sequence[Review]]:
        """The reviews of each of those judgements that has any, in the order of their commits."""

    async def reviews(self, wanted: JudgementFilter, *, before: int | None, limit: int) -> ReviewPage:
        """At most `limit` reviews of judgements that fit the filter, committed before the entry of that number.

        Where it asks for a reviewer, theirs alone.
        """

    async def record(self, export: Export) -> int:
        """Write that an export was made; returns the number of its ledger entry."""


class ExportService:
    """Writes judgements or reviews into a stream and tells the ledger. What is sealed to the reader is left out."""

    def __init__(
        self, judgements: JudgementLog, reviewing: ReviewService, log: ExportLog, surroundings: Surroundings
    ) -> None:
        self._judgements = judgements
        self._reviewing = reviewing
        self._log = log
        self._surroundings = surroundings

    async def judgements(self, order: ExportOrder, stream: BinaryIO) -> Receipt:
        """Write the judgements that fit, newest first, and enter that in the ledger."""
        count = await write_tables(self._judged(order), JUDGEMENTS, order.written_as, stream)
        return await self._entered(Exported.JUDGEMENTS, order, count)

    async def reviews(self, order: ExportOrder, stream: BinaryIO) -> Receipt:
        """Write the reviews of judgements that fit, newest first, and enter that in the ledger."""
        count = await write_tables(self._reviews(order), REVIEWS, order.written_as, stream)
        return await self._entered(Exported.REVIEWS, order, count)

    async def _judged(self, order: ExportOrder) -> AsyncIterator[JudgedRecord]:
        cursor: str | None = None
        while True:
            page = await self._judgements.page(order.wanted, limit=PAGE, cursor=cursor)
            sealed = await self._sealed([judgement.id for judgement in page.judgements], order.reader)
            readable = [judgement for judgement in page.judgements if judgement.id not in sealed]
            for record in await self._with_reviews(readable):
                yield record
            cursor = page.next_cursor
            if cursor is None:
                return

    async def _with_reviews(self, judgements: Sequence[Judgement]) -> Sequence[JudgedRecord]:
        reviewed = await self._log.reviews_of([_source(judgement) for judgement in judgements])
        return [JudgedRecord(one, effective(one.points, reviewed.get(_source(one), ()))) for one in judgements]

    async def _reviews(self, order: ExportOrder) -> AsyncIterator[ReviewRecord]:
        before: int | None = None
        while True:
            page = await self._log.reviews(order.wanted, before=before, limit=PAGE)
            sealed = await self._sealed([record.judgement.id for record in page.records], order.reader)
            for record in page.records:
                if record.judgement.id not in sealed:
                    yield record
            before = page.before
            if before is None:
                return

    async def _sealed(self, judgement_ids: Sequence[JudgementId], reader: User | None) -> frozenset[JudgementId]:
        return frozenset() if reader is None else await self._reviewing.sealed(judgement_ids, reader)

    async def _entered(self, what: Exported, order: ExportOrder, count: int) -> Receipt:
        asked = {field.name: getattr(order.wanted, field.name) for field in fields(order.wanted)}
        narrowed = {name: value for name, value in asked.items() if value is not None}
        export = Export(
            id=ExportId(self._surroundings.new_id()),
            what=what,
            by=OPERATOR if order.reader is None else order.reader.name,
            written_as=order.written_as.value,
            count=count,
            told={name: _plain(value) for name, value in narrowed.items() if name in TOLD},
            withheld=tuple(name for name in narrowed if name not in TOLD),
            at=self._surroundings.clock(),
        )
        return Receipt(count, await self._log.record(export))


def _source(judgement: Judgement) -> JudgementId:
    return judgement.shared_from or judgement.id


def _plain(value: object) -> Json:
    return value if isinstance(value, bool | int) else str(value)
