"""Erasing while others judge, review and hand in: nothing comes back, and nothing of others is lost."""

import asyncio
from collections.abc import Iterator
from dataclasses import replace

import pytest
from sqlalchemy import Connection, func, select

from evaluator.domain.batches import Batch, BatchItem, BatchState, Tally
from evaluator.domain.commitments import without_words
from evaluator.domain.judgements import JudgementId
from evaluator.domain.ledger import Verified
from evaluator.domain.review_queue import QueueFilter
from evaluator.domain.reviews import Final, FinalPoint, PointReview, ReviewId
from evaluator.errors import ReviewUnknown
from evaluator.store.batches.log import SqlBatchLog
from evaluator.store.database import Database
from evaluator.store.following import follow
from evaluator.store.judgements import SqlJudgementLog
from evaluator.store.ledger import SqlLedger
from evaluator.store.review_tables import review_words
from evaluator.store.reviews.log import SqlReviewLog
from evaluator.store.search.indexing import SearchFollower
from tests.batch_records import batch, item, scored_of
from tests.contracts.recount import assert_counted
from tests.erasure_records import CANDIDATE, CLAIM, EVERYTHING, PHRASE, erasing, places_of, reviewed, said
from tests.records import NOON, POINTS, intent_for

WHY = "They asked for it."


async def assert_gone(database: Database) -> None:
    """No word of the candidate is left, and the record holds."""
    found = await database.read(lambda connection: places_of(connection, PHRASE.split()[0], CANDIDATE))
    assert found == []
    verified = await SqlLedger(database).verify()
    assert isinstance(verified, Verified), verified


def theirs(of: Batch, count: int) -> Iterator[BatchItem]:
    """A batch in which every second answer is the candidate's."""
    for position in range(count):
        one = item(position, of=of)
        if position % 2 == 0:
            answer = said(one.judgement_id).answer
            one = replace(one, candidate=CANDIDATE, answer=answer, item_id=f"{CANDIDATE} {position}")
        yield one


def judgement_of(one: BatchItem) -> object:
    if one.candidate != CANDIDATE:
        return scored_of(one)
    return replace(said(one.judgement_id), question_id=one.question.id)


async def test_a_running_batch_records_no_words_of_who_is_erased_meanwhile(database: Database) -> None:
    log, of = SqlBatchLog(database, policy=EVERYTHING, patience_s=0.002), batch()
    await log.create(of, theirs(of, 60))
    read = await log.waiting(of.id, after=-1, limit=100)

    async def judge(lines: Iterator[BatchItem]) -> None:
        for one in lines:
            await log.record(one, judgement_of(one))
            await asyncio.sleep(0.001)

    async def erase() -> None:
        await asyncio.sleep(0.01)
        await erasing(database).erase(CANDIDATE, WHY, "ada")

    lines = iter(read)
    await asyncio.gather(*(judge(lines) for _ in range(4)), erase())
    await erasing(database, prefix="again").finish()
    assert await assert_counted(database, of.id) == Tally(scored=60)
    assert (await log.move(of.id, BatchState.FINISHED)).state is BatchState.FINISHED
    await follow(database, SearchFollower(), at_most=10_000)
    await assert_gone(database)


async def test_a_batch_of_which_all_that_waited_was_erased_is_finished(database: Database) -> None:
    log, of = SqlBatchLog(database, patience_s=0), batch()
    await log.create(of, (replace(one, candidate=CANDIDATE) for one in theirs(of, 5)))
    await log.move(of.id, BatchState.RUNNING)
    await erasing(database).erase(CANDIDATE, WHY, "ada")
    assert await log.waiting(of.id, after=-1, limit=9) == []
    assert await assert_counted(database, of.id) == Tally(cancelled=5)
    assert (await log.move(of.id, BatchState.FINISHED)).state is BatchState.FINISHED


async def test_an_answer_that_is_being_judged_is_recorded_without_its_words(database: Database) -> None:
    log, made = SqlJudgementLog(database, policy=EVERYTHING), said("under-way")
    await log.open_intent(intent_for(made))
    await erasing(database).erase(CANDIDATE, WHY, "ada")
    recorded = await log.record(made)
    assert recorded == without_words(replace(made, ledger_seq=recorded.ledger_seq))
    assert await log.get(made.id) == recorded
    await assert_gone(database)


async def test_a_batch_that_is_taken_in_meanwhile_counts_right(database: Database) -> None:
    log, of = SqlBatchLog(database, patience_s=0), batch()
    loop = asyncio.get_running_loop()

    def handed_in() -> Iterator[BatchItem]:
        for position, one in enumerate(theirs(of, 500)):
            if position == 450:
                erasure = erasing(database).erase(CANDIDATE, WHY, "ada")
                asyncio.run_coroutine_threadsafe(erasure, loop).result(30)
            yield one

    await log.create(of, handed_in())
    # What was kept when it came to the erasure is called off; what was handed in later is new.
    assert await assert_counted(database, of.id) == Tally(waiting=300, cancelled=200)
    assert len(await log.waiting(of.id, after=-1, limit=500)) == 300


async def test_a_review_in_progress_cannot_be_committed_once_its_words_are_erased(database: Database) -> None:
    await SqlJudgementLog(database, policy=EVERYTHING).record(said("one"))
    log = SqlReviewLog(database)
    assert await log.claim_next("rita", QueueFilter(), besides=(), at=NOON, until=NOON + CLAIM) is not None
    await erasing(database).erase(CANDIDATE, WHY, "ada")
    blind = [PointReview(point.point_id, point.verdict, note=PHRASE) for point in POINTS]
    with pytest.raises(ReviewUnknown):
        await log.commit(ReviewId("r"), "one", "rita", blind, seconds=1, at=NOON)
    assert await log.claim_next("rita", QueueFilter(), besides=(), at=NOON, until=NOON + CLAIM) is None
    await assert_gone(database)


async def test_nobody_has_to_look_first_at_what_is_erased(database: Database) -> None:
    made = said("under-way")
    await SqlJudgementLog(database).open_intent(replace(intent_for(made), own_first=True))
    log = SqlReviewLog(database)
    assert await log.first_look(made.id, "anna") is not None
    await erasing(database).erase(CANDIDATE, WHY, "ada")
    assert await log.first_look(made.id, "anna") is None


async def test_a_review_that_was_committed_before_can_still_be_finished(database: Database) -> None:
    await SqlJudgementLog(database, policy=EVERYTHING).record(said("one"))
    log = SqlReviewLog(database)
    await log.claim("one", "rita", at=NOON, until=NOON + CLAIM)
    blind = [PointReview(point.point_id, point.verdict, note=PHRASE) for point in POINTS]
    review = await log.commit(ReviewId("r"), "one", "rita", blind, seconds=1, at=NOON)
    await erasing(database).erase(CANDIDATE, WHY, "ada")
    await log.reveal(review.id, NOON)
    final = Final(tuple(FinalPoint(point.point_id, point.verdict) for point in POINTS), NOON, 3.0)
    finished = await log.finish(review.id, final)
    assert [(point.verdict, point.note) for point in finished.blind.points] == [(point.verdict, "") for point in POINTS]
    await assert_gone(database)


async def test_a_review_of_a_search_index_behind_the_ledger_leaves_nothing_in_it(database: Database) -> None:
    await SqlJudgementLog(database).record(said("one"))
    await erasing(database).erase(CANDIDATE, WHY, "ada")
    await follow(database, SearchFollower(), at_most=10_000)
    await assert_gone(database)


@pytest.mark.parametrize("erased", ["first", "second"])
async def test_the_same_words_of_another_candidate_stay_theirs(database: Database, erased: str) -> None:
    log = SqlJudgementLog(database, policy=EVERYTHING)
    first = said("first")
    second = replace(first, id=JudgementId("second"), candidate="C-2", shared_from=JudgementId("first"))
    for one in (first, second):
        await log.record(one)
    await reviewed(SqlReviewLog(database), "first")
    whose, kept = (CANDIDATE, second) if erased == "first" else ("C-2", first)
    await erasing(database).erase(whose, WHY, "ada")
    gone, stays = await log.get(erased), await log.get(kept.id)
    assert stays is not None
    assert replace(stays, ledger_seq=None) == kept
    assert gone is not None
    assert not gone.answer.turns
    # Notes go with the answer that they were written on.
    notes = await database.read(count_of_notes)
    assert notes == (0 if erased == "first" else 1)
    assert isinstance(await SqlLedger(database).verify(), Verified)


def count_of_notes(connection: Connection) -> int:
    return connection.execute(select(func.count()).select_from(review_words)).scalar_one()
