"""Run as `python -m tests.contracts.asker URL BATCH`: judges a batch, and tells of every answer that is asked for."""

import asyncio
import sys

from evaluator.digests import Digest, digest_json
from evaluator.domain.answers import Answer
from evaluator.domain.outcomes import Outcome
from evaluator.domain.questions import Question
from evaluator.domain.readings import Progress
from evaluator.judge.breaker import Breaker
from evaluator.services.batch_records import BatchRecords
from evaluator.services.conductor import Conductor
from evaluator.store.batches.log import SqlBatchLog
from evaluator.store.database import open_database
from evaluator.store.judgements import SqlJudgementLog
from evaluator.wiring.world import surroundings
from tests.services.test_conductor import IDENTITY, Judge

WIDTH = 4


class Telling(Judge):
    """A Judge that takes a while, and tells what it is asked."""

    def key(self, question: Question, answer: Answer, sample: int) -> Digest:
        return digest_json([answer.text, sample])

    async def judge(self, question: Question, answer: Answer, sample: int, progress: Progress) -> Outcome:
        sys.stdout.write(f"{answer.text.split()[-1]}\n")
        sys.stdout.flush()
        await asyncio.sleep(0.005)
        return await super().judge(question, answer, sample, progress)


async def main(url: str, batch_id: str) -> None:
    async with open_database(url) as database:
        log = SqlBatchLog(database)
        batch = await log.get(batch_id)
        assert batch is not None
        records = BatchRecords(IDENTITY, None, SqlJudgementLog(database), surroundings())
        await Conductor(
            batch,
            Telling(),
            log,
            records,
            Breaker(),
            width=WIDTH,
            worst_cost=lambda item: 0.0,
            sleep=lambda _: asyncio.sleep(0.02),
        ).conduct()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], sys.argv[2]))
