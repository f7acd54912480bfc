"""A process that is killed while it writes leaves whole judgements, visible intents and an unbroken chain."""

from collections.abc import Sequence

import pytest
from sqlalchemy import Connection, Table, select

from evaluator.domain.ledger import Verified
from evaluator.store.database import Database, open_database
from evaluator.store.judgements import SqlJudgementLog
from evaluator.store.ledger import SqlLedger
from evaluator.store.tables import answers, judgements
from tests.forks import Nursery

KILLED_AFTER = [1, 7, 40]
"""How many judgements are told of before the process is killed: somewhere in the middle of the next ones."""


def killed(nursery: Nursery, url: str, prefix: str, after: int) -> list[str]:
    """Let a process write with four tasks, kill it after so many judgements; returns all that it told of."""
    with nursery.start("tests.contracts.writer", url, "4", prefix) as process:
        told = [process.stdout.readline().strip() for _ in range(after)]
        process.kill()
        return told + process.stdout.read().splitlines()


async def settled(database: Database) -> None:
    """Wait for our turn to write: a server may still be ending what the killed process had begun."""
    await database.write(lambda connection: None)


async def ids(database: Database, table: Table, column: str) -> Sequence[str]:
    def listed(connection: Connection) -> Sequence[str]:
        return connection.execute(select(table.c[column])).scalars().all()

    return await database.read(listed)


@pytest.mark.parametrize("after", KILLED_AFTER, ids=lambda after: f"after {after}")
async def test_a_killed_writer_leaves_nothing_half_written(nursery: Nursery, url: str, after: int) -> None:
    told = killed(nursery, url, "first", after)
    async with open_database(url) as database:
        await settled(database)
        result = await SqlLedger(database).verify()
        assert isinstance(result, Verified), result
        recorded = set(await ids(database, judgements, "id"))
        assert recorded >= set(told)
        under_way = {intent.id for intent in await SqlJudgementLog(database).open_intents()}
        assert under_way.isdisjoint(recorded)
        assert set(await ids(database, answers, "judgement_id")) == recorded | under_way
        assert result.upto == len(recorded) + 2


async def test_another_process_goes_on_where_a_killed_one_ended(nursery: Nursery, url: str) -> None:
    told = killed(nursery, url, "first", 5) + killed(nursery, url, "second", 5)
    async with open_database(url) as database:
        await settled(database)
        assert isinstance(await SqlLedger(database).verify(), Verified)
        assert set(await ids(database, judgements, "id")) >= set(told)
