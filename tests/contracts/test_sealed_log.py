"""What the log lists for somebody to whom results are sealed: both databases, and the stand-in of other tests."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace

import pytest

from evaluator.domain.judgements import JudgementId, Status, Verdict
from evaluator.domain.reviews import ReviewId, Seeded
from evaluator.domain.seals import Seal
from evaluator.services.audit_log import AuditLog
from evaluator.services.judgement_log import JudgementLog
from evaluator.services.orders import JudgementFilter
from evaluator.services.review_log import ReviewLog
from evaluator.store.database import open_database
from evaluator.store.judgements import SqlJudgementLog
from evaluator.store.log.story import SqlAuditLog
from evaluator.store.reviews.log import SqlReviewLog
from tests.audit_fakes import InMemoryAuditLog
from tests.contracts.conftest import KINDS, fresh_url
from tests.fakes import InMemoryLog
from tests.records import intent_for
from tests.review_fakes import EVERYTHING, InMemoryReviewLog
from tests.review_records import BLIND, CLAIM, SHARES_MEMORY, later, reviewable

SCORED = JudgementFilter(status=Status.SCORED)
QUEUE = Seal("boris", later(5), queue=True, first_looks=False, seeds=False)
FIRST_LOOKS = Seal("anna", later(5), queue=False, first_looks=True, seeds=False)
SEEDS = Seal("boris", later(5), queue=False, first_looks=False, seeds=True)


@dataclass(frozen=True)
class Kept:
    """The log that is read, and the two that write the record."""

    audit: AuditLog
    judgements: JudgementLog
    reviews: ReviewLog

    async def committed(self, number: int, by: str = "boris") -> ReviewId:
        name, review = f"judgement-{number}", ReviewId(f"review-{number}")
        await self.reviews.claim(name, by, at=later(1), until=later(1) + CLAIM)
        await self.reviews.commit(review, name, by, BLIND, seconds=1.0, at=later(2))
        return review

    async def walked(self, seal: Seal | None, wanted: JudgementFilter = SCORED, limit: int = 1) -> list[list[str]]:
        """The pages to the end, as lines; as whole judgements they are the same."""
        pages, cursor = list[list[str]](), None
        while True:
            page = await self.audit.lines(wanted, limit=limit, cursor=cursor, seal=seal)
            whole = await self.audit.judgements(wanted, limit=limit, cursor=cursor, seal=seal)
            pages.append([line.id for line in page.lines])
            assert ([one.id for one in whole.judgements], whole.next_cursor) == (pages[-1], page.next_cursor)
            cursor = page.next_cursor
            if cursor is None:
                return pages


@pytest.fixture(params=["memory", *KINDS])
async def kept(request: pytest.FixtureRequest) -> AsyncIterator[Kept]:
    if request.param == "memory":
        log = InMemoryLog()
        reviews = InMemoryReviewLog(log, EVERYTHING)
        yield Kept(InMemoryAuditLog(log, reviews), log, reviews)
        return
    async with open_database(fresh_url(request)) as database:
        yield Kept(SqlAuditLog(database), SqlJudgementLog(database, policy=EVERYTHING), SqlReviewLog(database))


async def test_what_is_sealed_is_passed_over_as_if_it_were_not_there(kept: Kept) -> None:
    for number in range(1, 6):
        await kept.judgements.record(reviewable(number))
    assert await kept.walked(QUEUE) == [[]]
    for number in (2, 4):
        await kept.committed(number)
    assert await kept.walked(QUEUE) == [["judgement-4"], ["judgement-2"]]
    assert await kept.walked(QUEUE, replace(SCORED, verdict=Verdict.COVERED)) == [["judgement-4"], ["judgement-2"]]
    assert await kept.walked(replace(QUEUE, queue=False), limit=2) == await kept.walked(None, limit=2)


async def test_so_is_what_shares_its_verdicts(kept: Kept) -> None:
    await kept.judgements.record(reviewable())
    await kept.judgements.record(reviewable(2, shared_from=JudgementId("judgement-1")))
    assert await kept.walked(QUEUE) == [[]]
    await kept.committed(1)
    assert await kept.walked(QUEUE) == [["judgement-2"], ["judgement-1"]]


async def test_so_is_what_somebody_is_to_look_at_first(kept: Kept) -> None:
    await kept.judgements.open_intent(replace(intent_for(reviewable()), own_first=True))
    for number in (1, 2):
        await kept.judgements.record(reviewable(number))
    assert await kept.walked(FIRST_LOOKS) == [["judgement-2"]]
    assert await kept.walked(replace(FIRST_LOOKS, reader="boris")) == [["judgement-2"], ["judgement-1"]]


async def test_so_is_what_was_shown_with_a_wrong_verdict_that_is_not_settled(kept: Kept) -> None:
    for number in (1, 2):
        await kept.judgements.record(reviewable(number))
        review = await kept.committed(number)
        await kept.reviews.reveal(review, later(3), Seeded(SHARES_MEMORY, Verdict.MISSED) if number == 1 else None)
    assert await kept.walked(SEEDS) == [["judgement-2"]]
    assert await kept.walked(replace(SEEDS, reader="clara")) == [["judgement-2"], ["judgement-1"]]
