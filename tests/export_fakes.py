"""An ExportLog in memory, over the judgements and reviews of the other logs in memory."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from evaluator.domain.exports import Export, ReviewPage, ReviewRecord
from evaluator.domain.judgements import JudgementId
from evaluator.domain.reviews import Review
from evaluator.services.orders import JudgementFilter
from tests.fakes import InMemoryLog
from tests.review_fakes import InMemoryReviewLog


@dataclass
class InMemoryExportLog:
    """`made` holds what was entered; the number of an entry is its place there."""

    log: InMemoryLog
    reviews_made: InMemoryReviewLog
    made: list[Export] = field(default_factory=list)

    async def reviews_of(self, judgement_ids: Sequence[JudgementId]) -> Mapping[JudgementId, Sequence[Review]]:
        return {one: reviews for one in judgement_ids if (reviews := await self.reviews_made.of(one))}

    async def reviews(self, wanted: JudgementFilter, *, before: int | None, limit: int) -> ReviewPage:
        numbered = list(enumerate(self.reviews_made.reviews.values(), start=1))[::-1]
        rest = [
            (number, review)
            for number, review in numbered
            if (before is None or number < before) and wanted.reviewer in (None, review.reviewer)
        ]
        shown = rest[:limit]
        records = tuple(
            ReviewRecord(review, judgement, number, None, None)
            for number, review in shown
            if self.log.is_wanted(judgement := self.log.judgements[review.judgement_id], wanted)
        )
        return ReviewPage(records, shown[-1][0] if len(rest) > limit else None)

    async def record(self, export: Export) -> int:
        self.made.append(export)
        return len(self.made)
