"""What is kept from an interviewer until they have looked first: both databases, and the stand-in of other tests."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace

import pytest

from evaluator.domain.insights import InsightFilter
from evaluator.domain.judgements import Judgement
from evaluator.domain.ledger import Verified
from evaluator.domain.review_queue import QueueFilter
from evaluator.domain.reviews import Final, Review, ReviewId, Stream
from evaluator.errors import ReviewCommitted
from evaluator.services.judgement_log import JudgementLog
from evaluator.services.review_log import ReviewLog
from evaluator.store.database import Database, open_database
from evaluator.store.following import follow
from evaluator.store.insights.counters import InsightCounters
from evaluator.store.insights.reading import SqlInsightLog
from evaluator.store.judgements import SqlJudgementLog
from evaluator.store.ledger import SqlLedger
from evaluator.store.reviews.log import SqlReviewLog
from tests.contracts.conftest import KINDS, fresh_url
from tests.fakes import InMemoryLog
from tests.records import NOON, intent_for, unscored
from tests.review_fakes import EVERYTHING, InMemoryReviewLog
from tests.review_records import BLIND, CLAIM, FINAL, later, reviewable


@dataclass(frozen=True)
class Kept:
    """A review log and the log of judgements on the same record."""

    reviews: ReviewLog
    judgements: JudgementLog
    ledger: SqlLedger | None = None

    async def order(self, judged: Judgement, *, own_first: bool = True) -> None:
        await self.judgements.open_intent(replace(intent_for(judged), own_first=own_first))

    async def judged(self, judged: Judgement, *, own_first: bool = True) -> None:
        await self.order(judged, own_first=own_first)
        await self.judgements.record(judged)

    async def commit(self, judgement_id: str, by: str) -> Review:
        name = ReviewId(f"{judgement_id} by {by}")
        return await self.reviews.commit(name, judgement_id, by, BLIND, seconds=41.5, at=later(3))

    async def looked_at(self, judgement_id: str, by: str = "anna") -> str | None:
        look = await self.reviews.first_look(judgement_id, by)
        return None if look is None else look.judgement_id


@pytest.fixture(params=["memory", *KINDS])
async def kept(request: pytest.FixtureRequest) -> AsyncIterator[Kept]:
    if request.param == "memory":
        log = InMemoryLog()
        yield Kept(InMemoryReviewLog(log, EVERYTHING), log)
        return
    async with open_database(fresh_url(request)) as database:
        log_there = SqlJudgementLog(database, policy=EVERYTHING)
        yield Kept(SqlReviewLog(database), log_there, SqlLedger(database))


async def test_a_judging_under_way_is_kept_from_whoever_ordered_it_and_from_nobody_else(kept: Kept) -> None:
    await kept.order(reviewable())
    look = await kept.reviews.first_look("judgement-1", "anna")
    assert look is not None
    assert (look.judgement_id, look.person, look.began_at) == (
        "judgement-1",
        "anna",
        intent_for(reviewable()).started_at,
    )
    assert await kept.looked_at("judgement-1", "boris") is None
    assert await kept.looked_at("judgement-2") is None


async def test_so_is_the_judgement_until_they_have_committed(kept: Kept) -> None:
    await kept.judged(reviewable())
    assert await kept.reviews.kept_first(["judgement-1", "judgement-2"], "anna") == {"judgement-1"}
    assert await kept.reviews.kept_first(["judgement-1"], "boris") == set()
    await kept.commit("judgement-1", "anna")
    assert await kept.reviews.kept_first(["judgement-1"], "anna") == set()
    assert await kept.looked_at("judgement-1") is None


async def test_what_was_ordered_without_a_look_is_not(kept: Kept) -> None:
    await kept.judged(reviewable(), own_first=False)
    assert await kept.reviews.kept_first(["judgement-1"], "anna") == set()
    assert await kept.looked_at("judgement-1") is None


async def test_the_verdicts_are_a_review_in_a_stream_of_their_own(kept: Kept) -> None:
    await kept.judged(reviewable())
    review = await kept.commit("judgement-1", "anna")
    assert (review.stream, review.inclusion_probability) == (Stream.INTERVIEWER, None)
    assert (review.blind.began_at, review.blind.points) == (intent_for(reviewable()).started_at, BLIND)
    assert await kept.reviews.by("judgement-1", "anna") == review
    assert await kept.commit("judgement-1", "anna") == review
    with pytest.raises(ReviewCommitted):
        await kept.reviews.commit(ReviewId("x"), "judgement-1", "anna", BLIND[:1], seconds=1, at=later(4))


async def test_the_review_goes_on_like_any_other_and_the_ledger_holds(kept: Kept) -> None:
    await kept.judged(reviewable())
    review = await kept.commit("judgement-1", "anna")
    await kept.reviews.reveal(review.id, later(4))
    finished = await kept.reviews.finish(review.id, Final(FINAL, later(5), 7.0))
    assert finished.final is not None
    assert await kept.reviews.get(review.id) == finished
    if kept.ledger is not None:
        assert isinstance(await kept.ledger.verify(), Verified)


async def test_it_takes_nobodys_place_in_the_queue_and_fills_none(kept: Kept) -> None:
    await kept.judged(reviewable())
    await kept.commit("judgement-1", "anna")
    claim = await kept.reviews.claim_next("boris", QueueFilter(), besides=(), at=NOON, until=NOON + CLAIM)
    assert claim is not None
    assert (await kept.commit("judgement-1", "boris")).stream is Stream.RANDOM
    assert await kept.reviews.claim_next("cleo", QueueFilter(), besides=(), at=NOON, until=NOON + CLAIM) is None
    assert [review.reviewer for review in await kept.reviews.of("judgement-1")] == ["anna", "boris"]


async def test_a_judgement_that_nobody_else_is_to_review_has_a_place_for_it(database: Database) -> None:
    kept = Kept(SqlReviewLog(database), SqlJudgementLog(database), SqlLedger(database))
    await kept.judged(reviewable())
    review = await kept.commit("judgement-1", "anna")
    claim = await kept.reviews.claim_next("boris", QueueFilter(), besides=(), at=NOON, until=NOON + CLAIM)
    assert (review.stream, claim) == (Stream.INTERVIEWER, None)
    assert await kept.reviews.sealed(["judgement-1"], "boris", NOON) == set()


async def test_agreement_is_measured_without_it(database: Database) -> None:
    kept = Kept(SqlReviewLog(database), SqlJudgementLog(database))
    await kept.judged(reviewable())
    review = await kept.commit("judgement-1", "anna")
    await kept.reviews.reveal(review.id, later(4))
    await kept.reviews.finish(review.id, Final(FINAL, later(5), 7.0))
    await follow(database, InsightCounters(), at_most=1_000)
    assert list((await SqlInsightLog(database).read(InsightFilter())).reviews) == []


async def test_what_shares_the_verdicts_is_kept_too_until_the_commit(kept: Kept) -> None:
    await kept.judged(reviewable())
    await kept.judgements.record(reviewable(2, shared_from="judgement-1"))
    await kept.judged(reviewable(3, shared_from="judgement-1"))
    every = ["judgement-1", "judgement-2", "judgement-3"]
    assert await kept.reviews.kept_first(every, "anna") == set(every)
    assert await kept.looked_at("judgement-2") == "judgement-1"
    assert await kept.looked_at("judgement-3") == "judgement-3"
    await kept.commit("judgement-1", "anna")
    assert await kept.reviews.kept_first(every, "anna") == set()


async def test_an_answer_that_was_not_scored_is_kept_from_nobody(kept: Kept) -> None:
    await kept.judged(unscored(shared_from=None))
    assert await kept.reviews.kept_first(["judgement-1"], "anna") == set()
    assert await kept.looked_at("judgement-1") is None


async def test_an_odd_id_is_kept_from_nobody(kept: Kept) -> None:
    await kept.judged(reviewable())
    assert await kept.looked_at("a\x00b") is None
    assert await kept.reviews.kept_first(["a\x00b", "\ud800"], "anna") == set()
    assert await kept.reviews.kept_first_of_batch("a\x00b", "anna") == 0
