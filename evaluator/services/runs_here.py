"""Batches conducted in this process, which is all it takes for one machine."""

import asyncio
from collections.abc import Callable

from evaluator.domain.batches import Batch, BatchId, BatchState, Pause, PauseReason
from evaluator.domain.outcomes import Unfinished
from evaluator.errors import BatchBusy
from evaluator.services.batch_log import BatchLog
from evaluator.services.batch_orders import BatchProgress
from evaluator.services.batch_run import BatchJudge, BatchRun, Sleep
from evaluator.services.surroundings import Surroundings


class RunsHere:
    """See Runs. One per process and event loop. `judge` gives the judge of a name.

    What was paid for in answers under way is held for as long as their batch is not over, also while it is paused.
    """

    def __init__(
        self, judge: Callable[[str], BatchJudge], log: BatchLog, surroundings: Surroundings, sleep: Sleep
    ) -> None:
        self._judge = judge
        self._log = log
        self._surroundings = surroundings
        self._sleep = sleep
        self._runs: dict[str, tuple[BatchRun, asyncio.Task[Batch]]] = {}
        self._unfinished: dict[str, Unfinished] = {}

    async def begin(self, batch: Batch) -> None:
        """See Runs."""
        if batch.state is BatchState.PAUSED:
            await self._let_go(batch.id)
        if batch.id not in self._runs:
            await self._begin(batch, patiently=True)

    async def run(self, batch: Batch) -> Batch:
        """See Runs."""
        run, task = await self._begin(batch, patiently=False)
        try:
            return await asyncio.shield(task)
        except asyncio.CancelledError:
            run.halt(BatchState.PAUSED, "Stopped by a person. Run it again to go on.")
            await task
            raise

    async def halt(self, batch: Batch, state: BatchState, detail: str) -> Batch:
        """See Runs."""
        if batch.state is BatchState.PAUSED:
            await self._let_go(batch.id)
        under_way = self._runs.get(batch.id)
        if under_way is not None:
            under_way[0].halt(state, detail)
            return batch
        pause = None
        if state is BatchState.PAUSED:
            pause = Pause(PauseReason.ASKED, detail, self._surroundings.clock())
        return self._without_rest(await self._log.move(batch.id, state, pause))

    def rebudget(self, batch_id: BatchId, budget: float | None) -> None:
        """See Runs."""
        under_way = self._runs.get(batch_id)
        if under_way is not None:
            under_way[0].rebudget(budget)

    def progress(self, batch: Batch) -> BatchProgress:
        """See Runs."""
        under_way = self._runs.get(batch.id)
        return BatchProgress(batch) if under_way is None else under_way[0].progress(batch)

    def is_left_behind(self, batch: Batch) -> bool:
        """See Runs."""
        if batch.state is not BatchState.RUNNING or batch.owner is None:
            return False
        mine = batch.owner == self._surroundings.owner
        return batch.id not in self._runs if mine else not self._surroundings.is_alive(batch.owner)

    async def close(self, grace_s: float) -> None:
        """See Runs. The batches stay running in the record."""
        runs = list(self._runs.values())
        for run, _ in runs:
            run.stop()
        if runs:
            _, late = await asyncio.wait({task for _, task in runs}, timeout=grace_s)
            for task in late:
                task.cancel()
            if late:
                await asyncio.wait(late, timeout=grace_s)

    async def _begin(self, batch: Batch, *, patiently: bool) -> tuple[BatchRun, asyncio.Task[Batch]]:
        judge = self._judge(batch.judge_name)
        is_held = batch.state is BatchState.RUNNING and batch.owner is not None and not self.is_left_behind(batch)
        if is_held or not await self._log.claim(batch.id, self._surroundings.owner, instead_of=batch.owner):
            raise BatchBusy("This batch is being judged by another process or provider. Wait, or stop that one first.")
        judge.breaker.reset()
        unfinished = self._unfinished.setdefault(batch.id, Unfinished())
        run = BatchRun(batch.id, judge, self._log, self._sleep, unfinished)
        task = asyncio.create_task(run.carry_on(patiently=patiently))
        self._runs[batch.id] = (run, task)
        task.add_done_callback(lambda done: self._forget(batch.id, done))
        return run, task

    def _forget(self, batch_id: str, done: asyncio.Task[Batch]) -> None:
        if batch_id in self._runs and self._runs[batch_id][1] is done:
            self._runs.pop(batch_id)
        # Where it ended in an exception the record says where the batch stands, and it can be gone on with.
        if not done.cancelled() and done.exception() is None:
            self._without_rest(done.result())

    def _without_rest(self, batch: Batch) -> Batch:
        """The batch; where it is over, nothing is held of it any more."""
        if batch.state.is_over:
            self._unfinished.pop(batch.id, None)
        return batch

    async def _let_go(self, batch_id: str) -> None:
        """End a run that only waits for its next probe, or is about to end."""
        under_way = self._runs.pop(batch_id, None)
        if under_way is not None:
            under_way[1].cancel()
            await asyncio.wait({under_way[1]})
