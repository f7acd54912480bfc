"""A process that records a batch may be killed at any moment and often: nothing is lost, nothing counted twice."""

from collections.abc import Sequence

from sqlalchemy import Connection, Table, select

from evaluator.domain.batches import Batch, BatchState, Tally
from evaluator.domain.ledger import EntryKind, Verified
from evaluator.store.batches.log import SqlBatchLog
from evaluator.store.database import Database, open_database
from evaluator.store.ledger import SqlLedger
from evaluator.store.tables import batch_items, judgements, ledger
from tests.batch_records import batch, items
from tests.contracts.recount import assert_counted
from tests.forks import Nursery

ROUNDS, KILLS = 5, 5
ANSWERS = 1_200


def written(nursery: Nursery, url: str, of: Batch, kills: int, seed: int = 0) -> list[str]:
    """Let processes record one after the other, killing so many; returns what they told of."""
    with nursery.start("tests.contracts.batch_writer", url, of.id, str(kills), str(seed)) as process:
        told = process.stdout.read().splitlines()
        assert process.wait() == 0
    return told


async def settled(database: Database) -> None:
    """Wait for our turn to write: a server may still be ending what the killed process had begun."""
    await database.write(lambda connection: None)


async def listed(database: Database, table: Table, column: str, kind: str | None = None) -> Sequence[str]:
    query = select(table.c[column])

    def work(connection: Connection) -> Sequence[str]:
        wanted = query if kind is None else query.where(table.c.kind == kind)
        return connection.execute(wanted).scalars().all()

    return await database.read(work)


async def assert_whole(database: Database, of: Batch, told: Sequence[str]) -> Tally:
    """No half judgement, none twice, none lost that was told of, and every counter right."""
    await settled(database)
    tally = await assert_counted(database, of.id)
    recorded = await listed(database, judgements, "id")
    entered = await listed(database, ledger, "subject", EntryKind.JUDGEMENT)
    assert sorted(entered) == sorted(recorded)
    assert len(recorded) == tally.done
    assert set(recorded) >= set(told)
    assert len(told) == len(set(told))
    return tally


async def test_a_batch_outlives_any_number_of_killed_processes(nursery: Nursery, url: str) -> None:
    async with open_database(url) as database:
        of = await SqlBatchLog(database).create(batch(), items(ANSWERS))
    told: list[str] = []
    for round_ in range(ROUNDS):
        told += written(nursery, url, of, KILLS, seed=round_)
        async with open_database(url) as database:
            tally = await assert_whole(database, of, told)
    assert 0 < tally.waiting < ANSWERS, "a process that has nothing left to do cannot be killed while at it"
    told += written(nursery, url, of, kills=0)
    async with open_database(url) as database:
        assert (await assert_whole(database, of, told)).done == ANSWERS
        assert (await SqlBatchLog(database).move(of.id, BatchState.FINISHED)).state is BatchState.FINISHED
        assert len(set(await listed(database, batch_items, "judgement_id"))) == ANSWERS
        assert isinstance(await SqlLedger(database).verify(), Verified)
