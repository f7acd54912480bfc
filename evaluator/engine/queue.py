"""The queue of errands over procrastinate: `services.crew.Crew`."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from types import TracebackType
from typing import Any, Self

from procrastinate import App
from procrastinate.exceptions import AlreadyEnqueued, ConnectorException, UniqueViolation
from procrastinate.jobs import Job, Status

from evaluator.domain.batches import BatchId
from evaluator.engine.connection import TIMEOUT_S, connector_of
from evaluator.errors import DatabaseOutdated, DatabaseUnavailable
from evaluator.services.crew import Errand

CHUNKS, CARE = "chunks", "care"
"""The two queues: errands wait in the first; looking after them never waits behind them."""

JUDGE, TEND = "judge", "tend"

HEARTBEAT_S, STALLED_S = 2.0, 10.0
"""How often a worker says that it lives, and after how long without a word it counts as gone. Five words may be lost in
a row to a slow database; an event loop never stands still for that long."""

TOGETHER = 200
"""Errands queued in one statement."""

_LAST = -1_000_000
"""The priority of probes: one that waits for its time must not hold up its chunk when a person says to go on."""


class Queue:
    """Errands in PostgreSQL. Enter it before use, in the event loop it is used from.

    `timeout_s` is how long it waits for a connection. Raises DatabaseUnavailable where PostgreSQL refuses,
    DatabaseOutdated where the engine's tables are not there.
    """

    def __init__(self, url: str, *, timeout_s: float = TIMEOUT_S) -> None:
        self.app = App(connector=connector_of(url, timeout_s))

    async def __aenter__(self) -> Self:
        with _reported():
            await self.app.open_async()
            if not await self.app.check_connection_async():
                await self.app.close_async()
                raise DatabaseOutdated("The database has no queue for workers yet. Run `evaluator db upgrade`.")
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.app.close_async()

    async def hand_out(self, batch_id: BatchId, chunks: Sequence[int]) -> None:
        """See Crew."""
        jobs = [_job(Errand(batch_id, chunk), lock=f"{batch_id}/{chunk}", priority=-chunk) for chunk in chunks]
        for start in range(0, len(jobs), TOGETHER):
            await self._defer(jobs[start : start + TOGETHER])

    async def probe(self, errand: Errand, wait_s: float) -> None:
        """See Crew."""
        at = datetime.now(UTC) + timedelta(seconds=wait_s)
        await self._defer([_job(errand, lock=f"{errand.batch_id}/probe", priority=_LAST, at=at)])

    async def errands(self) -> Collection[Errand]:
        """See Crew."""
        with _reported():
            jobs = [
                job
                for status in (Status.TODO, Status.DOING)
                for job in await self.app.job_manager.list_jobs_async(task=JUDGE, status=status.value)
            ]
        return [errand_of(job.task_kwargs) for job in jobs]

    async def revive(self) -> Sequence[Errand]:
        """See Crew. One that is queued again already is not queued twice."""
        manager = self.app.job_manager
        with _reported():
            stalled = list(await manager.get_stalled_jobs(seconds_since_heartbeat=STALLED_S))
            for job in stalled:
                if job.task_name != JUDGE or not await self._queue_again(job):
                    await manager.finish_job(job, status=Status.FAILED, delete_job=True)
            await manager.prune_stalled_workers(STALLED_S)
        return [errand_of(job.task_kwargs) for job in stalled if job.task_name == JUDGE]

    async def _queue_again(self, job: Job) -> bool:
        """Whether the job waits in the queue from here on; False where another of its chunk does already."""
        try:
            await self.app.job_manager.retry_job(job)
        except UniqueViolation:
            return False
        return True

    async def _defer(self, jobs: Sequence[Job]) -> None:
        with _reported():
            try:
                await self.app.job_manager.batch_defer_jobs_async(jobs=list(jobs))
            except AlreadyEnqueued:
                for job in jobs if len(jobs) > 1 else ():
                    with suppress(AlreadyEnqueued):
                        await self.app.job_manager.defer_job_async(job)


def errand_of(told: Mapping[str, Any]) -> Errand:
    """The errand that a job's arguments name."""
    return Errand(BatchId(told["batch"]), told["chunk"], told["failed"])


def _job(errand: Errand, *, lock: str, priority: int, at: datetime | None = None) -> Job:
    return Job(
        id=None,
        queue=CHUNKS,
        # Whatever waits in the queue, nobody is at a chunk twice at the same time.
        lock=f"{errand.batch_id}/{errand.chunk}",
        queueing_lock=lock,
        task_name=JUDGE,
        task_kwargs={"batch": errand.batch_id, "chunk": errand.chunk, "failed": errand.failed},
        priority=priority,
        scheduled_at=at,
    )


@contextmanager
def _reported() -> Iterator[None]:
    """What PostgreSQL refuses, in words for people and without its own, which may quote what it failed on."""
    try:
        yield
    except ConnectorException as error:
        cause = type(error.__cause__ or error).__name__
        raise DatabaseUnavailable(f"The queue for workers could not be used ({cause}).") from None
