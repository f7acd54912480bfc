"""What a batch has in hand, told to all who might ask for the same answers at the same time, here or elsewhere.

It stands in the record for a page of answers at a time, in the transaction that looks what of them is known: no answer
waits for it. What others have in hand is left to them until they have recorded it or let go of it.
"""

import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import timedelta

from evaluator.digests import Digest
from evaluator.domain.keys import Claim, Standing
from evaluator.errors import StoreError
from evaluator.services.judgement_log import JudgementLog
from evaluator.services.surroundings import Surroundings

LEASE = timedelta(minutes=15)
"""For so long at the most others leave to a process on another machine what it had in hand when it died."""

RENEW_S = 60.0
"""How often at the most a claim is renewed while answers come in."""

LOOK_S = 0.5
"""How often to look whether others are done with what is waited for."""


class Claims:
    """The claims of one holder: of a batch, or of a chunk of one, which nobody else is at."""

    def __init__(
        self, holder: str, log: JudgementLog, surroundings: Surroundings, now: Callable[[], float] = time.monotonic
    ) -> None:
        self._holder = holder
        self._log = log
        self._surroundings = surroundings
        self._now = now
        self._held: set[Digest] = set()
        self._told_at = -1.0

    async def take(self, keys: Sequence[Digest]) -> Standing:
        """How they stand; what is neither known nor elsewhere is in hand here from now on."""
        world, held = self._surroundings, frozenset(self._held)
        claim = Claim(self._holder, world.owner, world.clock() + LEASE, held)
        standing = await self._log.claim(claim, keys, world.may_live)
        self._held.update(key for key in keys if key not in standing.known and key not in standing.elsewhere)
        self._told_at = self._now()
        return standing

    async def settle(self, key: Digest) -> None:
        """Let go of one that is recorded. Where that is to be told and cannot be, it is told another time."""
        self._held.discard(key)
        if self._now() - self._told_at > RENEW_S:
            with suppress(StoreError):
                await self.take(())

    async def release(self) -> None:
        """Let go of all of them. Where the database refuses, others see by themselves that nobody is at it."""
        if self._told_at >= 0:
            with suppress(StoreError):
                await self._log.release(self._holder)
