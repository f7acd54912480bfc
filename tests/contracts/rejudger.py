"""Run as `python -m tests.contracts.rejudger URL NUMBER STATEMENT`: orders a rejudging of what stands, and is killed
before the statement of that number. Each is the batch of its number, a day after the one before.
"""

import asyncio
import sys
from datetime import timedelta

from evaluator.domain.rejudging import Rejudging
from evaluator.store.database import Database, open_database
from evaluator.store.rejudging.log import SqlRejudgingLog
from tests.batch_records import QUESTION, batch
from tests.contracts.eraser import die_at
from tests.records import NOON


async def order(database: Database, number: int) -> Rejudging | None:
    """Order that everything be judged again; what crashed processes left is old by then."""
    at = NOON + timedelta(days=number)
    log = SqlRejudgingLog(database, clock=lambda: at)
    picks = [(version.id, QUESTION) for version in await log.versions()]
    ids = (f"again-{number}-{place}" for place in range(1_000))
    wanted = Rejudging(batch(number, created_by="anna", budget=None), "main", None)
    return await log.order(wanted, picks, lambda: next(ids))


async def main(url: str, number: int, statement: int) -> None:
    async with open_database(url) as database:
        die_at(database.writing, statement)
        await order(database, number)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3])))
