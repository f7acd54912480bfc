"""What handing batches to workers takes, and what a worker does with them."""

from collections.abc import Sequence
from contextlib import AsyncExitStack
from typing import TYPE_CHECKING

from evaluator.settings import Batches, Settings

if TYPE_CHECKING:
    from evaluator.engine.queue import Queue
    from evaluator.services.admission import Admission
    from evaluator.services.batch_run import BatchJudge
    from evaluator.services.chunk_work import ChunkWork
    from evaluator.services.runs_by_workers import RunsByWorkers
    from evaluator.services.surroundings import Surroundings
    from evaluator.store.batches.log import SqlBatchLog
    from evaluator.store.database import Database


class Workshop:
    """The queue, what the web process watches, and what a worker works with.

    No dataclass: the web framework looks up the types of a dataclass's fields, and the queue's is not loaded there.
    """

    def __init__(self, queue: "Queue", runs: "RunsByWorkers", work: "ChunkWork") -> None:
        self.queue, self.runs, self.work = queue, runs, work


async def open_workshop(
    settings: Settings,
    database: "Database",
    log: "SqlBatchLog",
    judges: "Sequence[BatchJudge]",
    world: "Surroundings",
    admission: "Admission",
    stack: AsyncExitStack,
) -> Workshop | None:
    """The workshop over the settings' PostgreSQL; None where batches run in this process."""
    if settings.batches is not Batches.WORKERS:
        return None
    from evaluator.engine.queue import Queue
    from evaluator.services.chunk_work import ChunkWork
    from evaluator.services.runs_by_workers import RunsByWorkers
    from evaluator.store.batches.chunks import SqlChunkLog

    queue = await stack.enter_async_context(Queue(settings.database.get_secret_value()))
    chunks = SqlChunkLog(database)
    work = ChunkWork(judges, log, chunks, queue, world, admission=admission)
    return Workshop(queue, RunsByWorkers(log, chunks, queue, world), work)
