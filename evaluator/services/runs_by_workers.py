"""Batches conducted by workers on any machines: handed out in chunks and watched in the record."""

import asyncio
import time

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


class RunsByWorkers:
    """See Runs. Pausing, cancelling and another budget need nothing but the record: workers look there."""

    def __init__(
        self,
        log: BatchLog,
        chunks: ChunkLog,
        crew: Crew,
        surroundings: Surroundings,
        sleep: Sleep = asyncio.sleep,
    ) -> None:
        self._log = log
        self._chunks = chunks
        self._crew = crew
        self._surroundings = surroundings
        self._sleep = sleep
        self._seen: dict[str, tuple[float, int]] = {}

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
        """See Runs. The time left is told from the pace since this process first looked."""
        if batch.state is not BatchState.RUNNING:
            self._seen.pop(batch.id, None)
            return BatchProgress(batch, pause=batch.pause)
        now, done = time.monotonic(), batch.tally.done
        since, before = self._seen.setdefault(batch.id, (now, done))
        pace = (now - since) / (done - before) if done > before else None
        return BatchProgress(batch, seconds_left=None if pace is None else batch.tally.waiting * pace)

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
