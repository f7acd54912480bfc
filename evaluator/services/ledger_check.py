"""Checking the whole ledger when somebody asks for it: it takes a while on a long one, so it is told how far it is."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from evaluator.domain.audit import Witnesses
from evaluator.domain.ledger import Broken, Verified
from evaluator.errors import EvaluatorError, LedgerBroken
from evaluator.services.checkpoints import CheckpointService
from evaluator.services.ledger import LedgerReader

MOMENT_S = 0.4
"""A check that takes no longer is not worth a page about its progress."""


@dataclass(frozen=True, slots=True)
class Checking:
    """A check under way: it has come to the entry `seq` of `of`."""

    seq: int
    of: int


@dataclass(frozen=True, slots=True)
class Checked:
    """How a check went, and when it ended. `failure` says why it could not be carried through, empty where it was."""

    at: datetime
    found: Verified | Broken | None
    failure: str = ""


class LedgerCheck:
    """Checks everything that is stored against the ledger, one check at a time. What it found is kept until the next.

    It works in this process, and what it found goes with it.
    """

    def __init__(self, ledger: LedgerReader, checkpoints: CheckpointService, clock: Callable[[], datetime]) -> None:
        self._ledger = ledger
        self._checkpoints = checkpoints
        self._clock = clock
        self._task: asyncio.Task[None] | None = None
        self._seq = self._of = 0
        self.last: Checked | None = None

    @property
    def present(self) -> Checking | None:
        """The check under way, if there is one."""
        if self._task is None or self._task.done():
            return None
        return Checking(self._seq, self._of)

    async def begin(self) -> None:
        """Check the ledger, unless that is being done. Returns at once, or after a moment where that is enough."""
        of = (await self._ledger.head()).seq
        if self._task is None or self._task.done():
            self._seq, self._of = 0, of
            self._task = asyncio.create_task(self._check())
        await asyncio.wait([self._task], timeout=MOMENT_S)

    async def close(self) -> None:
        """Call off what is under way."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait([self._task])

    async def _check(self) -> None:
        found: Verified | Broken | None = None
        failure = ""
        try:
            witnesses = Witnesses(tuple(await self._checkpoints.all()))
            found = await self._ledger.verify(witnesses, self._told)
        except LedgerBroken as error:
            failure = error.message
        except EvaluatorError as error:
            failure = f"The ledger could not be checked. {error.message}"
        self.last = Checked(self._clock(), found, failure)

    def _told(self, seq: int) -> None:
        # Called from the thread that reads: setting a number needs no lock.
        self._seq = seq
