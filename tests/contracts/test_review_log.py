"""What every ReviewLog does: both databases, and the stand-in that other tests work with."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime

import pytest

from evaluator.domain.judgements import JudgementId
from evaluator.domain.review_queue import QueueFilter, ReviewPolicy, ReviewProgress, Skip, SkipReason
from evaluator.domain.reviews import Final, Review, ReviewId, Stream
from evaluator.errors import NotAllowed, ReviewCommitted, ReviewNotRevealed, ReviewTaken, ReviewUnknown
from evaluator.services.judgement_log import JudgementLog
from evaluator.services.review_log import ReviewLog
from evaluator.store.database import open_database
from evaluator.store.judgements import SqlJudgementLog
from evaluator.store.reviews.log import SqlReviewLog
from tests.contracts.conftest import KINDS, fresh_url
from tests.fakes import InMemoryLog
from tests.records import NOON, unscored
from tests.review_fakes import EVERYTHING, InMemoryReviewLog
from tests.review_records import BLIND, CLAIM, FINAL, certain, later, reviewable

ANYTHING = QueueFilter()
TARGETED_ONLY = ReviewPolicy(random_rate=0, floor=0, second_share=0, first_of_version=0)


@dataclass(frozen=True)
class Kept:
    """A review log and the log of judgements on the same record."""

    reviews: ReviewLog
    judgements: JudgementLog

    async def next(
        self, reviewer: str, wanted: QueueFilter = ANYTHING, *besides: str, at: datetime = NOON
    ) -> str | None:
        claim = await self.reviews.claim_next(reviewer, wanted, besides=besides, at=at, until=at + CLAIM)
        return None if claim is None else claim.judgement_id

    async def take(self, judgement_id: str, reviewer: str, at: datetime = NOON) -> None:
        await self.reviews.claim(judgement_id, reviewer, at=at, until=at + CLAIM)

    async def commit(self, judgement_id: str, reviewer: str, at: datetime = NOON) -> Review:
        name = ReviewId(f"{judgement_id} by {reviewer}")
        return await self.reviews.commit(name, judgement_id, reviewer, BLIND, seconds=41.5, at=at)

    async def reviewed(self, judgement_id: str, reviewer: str) -> Review:
        await self.take(judgement_id, reviewer)
        return await self.commit(judgement_id, reviewer)

    async def pass_on(self, judgement_id: str, reviewer: str, reason: SkipReason, at: datetime = NOON) -> None:
        until = None if reason.is_for_good else at + CLAIM
        await self.reviews.skip(Skip(JudgementId(judgement_id), reviewer, reason, at, until))

    async def sealed(self, reader: str, *judgement_ids: str, at: datetime = NOON) -> set[str]:
        return set(await self.reviews.sealed(judgement_ids, reader, at))


Open = Callable[[ReviewPolicy], AbstractAsyncContextManager[Kept]]


@pytest.fixture(params=["memory", *KINDS])
def opened(request: pytest.FixtureRequest) -> Open:
    """Opens a log under a policy."""

    @asynccontextmanager
    async def open_it(policy: ReviewPolicy) -> AsyncIterator[Kept]:
        if request.param == "memory":
            log = InMemoryLog()
            yield Kept(InMemoryReviewLog(log, policy), log)
            return
        async with open_database(fresh_url(request)) as database:
            yield Kept(SqlReviewLog(database), SqlJudgementLog(database, policy=policy))

    return open_it


@pytest.fixture
async def kept(opened: Open) -> AsyncIterator[Kept]:
    """A log that asks people to review everything, judgement-1 recorded."""
    async with opened(EVERYTHING) as one:
        await one.judgements.record(reviewable())
        yield one


async def test_a_review_comes_back_as_it_was_committed(kept: Kept) -> None:
    review = await kept.reviewed("judgement-1", "boris")
    assert (review.stream, review.inclusion_probability) == (Stream.RANDOM, 1.0)
    assert (review.blind.points, review.blind.seconds, review.blind.began_at) == (BLIND, 41.5, NOON)
    assert (review.revealed_at, review.final) == (None, None)
    assert await kept.reviews.get(review.id) == review
    assert await kept.reviews.by("judgement-1", "boris") == review
    assert list(await kept.reviews.of("judgement-1")) == [review]


async def test_there_is_no_review_before_a_commit(kept: Kept) -> None:
    await kept.take("judgement-1", "boris")
    assert await kept.reviews.by("judgement-1", "boris") is None
    assert await kept.reviews.get("nothing") is None
    assert list(await kept.reviews.of("judgement-1")) == []


async def test_the_same_verdicts_again_return_the_first_review(kept: Kept) -> None:
    first = await kept.reviewed("judgement-1", "boris")
    again = await kept.reviews.commit(ReviewId("other"), "judgement-1", "boris", BLIND, seconds=9, at=later(5))
    assert again == first


async def test_other_verdicts_after_a_commit_are_refused(kept: Kept) -> None:
    first = await kept.reviewed("judgement-1", "boris")
    changed = (replace(BLIND[0], note="On second thoughts."), *BLIND[1:])
    with pytest.raises(ReviewCommitted):
        await kept.reviews.commit(ReviewId("other"), "judgement-1", "boris", changed, seconds=9, at=later(5))
    assert await kept.reviews.by("judgement-1", "boris") == first


async def test_a_reveal_is_dated_once(kept: Kept) -> None:
    review = await kept.reviewed("judgement-1", "boris")
    shown = await kept.reviews.reveal(review.id, later(1))
    assert shown == replace(review, revealed_at=later(1))
    assert await kept.reviews.reveal(review.id, later(2)) == shown
    assert await kept.reviews.get(review.id) == shown


async def test_final_verdicts_stand_beside_the_blind_ones(kept: Kept) -> None:
    review = await kept.reviewed("judgement-1", "boris")
    await kept.reviews.reveal(review.id, later(1))
    final = Final(FINAL, later(2), 12.25)
    finished = await kept.reviews.finish(review.id, final)
    assert finished == replace(review, revealed_at=later(1), final=final)
    assert await kept.reviews.get(review.id) == finished
    assert await kept.reviews.finish(review.id, replace(final, at=later(9), seconds=1)) == finished


async def test_nothing_is_final_before_the_reveal(kept: Kept) -> None:
    review = await kept.reviewed("judgement-1", "boris")
    with pytest.raises(ReviewNotRevealed):
        await kept.reviews.finish(review.id, Final(FINAL, later(2), 1))


async def test_other_final_verdicts_are_refused_once_there_are_some(kept: Kept) -> None:
    review = await kept.reviewed("judgement-1", "boris")
    await kept.reviews.reveal(review.id, later(1))
    finished = await kept.reviews.finish(review.id, Final(FINAL, later(2), 1))
    with pytest.raises(ReviewCommitted):
        await kept.reviews.finish(review.id, Final(FINAL[:2], later(3), 1))
    assert await kept.reviews.get(review.id) == finished


async def test_of_a_review_that_does_not_exist_nothing_is_written(kept: Kept) -> None:
    with pytest.raises(ReviewUnknown):
        await kept.reviews.reveal(ReviewId("nothing"), NOON)
    with pytest.raises(ReviewUnknown):
        await kept.reviews.finish(ReviewId("nothing"), Final(FINAL, NOON, 1))


async def test_nobody_commits_what_was_not_handed_to_them(kept: Kept) -> None:
    with pytest.raises(ReviewUnknown):
        await kept.commit("judgement-1", "boris")


async def test_the_same_answer_comes_back_to_the_one_who_holds_it(kept: Kept) -> None:
    await kept.judgements.record(reviewable(2))
    first = await kept.next("boris")
    assert await kept.next("boris", at=later(5)) == first
    review = await kept.commit(str(first), "boris", later(6))
    assert review.blind.began_at == NOON


async def test_what_is_at_hand_already_is_not_handed_out_again(kept: Kept) -> None:
    await kept.judgements.record(reviewable(2))
    first = await kept.next("boris")
    second = await kept.next("boris", ANYTHING, str(first))
    assert {first, second} == {"judgement-1", "judgement-2"}
    assert await kept.next("boris", ANYTHING, str(first), str(second)) is None
    assert await kept.next("boris") == first


async def test_two_who_ask_at_once_get_different_answers(kept: Kept) -> None:
    await kept.judgements.record(reviewable(2))
    assert {*await asyncio.gather(kept.next("boris"), kept.next("clara"))} == {"judgement-1", "judgement-2"}
    assert await kept.next("dora") is None


async def test_an_answer_goes_to_somebody_else_once_its_time_is_over(kept: Kept) -> None:
    assert await kept.next("boris") == "judgement-1"
    assert await kept.next("clara", at=later(29)) is None
    assert await kept.next("clara", at=later(30)) == "judgement-1"
    with pytest.raises(ReviewTaken):
        await kept.take("judgement-1", "boris", later(31))


async def test_a_late_commit_counts_as_long_as_nobody_else_was_quicker(kept: Kept) -> None:
    await kept.take("judgement-1", "boris")
    await kept.take("judgement-1", "clara", later(30))
    assert (await kept.commit("judgement-1", "boris", later(40))).reviewer == "boris"
    assert (await kept.commit("judgement-1", "clara", later(41))).reviewer == "clara"


async def test_a_commit_whose_time_is_over_is_refused_where_the_answer_is_open_to_all(kept: Kept) -> None:
    await kept.take("judgement-1", "boris")
    await kept.take("judgement-1", "clara", later(30))
    await kept.commit("judgement-1", "clara", later(31))
    with pytest.raises(ReviewTaken):
        await kept.commit("judgement-1", "boris", later(32))


async def test_who_ordered_a_judgement_is_not_asked_to_review_it(kept: Kept) -> None:
    assert await kept.next("anna") is None
    with pytest.raises(NotAllowed):
        await kept.take("judgement-1", "anna")


async def test_who_ordered_one_that_shares_the_verdicts_is_not_asked_either(kept: Kept) -> None:
    await kept.judgements.record(reviewable(2, shared_from=JudgementId("judgement-1"), created_by="boris"))
    assert await kept.next("boris") is None
    assert await kept.sealed("boris", "judgement-1", "judgement-2") == set()
    assert await kept.sealed("clara", "judgement-1", "judgement-2") == {"judgement-1", "judgement-2"}
    assert await kept.next("clara", ANYTHING, "judgement-1") is None


async def test_nobody_reviews_the_same_answer_twice(opened: Open) -> None:
    async with opened(replace(EVERYTHING, second_share=1)) as kept:
        await kept.judgements.record(reviewable())
        await kept.reviewed("judgement-1", "boris")
        assert await kept.next("boris") is None
        with pytest.raises(ReviewCommitted):
            await kept.take("judgement-1", "boris")
        assert await kept.next("clara") == "judgement-1"
        await kept.commit("judgement-1", "clara")
        assert await kept.next("dora") is None
        with pytest.raises(ReviewTaken):
            await kept.take("judgement-1", "dora")
        assert [review.reviewer for review in await kept.reviews.of("judgement-1")] == ["boris", "clara"]


async def test_what_is_not_in_the_queue_cannot_be_taken(kept: Kept) -> None:
    await kept.judgements.record(unscored(2))
    for strange in ("judgement-2", "nothing", "", "a\x00b"):
        with pytest.raises(ReviewUnknown):
            await kept.take(strange, "boris")
        with pytest.raises(ReviewUnknown):
            await kept.commit(strange, "boris")
        with pytest.raises(ReviewUnknown):
            await kept.pass_on(strange, "boris", SkipReason.UNREADABLE)


async def test_the_most_uncertain_comes_first(opened: Open) -> None:
    async with opened(TARGETED_ONLY) as kept:
        points = reviewable().points
        for number, first_verdict in ((1, points[0].verdict), (2, points[1].verdict), (3, points[0].verdict)):
            settled = replace(points[0], verdict=first_verdict, probability=None)
            await kept.judgements.record(reviewable(number, points=(settled, *points[1:])))
        await kept.judgements.record(certain(4))
        order = [await kept.next("boris"), await kept.next("clara"), await kept.next("dora"), await kept.next("emil")]
        assert order == ["judgement-2", "judgement-3", "judgement-1", None]


@pytest.mark.parametrize("wanted", [ANYTHING, QueueFilter(candidate="C-1042")], ids=str)
async def test_the_streams_take_turns(opened: Open, wanted: QueueFilter) -> None:
    async with opened(replace(TARGETED_ONLY, floor=2)) as kept:
        for number in range(1, 6):
            await kept.judgements.record(reviewable(number))
        streams = []
        for _ in range(5):
            judgement_id = await kept.next("boris", wanted)
            streams.append((await kept.commit(str(judgement_id), "boris")).stream)
        assert streams == ["random", "targeted", "random", "targeted", "targeted"]


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        (QueueFilter(question_id="processes"), "judgement-2"),
        (QueueFilter(candidate="C-7"), "judgement-3"),
        (QueueFilter(candidate="C-7", stream=Stream.RANDOM), "judgement-3"),
        (QueueFilter(candidate="C-7", stream=Stream.TARGETED), None),
        (QueueFilter(judge="second"), "judgement-4"),
        (QueueFilter(stream=Stream.TARGETED), None),
        (QueueFilter(stream=Stream.RANDOM, question_id="processes", judge="main"), "judgement-2"),
        (QueueFilter(batch="batch-1"), None),
        (QueueFilter(candidate="a\x00b"), None),
    ],
    ids=str,
)
async def test_a_filter_leaves_only_what_it_asks_for(kept: Kept, wanted: QueueFilter, expected: str | None) -> None:
    await kept.judgements.record(reviewable(2, question_id="processes"))
    await kept.judgements.record(reviewable(3, candidate="C-7"))
    await kept.judgements.record(reviewable(4, judge=replace(reviewable().judge, name="second")))
    assert await kept.next("boris", wanted) == expected


async def test_what_is_skipped_for_good_never_comes_back_to_the_same_person(kept: Kept) -> None:
    assert await kept.next("boris") == "judgement-1"
    await kept.pass_on("judgement-1", "boris", SkipReason.KNOWS_CANDIDATE)
    await kept.pass_on("judgement-1", "boris", SkipReason.UNREADABLE, later(1))
    assert await kept.next("boris", at=later(10_000)) is None
    with pytest.raises(NotAllowed):
        await kept.take("judgement-1", "boris", later(10_000))
    with pytest.raises(ReviewUnknown):
        await kept.commit("judgement-1", "boris")
    assert await kept.next("clara") == "judgement-1"


async def test_what_is_skipped_for_now_comes_back_later(kept: Kept) -> None:
    await kept.pass_on("judgement-1", "boris", SkipReason.LATER)
    await kept.pass_on("judgement-1", "boris", SkipReason.LATER)
    assert await kept.next("boris", at=later(29)) is None
    assert await kept.next("boris", at=later(30)) == "judgement-1"


async def test_what_somebody_else_holds_can_be_skipped_for_good(kept: Kept) -> None:
    await kept.take("judgement-1", "clara")
    await kept.pass_on("judgement-1", "boris", SkipReason.SEEN_BEFORE)
    assert await kept.sealed("boris", "judgement-1") == set()
    assert (await kept.commit("judgement-1", "clara")).reviewer == "clara"


async def test_a_judgement_is_sealed_to_all_who_may_still_be_asked(kept: Kept) -> None:
    await kept.judgements.record(unscored(2))
    both = ("judgement-1", "judgement-2", "nothing", "a\x00b")
    assert await kept.sealed("boris", *both) == {"judgement-1"}
    assert await kept.sealed("anna", *both) == set()
    assert await kept.sealed("boris") == set()
    await kept.pass_on("judgement-1", "dora", SkipReason.LATER)
    await kept.pass_on("judgement-1", "emil", SkipReason.NOT_MY_FIELD)
    assert [await kept.sealed(reader, *both) for reader in ("dora", "emil")] == [{"judgement-1"}, set()]
    await kept.reviewed("judgement-1", "clara")
    assert [await kept.sealed(reader, *both) for reader in ("boris", "clara", "dora")] == [set(), set(), set()]


async def test_what_somebody_holds_stays_sealed_to_them_when_nobody_else_is_wanted(kept: Kept) -> None:
    await kept.take("judgement-1", "boris")
    await kept.take("judgement-1", "clara", later(30))
    await kept.commit("judgement-1", "boris", later(31))
    assert await kept.sealed("clara", "judgement-1", at=later(32)) == {"judgement-1"}
    assert await kept.sealed("clara", "judgement-1", at=later(60)) == set()


async def test_progress_counts_what_waits_and_what_is_done(kept: Kept) -> None:
    for number in (2, 3, 4):
        await kept.judgements.record(reviewable(number))
    await kept.reviewed("judgement-1", "boris")
    await kept.pass_on("judgement-2", "boris", SkipReason.LATER)
    assert await kept.reviews.progress("boris", at=NOON, since=NOON) == ReviewProgress(2, 1, 1)
    assert await kept.reviews.progress("boris", at=later(60), since=later(1)) == ReviewProgress(3, 1, 0)
    assert await kept.reviews.progress("anna", at=NOON, since=NOON) == ReviewProgress(0, 0, 0)


async def test_without_a_policy_nobody_is_asked() -> None:
    log = InMemoryLog()
    await log.record(reviewable())
    assert await Kept(InMemoryReviewLog(log), log).next("boris") is None


@pytest.mark.parametrize("name", ["a\x00b", "nothing", ""], ids=ascii)
async def test_a_name_that_nothing_has_finds_no_review(kept: Kept, name: str) -> None:
    assert await kept.reviews.get(name) is None
    assert await kept.reviews.by(name, "boris") is None
    assert list(await kept.reviews.of(name)) == []
