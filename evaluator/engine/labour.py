"""Taking errands from the queue, in one process, until it is told to stop."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from evaluator.engine.queue import CARE, CHUNKS, HEARTBEAT_S, JUDGE, STALLED_S, TEND, Queue, errand_of
from evaluator.errors import DatabaseUnavailable
from evaluator.services.crew import Errand

EVERY_5_S = "* * * * * */5"
"""When the queue is looked after, by one worker of all: seconds stand last."""

LOOK_S = 1.0
"""How often to look for errands that nobody told of, such as a probe whose time has come."""


@dataclass(frozen=True, slots=True)
class Labour:
    """What is done with an errand, and to look after all of them."""

    do: Callable[[Errand], Awaitable[None]]
    tend: Callable[[], Awaitable[None]]


async def work(queue: Queue, labour: Labour, *, at_once: int, grace_s: float, until_idle: bool = False) -> None:
    """Take errands, so many at once. Use it once for each queue.

    Cancelled, it takes no more, gives those under way so many seconds to end, and cancels what is left. With
    `until_idle` it ends as soon as nothing waits. Raises DatabaseUnavailable when PostgreSQL is gone for good.
    """
    _register(queue, labour)
    judging = asyncio.create_task(_run(queue, CHUNKS, at_once, grace_s, wait=not until_idle))
    caring = asyncio.create_task(_run(queue, CARE, 1, grace_s))
    try:
        await asyncio.wait({judging, caring}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in (judging, caring):
            task.cancel()
        ended = await asyncio.gather(judging, caring, return_exceptions=True)
    if not until_idle:
        raise DatabaseUnavailable("The queue for workers is gone.")
    for error in ended:
        if isinstance(error, Exception):
            raise error


def _register(queue: Queue, labour: Labour) -> None:
    @queue.app.task(name=JUDGE, queue=CHUNKS)
    async def judge(**told: object) -> None:
        await labour.do(errand_of(told))

    @queue.app.periodic(cron=EVERY_5_S)
    @queue.app.task(name=TEND, queue=CARE, queueing_lock=TEND)
    async def tend(timestamp: int) -> None:
        del timestamp  # It is done now, whenever it was due.
        await labour.tend()


async def _run(queue: Queue, name: str, at_once: int, grace_s: float, *, wait: bool = True) -> None:
    await queue.app.run_worker_async(
        queues=[name],
        name=name,
        concurrency=at_once,
        wait=wait,
        fetch_job_polling_interval=LOOK_S,
        shutdown_graceful_timeout=grace_s,
        update_heartbeat_interval=HEARTBEAT_S,
        stalled_worker_timeout=STALLED_S,
        install_signal_handlers=False,
        # Errors are logged, and what waits is queued again by looking after it.
        delete_jobs="always",
    )
