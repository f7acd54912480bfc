"""A worker: takes chunks of batches from the queue and judges them until it is told to stop."""

import asyncio
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from evaluator.engine.labour import Labour, work
from evaluator.wiring import Workshop

GRACE_S = 20.0
"""Seconds that answers under way have to be judged and recorded once the worker is told to stop."""


async def serve(workshop: Workshop, *, at_once: int | None = None, until_idle: bool = False) -> None:
    """Judge chunks until SIGTERM or SIGINT; then what is under way is finished, and the rest left to other workers.

    `at_once` bounds the chunks judged at once, None as ChunkWork says; with `until_idle` it ends as soon as nothing
    waits. Raises DatabaseUnavailable when PostgreSQL is gone.
    """
    labour = Labour(workshop.work.do, workshop.work.tend)
    working = asyncio.create_task(
        work(workshop.queue, labour, at_once=at_once or workshop.work.at_once, grace_s=GRACE_S, until_idle=until_idle)
    )

    def stop() -> None:
        workshop.work.stop()
        working.cancel()

    with _told_to_stop(stop):
        await asyncio.wait({working})
    if not working.cancelled():
        working.result()


@contextmanager
def _told_to_stop(stop: Callable[[], None]) -> Iterator[None]:
    loop, signals = asyncio.get_running_loop(), (signal.SIGINT, signal.SIGTERM)
    for number in signals:
        loop.add_signal_handler(number, stop)
    try:
        yield
    finally:
        for number in signals:
            loop.remove_signal_handler(number)
