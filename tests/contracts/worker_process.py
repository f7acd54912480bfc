"""Run as `python -m tests.contracts.worker_process URL ASKED [FOR]`: a worker whose judge answers nothing for a while.

It judges in a tenth of a second, writes each answer's text to the file ASKED when it is asked, a line each, and after
FOR askings answers no more. It is there to be killed, or told to stop.
"""

import asyncio
import os
import sys
from pathlib import Path

from evaluator.domain.answers import Answer
from evaluator.domain.estimates import estimate
from evaluator.domain.outcomes import Outcome
from evaluator.domain.questions import Question
from evaluator.domain.readings import Progress
from evaluator.engine.queue import Queue
from evaluator.judge.breaker import Breaker
from evaluator.services.batch_records import BatchRecords
from evaluator.services.batch_run import BatchJudge
from evaluator.services.chunk_work import ChunkWork
from evaluator.services.runs_by_workers import RunsByWorkers
from evaluator.store.batches.chunks import SqlChunkLog
from evaluator.store.batches.log import SqlBatchLog
from evaluator.store.database import open_database
from evaluator.store.judgements import SqlJudgementLog
from evaluator.wiring import Workshop, surroundings
from evaluator.worker import serve
from tests.services.test_conductor import IDENTITY, Judge


class Noting(Judge):
    """A Judge who writes down what it is asked, and stops answering after so many."""

    def __init__(self, asked: Path, most: int) -> None:
        super().__init__()
        self._told = asked
        self._most = most

    async def judge(self, question: Question, answer: Answer, sample: int, progress: Progress) -> Outcome:
        with self._told.open("a", encoding="utf-8") as told:
            told.write(f"{answer.text}\n")
        if len(self.asked) >= self._most:
            await asyncio.Event().wait()
        await asyncio.sleep(0.05)
        return await super().judge(question, answer, sample, progress)


async def run(url: str, asked: Path, most: int) -> None:
    """Work until told to stop."""
    async with open_database(url) as database, Queue(url) as queue:
        log, chunks, world = SqlBatchLog(database), SqlChunkLog(database), surroundings()
        records = BatchRecords(IDENTITY, None, SqlJudgementLog(database), world)
        judge = BatchJudge(
            Noting(asked, most),
            Breaker(),
            records,
            8,
            lambda item: 0.0,
            lambda workload: estimate(workload, 1_000, None),
        )
        work = ChunkWork([judge], log, chunks, queue, world)
        os.write(1, b"ready\n")
        await serve(Workshop(queue, RunsByWorkers(log, chunks, queue, world), work), at_once=2)


if __name__ == "__main__":
    asyncio.run(run(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]) if len(sys.argv) > 3 else 1_000_000))
