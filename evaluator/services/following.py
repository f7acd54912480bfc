"""Keeping up with the ledger: what is derived from its entries is brought up to date, at leisure and on demand."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from contextlib import suppress
from typing import Protocol

from evaluator.domain.ledger import Following
from evaluator.errors import EvaluatorError

STRIDE = 2_000
"""How many entries one follower takes before it is the next one's turn."""

LOOK_S = 1.0
"""Pause between two looks for new entries. What came meanwhile is taken together, which is cheaper than each alone."""

PATIENCE_S = 30.0
"""How long a follower that failed is left alone."""

CatchUp = Callable[[], Awaitable[Following]]
"""Brings one thing up to date, or as far as there is time for; how far it is then."""

Report = Callable[[str, EvaluatorError | None], None]
"""Told of the follower of that name: what it failed of, None once it is well again."""


class Pursuit(Protocol):
    """One thing that is derived from the ledger, on its way along it."""

    @property
    def name(self) -> str:
        """What people and callers know it by."""

    async def follow(self, *, at_most: int) -> Following:
        """Take at most so many of the entries not taken yet; where it stands after that.

        Any number of processes may do so at once. Raises LedgerBroken where an entry cannot be read, else StoreError
        leaves; what was taken before stays taken.
        """


class FollowingService:
    """Keeps everything up to date that is derived from the ledger."""

    def __init__(self, pursuits: Iterable[Pursuit]) -> None:
        self._pursuits = {pursuit.name: pursuit for pursuit in pursuits}
        # Two that follow the same at once would read each entry twice for nothing.
        self._turns = {name: asyncio.Lock() for name in self._pursuits}

    @property
    def names(self) -> tuple[str, ...]:
        """All that is kept up to date."""
        return tuple(self._pursuits)

    async def catch_up(self, name: str, *, within_s: float) -> Following:
        """Let one take what is new, for about so many seconds at the most; where it stands then.

        For a page that is to show the newest, or to say how far it is. Raises as `Pursuit.follow`, and KeyError for a
        name that none has.
        """
        with suppress(TimeoutError):
            async with asyncio.timeout(within_s):
                while True:
                    standing = await self._follow(name)
                    if standing.is_level:
                        return standing
        return await self._pursuits[name].follow(at_most=0)

    async def watch(self, pause: Callable[[float], Awaitable[None]], report: Report) -> None:
        """Keep all of them up, until cancelled. One that fails is reported, and tried again after a while."""
        async with asyncio.TaskGroup() as group:
            for name in self._pursuits:
                group.create_task(self._keep_up(name, pause, report))

    async def _keep_up(self, name: str, pause: Callable[[float], Awaitable[None]], report: Report) -> None:
        is_failing = False
        while True:
            try:
                standing = await self._follow(name)
            except EvaluatorError as error:
                if not is_failing:
                    report(name, error)
                is_failing = True
                await pause(PATIENCE_S)
                continue
            if is_failing:
                report(name, None)
            is_failing = False
            if standing.is_level:
                await pause(LOOK_S)

    async def _follow(self, name: str) -> Following:
        async with self._turns[name]:
            return await self._pursuits[name].follow(at_most=STRIDE)
