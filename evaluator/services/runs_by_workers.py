"""Batches conducted by workers on any machines: handed out in chunks and watched in the record."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, replace

from evaluator.domain.batches import Batch, BatchId, BatchState, Pause, PauseReason
from evaluator.errors import BatchBusy, BatchUnknown
from evaluator.services.batch_log import BatchLog
from evaluator.services.batch_orders import BatchProgress
from evaluator.services.batch_run import Sleep
from evaluator.services.chunk_log import ChunkLog
from evaluator.services.chunk_work import SIZE
from evaluator.services.crew import WORKERS, Crew
from evaluator.services.surroundings import Surroundings

LOOK_S = 0.5
"""How often to look how far a batch has come, for somebody who waits for its end."""


IDLE_S = 60.0
"""Where nothing was recorded for so long, somebody should see whether there are workers at all."""


@dataclass(frozen=True, slots=True)
class _Seen:
    """How many answers were done when this process first looked, how many last, and since when (monotonic seconds)."""

    first: int
    first_at: float
    last: int
    last_at: float


class RunsByWorkers:
    """See Runs. Pausing, cancelling and another budget need nothing but the record: workers look there."""

    def __init__(
        self,
        log: BatchLog,
        chunks: ChunkLog,
        crew: Crew,
        surroundings: Surroundings,
        sleep: Sleep = asyncio.sleep,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._log = log
        self._chunks = chunks
        self._crew = crew
        self._surroundings = surroundings
        self._sleep = sleep
        self._now = now
        self._seen: dict[str, _Seen] = {}

    async def begin(self, batch: Batch) -> None:
        """See Runs."""
        if batch.state is BatchState.RUNNING and batch.owner == WORKERS:
            return
        is_held = batch.state is BatchState.RUNNING and batch.owner is not None and not self.is_left_behind(batch)
        if is_held or not await self._log.claim(batch.id, WORKERS, instead_of=batch.owner):
            raise BatchBusy("This batch is being judged by another process or provider. Wait, or stop that one first.")
        chunks = await self._chunks.hand_out(batch.id, SIZE)
        if chunks:
            await self._crew.hand_out(batch.id, chunks)
        else:
            await self._log.move(batch.id, BatchState.FINISHED)

    async def run(self, batch: Batch) -> Batch:
        """See Runs. A dead endpoint is waited for: workers try it by themselves."""
        await self.begin(batch)
        try:
            while not _waits_for_people(batch := await self._standing(batch.id)):
                await self._sleep(LOOK_S)
        except asyncio.CancelledError:
            await self.halt(batch, BatchState.PAUSED, "Stopped by a person. Run it again to go on.")
            raise
        return batch

    async def halt(self, batch: Batch, state: BatchState, detail: str) -> Batch:
        """See Runs. What workers have under way is recorded still."""
        pause = None
        if state is BatchState.PAUSED:
            pause = Pause(PauseReason.ASKED, detail, self._surroundings.clock())
        return await self._log.move(batch.id, state, pause)

    def rebudget(self, batch_id: BatchId, budget: float | None) -> None:
        """See Runs. Workers look it up before they set anything aside."""

    def progress(self, batch: Batch) -> BatchProgress:
        """See Runs. Time left and idleness are told from what this process has seen since it first looked."""
        if batch.state is not BatchState.RUNNING:
            self._seen.pop(batch.id, None)
            return BatchProgress(batch, pause=batch.pause)
        now, done = self._now(), batch.tally.done
        seen = self._seen.get(batch.id) or _Seen(done, now, done, now)
        if done != seen.last:
            seen = replace(seen, last=done, last_at=now)
        self._seen[batch.id] = seen
        pace = (now - seen.first_at) / (done - seen.first) if done > seen.first else None
        left = None if pace is None else batch.tally.waiting * pace
        return BatchProgress(batch, seconds_left=left, is_idle=now - seen.last_at >= IDLE_S)

    def is_left_behind(self, batch: Batch) -> bool:
        """See Runs. What workers have is theirs: they look after it themselves."""
        if batch.state is not BatchState.RUNNING or batch.owner in (None, WORKERS):
            return False
        return batch.owner == self._surroundings.owner or not self._surroundings.is_alive(batch.owner)

    async def close(self, grace_s: float) -> None:
        """See Runs. Nothing is under way here."""

    async def _standing(self, batch_id: BatchId) -> Batch:
        batch = await self._log.get(batch_id)
        if batch is None:
            raise BatchUnknown("There is no batch of that id.")
        return batch


def _waits_for_people(batch: Batch) -> bool:
    if batch.pause is not None:
        return batch.pause.reason is not PauseReason.ENDPOINT_DOWN
    return batch.state.is_over
