"""What every ExportLog does: both databases, and the stand-in that other tests work with."""

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest

from evaluator.domain.exports import Export, Exported, ExportId
from evaluator.domain.judgements import JudgementId
from evaluator.domain.ledger import Verified
from evaluator.domain.reviews import Final, ReviewId
from evaluator.services.exports import ExportLog
from evaluator.services.judgement_log import JudgementLog
from evaluator.services.orders import JudgementFilter
from evaluator.services.review_log import ReviewLog
from evaluator.store.database import Database, open_database
from evaluator.store.exports import SqlExportLog
from evaluator.store.judgements import SqlJudgementLog
from evaluator.store.ledger import SqlLedger
from evaluator.store.reviews.log import SqlReviewLog
from tests.contracts.conftest import KINDS, fresh_url
from tests.export_fakes import InMemoryExportLog
from tests.fakes import InMemoryLog
from tests.records import NOON
from tests.review_fakes import EVERYTHING, InMemoryReviewLog
from tests.review_records import BLIND, CLAIM, FINAL, later, reviewable

EVERY = JudgementFilter()
EXPORT = Export(
    ExportId("export-1"), Exported.REVIEWS, "ada", "csv", 3, {"question_id": "threads"}, ("candidate",), NOON
)


@dataclass(frozen=True)
class Kept:
    """An export log and the logs of judgements and reviews on the same record."""

    exports: ExportLog
    judgements: JudgementLog
    reviews: ReviewLog

    async def reviewed(self, number: int, reviewer: str) -> None:
        """Record a judgement, and have it reviewed."""
        judgement = await self.judgements.record(reviewable(number, candidate=f"C-{number}"))
        await self.reviews.claim(judgement.id, reviewer, at=NOON, until=NOON + CLAIM)
        name = ReviewId(f"review-{number}")
        await self.reviews.commit(name, judgement.id, reviewer, BLIND, seconds=41.5, at=NOON)

    async def found(self, wanted: JudgementFilter, limit: int = 100) -> list[str]:
        """The ids of all reviews that fit, page by page."""
        ids: list[str] = []
        before: int | None = None
        while True:
            page = await self.exports.reviews(wanted, before=before, limit=limit)
            assert all(record.judgement.id == record.review.judgement_id for record in page.records)
            ids += [record.review.id for record in page.records]
            before = page.before
            if before is None:
                return ids


@pytest.fixture(params=["memory", *KINDS])
async def kept(request: pytest.FixtureRequest) -> AsyncIterator[Kept]:
    """Three judgements, each with a review."""
    if request.param == "memory":
        log = InMemoryLog()
        reviews = InMemoryReviewLog(log, EVERYTHING)
        one = Kept(InMemoryExportLog(log, reviews), log, reviews)
        await filled(one)
        yield one
        return
    async with open_database(fresh_url(request)) as database:
        one = Kept(SqlExportLog(database), SqlJudgementLog(database, policy=EVERYTHING), SqlReviewLog(database))
        await filled(one)
        yield one


async def filled(kept: Kept) -> None:
    await kept.reviewed(1, "boris")
    await kept.reviewed(2, "clara")
    await kept.reviewed(3, "boris")


@pytest.mark.parametrize("limit", [1, 2, 3, 100])
async def test_reviews_come_newest_first_each_once_however_long_a_page_is(kept: Kept, limit: int) -> None:
    assert await kept.found(EVERY, limit) == ["review-3", "review-2", "review-1"]


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        (JudgementFilter(candidate="C-2"), ["review-2"]),
        (JudgementFilter(question_id="no-such-question"), []),
        (JudgementFilter(created_by="anna"), ["review-3", "review-2", "review-1"]),
        (JudgementFilter(created_by="boris"), []),
        (JudgementFilter(reviewer="boris"), ["review-3", "review-1"]),
        (JudgementFilter(reviewer="nul\x00"), []),
        (JudgementFilter(candidate="nul\x00"), []),
    ],
    ids=["candidate", "question", "author", "another author", "reviewer", "no reviewer", "what no database keeps"],
)
async def test_a_filter_asks_of_the_judgement(kept: Kept, wanted: JudgementFilter, expected: list[str]) -> None:
    assert await kept.found(wanted, 1) == expected


async def test_the_reviews_of_several_judgements_come_at_once(kept: Kept) -> None:
    asked = [JudgementId(name) for name in ("judgement-1", "judgement-3", "judgement-9")]
    found = await kept.exports.reviews_of(asked)
    assert {judgement: [one.id for one in reviews] for judgement, reviews in found.items()} == {
        "judgement-1": ["review-1"],
        "judgement-3": ["review-3"],
    }


async def test_exports_of_the_record_are_entered_with_what_tells_nothing_of_a_candidate(database: Database) -> None:
    seq = await SqlExportLog(database).record(EXPORT)
    (entry,) = await SqlLedger(database).entries()
    assert (entry.seq, entry.kind, entry.subject, entry.at) == (
        seq,
        "exported",
        "export-1",
        "2026-11-22T12:00:00.000000Z",
    )
    assert json.loads(entry.payload) == {
        "what": "reviews",
        "by": "ada",
        "format": "csv",
        "count": 3,
        "filter": {"question_id": "threads"},
        "filter_withheld": ["candidate"],
    }
    assert isinstance(await SqlLedger(database).verify(), Verified)


# Entries 1 to 3 tell of the versions of bank and prompt, and of the judgement.
async def test_each_step_of_a_review_comes_with_its_entry(database: Database) -> None:
    reviews = SqlReviewLog(database)
    kept = Kept(SqlExportLog(database), SqlJudgementLog(database, policy=EVERYTHING), reviews)
    await kept.reviewed(1, "boris")
    (committed,) = (await kept.exports.reviews(EVERY, before=None, limit=9)).records
    assert (committed.committed_seq, committed.revealed_seq, committed.final_seq) == (4, None, None)
    await reviews.reveal(ReviewId("review-1"), later(1))
    await reviews.finish(ReviewId("review-1"), Final(FINAL, later(2), 12.0))
    (finished,) = (await kept.exports.reviews(EVERY, before=None, limit=9)).records
    assert (finished.committed_seq, finished.revealed_seq, finished.final_seq) == (4, 5, 6)
    assert finished.review.final == Final(FINAL, later(2), 12.0)
