"""Holds, and what is past its time, on both databases."""

import json
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Connection, select

from evaluator.domain.batches import ItemState
from evaluator.domain.erasures import Basis
from evaluator.domain.keeping import Hold, HoldKind
from evaluator.domain.ledger import EntryKind, Verified
from evaluator.errors import BatchUnknown, CandidateUnknown, HoldUnknown, QuestionUnknown, WordsHeld
from evaluator.services.keeping import KeepingService
from evaluator.services.surroundings import Surroundings
from evaluator.store.batches.log import SqlBatchLog
from evaluator.store.database import Database
from evaluator.store.erasure.keeping import MOST_AT_ONCE, SqlKeepingLog
from evaluator.store.erasure_tables import holds
from evaluator.store.judgements import SqlJudgementLog
from evaluator.store.ledger import SqlLedger
from evaluator.store.tables import answers
from tests.batch_records import batch, item
from tests.erasure_records import CANDIDATE, erasing, in_a_batch, said
from tests.records import NOON

WHY = "A case is pending."


def days_ago(days: float) -> datetime:
    return NOON - timedelta(days=days)


def keeping(database: Database, clock: datetime = NOON, *, days: int = 183) -> KeepingService:
    numbers = iter(range(1, 1_000))
    world = Surroundings(lambda: clock, lambda: f"made-{next(numbers)}", "here/1", lambda owner: False)
    service = erasing(database, clock=lambda: clock, prefix=f"erasure-{clock:%d%H%M%f}")
    return KeepingService(SqlKeepingLog(database), service, world, days=days, purges=True)


async def words_of(database: Database) -> list[str]:
    """The judgements that still have words."""
    query = select(answers.c.judgement_id).order_by(answers.c.judgement_id)

    def work(connection: Connection) -> list[str]:
        return list(connection.execute(query).scalars())

    return await database.read(work)


async def judged(database: Database, days: float, candidate: str = CANDIDATE, question: str = "threads") -> str:
    name = f"{days:05}-{candidate}"
    made = said(name, candidate, created_at=days_ago(days), question_id=question)
    return (await SqlJudgementLog(database).record(made)).id


async def test_what_is_past_its_time_is_erased_and_nothing_younger(database: Database) -> None:
    old = [await judged(database, days) for days in (400, 184, 183.001)]
    kept = [await judged(database, days) for days in (0, 182.9, 183)]
    due = await keeping(database).due()
    assert (due.answers, due.held, due.oldest) == (3, 0, days_ago(400))
    (erasure,) = await keeping(database).purge()
    assert (erasure.basis, erasure.by, erasure.is_complete) == (Basis.RETENTION, "evaluator", True)
    assert erasure.judgement_ids == tuple(sorted(old))
    assert await words_of(database) == sorted(kept)
    assert await keeping(database).purge() == []
    assert isinstance(await SqlLedger(database).verify(), Verified)


async def test_another_time_may_be_set(database: Database) -> None:
    await judged(database, 31)
    await judged(database, 29)
    assert (await keeping(database, days=30).due()).answers == 1


async def test_answers_that_wait_are_as_old_as_their_batch(database: Database) -> None:
    log, old = SqlBatchLog(database, patience_s=0), batch(1, created_at=days_ago(200))
    await in_a_batch(log, old, 2)
    young = batch(2, created_at=days_ago(1))
    await in_a_batch(log, young, 1)
    # Judged today, so kept; what waits since the batch was made is due.
    await keeping(database).purge()
    assert [one for one in await words_of(database) if one.startswith("batch-1")] == ["batch-1-0", "batch-1-1"]
    assert [one for one in await words_of(database) if one.startswith("batch-2")] == ["batch-2-0", "batch-2-1"]
    stands = await log.get(old.id)
    assert stands is not None
    assert (stands.tally.waiting, stands.tally.cancelled, stands.tally.scored) == (0, 2, 2)


async def test_more_than_fits_into_one_erasure_is_erased_in_several(database: Database) -> None:
    log, old = SqlBatchLog(database, patience_s=0), batch(1, created_at=days_ago(200))
    count = MOST_AT_ONCE + 3
    await log.create(old, (item(number, of=old) for number in range(count)))
    erasures = await keeping(database).purge("ada")
    assert [one.deleted.answers for one in erasures] == [MOST_AT_ONCE, 3]
    assert {one.by for one in erasures} == {"ada"}
    assert await words_of(database) == []


async def held(database: Database, kind: HoldKind) -> Hold:
    """A hold on what one of the two answers below is of."""
    subject = {HoldKind.CANDIDATE: CANDIDATE, HoldKind.BATCH: "batch-1", HoldKind.QUESTION: "threads"}[kind]
    return await keeping(database).place(kind, subject, WHY, "ada")


@pytest.mark.parametrize("kind", HoldKind)
async def test_what_is_held_is_neither_erased_nor_purged_until_the_hold_is_lifted(
    database: Database, kind: HoldKind
) -> None:
    old = batch(1, created_at=days_ago(200))
    log = SqlBatchLog(database, patience_s=0)
    one = item(0, of=old, candidate=CANDIDATE)
    await log.create(old, iter([one]))
    await log.record(one, replace(said(one.judgement_id), created_at=days_ago(200), question_id="threads"))
    free = await judged(database, 200, "C-2", "caching")
    hold = await held(database, kind)
    with pytest.raises(WordsHeld) as refusal:
        await erasing(database).erase(CANDIDATE, "They asked for it.", "ada")
    assert refusal.value.faults == (hold.message,)
    assert (await erasing(database).look(CANDIDATE)).holds == (hold,)
    due = await keeping(database).due()
    assert (due.answers, due.held) == (1, 1)
    (erasure,) = await keeping(database).purge()
    assert erasure.judgement_ids == (free,)
    assert await words_of(database) == [one.judgement_id]
    await keeping(database).lift(hold.id, "The case is closed.", "otto")
    assert (await keeping(database, NOON + timedelta(hours=1)).purge())[0].judgement_ids == (one.judgement_id,)
    assert await words_of(database) == []
    assert isinstance(await SqlLedger(database).verify(), Verified)


async def test_a_question_that_nobody_was_ever_asked_is_not_held(database: Database) -> None:
    await judged(database, 1, question="caching")
    with pytest.raises(QuestionUnknown):
        await held(database, HoldKind.QUESTION)
    assert await keeping(database).holds() == []


async def test_an_answer_that_waits_is_held_by_its_question(database: Database) -> None:
    old = batch(1, created_at=days_ago(200))
    await SqlBatchLog(database).create(old, iter([item(0, of=old, candidate=CANDIDATE)]))
    await held(database, HoldKind.QUESTION)
    assert await keeping(database).purge() == []
    with pytest.raises(WordsHeld):
        await erasing(database).erase(CANDIDATE, "They asked for it.", "ada")


async def test_an_answer_under_way_is_held_by_its_question(database: Database) -> None:
    from tests.records import intent_for

    await SqlJudgementLog(database).open_intent(intent_for(said("under-way", question_id="threads")))
    await held(database, HoldKind.QUESTION)
    with pytest.raises(WordsHeld):
        await erasing(database).erase(CANDIDATE, "They asked for it.", "ada")


async def test_placing_and_lifting_are_entries_that_name_no_candidate(database: Database) -> None:
    await judged(database, 1)
    hold = await held(database, HoldKind.CANDIDATE)
    lifted = await keeping(database).lift(hold.id, "Closed.", "otto")
    told = [entry for entry in await SqlLedger(database).entries() if entry.subject == hold.id]
    assert [entry.kind for entry in told] == [EntryKind.HOLD_PLACED, EntryKind.HOLD_LIFTED]
    assert [entry.seq for entry in told] == [lifted.placed_seq, lifted.lifted_seq]
    assert all(CANDIDATE not in entry.payload for entry in told)
    assert json.loads(told[1].payload) == {"by": "otto", "why": "Closed."}
    assert await keeping(database).holds() == [lifted]


async def test_a_lifted_hold_forgets_whom_it_was_for_when_they_are_erased(database: Database) -> None:
    await judged(database, 1)
    hold = await held(database, HoldKind.CANDIDATE)
    await keeping(database).lift(hold.id, "Closed.", "otto")
    await erasing(database).erase(CANDIDATE, "They asked for it.", "ada")
    (kept,) = await keeping(database).holds()
    assert (kept.subject, kept.stands) == (None, False)
    salt = await database.read(lambda connection: connection.execute(select(holds.c.salt)).scalar_one())
    assert salt is None
    assert isinstance(await SqlLedger(database).verify(), Verified)


@pytest.mark.parametrize(
    ("kind", "subject", "leaf"),
    [(HoldKind.CANDIDATE, "C-9", CandidateUnknown), (HoldKind.BATCH, "batch-9", BatchUnknown)],
    ids=["a candidate", "a batch"],
)
async def test_there_is_no_hold_on_what_is_not_there(
    database: Database, kind: HoldKind, subject: str, leaf: type[Exception]
) -> None:
    with pytest.raises(leaf):
        await keeping(database).place(kind, subject, WHY, "ada")
    assert await keeping(database).holds() == []


@pytest.mark.parametrize("hold_id", ["none", "a\x00b"], ids=["unknown", "no id at all"])
async def test_a_hold_that_is_not_there_cannot_be_lifted(database: Database, hold_id: str) -> None:
    with pytest.raises(HoldUnknown):
        await keeping(database).lift(hold_id, "Closed.", "ada")


async def test_a_called_off_answer_is_cancelled_in_its_batch(database: Database) -> None:
    log, old = SqlBatchLog(database, patience_s=0), batch(1, created_at=days_ago(200))
    await log.create(old, iter([item(0, of=old)]))
    await keeping(database).purge()
    assert [row.state async for row in log.rows(old.id)] == [ItemState.CANCELLED]
