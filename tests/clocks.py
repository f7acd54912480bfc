"""Clocks whose time passes only when somebody sleeps."""

import asyncio
import heapq
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import TypeVar

from evaluator.judge.clock import Clock

T = TypeVar("T")
NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


@dataclass
class Sleeper:
    """For one caller at a time: each sleep takes no time and moves the clock. `slept` lists them in seconds."""

    slept: list[float] = field(default_factory=list)
    time: float = 0.0
    jitter: float = 0.0

    @property
    def clock(self) -> Clock:
        """The clock to hand out."""
        return Clock(
            monotonic=lambda: self.time,
            now=lambda: NOON + timedelta(seconds=self.time),
            sleep=self._sleep,
            jitter=lambda: self.jitter,
        )

    async def _sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.time += seconds


class Simulation:
    """For many callers at once: time jumps to the next waking once nobody has anything left to do.

    `steps` of the event loop is how long anybody may have something to do between two sleeps.
    """

    def __init__(self, jitters: tuple[float, ...] = (0.0,), steps: int = 50) -> None:
        self._time = 0.0
        self._order = count()
        self._asleep: list[tuple[float, int, asyncio.Future[None]]] = []
        self._jitters = jitters
        self._steps = steps
        self._drawn = count()

    @property
    def clock(self) -> Clock:
        """The clock to hand out."""
        return Clock(monotonic=lambda: self._time, now=lambda: NOON, sleep=self._sleep, jitter=self._jitter)

    async def run(self, *work: Awaitable[T]) -> list[T | BaseException]:
        """Let all of it happen; returns results and exceptions in order."""
        whole = asyncio.gather(*work, return_exceptions=True)
        while not whole.done():
            await self._step()
        return await whole

    async def cut_off(self, work: Awaitable[object], when: Callable[[], bool]) -> None:
        """Let it happen until then, and end it there, with all that it has begun."""
        others = asyncio.all_tasks()
        doing = asyncio.ensure_future(work)
        while not when() and not doing.done():
            await self._step()
        begun = asyncio.all_tasks() - others
        for task in begun:
            task.cancel()
        await asyncio.gather(*begun, return_exceptions=True)

    async def _step(self) -> None:
        for _ in range(self._steps):
            await asyncio.sleep(0)
        self._wake_next()

    def _wake_next(self) -> None:
        while self._asleep:
            at, _, future = heapq.heappop(self._asleep)
            if not future.done():
                self._time = max(self._time, at)
                future.set_result(None)
                return

    def _sleep(self, seconds: float) -> Awaitable[None]:
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        heapq.heappush(self._asleep, (self._time + seconds, next(self._order), future))
        return future

    def _jitter(self) -> float:
        return self._jitters[next(self._drawn) % len(self._jitters)]
