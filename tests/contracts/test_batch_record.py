"""What the databases do with batches beyond the Protocol: nothing half made, exact counters, words in their place."""

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, Table, func, select, text

from evaluator.domain.batches import Batch, BatchItem, BatchState, ItemState, Pause, PauseReason, Tally
from evaluator.domain.commitments import NO_ANSWER, without_words
from evaluator.domain.judgements import Usage
from evaluator.domain.ledger import Broken, EntryKind, Verified
from evaluator.errors import AnswerEmpty, BatchUnknown, StoreError
from evaluator.store.batches.drafts import ABANDONED, CHUNK, add_in, begin_in, discard_some_in
from evaluator.store.batches.items import rows_of
from evaluator.store.batches.log import SqlBatchLog
from evaluator.store.database import Database, open_database
from evaluator.store.erasure.log import SqlErasureLog
from evaluator.store.judgements import SqlJudgementLog
from evaluator.store.ledger import SqlLedger
from evaluator.store.tables import answers, batch_items, batch_questions, batches, judgement_words
from tests.batch_records import batch, item, items, scored_of, shared_of, unscored_of
from tests.contracts.recount import assert_counted
from tests.contracts.refusals import allow, refuse
from tests.contracts.test_record import WORDLESS, counts
from tests.erasure_records import erasure_order
from tests.records import NOON


@pytest.fixture
def log(database: Database) -> SqlBatchLog:
    return SqlBatchLog(database, clock=lambda: NOON, random_bytes=lambda count: b"\x07" * count, patience_s=0.001)


async def counted(database: Database, table: Table) -> int:
    return (await counts(database))[table.name]


async def drafted(database: Database, of: Batch, count: int) -> None:
    """A batch whose making a crash cut off."""

    def work(connection: Connection) -> None:
        begin_in(connection, of, NOON)
        add_in(connection, of, rows_of(list(items(count, of=of))), NOON)

    await database.write(work)


async def read_all(log: SqlBatchLog, of: Batch) -> Sequence[object]:
    """Everything a reader could see of a batch."""
    page = await log.page(created_by=None, limit=9, cursor=None)
    found = [await log.get(of.id), *page.batches, *await log.under_way()]
    found += [*await log.waiting(of.id, after=-1, limit=9), *await log.questions(of.id)]
    found += [row async for row in log.rows(of.id)]
    found += [pair async for pair in log.judged(of.id)]
    return [one for one in found if one is not None]


async def test_nobody_sees_a_batch_that_is_not_whole(database: Database, log: SqlBatchLog) -> None:
    await drafted(database, batch(), 5)
    assert await read_all(log, batch()) == []
    with pytest.raises(BatchUnknown):
        await log.move(batch().id, BatchState.RUNNING)


async def test_what_a_crash_left_of_a_batch_is_thrown_away_after_a_while(database: Database, log: SqlBatchLog) -> None:
    await log.create(batch(3), items(2, of=batch(3)))
    before = await counts(database)
    await drafted(database, batch(1), CHUNK + 7)
    await SqlBatchLog(database, clock=lambda: NOON + ABANDONED).create(batch(3), [])
    assert await counted(database, batch_items) == CHUNK + 9
    await SqlBatchLog(database, clock=lambda: NOON + ABANDONED + timedelta(seconds=1)).create(batch(3), [])
    assert await counts(database) == before


async def test_a_crash_does_not_keep_the_same_file_from_being_taken_in(database: Database, log: SqlBatchLog) -> None:
    await drafted(database, batch(1), 5)
    made = await log.create(batch(2, identity=batch(1).identity), items(5, of=batch(2)))
    assert (made.id, made.tally) == ("batch-2", Tally(waiting=5))


async def test_a_batch_that_was_given_up_for_lost_is_not_added_to(database: Database, log: SqlBatchLog) -> None:
    later = SqlBatchLog(database, clock=lambda: NOON + 2 * ABANDONED)
    loop = asyncio.get_running_loop()

    def slow() -> Iterator[BatchItem]:
        yield from items(CHUNK + 1)
        asyncio.run_coroutine_threadsafe(later.create(batch(2), []), loop).result(10)
        yield item(CHUNK + 1)

    with pytest.raises(StoreError, match="Begin again"):
        await log.create(batch(1), slow())
    assert await log.get(batch(1).id) is None
    assert await counted(database, answers) == 0


async def test_a_batch_given_up_for_lost_before_its_end_is_not_shown(database: Database, log: SqlBatchLog) -> None:
    later = SqlBatchLog(database, clock=lambda: NOON + 2 * ABANDONED)
    loop = asyncio.get_running_loop()

    def slow() -> Iterator[BatchItem]:
        asyncio.run_coroutine_threadsafe(later.create(batch(2), []), loop).result(10)
        yield from ()

    with pytest.raises(StoreError, match="Begin again"):
        await log.create(batch(1), slow())


async def test_what_cannot_be_thrown_away_at_once_is_later(database: Database, log: SqlBatchLog) -> None:
    def broken() -> Iterator[BatchItem]:
        yield from items(CHUNK)
        raise AnswerEmpty("Row 202: the answer is empty.")

    await database.write(lambda connection: refuse(connection, "answers", "DELETE"))
    with pytest.raises(AnswerEmpty):
        await log.create(batch(), broken())
    assert await read_all(log, batch()) == []
    await database.write(lambda connection: allow(connection, "answers"))
    await SqlBatchLog(database, clock=lambda: NOON + 2 * ABANDONED).create(batch(2), [])
    assert await counted(database, answers) == 0


async def test_no_more_items_are_held_than_a_chunk_of_them(database: Database, log: SqlBatchLog) -> None:
    def watched() -> Iterator[BatchItem]:
        for one in items(5 * CHUNK):
            with database.reading.connect() as connection:
                written = connection.execute(select(func.count()).select_from(batch_items)).scalar_one()
            assert one.position - written < CHUNK
            yield one

    assert (await log.create(batch(), watched())).tally.waiting == 5 * CHUNK


async def test_of_a_file_taken_in_twice_at_once_one_batch_is_left(database: Database, log: SqlBatchLog) -> None:
    works = [
        log.create(batch(number, identity=batch(1).identity), items(CHUNK + 5, of=batch(number))) for number in (1, 2)
    ]
    assert len({made.id for made in await asyncio.gather(*works)}) == 1
    left = [await counted(database, table) for table in (batches, batch_questions, batch_items, answers)]
    assert left == [1, 2, CHUNK + 5, CHUNK + 5]


async def test_a_batch_that_is_whole_is_never_thrown_away(database: Database, log: SqlBatchLog) -> None:
    made = await log.create(batch(), items(3))
    before = await counts(database)
    assert not await database.write(lambda connection: discard_some_in(connection, made.id))
    assert await counts(database) == before


async def test_a_caller_that_is_cancelled_leaves_no_batch_half_made(database: Database, log: SqlBatchLog) -> None:
    begun, loop = asyncio.Event(), asyncio.get_running_loop()

    def endless() -> Iterator[BatchItem]:
        for one in items(CHUNK * 100):
            if one.position == CHUNK * 2:
                loop.call_soon_threadsafe(begun.set)
            yield one

    task = asyncio.create_task(log.create(batch(), endless()))
    await begun.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert [await counted(database, table) for table in (batches, batch_questions, batch_items, answers)] == [0] * 4


async def test_a_question_is_kept_once_however_many_answers_it_has(database: Database, log: SqlBatchLog) -> None:
    await log.create(batch(), items(2 * CHUNK + 3))
    assert await counted(database, batch_questions) == 2


@pytest.mark.parametrize("changes", [{"item_id": "row 2"}, {"position": 0}], ids=["an id", "a position"])
async def test_what_is_there_twice_is_refused(database: Database, log: SqlBatchLog, changes: dict[str, Any]) -> None:
    with pytest.raises(StoreError, match="refused"):
        await log.create(batch(), [item(0), replace(item(1), **changes)])
    assert await counted(database, answers) == 0


async def test_words_of_a_batch_stand_where_words_belong(database: Database, log: SqlBatchLog) -> None:
    made = await log.create(batch(), items(2))
    await log.record(item(0), scored_of(item(0)))
    await log.move(made.id, BatchState.CANCELLED)

    def dump(connection: Connection) -> str:
        return "\n".join(str(tuple(row)) for table in WORDLESS for row in connection.execute(select(table)))

    told = await database.read(dump)
    assert "row 3" in told
    assert [word for word in ("said number", "C-0", item(0).answer.digest) if word in told] == []


async def test_the_ledger_tells_of_a_batch_without_its_file(database: Database, log: SqlBatchLog) -> None:
    made = await log.create(batch(), items(3))
    await log.move(made.id, BatchState.RUNNING)
    await log.move(made.id, BatchState.RUNNING)
    await log.move(made.id, BatchState.PAUSED, Pause(PauseReason.QUOTA_EXHAUSTED, "Nothing is left.", NOON))
    entries = await SqlLedger(database).entries()
    assert [(entry.kind, entry.subject) for entry in entries] == [
        (EntryKind.BATCH_CREATED, "batch-1"),
        (EntryKind.BATCH_MOVED, "batch-1"),
        (EntryKind.BATCH_MOVED, "batch-1"),
    ]
    assert entries[0].payload == '{"answers":3,"budget":12.5,"by":"anna","judge":"main"}'
    assert entries[2].payload == (
        '{"cancelled":0,"reason":"quota_exhausted","scored":0,"state":"paused","unscored":0,"waiting":3}'
    )
    assert all(made.name not in entry.payload and made.identity not in entry.payload for entry in entries)


async def test_verifying_covers_judgements_of_batches(database: Database, log: SqlBatchLog) -> None:
    await log.create(batch(), items(3))
    for given in items(3):
        await log.record(given, scored_of(given))
    result = await SqlLedger(database).verify()
    assert isinstance(result, Verified)
    assert result.upto == 6
    await database.write(
        lambda connection: connection.execute(
            text("UPDATE judgement_points SET verdict = 'missed' WHERE judgement_id = 'batch-1-1' AND position = 0")
        )
    )
    assert await SqlLedger(database).verify() == Broken(5, "the facts of its judgement do not match it")


async def test_of_two_judgements_of_one_answer_written_together_the_first_stands(
    database: Database, log: SqlBatchLog
) -> None:
    made = await log.create(batch(), items(1))
    first, second = scored_of(item(0)), unscored_of(item(0))
    recorded = await asyncio.gather(log.record(item(0), first), log.record(item(0), second))
    assert recorded[0] == recorded[1] == replace(first, ledger_seq=recorded[0].ledger_seq)
    assert await assert_counted(database, made.id) == Tally(scored=1)


async def test_a_bank_is_entered_once_by_all_that_are_written_together(database: Database, log: SqlBatchLog) -> None:
    await log.create(batch(), items(4))
    await asyncio.gather(*(log.record(given, scored_of(given)) for given in items(4)))
    told = [entry.kind for entry in await SqlLedger(database).entries()]
    versions = [EntryKind.BANK_VERSION, EntryKind.PROMPT_VERSION]
    assert told == [EntryKind.BATCH_CREATED, *versions, *[EntryKind.JUDGEMENT] * 4]


async def test_several_processes_that_record_at_once_count_exactly(url: str) -> None:
    async with open_database(url) as one, open_database(url) as other:
        logs = [SqlBatchLog(one, patience_s=0.001), SqlBatchLog(other, patience_s=0)]
        for number in (1, 2):
            await logs[0].create(batch(number), items(60, of=batch(number)))
        given = [[*items(60, of=batch(1))], [*items(60, of=batch(2))]]
        kinds = (scored_of, shared_of, unscored_of, scored_of, unscored_of)
        works = [
            log.record(given[place % 2][place // 2], kinds[place % 5](given[place % 2][place // 2]))
            for place in range(110)
            for log in (logs if place % 3 == 0 else [logs[place % 2]])
        ]
        await asyncio.gather(*works, logs[1].move(batch(2).id, BatchState.CANCELLED))
        assert (await assert_counted(one, "batch-1")).waiting == 5
        assert (await assert_counted(one, "batch-2")).cancelled == 5
        assert isinstance(await SqlLedger(other).verify(), Verified)


async def test_costs_add_up_to_the_same_whatever_their_order(database: Database, log: SqlBatchLog) -> None:
    costs = [0.1, 0.2, 0.3, 1e-7, 0.000_129, 3.0]
    sums = set()
    for number, order in enumerate((costs, costs[::-1], sorted(costs)), 1):
        of = await log.create(batch(number), items(len(costs), of=batch(number)))
        for given, cost in zip(items(len(costs), of=of), order, strict=True):
            await log.record(given, scored_of(given, usage=Usage(1, 0, 1, cost)))
        await assert_counted(database, of.id)
        found = await log.get(of.id)
        assert found is not None
        sums.add(found.usage.cost)
    assert sums == {3.600_129_1}


async def test_one_answer_of_no_batch_spoils_no_other(database: Database, log: SqlBatchLog) -> None:
    made = await log.create(batch(), items(3))
    stray = item(1, of=batch(7))
    given = [item(0), stray, item(2)]
    results = await asyncio.gather(*(log.record(one, scored_of(one)) for one in given), return_exceptions=True)
    assert [type(result).__name__ for result in results] == ["Judgement", "BatchUnknown", "Judgement"]
    assert await assert_counted(database, made.id) == Tally(waiting=1, scored=2)


async def test_the_judgement_of_another_answer_is_refused(log: SqlBatchLog) -> None:
    await log.create(batch(), items(2))
    with pytest.raises(ValueError, match="another answer"):
        await log.record(item(0), scored_of(item(1)))


async def test_an_item_whose_judgement_was_recorded_elsewhere_moves_all_the_same(
    database: Database, log: SqlBatchLog
) -> None:
    made = await log.create(batch(), items(1))
    first = await SqlJudgementLog(database).record(scored_of(item(0)))
    assert await log.record(item(0), unscored_of(item(0))) == first
    assert await assert_counted(database, made.id) == Tally(scored=1)


async def test_of_an_answer_erased_while_it_was_judged_only_the_facts_are_kept(
    database: Database, log: SqlBatchLog
) -> None:
    made = await log.create(batch(), items(2))
    await SqlErasureLog(database).erase("C-0", erasure_order())
    assert [one.position for one in await log.waiting(made.id, after=-1, limit=9)] == [1]
    recorded = await log.record(item(0), scored_of(item(0)))
    assert recorded == without_words(replace(scored_of(item(0)), ledger_seq=recorded.ledger_seq))
    assert await SqlJudgementLog(database).get(recorded.id) == recorded
    assert await counted(database, judgement_words) == 0
    result = await SqlLedger(database).verify()
    assert isinstance(result, Verified)
    assert result.erased == 1
    assert await assert_counted(database, made.id) == Tally(waiting=1, scored=1)
    pairs = [pair async for pair in log.judged(made.id)]
    nameless = replace(item(0), item_id=f"erased-{item(0).judgement_id}", answer=NO_ANSWER, candidate=None)
    assert pairs[0] == (replace(nameless, state=ItemState.SCORED), recorded)
    assert [row.candidate async for row in log.rows(made.id)] == [None, None]


WRITTEN = ["ledger", "judgements", "judgement_points", "judgement_flags", "judgement_words", "batch_items", "batches"]


@pytest.mark.parametrize("table", WRITTEN)
async def test_a_fault_at_any_statement_leaves_answer_and_tally_where_they_were(
    database: Database, log: SqlBatchLog, table: str
) -> None:
    made = await log.create(batch(), items(2))
    await log.record(item(0), scored_of(item(0)))
    before = await counts(database)
    action = "UPDATE" if table.startswith("batch") else "INSERT"
    await database.write(lambda connection: refuse(connection, table, action))
    with pytest.raises(StoreError, match="Nothing of it was written"):
        await log.record(item(1), scored_of(item(1)))
    assert await counts(database) == before
    assert await assert_counted(database, made.id) == Tally(waiting=1, scored=1)
    await database.write(lambda connection: allow(connection, table))
    await log.record(item(1), scored_of(item(1)))
    assert await assert_counted(database, made.id) == Tally(scored=2)


@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
async def test_what_waits_is_looked_for_from_where_the_last_page_ended(database: Database, log: SqlBatchLog) -> None:
    asked: list[str] = []
    made = await log.create(batch(), items(3))
    connection = database.reading.raw_connection()
    assert connection.driver_connection is not None
    connection.driver_connection.set_trace_callback(asked.append)
    connection.close()
    await log.waiting(made.id, after=-1, limit=2)
    query = next(statement for statement in asked if "'waiting'" in statement)

    def explained(connection: Connection) -> str:
        return str(connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {query}").all())

    assert "PRIMARY KEY (batch_id=? AND position>?)" in await database.read(explained)
