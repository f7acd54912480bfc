"""Run as `python -m tests.contracts.batch_writer URL BATCH KILLS SEED`: a process records a batch and is killed, again
and again, at moments that the seed picks; each time another goes on. Says every id that was told to be recorded.

Without kills, it records what is left and ends.
"""

import asyncio
import os
import random
import signal
import sys
import time
from collections.abc import Callable, Iterator
from typing import BinaryIO

from evaluator.domain.batches import BatchId, BatchItem
from evaluator.domain.judgements import Judgement
from evaluator.store.batches.log import SqlBatchLog
from evaluator.store.database import open_database
from tests.batch_records import scored_of, shared_of, unscored_of

TASKS = 24
PAGE = 250
KINDS: tuple[Callable[[BatchItem], Judgement], ...] = (scored_of, shared_of, unscored_of, scored_of)


async def record(url: str, batch_id: BatchId, told: int) -> None:
    """Record all that waits, two dozen at a time, and write each id to that file descriptor."""
    async with open_database(url) as database:
        log = SqlBatchLog(database, patience_s=0.002)
        while page := await log.waiting(batch_id, after=-1, limit=PAGE):
            left = iter(page)
            await asyncio.gather(*(work(log, left, told) for _ in range(TASKS)))


async def work(log: SqlBatchLog, left: Iterator[BatchItem], told: int) -> None:
    """Record one after the other."""
    for item in left:
        recorded = await log.record(item, KINDS[item.position % len(KINDS)](item))
        os.write(told, f"{recorded.id}\n".encode())


def killed(url: str, batch_id: BatchId, after: int, later_s: float) -> None:
    """Let a process record, and kill it a little later than it has told of so many: in the middle of the next ones."""
    reading, told = os.pipe()
    child = os.fork()
    if child == 0:
        asyncio.run(record(url, batch_id, told))
        os._exit(0)
    os.close(told)
    with os.fdopen(reading, "rb") as lines:
        pass_on(lines, after)
        time.sleep(later_s)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        pass_on(lines, PAGE)


def pass_on(lines: BinaryIO, most: int) -> None:
    """Say what was told, so many lines of it at most."""
    for _, line in zip(range(most), lines, strict=False):
        os.write(1, line)


def main(url: str, batch_id: BatchId, kills: int, seed: int) -> None:
    moments = random.Random(seed)
    for _ in range(kills):
        killed(url, batch_id, moments.randint(1, 24), moments.uniform(0, 0.01))
    if not kills:
        asyncio.run(record(url, batch_id, told=1))


if __name__ == "__main__":
    main(sys.argv[1], BatchId(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4]))
