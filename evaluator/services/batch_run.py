"""One batch being conducted in this process: on and on while that makes sense, and until somebody ends it."""

import asyncio
import math
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from evaluator.domain.batches import Batch, BatchId, BatchItem, BatchState, Pause, PauseReason
from evaluator.domain.estimates import Estimate, Workload
from evaluator.domain.outcomes import Unfinished
from evaluator.services.batch_log import BatchLog
from evaluator.services.batch_orders import BatchProgress
from evaluator.services.batch_records import BatchRecords
from evaluator.services.conductor import Breaker, Conductor
from evaluator.services.desk import Adjudicator

Sleep = Callable[[float], Awaitable[None]]
"""Waits for so many seconds."""


@dataclass(frozen=True, slots=True)
class BatchJudge:
    """A judge as batches use it. `width` bounds the answers under way at once; `worst_cost` is what one may cost.

    `estimate` says what a workload will take.
    """

    adjudicator: Adjudicator
    breaker: Breaker
    records: BatchRecords
    width: int
    worst_cost: Callable[[BatchItem], float]
    estimate: Callable[[Workload], Estimate]


class BatchRun:
    """Conducts a batch that this process has claimed. `carry_on` is called once.

    `unfinished` is what was paid for in an earlier run of it, and where what this one leaves is kept.
    """

    def __init__(
        self,
        batch_id: BatchId,
        judge: BatchJudge,
        log: BatchLog,
        sleep: Sleep = asyncio.sleep,
        unfinished: Unfinished | None = None,
    ) -> None:
        self._batch_id = batch_id
        self._judge = judge
        self._log = log
        self._sleep = sleep
        self._conductor: Conductor | None = None
        self._end: tuple[BatchState, Pause | None] | None = None
        self._is_ended = asyncio.Event()
        self._is_stopped = False
        self._began_at = time.monotonic()
        self._began_with: int | None = None
        self._unfinished = unfinished or Unfinished()

    async def carry_on(self, *, patiently: bool) -> Batch:
        """Judge until the batch is over or has to pause.

        Patiently, a pause that may end by itself is waited out: one answer is tried as a probe, and if that succeeds
        the rest follows. Raises StoreError leaves; what was recorded stands.
        """
        most: int | None = None
        while True:
            batch = await self._log.move(self._batch_id, BatchState.RUNNING)
            pause = await self._conduct(batch, most)
            if (end := self._asked_end()) is not None:
                return await self._log.move(self._batch_id, *end)
            if self._is_stopped and pause is not None:
                return batch
            if pause is None:
                batch = await self._log.move(self._batch_id, BatchState.FINISHED)
                if batch.state.is_over:
                    return batch
                # A probe that shared an earlier judgement has asked nobody, and shown nothing.
                most = None if self._judge.breaker.opened is None else 1
                continue
            batch = await self._log.move(self._batch_id, BatchState.PAUSED, pause)
            if not (patiently and await self._probe_is_due(pause)):
                return batch if (end := self._asked_end()) is None else await self._log.move(self._batch_id, *end)
            most = 1

    def halt(self, state: BatchState, detail: str) -> None:
        """Send nothing more; once what is under way has been recorded, the batch is in that state."""
        pause = Pause(PauseReason.ASKED, detail, self._judge.records.now())
        self._end = (state, pause if state is BatchState.PAUSED else None)
        self._is_ended.set()
        if self._conductor is not None:
            self._conductor.pause(PauseReason.ASKED, detail)

    def stop(self) -> None:
        """Send nothing more; once what is under way has been recorded, the batch is left as it stands."""
        self._is_stopped = True
        self._is_ended.set()
        if self._conductor is not None:
            self._conductor.pause(PauseReason.STOPPED, "The service stops.")

    def progress(self, batch: Batch) -> BatchProgress:
        """How far the batch has come, seen from here."""
        if self._conductor is None:
            return BatchProgress(batch)
        course = self._conductor.course
        return BatchProgress(batch, course.in_flight, course.pause, self._seconds_left(batch), course.queued)

    def rebudget(self, budget: float | None) -> None:
        """Keep to another ceiling from here on."""
        if self._conductor is not None:
            self._conductor.course.budget = self._conductor.course.budget.under(budget)

    def _asked_end(self) -> tuple[BatchState, Pause | None] | None:
        return self._end

    async def _conduct(self, batch: Batch, most: int | None) -> Pause | None:
        judge = self._judge
        self._conductor = Conductor(
            batch,
            judge.adjudicator,
            self._log,
            judge.records,
            judge.breaker,
            width=judge.width,
            most=most,
            worst_cost=judge.worst_cost,
            unfinished=self._unfinished,
            sleep=self._sleep,
        )
        if self._began_with is None:
            self._began_with = batch.tally.done
        if self._end is not None:
            self._conductor.pause(PauseReason.ASKED, "Asked for before it had begun.")
        if self._is_stopped:
            self.stop()
        return await self._conductor.conduct()

    async def _probe_is_due(self, pause: Pause) -> bool:
        """Wait until the breaker lets a probe pass; False where nothing but a person can end the pause, or one has."""
        if pause.reason is PauseReason.BUDGET_REACHED:
            return False
        while wait_s := self._judge.breaker.allow():
            if math.isinf(wait_s):
                return False
            await self._nap(wait_s)
            if self._is_ended.is_set():
                return False
        return True

    async def _nap(self, seconds: float) -> None:
        """Sleep so long, unless a person ends the run, or another batch finds out how the endpoint is before that."""
        until = [
            asyncio.ensure_future(self._sleep(seconds)),
            asyncio.create_task(self._judge.breaker.changed()),
            asyncio.create_task(self._is_ended.wait()),
        ]
        try:
            await asyncio.wait(until, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for one in until:
                one.cancel()

    def _seconds_left(self, batch: Batch) -> float | None:
        done = batch.tally.done - (self._began_with or 0)
        elapsed = time.monotonic() - self._began_at
        return batch.tally.waiting * elapsed / done if done > 0 else None
