"""Run as `python -m tests.contracts.writer URL TASKS PREFIX`: records judgements until it is killed, and says which."""

import asyncio
import itertools
import sys

from evaluator.store.database import open_database
from evaluator.store.judgements import SqlJudgementLog
from tests.records import intent_for, judgement


async def main(url: str, tasks: int, prefix: str) -> None:
    numbers = itertools.count(1)
    async with open_database(url) as database:
        log = SqlJudgementLog(database)

        async def write() -> None:
            for number in numbers:
                kept = judgement(number, id=f"{prefix}-{number}")
                await log.open_intent(intent_for(kept))
                await log.record(kept)
                sys.stdout.write(f"{kept.id}\n")
                sys.stdout.flush()

        await asyncio.gather(*(write() for _ in range(tasks)))


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], int(sys.argv[2]), sys.argv[3]))
