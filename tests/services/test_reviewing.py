"""Reviewing: what is whose, what comes before what, and what is sealed to whom."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest

from evaluator.domain.judgements import JudgementId, Verdict
from evaluator.domain.questions import Anchors, QuestionBank
from evaluator.domain.review_queue import ReviewProgress, SkipReason
from evaluator.domain.users import Role, User, UserId
from evaluator.errors import JudgementSealed, RequestInvalid, ReviewNotRevealed, ReviewUnknown
from evaluator.services.reviewing import ReviewService
from evaluator.services.surroundings import Surroundings
from tests.batch_records import QUESTION
from tests.fakes import InMemoryLog, fixed_digest
from tests.records import NOON
from tests.review_fakes import EVERYTHING, InMemoryReviewLog
from tests.review_records import BLIND, FINAL, OWN_STACK, SCHEDULING, SHARES_MEMORY, later, reviewable

BANK = QuestionBank("1.0", "en", (QUESTION,), fixed_digest("bank"))


@dataclass
class Bench:
    """The service with its logs and its clock in reach. Judgement 1, which anna ordered, waits."""

    service: ReviewService
    log: InMemoryLog
    reviews: InMemoryReviewLog
    now: datetime = NOON


@pytest.fixture
async def bench() -> Bench:
    log = InMemoryLog()
    reviews = InMemoryReviewLog(log, EVERYTHING)
    ids = iter(f"review-{number}" for number in range(1, 100))
    bench: Bench
    world = Surroundings(lambda: bench.now, lambda: next(ids), "here/1", lambda owner: True)
    bench = Bench(ReviewService(reviews, log, BANK, 30.0, world), log, reviews)
    await log.record(reviewable())
    return bench


def user(name: str, role: Role = Role.REVIEWER) -> User:
    return User(UserId(name), name, role, NOON)


async def test_a_review_goes_from_blind_to_shown_to_final(bench: Bench) -> None:
    service = bench.service
    item = await service.next("boris")
    assert item is not None
    assert (item.began_at, item.until) == (NOON, later(30))
    bench.now = later(1)
    review = await service.commit_blind(item.judgement_id, "boris", BLIND, 41.5)
    assert (review.id, review.blind.committed_at, review.revealed_at) == ("review-1", later(1), None)
    bench.now = later(2)
    shown = await service.revealed(review.id, "boris")
    assert (shown.review.revealed_at, shown.points[0].differs) == (later(2), True)
    bench.now = later(3)
    finished = await service.finish(review.id, "boris", FINAL, 12)
    assert finished.final is not None
    assert (finished.final.points, finished.final.at) == (FINAL, later(3))
    assert await service.mine(item.judgement_id, "boris") == finished
    assert (await service.revealed(review.id, "boris")).review == finished


async def test_the_points_come_with_the_anchors_of_the_bank(bench: Bench) -> None:
    item = await bench.service.blind("judgement-1", "boris")
    assert [point.anchors for point in item.points] == [Anchors("All.", "Half.", "None."), None, None]


async def test_a_question_that_is_in_the_bank_no_more_has_no_anchors(bench: Bench) -> None:
    await bench.log.record(reviewable(2, question_id="gone"))
    item = await bench.service.blind("judgement-2", "boris")
    assert {point.anchors for point in item.points} == {None}


async def test_nothing_is_shown_of_somebody_elses_review(bench: Bench) -> None:
    await bench.service.blind("judgement-1", "boris")
    review = await bench.service.commit_blind("judgement-1", "boris", BLIND, 1)
    with pytest.raises(ReviewUnknown):
        await bench.service.revealed(review.id, "clara")
    with pytest.raises(ReviewUnknown):
        await bench.service.finish(review.id, "clara", FINAL, 1)
    assert bench.reviews.reviews[review.id].revealed_at is None


async def test_there_is_nothing_to_compare_before_a_commit(bench: Bench) -> None:
    await bench.service.blind("judgement-1", "boris")
    with pytest.raises(ReviewUnknown):
        await bench.service.revealed("review-1", "boris")


async def test_nothing_is_final_before_the_judges_verdicts_were_shown(bench: Bench) -> None:
    await bench.service.blind("judgement-1", "boris")
    review = await bench.service.commit_blind("judgement-1", "boris", BLIND, 1)
    with pytest.raises(ReviewNotRevealed):
        await bench.service.finish(review.id, "boris", FINAL, 1)


async def test_what_has_a_fault_is_not_written_down(bench: Bench) -> None:
    await bench.service.blind("judgement-1", "boris")
    with pytest.raises(RequestInvalid):
        await bench.service.commit_blind("judgement-1", "boris", BLIND[:2], 1)
    with pytest.raises(RequestInvalid):
        await bench.service.commit_blind("judgement-1", "boris", BLIND, -1)
    assert await bench.service.mine("judgement-1", "boris") is None


async def test_a_judgement_that_does_not_exist_cannot_be_reviewed(bench: Bench) -> None:
    with pytest.raises(ReviewUnknown):
        await bench.service.commit_blind("nothing", "boris", BLIND, 1)


async def test_nothing_waits_for_the_one_who_ordered_it(bench: Bench) -> None:
    assert await bench.service.next("anna") is None


async def test_what_is_skipped_for_now_comes_back_when_a_claim_would_have_ended(bench: Bench) -> None:
    await bench.service.skip("judgement-1", "boris", SkipReason.LATER)
    assert await bench.service.next("boris") is None
    bench.now = later(30)
    assert await bench.service.next("boris") is not None


async def test_people_go_before_the_judge_and_twins_share_what_they_say(bench: Bench) -> None:
    judgement = bench.log.judgements["judgement-1"]
    twin = await bench.log.record(reviewable(2, shared_from=JudgementId("judgement-1")))
    judged = {SHARES_MEMORY: Verdict.COVERED, OWN_STACK: Verdict.UNSURE, SCHEDULING: Verdict.MISSED}
    assert [(await bench.service.effective(one)).verdicts for one in (judgement, twin)] == [judged, judged]
    await bench.service.blind("judgement-1", "boris")
    review = await bench.service.commit_blind("judgement-1", "boris", BLIND, 1)
    await bench.service.revealed(review.id, "boris")
    await bench.service.finish(review.id, "boris", FINAL, 1)
    settled = judged | {OWN_STACK: Verdict.MISSED}
    assert [(await bench.service.effective(one)).verdicts for one in (judgement, twin)] == [settled, settled]
    assert [one.reviewer for one in await bench.service.of("judgement-1")] == ["boris"]


@pytest.mark.parametrize(
    ("reader", "is_sealed"),
    [
        (user("boris"), True),
        (user("ada", Role.ADMIN), True),
        (user("ines", Role.INTERVIEWER), False),
        (user("anna"), False),
        (user("anna", Role.ADMIN), False),
    ],
    ids=lambda value: f"{value.name}, {value.role}" if isinstance(value, User) else "",
)
async def test_what_may_still_be_reviewed_is_sealed(bench: Bench, reader: User, is_sealed: bool) -> None:
    bench.reviews.batches["batch-1"] = {"judgement-1"}
    expected = {"judgement-1"} if is_sealed else set()
    assert await bench.service.sealed(["judgement-1", "nothing"], reader) == expected
    if not is_sealed:
        await bench.service.refuse_sealed("judgement-1", reader)
        await bench.service.refuse_sealed_batch("batch-1", reader)
        return
    with pytest.raises(JudgementSealed):
        await bench.service.refuse_sealed("judgement-1", reader)
    with pytest.raises(JudgementSealed, match="1 answer of this batch waits"):
        await bench.service.refuse_sealed_batch("batch-1", reader)


async def test_several_sealed_answers_of_a_batch_are_counted(bench: Bench) -> None:
    await bench.log.record(reviewable(2))
    bench.reviews.batches["batch-1"] = {"judgement-1", "judgement-2"}
    with pytest.raises(JudgementSealed, match="2 answers of this batch wait"):
        await bench.service.refuse_sealed_batch("batch-1", user("boris"))


async def test_the_day_of_the_progress_begins_at_midnight(bench: Bench) -> None:
    await bench.service.blind("judgement-1", "boris")
    await bench.service.commit_blind("judgement-1", "boris", BLIND, 1)
    bench.now = NOON.replace(hour=23, minute=59)
    assert await bench.service.progress("boris") == ReviewProgress(0, 1, 1)
    bench.now += timedelta(minutes=1)
    assert await bench.service.progress("boris") == ReviewProgress(0, 1, 0)
