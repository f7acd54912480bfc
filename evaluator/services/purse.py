"""What a chunk may spend of its batch's budget: set aside in the record before, given back after."""

import asyncio
from functools import partial

from evaluator.domain.batches import BatchId
from evaluator.domain.budgets import Grant
from evaluator.services.batch_run import Sleep
from evaluator.services.chunk_log import ChunkLog
from evaluator.services.course import Course
from evaluator.services.recording import patiently

AHEAD = 8
"""For so many answers is set aside at once: fewer would ask the record too often, more would keep it from others."""

LOOK_AGAIN_S = 0.5
"""How soon to look whether others, who have set aside what is left, have given some of it back."""


class ChunkPurse:
    """See spending.Purse. Made for one chunk, which nobody else is at."""

    def __init__(self, batch_id: BatchId, chunk: int, chunks: ChunkLog, sleep: Sleep) -> None:
        self._batch_id = batch_id
        self._chunk = chunk
        self._chunks = chunks
        self._sleep = sleep
        self._turn = asyncio.Lock()

    async def refill(self, course: Course, least: float) -> bool:
        """See Purse. Where others hold what is left, it waits until they have spent it or given it back."""
        async with self._turn:
            while course.pause is None:
                if course.budget.reserve(least) is not None:
                    return True
                recorded, grant = await patiently(partial(self._set_aside, course, least), self._sleep)
                if grant.amount is not None:
                    course.budget = course.budget.under(recorded + grant.amount)
                elif grant.others_hold:
                    await self._sleep(LOOK_AGAIN_S)
                else:
                    return False
        return False

    async def close(self) -> None:
        """Give back what is left."""
        await self._chunks.settle(self._batch_id, self._chunk)

    async def _set_aside(self, course: Course, least: float) -> tuple[float, Grant]:
        """What was recorded when it was asked, and what is granted beyond that."""
        # What is under way, and what was spent but is not in the record yet, stays set aside.
        recorded = course.recorded
        held = course.budget.reserved + course.budget.spent - recorded
        return recorded, await self._chunks.set_aside(
            self._batch_id, self._chunk, held=held, least=least, most=AHEAD * least
        )
