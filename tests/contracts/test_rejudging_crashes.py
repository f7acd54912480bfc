"""Processes that are killed while they order a rejudging: nobody sees half a batch, and the next order takes all."""

import signal

from sqlalchemy import func, select

from evaluator.domain.ledger import Verified
from evaluator.store.batches.log import SqlBatchLog
from evaluator.store.database import open_database
from evaluator.store.ledger import SqlLedger
from evaluator.store.tables import answers, batch_items, batches
from tests.contracts.rejudger import order
from tests.contracts.test_rejudging_log import Bench, made
from tests.forks import Nursery

STANDING = 3
KILLED_AT = [3, 8, 13, 18, 23]
"""Before which statements: while the draft is begun, filled, published, and while an earlier one is thrown away."""


async def test_a_rejudging_that_was_cut_off_anywhere_is_not_there_and_can_be_ordered_anew(
    nursery: Nursery, url: str
) -> None:
    async with open_database(url) as database:
        bench = Bench(database)
        await bench.record(*(made(number, "old" if number else "older") for number in range(STANDING)))
        await bench.follow()
    for number, statement in enumerate(KILLED_AT, 1):
        with nursery.start("tests.contracts.rejudger", url, str(number), str(statement)) as process:
            assert process.wait() == -signal.SIGKILL, statement
    async with open_database(url) as database:
        bench = Bench(database)
        assert (await bench.log.newest(10), await bench.log.under_way()) == ([], [])
        assert isinstance(await SqlLedger(database).verify(), Verified)
        ordered = await order(database, len(KILLED_AT) + 1)
        assert ordered is not None
        waiting = await SqlBatchLog(database).waiting(ordered.batch.id, after=-1, limit=10)
        assert sorted(str(item.supersedes) for item in waiting) == [f"judgement-{number}" for number in range(STANDING)]
        assert [found.batch.id for found in await bench.log.newest(10)] == [ordered.batch.id]
        # Of what was cut off nothing is left, answers neither.
        counts = [select(func.count()).select_from(table) for table in (batches, batch_items, answers)]
        found = await database.read(lambda connection: [connection.execute(one).scalar_one() for one in counts])
        assert found == [1, STANDING, 2 * STANDING]
        assert isinstance(await SqlLedger(database).verify(), Verified)
