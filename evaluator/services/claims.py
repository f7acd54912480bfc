"""What a batch has in hand, told to all who might ask for the same answers at the same time, here or elsewhere.

It stands in the record for a page of answers at a time, in the transaction that looks what of them is known: no answer
waits for it. What others have in hand is left to them until they have recorded it or let go of it. Screenings and
rounds of anchors are told of in the same way, each as a whole.
"""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from datetime import timedelta

from evaluator.digests import Digest
from evaluator.domain.keys import Claim, Standing
from evaluator.errors import StoreError
from evaluator.services.judgement_log import JudgementLog
from evaluator.services.surroundings import Surroundings

LEASE = timedelta(minutes=15)
"""For so long at the most others leave to a process what it had in hand, unless it says so again."""

RENEW_S = 60.0
"""How often that is said."""

LOOK_S = 0.5
"""How often to look whether others are done with what is waited for."""


class Claims:
    """The claims of a batch, a chunk of one, a screening or a round. Lives in one event loop."""

    def __init__(self, holder: str, log: JudgementLog, surroundings: Surroundings, *, renew_s: float = RENEW_S) -> None:
        self._holder = holder
        self._log = log
        self._surroundings = surroundings
        self._renew_s = renew_s
        self._held: set[Digest] = set()
        # One claim after the other: each says all that is in hand.
        self._turn = asyncio.Lock()
        self._timer: asyncio.TimerHandle | None = None
        self._renewal: asyncio.Task[None] | None = None

    async def take(self, keys: Sequence[Digest]) -> Standing:
        """How they stand; what is neither known nor elsewhere is in hand here from now on, and others are told again
        and again as long as it is. Raises StoreError leaves.
        """
        world = self._surroundings
        if self._timer is None:
            # Before it is written: who is cancelled meanwhile may have claimed all the same, and has to let go of it.
            self._wait()
        async with self._turn:
            claim = Claim(self._holder, world.owner, world.clock() + LEASE, frozenset(self._held))
            standing = await self._log.claim(claim, keys, world.may_live)
            self._held.update(key for key in keys if key not in standing.known and key not in standing.elsewhere)
        return standing

    def settle(self, key: Digest) -> None:
        """Let go of one that is recorded. Others find it there; where it has no score, they are told before long."""
        self._held.discard(key)

    async def release(self) -> None:
        """Let go of all of them. Where the database refuses, others see by themselves that nobody is at it."""
        if self._timer is None:
            return
        self._timer.cancel()
        if self._renewal is not None:
            await asyncio.wait({self._renewal})
        with suppress(StoreError):
            await self._log.release(self._holder)

    def _wait(self) -> None:
        self._timer = asyncio.get_running_loop().call_later(self._renew_s, self._renew)

    def _renew(self) -> None:
        self._renewal = asyncio.create_task(self._tell_again())
        self._wait()

    async def _tell_again(self) -> None:
        # What cannot be told now is told the next time.
        with suppress(StoreError):
            await self.take(())
