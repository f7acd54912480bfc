"""How long one judging may take."""

import asyncio
import math
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from evaluator.judge.clock import Clock


class Patience:
    """The time of one judging, shared by all its requests, one after the other; infinity is allowed.

    Somebody waits for an interactive judging: its time runs from the beginning. In a batch nobody does, and answers may
    queue for hours: there time runs only from a request's turn on, until the next request queues again.
    """

    def __init__(self, seconds: float, clock: Clock, *, in_batch: bool = False) -> None:
        self.in_batch = in_batch
        self._clock = clock
        self._ends_at = clock.monotonic() + seconds
        self._stopped_at = clock.monotonic() if in_batch else None
        self._timeout: asyncio.Timeout | None = None

    @property
    def left(self) -> float:
        """Seconds left; below zero when they are over."""
        return self._ends_at - (self._clock.monotonic() if self._stopped_at is None else self._stopped_at)

    def beside(self) -> "Patience":
        """The same time for a request that goes out beside others: each waits for a turn of its own."""
        return Patience(self.left, self._clock, in_batch=self.in_batch)

    @asynccontextmanager
    async def limit(self) -> AsyncIterator[None]:
        """Bound what is done within; raises TimeoutError when the time is over."""
        async with asyncio.timeout(None) as self._timeout:
            self._reschedule()
            yield

    def stop(self) -> None:
        """A request begins to wait for its turn: in a batch, time stands still."""
        if self.in_batch and self._stopped_at is None:
            self._stopped_at = self._clock.monotonic()
            self._reschedule()

    def go_on(self) -> None:
        """It is the request's turn."""
        if self._stopped_at is not None:
            self._ends_at += self._clock.monotonic() - self._stopped_at
            self._stopped_at = None
            self._reschedule()

    def _reschedule(self) -> None:
        if self._timeout is not None:
            runs = self._stopped_at is None and math.isfinite(self.left)
            self._timeout.reschedule(asyncio.get_running_loop().time() + self.left if runs else None)
