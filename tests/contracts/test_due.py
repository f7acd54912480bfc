"""What is past its time, told at once however long the record is; on both databases."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import create_engine

from evaluator.domain.keeping import HoldKind
from evaluator.services.keeping import KeepingService
from evaluator.services.surroundings import Surroundings
from evaluator.store.batches.log import SqlBatchLog
from evaluator.store.database import Database
from evaluator.store.erasure import keeping as kept
from evaluator.store.erasure.keeping import SqlKeepingLog
from evaluator.store.upgrades import upgrade
from tests.batch_records import batch, item
from tests.contracts.test_keeping import WHY, days_ago, judged, keeping
from tests.erasure_records import CANDIDATE, erasing
from tests.records import NOON

MOST = 3


@pytest.fixture(autouse=True)
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "MOST_LOOKED_AT", MOST)


async def test_of_much_that_is_past_its_time_the_newest_is_counted_and_that_there_may_be_more_is_said(
    database: Database,
) -> None:
    for days in range(200, 200 + MOST + 2):
        await judged(database, days)
    due = await keeping(database).due()
    assert (due.answers, due.oldest, due.is_whole, due.is_any) == (MOST, None, False, True)


async def test_many_that_wait_are_counted_as_far_as_they_are_looked_at(database: Database) -> None:
    old = batch(1, created_at=days_ago(200))
    await SqlBatchLog(database).create(old, (item(number, of=old) for number in range(MOST + 1)))
    due = await keeping(database).due()
    assert (due.answers, due.is_whole) == (MOST, False)


async def test_what_was_erased_before_is_not_looked_at_again(database: Database) -> None:
    for days in range(200, 200 + MOST + 2):
        await judged(database, days)
    service = keeping(database)
    await service.purge()
    due = await service.due()
    assert (due.answers, due.is_whole, due.is_any) == (0, True, False)
    # A process that has erased nothing yet cannot know.
    assert (await keeping(database).due()).is_any


async def test_what_falls_due_after_a_purge_is_counted(database: Database) -> None:
    await judged(database, 200)
    await judged(database, 182.5)
    clock = [NOON]
    world = Surroundings(lambda: clock[0], lambda: "x", "here/1", lambda owner: False)
    service = KeepingService(SqlKeepingLog(database), erasing(database), world, days=183, purges=True)
    await service.purge()
    assert (await service.due()).answers == 0
    clock[0] += timedelta(days=1)
    due = await service.due()
    assert (due.answers, due.oldest) == (1, days_ago(182.5))


async def test_what_a_lifted_hold_kept_is_due_again(database: Database) -> None:
    await judged(database, 200)
    service = keeping(database)
    hold = await service.place(HoldKind.CANDIDATE, CANDIDATE, WHY, "ada")
    await service.purge()
    due = await service.due()
    assert (due.answers, due.held) == (0, 1)
    await service.lift(hold.id, "The case is closed.", "otto")
    due = await service.due()
    assert (due.answers, due.held, due.oldest) == (1, 0, days_ago(200))


@pytest.mark.parametrize("kind", HoldKind)
async def test_what_is_held_is_told_as_far_as_it_is_looked_at(database: Database, kind: HoldKind) -> None:
    old = batch(1, created_at=days_ago(200))
    asked = item(0, of=old).question
    items = (replace(item(number, of=old, candidate=CANDIDATE), question=asked) for number in range(MOST + 1))
    await SqlBatchLog(database).create(old, items)
    subject = {HoldKind.CANDIDATE: CANDIDATE, HoldKind.BATCH: old.id, HoldKind.QUESTION: asked.id}[kind]
    await keeping(database).place(kind, subject, WHY, "ada")
    due = await keeping(database).due()
    assert (due.answers, due.held, due.is_whole) == (0, MOST, False)


async def test_an_answer_under_two_holds_counts_once_and_a_young_one_not_at_all(database: Database) -> None:
    await judged(database, 200)
    await judged(database, 1)
    service = keeping(database)
    await service.place(HoldKind.CANDIDATE, CANDIDATE, WHY, "ada")
    await service.place(HoldKind.QUESTION, "threads", WHY, "ada")
    due = await service.due()
    assert (due.answers, due.held, due.is_whole) == (0, 1, True)


def test_no_table_that_grows_is_walked_through(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/record.db"
    upgrade(url)
    subjects = {kind: ["one"] for kind in HoldKind}
    past = [kept._newest_judged(True), kept._newest_waiting(True), *kept._newest_held(subjects)]
    given = {"before": days_ago(183), "since": days_ago(184)}
    walked = []
    engine = create_engine(url)
    with engine.connect() as connection:
        for query in (kept._kept(past, ~kept.is_held()), *past):
            written = str(query.params(given).compile(connection, compile_kwargs={"render_postcompile": True}))
            plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {written}", ("",) * written.count("?"))
            walked += [row.detail.split()[1] for row in plan if row.detail.startswith("SCAN ")]
    engine.dispose()
    assert {table for table in walked if not table.startswith("anon")} <= {"batch_questions", "standing"}
