"""How far each judge may be trusted, for a page: derived off the event loop, and remembered until there is a review."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import replace

from evaluator.domain.insight_trust import trust_in_each
from evaluator.domain.judge_trust import TrustShown
from evaluator.services.following import CatchUp
from evaluator.services.trusting import CheckedLog

REST = 10
"""So many times as long as finding took, what was found is shown though there are newer reviews."""


class TrustBoard:
    """Finds thresholds for whoever looks. Nothing follows from them by itself: who is to review stays as it is."""

    def __init__(self, log: CheckedLog, catch_up: CatchUp, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._log = log
        self._catch_up = catch_up
        self._monotonic = monotonic
        self._newest, self._rests_until = 0, 0.0
        self._found: dict[float, TrustShown] = {}
        # Two that derive the same at once would take twice as long.
        self._turn = asyncio.Lock()

    async def show(self, bound: float) -> TrustShown:
        """What may be taken of each judge while errors stay under `bound`. Raises StoreError leaves.

        ValueError unless 0 < bound < 1. Callers ask for a few bounds only: what was found for each is remembered.
        """
        following = await self._catch_up()
        async with self._turn:
            newest = await self._log.newest()
            if newest != self._newest and self._monotonic() >= self._rests_until:
                self._found.clear()
                self._newest = newest
            if bound not in self._found:
                began = self._monotonic()
                judges = await asyncio.to_thread(trust_in_each, await self._log.checked(), bound)
                self._found[bound] = TrustShown(following, bound, judges)
                done = self._monotonic()
                self._rests_until = done + REST * (done - began)
            found = self._found[bound]
            return replace(found, following=following) if newest == self._newest else found
