"""What a worker does: judge chunks of batches, try an endpoint that was down, and see that nothing is left lying."""

import asyncio
import math
from collections.abc import Sequence
from contextlib import suppress

from evaluator.domain.batches import Batch, BatchId, BatchItem, BatchState, Pause, PauseReason
from evaluator.domain.judgements import Judgement, Reason
from evaluator.domain.outcomes import Unfinished
from evaluator.errors import StoreError
from evaluator.services.admission import EVERYBODY, Admission
from evaluator.services.batch_log import BatchLog
from evaluator.services.batch_run import BatchJudge, Sleep
from evaluator.services.chunk_log import ChunkLog
from evaluator.services.conductor import Conductor
from evaluator.services.crew import WORKERS, Crew, Errand
from evaluator.services.failures import FAILING
from evaluator.services.purse import ChunkPurse
from evaluator.services.surroundings import Surroundings

SIZE = 32
"""Different answers in a chunk. Few enough that what a dead worker had taken is soon made good and that several workers
share even a small batch; enough that queueing a chunk, some 2 ms, costs nothing beside judging it."""

LOOK_S = 0.5
"""How often to look whether a batch that is being judged was paused or cancelled elsewhere."""

FIRST_PROBE_S, LONGEST_PROBE_S = 5.0, 300.0
"""How long after its endpoint failed a batch is tried again; that doubles while probes fail."""


class ChunkWork:
    """The errands of one worker process, many at once in one event loop."""

    def __init__(
        self,
        judges: Sequence[BatchJudge],
        log: BatchLog,
        chunks: ChunkLog,
        crew: Crew,
        surroundings: Surroundings,
        sleep: Sleep = asyncio.sleep,
        admission: Admission = EVERYBODY,
    ) -> None:
        self._judges = {judge.adjudicator.summary.identity.name: judge for judge in judges}
        self._log = log
        self._chunks = chunks
        self._crew = crew
        self._surroundings = surroundings
        self._sleep = sleep
        self._admission = admission
        self._under_way: set[Conductor] = set()
        self._unfinished: dict[BatchId, Unfinished] = {}
        self._is_stopping = False

    @property
    def at_once(self) -> int:
        """How many chunks to have at once: one more than fill the judge that takes most answers at once.

        So the last answers of one chunk are never waited for, and no more is kept from other workers than that takes.
        """
        return math.ceil(max(judge.width for judge in self._judges.values()) / SIZE) + 1

    async def do(self, errand: Errand) -> None:
        """Judge what waits in a chunk, if its batch is to be judged. Raises StoreError leaves; what is recorded stands.

        Cancelled, or told to stop, it leaves the rest to other workers.
        """
        batch = await self._log.get(errand.batch_id)
        if batch is None or not _is_wanted(batch, errand):
            return
        judge = self._judges.get(batch.judge_name)
        if judge is None:
            detail = f"A worker has no judge named {batch.judge_name}."
            await self._chunks.pause(batch.id, Pause(PauseReason.JUDGE_GONE, detail, self._surroundings.clock()))
            return
        # Who started the batch has seen that this judge may judge; what goes with its judgements is known here.
        await self._admission.learn(judge.adjudicator.summary.identity)
        try:
            pause = await self._conduct(batch, errand, judge)
        except asyncio.CancelledError:
            await asyncio.shield(self._crew.hand_out(batch.id, [errand.chunk]))
            raise
        await self._conclude(batch, errand, pause)

    async def tend(self) -> None:
        """Give what dead workers had taken to others, queue what should be queued and is not, finish what is done."""
        for errand in await self._crew.revive():
            await self._chunks.settle(errand.batch_id, errand.chunk)
        errands = await self._crew.errands()
        under_way = await self._log.under_way()
        self._unfinished = {batch.id: self._unfinished.get(batch.id, Unfinished()) for batch in under_way}
        for batch in under_way:
            if batch.owner != WORKERS:
                continue
            mine = [errand for errand in errands if errand.batch_id == batch.id]
            if batch.state is BatchState.RUNNING:
                await self._go_on(batch, {errand.chunk for errand in mine})
            elif _may_heal(batch) and not any(errand.failed is not None for errand in mine):
                await self._probe_later(batch.id, failed=0)

    def stop(self) -> None:
        """Send nothing more; what is under way is finished and recorded, the rest left to other workers."""
        self._is_stopping = True
        for conductor in self._under_way:
            conductor.pause(PauseReason.STOPPED, "The worker stops.")

    async def _conduct(self, batch: Batch, errand: Errand, judge: BatchJudge) -> Pause | None:
        is_probe = errand.failed is not None
        purse = None
        if batch.budget is not None:
            purse = ChunkPurse(batch.id, errand.chunk, self._chunks, self._sleep)
            await purse.close()  # What a worker that died here had set aside.
        if not is_probe:
            # It may have opened before the batch was told to go on.
            judge.breaker.reset()
        conductor = Conductor(
            batch,
            judge.adjudicator,
            _Chunk(errand.chunk, self._log, self._chunks),
            judge.records,
            _ProbeBreaker() if is_probe else judge.breaker,
            width=min(judge.width, SIZE),
            most=1 if is_probe else None,
            worst_cost=judge.worst_cost,
            purse=purse,
            unfinished=self._unfinished.setdefault(batch.id, Unfinished()),
            holder=f"{batch.id}/{errand.chunk}",
            sleep=self._sleep,
        )
        self._under_way.add(conductor)
        watching = asyncio.create_task(self._watch(batch, errand, conductor))
        try:
            if self._is_stopping:
                self.stop()
            return await conductor.conduct()
        finally:
            watching.cancel()
            self._under_way.discard(conductor)
            if purse is not None:
                await asyncio.shield(purse.close())

    async def _watch(self, batch: Batch, errand: Errand, conductor: Conductor) -> None:
        """Stop sending once somebody has paused the batch, cancelled it, or given it its first budget."""
        while True:
            await self._sleep(LOOK_S)
            with suppress(StoreError):  # Judging meets it as well, and says so.
                stands = await self._log.get(batch.id)
                if stands is None or not _is_wanted(stands, errand):
                    conductor.pause(PauseReason.ASKED, "The batch was paused or cancelled elsewhere.")
                elif batch.budget is None and stands.budget is not None:
                    conductor.pause(PauseReason.STOPPED, "The chunk begins again, with a budget to keep to.")

    async def _conclude(self, batch: Batch, errand: Errand, pause: Pause | None) -> None:
        if pause is None:
            await self._finish(batch.id, was_probe=errand.failed is not None)
        elif pause.reason is PauseReason.STOPPED:
            await self._crew.hand_out(batch.id, [errand.chunk])
        elif errand.failed is not None and pause.reason is PauseReason.ENDPOINT_DOWN:
            await self._probe_later(batch.id, failed=errand.failed + 1)
        elif pause.reason is not PauseReason.ASKED:
            paused = await self._chunks.pause(batch.id, pause)
            if _may_heal(paused):
                await self._probe_later(batch.id, failed=0)

    async def _finish(self, batch_id: BatchId, *, was_probe: bool) -> None:
        batch = await self._log.get(batch_id)
        if batch is None or batch.state.is_over:
            return
        if batch.tally.waiting == 0:
            await self._log.move(batch_id, BatchState.FINISHED)
        elif was_probe and _may_heal(batch):
            await self._log.move(batch_id, BatchState.RUNNING)
            await self._crew.hand_out(batch_id, await self._chunks.hand_out(batch_id, SIZE))

    async def _go_on(self, batch: Batch, at_work: set[int]) -> None:
        if batch.tally.waiting == 0:
            await self._log.move(batch.id, BatchState.FINISHED)
            return
        lying = [chunk for chunk in await self._chunks.hand_out(batch.id, SIZE) if chunk not in at_work]
        if batch.budget is not None:
            # Others may wait for what these hold, and these for the others to make room.
            for chunk in lying:
                await self._chunks.settle(batch.id, chunk)
        await self._crew.hand_out(batch.id, lying)

    async def _probe_later(self, batch_id: BatchId, *, failed: int) -> None:
        waiting = await self._chunks.hand_out(batch_id, SIZE)
        if waiting:
            wait_s = min(LONGEST_PROBE_S, FIRST_PROBE_S * 2.0 ** min(failed, 16))
            await self._crew.probe(Errand(batch_id, waiting[0], failed), wait_s)


def _may_heal(batch: Batch) -> bool:
    """Whether a batch waits for nothing but its endpoint."""
    pause = batch.pause
    return batch.state is BatchState.PAUSED and pause is not None and pause.reason is PauseReason.ENDPOINT_DOWN


def _is_wanted(batch: Batch, errand: Errand) -> bool:
    if batch.owner != WORKERS:
        return False
    return batch.state is BatchState.RUNNING if errand.failed is None else _may_heal(batch)


class _Chunk:
    """The items of one chunk; see conductor.ItemLog."""

    def __init__(self, number: int, log: BatchLog, chunks: ChunkLog) -> None:
        self._number = number
        self._log = log
        self._chunks = chunks

    async def waiting(self, batch_id: BatchId, *, after: int, limit: int) -> Sequence[BatchItem]:
        """See ItemLog."""
        return await self._chunks.waiting(batch_id, self._number, after=after, limit=limit)

    async def record(self, item: BatchItem, judgement: Judgement) -> Judgement:
        """See ItemLog."""
        return await self._log.record(item, judgement)


class _ProbeBreaker:
    """For one answer at a time: its first failure shows that the endpoint is down still. See conductor.Breaker."""

    opened: Reason | None = None

    def allow(self) -> float:
        """See Breaker."""
        return 0.0 if self.opened is None else math.inf

    async def changed(self) -> None:
        """See Breaker."""

    def note(self, reason: Reason | None) -> None:
        """See Breaker."""
        self.opened = reason if reason in FAILING else None

    def reset(self) -> None:
        """See Breaker."""
        self.opened = None
