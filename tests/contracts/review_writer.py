"""Run as `python -m tests.contracts.review_writer URL TASKS PREFIX`: reviews until it is killed, and says each step."""

import asyncio
import itertools
import sys
from datetime import UTC, datetime

from evaluator.domain.review_queue import QueueFilter
from evaluator.domain.reviews import Final, ReviewId
from evaluator.store.database import open_database
from evaluator.store.judgements import SqlJudgementLog
from evaluator.store.reviews.log import SqlReviewLog
from tests.review_fakes import EVERYTHING
from tests.review_records import BLIND, CLAIM, FINAL, reviewable


def tell(step: str, name: str) -> None:
    sys.stdout.write(f"{step} {name}\n")
    sys.stdout.flush()


async def main(url: str, tasks: int, prefix: str) -> None:
    numbers = itertools.count(1)
    async with open_database(url) as database:
        judgements, log = SqlJudgementLog(database, policy=EVERYTHING), SqlReviewLog(database)

        async def review(reviewer: str) -> None:
            for number in numbers:
                await judgements.record(reviewable(number, id=f"{prefix}-{number}"))
                now = datetime.now(UTC)
                claim = await log.claim_next(reviewer, QueueFilter(), besides=(), at=now, until=now + CLAIM)
                assert claim is not None
                name = ReviewId(f"{claim.judgement_id} by {reviewer}")
                await log.commit(name, claim.judgement_id, reviewer, BLIND, seconds=1.5, at=datetime.now(UTC))
                tell("committed", name)
                await log.reveal(name, datetime.now(UTC))
                tell("revealed", name)
                await log.finish(name, Final(FINAL, datetime.now(UTC), 2.5))
                tell("finished", name)

        await asyncio.gather(*(review(f"{prefix}-reviewer-{task}") for task in range(tasks)))


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], int(sys.argv[2]), sys.argv[3]))
