"""Wrong verdicts shown on purpose, on both databases and the stand-in: kept, disclosed, settled again, and provable."""

import json
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace

import pytest
from sqlalchemy import text

from evaluator.domain.agreement.reveals import Reveal, weigh_counts
from evaluator.domain.insight_counts import LETTERS
from evaluator.domain.insights import InsightFilter
from evaluator.domain.judgements import Verdict
from evaluator.domain.ledger import Broken, EntryKind, Verified
from evaluator.domain.reviews import Final, FinalPoint, ReasonForChange, Review, ReviewId, Seeded
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
from tests.records import NOON
from tests.review_fakes import EVERYTHING, InMemoryReviewLog
from tests.review_records import BLIND, CLAIM, FINAL, SHARES_MEMORY, later, reviewable

WRONG = Seeded(SHARES_MEMORY, Verdict.MISSED)
SAID = Final((FinalPoint(SHARES_MEMORY, Verdict.MISSED, ReasonForChange.MISSED_IT), *FINAL[1:]), later(3), 9.0)


@dataclass(frozen=True)
class Kept:
    """A review log with a judgement, and the database behind it where there is one."""

    reviews: ReviewLog
    judgements: JudgementLog
    database: Database | None = None

    async def revealed(self, seeded: Seeded | None = WRONG) -> Review:
        """A review that was shown a wrong verdict."""
        await self.judgements.record(reviewable())
        await self.reviews.claim("judgement-1", "boris", at=NOON, until=NOON + CLAIM)
        name = ReviewId("review-1")
        await self.reviews.commit(name, "judgement-1", "boris", BLIND, seconds=41.5, at=later(1))
        return await self.reviews.reveal(name, later(2), seeded)


@pytest.fixture(params=["memory", *KINDS])
async def kept(request: pytest.FixtureRequest) -> AsyncIterator[Kept]:
    if request.param == "memory":
        log = InMemoryLog()
        yield Kept(InMemoryReviewLog(log, EVERYTHING), log)
        return
    async with open_database(fresh_url(request)) as database:
        yield Kept(SqlReviewLog(database), SqlJudgementLog(database, policy=EVERYTHING), database)


async def test_what_was_shown_is_kept_with_the_reveal_and_the_first_time_stands(kept: Kept) -> None:
    review = await kept.revealed()
    assert review.seeded == WRONG
    assert await kept.reviews.reveal(review.id, later(9)) == review
    assert await kept.reviews.get(review.id) == review


async def test_what_is_said_under_it_is_kept_apart_and_finishes_nothing(kept: Kept) -> None:
    review = await kept.revealed()
    told = await kept.reviews.disclose(review.id, SAID)
    assert told.seeded == replace(WRONG, said=SAID)
    assert told.final is None
    assert await kept.reviews.by("judgement-1", "boris") == told
    assert await kept.reviews.disclose(review.id, replace(SAID, at=later(8), seconds=1.0)) == told
    with pytest.raises(ReviewCommitted):
        await kept.reviews.disclose(review.id, Final(FINAL, later(8), 1.0))


async def test_it_is_finished_once_the_point_is_settled_again(kept: Kept) -> None:
    review = await kept.revealed()
    await kept.reviews.disclose(review.id, SAID)
    finished = await kept.reviews.finish(review.id, Final(FINAL, later(4), 9.0))
    assert finished.final is not None
    assert finished.final.points == FINAL
    assert finished.seeded == replace(WRONG, said=SAID)
    assert await kept.reviews.get(review.id) == finished


async def test_the_judgement_is_held_back_from_the_reviewer_until_then(kept: Kept) -> None:
    review = await kept.revealed()
    await kept.judgements.record(reviewable(2, shared_from="judgement-1"))
    both = ["judgement-1", "judgement-2", "judgement-3"]
    assert await kept.reviews.held_back(both, "boris") == {"judgement-1", "judgement-2"}
    assert await kept.reviews.held_back(both, "cleo") == set()
    assert await kept.reviews.unsettled("boris") is None
    await kept.reviews.disclose(review.id, SAID)
    assert await kept.reviews.unsettled("boris") == "judgement-1"
    assert await kept.reviews.unsettled("cleo") is None
    await kept.reviews.finish(review.id, Final(FINAL, later(4), 9.0))
    assert await kept.reviews.held_back(both, "boris") == set()
    assert await kept.reviews.unsettled("boris") is None


async def test_a_review_that_was_shown_no_wrong_verdict_is_held_back_from_nobody(kept: Kept) -> None:
    review = await kept.revealed(None)
    assert review.seeded is None
    assert await kept.reviews.held_back(["judgement-1"], "boris") == set()


async def through(database: Database) -> None:
    log = SqlJudgementLog(database, policy=EVERYTHING)
    kept = Kept(SqlReviewLog(database), log, database)
    review = await kept.revealed()
    await kept.reviews.disclose(review.id, SAID)
    await kept.reviews.finish(review.id, Final(FINAL, later(4), 9.0))


async def test_the_ledger_tells_what_was_shown_what_was_said_and_what_stands(database: Database) -> None:
    await through(database)
    entries = [entry for entry in await SqlLedger(database).entries() if entry.subject == "review-1"]
    told = {entry.kind: json.loads(entry.payload) for entry in entries}
    assert list(told) == [
        EntryKind.REVIEW_COMMITTED,
        EntryKind.REVIEW_REVEALED,
        EntryKind.REVIEW_DISCLOSED,
        EntryKind.REVIEW_FINISHED,
    ]
    assert told[EntryKind.REVIEW_REVEALED]["seeded"] == [SHARES_MEMORY, "missed"]
    assert told[EntryKind.REVIEW_DISCLOSED]["seeded"] == [SHARES_MEMORY, "missed"]
    assert told[EntryKind.REVIEW_DISCLOSED]["verdicts"][0] == [SHARES_MEMORY, "missed", "missed_it"]
    assert told[EntryKind.REVIEW_FINISHED]["verdicts"][0] == [SHARES_MEMORY, "covered", None]
    assert isinstance(await SqlLedger(database).verify(), Verified)


async def test_insights_count_what_was_said_under_it_as_said_of_a_wrong_verdict(database: Database) -> None:
    await through(database)
    await follow(database, InsightCounters(), at_most=1_000)
    (one,) = (await SqlInsightLog(database).read(InsightFilter())).reviews
    assert (one.said, one.blind) == (letters("covered unsure missed"), letters("covered missed partial"))
    assert one.shown == letters("missed unsure missed")
    assert one.final == letters("missed missed missed")
    counts = Counter(
        Reveal(*verdicts, is_seeded=True) for verdicts in [(Verdict.COVERED, Verdict.MISSED, Verdict.MISSED)]
    )
    pull = weigh_counts(counts)
    assert (pull.seeded.hits, pull.seeded.cases, dict(pull.flow)) == (1, 1, {})


async def test_insights_are_the_same_when_they_follow_step_by_step(database: Database) -> None:
    log = SqlJudgementLog(database, policy=EVERYTHING)
    kept = Kept(SqlReviewLog(database), log, database)
    review = await kept.revealed()
    await follow(database, InsightCounters(), at_most=1_000)
    await kept.reviews.disclose(review.id, SAID)
    await follow(database, InsightCounters(), at_most=1_000)
    await kept.reviews.finish(review.id, Final(FINAL, later(4), 9.0))
    await follow(database, InsightCounters(), at_most=1_000)
    (one,) = (await SqlInsightLog(database).read(InsightFilter())).reviews
    assert (one.shown, one.final) == (letters("missed unsure missed"), letters("missed missed missed"))


def letters(verdicts: str) -> str:
    return "".join(LETTERS[Verdict(verdict)] for verdict in verdicts.split())


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE review_seeds SET verdict = 'partial'",
        "UPDATE review_seeds SET point_id = 'own-stack'",
        "UPDATE review_seeds SET said_seconds = 1",
        "UPDATE review_points SET verdict = 'covered' WHERE part = 'said' AND position = 0",
        "DELETE FROM review_seeds",
        "UPDATE review_seeds SET said_seq = 1",
        "UPDATE review_seeds SET said_at = NULL",
    ],
)
async def test_a_change_of_it_is_found_out(database: Database, change: str) -> None:
    await through(database)
    await database.write(lambda connection: connection.execute(text(change)))
    assert isinstance(await SqlLedger(database).verify(), Broken)
