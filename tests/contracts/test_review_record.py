"""What the databases do with reviews beyond the Protocol: the queue, the ledger, words apart, and two writers."""

import asyncio
import json
from collections.abc import Sequence
from dataclasses import replace

import pytest
from sqlalchemy import Connection, delete, select, text

from evaluator.domain.commitments import commit
from evaluator.domain.judgements import FlagCode, JudgementId
from evaluator.domain.ledger import Broken, EntryKind, Verified
from evaluator.domain.review_queue import QueueFilter, ReviewPolicy, Skip, SkipReason
from evaluator.domain.reviews import Final, Review, ReviewId
from evaluator.errors import EvaluatorError, ReviewUnknown
from evaluator.store.batches.log import SqlBatchLog
from evaluator.store.database import Database, open_database
from evaluator.store.erasure.log import SqlErasureLog
from evaluator.store.judgements import SqlJudgementLog
from evaluator.store.ledger import SqlLedger
from evaluator.store.review_tables import review_items, review_words, reviews
from evaluator.store.reviews.log import SqlReviewLog
from evaluator.store.schema import metadata
from evaluator.store.tables import answers, judgement_words
from tests.batch_records import batch, items, scored_of
from tests.erasure_records import erasure_order
from tests.records import NOON, unscored
from tests.review_fakes import EVERYTHING
from tests.review_records import BLIND, CLAIM, FINAL, certain, later, reviewable

WORDLESS = [table for table in metadata.sorted_tables if table not in (answers, judgement_words, review_words)]
ANYTHING = QueueFilter()


@pytest.fixture
async def log(database: Database) -> SqlReviewLog:
    """A log of reviews, judgements 1 and 2 in the queue."""
    judgements = SqlJudgementLog(database, clock=lambda: NOON, policy=EVERYTHING)
    for number in (1, 2):
        await judgements.record(reviewable(number))
    return SqlReviewLog(database, random_bytes=lambda count: b"\x07" * count)


async def whole(log: SqlReviewLog, judgement_id: str = "judgement-1") -> Review:
    """A review from beginning to end."""
    await log.claim(judgement_id, "boris", at=NOON, until=NOON + CLAIM)
    name = ReviewId(f"review of {judgement_id}")
    review = await log.commit(name, judgement_id, "boris", BLIND, seconds=41.5, at=later(1))
    await log.reveal(review.id, later(2))
    return await log.finish(review.id, Final(FINAL, later(3), 12.0))


async def enrolled(database: Database) -> dict[str, tuple[str, float | None, str, int]]:
    """What waits: stream, probability, why and for how many, by judgement."""

    def listed(connection: Connection) -> dict[str, tuple[str, float | None, str, int]]:
        rows = connection.execute(select(review_items).order_by(review_items.c.judgement_id))
        return {row.judgement_id: (row.stream, row.inclusion_probability, row.why, row.still_wanted) for row in rows}

    return await database.read(listed)


async def told(database: Database) -> Sequence[tuple[str, str]]:
    entries = await SqlLedger(database).entries()
    return [(entry.kind, entry.subject) for entry in entries if entry.kind.startswith("review_")]


async def run(database: Database, *statements: str) -> None:
    def work(connection: Connection) -> None:
        for statement in statements:
            connection.execute(text(statement))

    await database.write(work)


async def test_each_step_of_a_review_is_an_entry_of_the_ledger(database: Database, log: SqlReviewLog) -> None:
    review = await whole(log)
    await log.skip(Skip(JudgementId("judgement-2"), "clara", SkipReason.UNREADABLE, later(4), None))
    assert await told(database) == [
        ("review_committed", review.id),
        ("review_revealed", review.id),
        ("review_finished", review.id),
        ("review_skipped", "judgement-2"),
    ]
    assert isinstance(await SqlLedger(database).verify(), Verified)


async def test_what_is_done_again_leaves_no_second_entry(database: Database, log: SqlReviewLog) -> None:
    review = await whole(log)
    await log.commit(ReviewId("x"), "judgement-1", "boris", BLIND, seconds=1, at=later(9))
    await log.reveal(review.id, later(9))
    await log.finish(review.id, Final(FINAL, later(9), 1.0))
    for _ in range(2):
        await log.skip(Skip(JudgementId("judgement-2"), "clara", SkipReason.UNREADABLE, later(4), None))
    assert len(await told(database)) == 4


async def test_what_is_refused_leaves_no_entry(database: Database, log: SqlReviewLog) -> None:
    with pytest.raises(EvaluatorError):
        await log.commit(ReviewId("x"), "judgement-1", "boris", BLIND, seconds=1, at=NOON)
    with pytest.raises(EvaluatorError):
        await log.skip(Skip(JudgementId("judgement-1"), "anna", SkipReason.LATER, NOON, later(30)))
    assert await told(database) == []


async def test_no_word_of_a_reviewer_stands_outside_the_table_that_is_for_them(
    database: Database, log: SqlReviewLog
) -> None:
    await whole(log)

    def dump(connection: Connection) -> str:
        return "\n".join(str(tuple(row)) for table in WORDLESS for row in connection.execute(select(table)))

    everything = await database.read(dump)
    assert "judge_wrong" in everything
    assert [word for word in ("Says it outright.", "Half of it?", '"evidence":[') if word in everything] == []


async def test_the_ledger_commits_to_a_reviewers_words(database: Database, log: SqlReviewLog) -> None:
    review = await whole(log)
    row = await database.read(lambda connection: connection.execute(select(review_words)).one())
    (entry,) = [one for one in await SqlLedger(database).entries() if one.kind == EntryKind.REVIEW_COMMITTED]
    assert json.loads(entry.payload)["words_commitment"] == commit(b"\x07" * 32, row.words.encode())
    assert (row.review_id, row.salt) == (review.id, "07" * 32)


async def test_a_review_whose_words_were_erased_still_stands(database: Database, log: SqlReviewLog) -> None:
    review = await whole(log)
    await SqlErasureLog(database).erase("C-1042", erasure_order())
    kept = await log.get(review.id)
    assert kept is not None
    assert [(point.verdict, point.evidence, point.note) for point in kept.blind.points] == [
        (point.verdict, (), "") for point in BLIND
    ]
    assert isinstance(await SqlLedger(database).verify(), Verified)


TAMPERED = {
    "a blind verdict": "UPDATE review_points SET verdict = 'missed' WHERE part = 'blind' AND position = 0",
    "a final verdict": "UPDATE review_points SET verdict = 'covered' WHERE part = 'final' AND position = 1",
    "a reason": "UPDATE review_points SET reason = 'judge_right' WHERE part = 'final' AND position = 2",
    "a verdict that is none": "UPDATE review_points SET verdict = 'good' WHERE part = 'blind' AND position = 0",
    "a point taken away": "DELETE FROM review_points WHERE part = 'blind' AND position = 2",
    "the reviewer": "UPDATE reviews SET reviewer = 'clara'",
    "the stream": "UPDATE reviews SET stream = 'targeted'",
    "the probability": "UPDATE reviews SET inclusion_probability = 0.5",
    "the time spent": "UPDATE reviews SET seconds = 1",
    "the end": "UPDATE reviews SET final_at = NULL",
    "the reveal": "UPDATE reviews SET revealed_at = committed_at",
    "a note": "UPDATE review_words SET words = replace(words, 'outright', 'aloud')",
    "words that cannot be read": "UPDATE review_words SET words = 'nothing'",
    "a salt": "UPDATE review_words SET salt = 'zz'",
    "a skip": "UPDATE review_skips SET reason = 'later'",
    "a reason to skip that is none": "UPDATE review_skips SET reason = 'tired'",
    "a skip taken away": "DELETE FROM review_skips",
    "an entry that tells of something else": "UPDATE reviews SET revealed_seq = 1",
}


@pytest.mark.parametrize("statement", TAMPERED.values(), ids=TAMPERED.keys())
async def test_a_changed_review_is_found(database: Database, log: SqlReviewLog, statement: str) -> None:
    await whole(log)
    await log.skip(Skip(JudgementId("judgement-2"), "clara", SkipReason.UNREADABLE, later(4), None))
    await run(database, statement)
    result = await SqlLedger(database).verify()
    assert isinstance(result, Broken)
    assert "review" in result.why


async def test_a_review_that_the_ledger_does_not_tell_of_is_found(database: Database, log: SqlReviewLog) -> None:
    await whole(log)
    await run(
        database,
        "INSERT INTO reviews (id, judgement_id, reviewer, stream, began_at, committed_at, seconds, ledger_seq) "
        "SELECT 'forged', 'judgement-2', 'dora', stream, began_at, committed_at, seconds, 1 FROM reviews",
    )
    assert await SqlLedger(database).verify() == Broken(1, "a review names this entry, which does not tell of it")


async def test_only_what_can_be_reviewed_comes_into_the_queue(database: Database) -> None:
    judgements = SqlJudgementLog(database, policy=EVERYTHING)
    await judgements.record(reviewable(1))
    await judgements.record(reviewable(2, shared_from=JudgementId("judgement-1")))
    await judgements.record(unscored(3, shared_from=None))
    await judgements.record(reviewable(1))
    assert await enrolled(database) == {"judgement-1": ("random", 1.0, "chance", 1)}


async def test_counts_outlast_the_process_that_took_judgements_in(url: str) -> None:
    policy = ReviewPolicy(random_rate=0, floor=2, second_share=0, first_of_version=3)
    for number in (1, 2, 3, 4):
        async with open_database(url) as database:
            await SqlJudgementLog(database, policy=policy).record(certain(number))
    async with open_database(url) as database:
        assert await enrolled(database) == {
            "judgement-1": ("random", 1.0, "chance", 1),
            "judgement-2": ("random", 1.0, "chance", 1),
            "judgement-3": ("targeted", None, "new_version", 1),
        }


async def test_judgements_of_a_batch_come_into_the_queue_as_they_are_recorded(database: Database) -> None:
    policy = replace(EVERYTHING, second_share=1)
    batches, whole_batch = SqlBatchLog(database, policy=policy, patience_s=0), batch()
    await batches.create(whole_batch, items(4))
    waiting = await batches.waiting(whole_batch.id, after=-1, limit=4)
    for item in waiting[:3]:
        await batches.record(item, replace(scored_of(item), shared_from=None))
    log = SqlReviewLog(database)
    assert await enrolled(database) == {item.judgement_id: ("random", 1.0, "chance", 2) for item in waiting[:3]}
    of_batch = QueueFilter(batch=whole_batch.id)
    assert await log.claim_next("boris", of_batch, besides=(), at=NOON, until=NOON + CLAIM) is not None
    of_another = QueueFilter(batch="batch-2")
    assert await log.claim_next("clara", of_another, besides=(), at=NOON, until=NOON + CLAIM) is None
    assert await log.sealed_of_batch(whole_batch.id, "boris", NOON) == 3
    assert await log.sealed_of_batch(whole_batch.id, whole_batch.created_by, NOON) == 0
    assert await log.sealed_of_batch("a\x00b", "boris", NOON) == 0


async def test_an_answer_that_was_erased_while_it_was_judged_is_nobodys_to_review(database: Database) -> None:
    batches, whole_batch = SqlBatchLog(database, policy=EVERYTHING, patience_s=0), batch()
    await batches.create(whole_batch, items(1))
    (item,) = await batches.waiting(whole_batch.id, after=-1, limit=1)
    await database.write(lambda connection: connection.execute(delete(answers)))
    await batches.record(item, replace(scored_of(item), shared_from=None))
    assert await enrolled(database) == {}


async def test_an_answer_whose_words_are_gone_is_neither_handed_out_nor_sealed(
    database: Database, log: SqlReviewLog
) -> None:
    await log.claim("judgement-1", "boris", at=NOON, until=NOON + CLAIM)
    await database.write(lambda connection: connection.execute(delete(answers)))
    assert await log.claim_next("boris", ANYTHING, besides=(), at=NOON, until=NOON + CLAIM) is None
    assert await log.sealed(["judgement-2"], "boris", NOON) == frozenset()
    with pytest.raises(ReviewUnknown):
        await log.claim("judgement-2", "boris", at=NOON, until=NOON + CLAIM)
    with pytest.raises(ReviewUnknown):
        await log.commit(ReviewId("x"), "judgement-1", "boris", BLIND, seconds=1, at=NOON)


async def test_without_a_policy_nothing_comes_into_the_queue(database: Database) -> None:
    await SqlJudgementLog(database).record(reviewable())
    assert await enrolled(database) == {}


async def test_a_flag_brings_a_judgement_into_the_targeted_stream(database: Database) -> None:
    policy = ReviewPolicy(random_rate=0, floor=0, second_share=0, first_of_version=0)
    flagged = replace(reviewable().flags[0], code=FlagCode.MATCHER_ONLY, points=())
    await SqlJudgementLog(database, policy=policy).record(certain(flags=(flagged,)))
    assert await enrolled(database) == {"judgement-1": ("targeted", None, "matcher_only", 1)}


async def test_of_many_who_ask_at_once_in_several_processes_no_two_get_the_same(url: str) -> None:
    async with open_database(url) as one, open_database(url) as other:
        judgements = SqlJudgementLog(one, policy=EVERYTHING)
        await asyncio.gather(*(judgements.record(reviewable(number)) for number in range(1, 13)))
        logs = [SqlReviewLog(one), SqlReviewLog(other)]
        claims = await asyncio.gather(
            *(
                logs[number % 2].claim_next(f"person-{number}", ANYTHING, besides=(), at=NOON, until=NOON + CLAIM)
                for number in range(12)
            )
        )
        assert {claim.judgement_id for claim in claims if claim} == {f"judgement-{number}" for number in range(1, 13)}


async def test_two_commits_at_once_of_the_same_person_are_one_review(url: str) -> None:
    async with open_database(url) as one, open_database(url) as other:
        await SqlJudgementLog(one, policy=EVERYTHING).record(reviewable())
        await SqlReviewLog(one).claim("judgement-1", "boris", at=NOON, until=NOON + CLAIM)
        both = await asyncio.gather(
            *(
                SqlReviewLog(database).commit(ReviewId(name), "judgement-1", "boris", BLIND, seconds=1, at=NOON)
                for name, database in (("first", one), ("second", other))
            )
        )
        assert both[0] == both[1]
        assert await one.read(lambda connection: len(connection.execute(select(reviews)).all())) == 1
        assert isinstance(await SqlLedger(one).verify(), Verified)
