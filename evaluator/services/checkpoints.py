"""Checkpoints: when they are made, what is checked before one is signed, and that each gets where it is to go."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from evaluator.digests import Digest
from evaluator.domain.checkpoints import Checkpoint, KeyEntry, checkpoint_of, first_key, next_key
from evaluator.domain.ledger import Broken, Entry, Head, spaced, verify
from evaluator.errors import EvaluatorError, LedgerBroken, SettingsInvalid

ENTRIES, INTERVAL = 100, timedelta(minutes=10)
"""A checkpoint is made after so many entries, or so long after the last one if there is anything new."""

LOOK_S = 5.0
"""Seconds between two looks at the ledger."""

PATIENCE_S = 60.0
"""The same after a failure."""

CHUNK = 2_000


@dataclass(frozen=True, slots=True)
class Standing:
    """Where the ledger stands, and the key in force there; None before the first."""

    head: Head
    key: KeyEntry | None


class Signer(Protocol):
    """A key that can sign."""

    @property
    def id(self) -> Digest:
        """The key's id."""

    @property
    def public_key(self) -> bytes:
        """32 bytes that anybody may know."""

    def sign(self, message: bytes) -> bytes:
        """The signature of a message, 64 bytes."""


class CheckpointLedger(Protocol):
    """What checkpoints need of the ledger. All raise a StoreError when the database refuses."""

    async def standing(self) -> Standing:
        """Head and key, as of one moment."""

    async def entries(self, *, after: int = 0, limit: int = CHUNK) -> Sequence[Entry]:
        """At most `limit` entries that come after that number, oldest first."""

    async def name_key(self, key: KeyEntry, at: datetime) -> KeyEntry:
        """Enter a key; returns the key in force then: another's, where somebody else has entered one meanwhile."""


class KeyStore(Protocol):
    """Where the secret is. All raise SettingsInvalid when that cannot be read or written."""

    def first(self) -> Signer:
        """The key there is, made at first use."""

    def find(self, wanted: Digest) -> Signer | None:
        """The key of that id, None where it is not here."""

    def prepare(self) -> Signer:
        """A new key, which waits."""

    def take_over(self) -> None:
        """Put the key that waits in the place of the present one."""


class Shelf(Protocol):
    """Where checkpoints are kept."""

    def newest(self) -> Checkpoint | None:
        """The one of the latest entry. Raises LedgerBroken where it was changed."""

    def all(self) -> Sequence[Checkpoint]:
        """All, oldest first. Raises LedgerBroken where one was changed."""

    def keep(self, checkpoint: Checkpoint) -> bool:
        """Keep one; False where that entry has one already. Raises OutputRefused."""


class Outbox(Protocol):
    """Where checkpoints are sent to."""

    async def send(self, checkpoint: Checkpoint, now: datetime) -> Sequence[str]:
        """Send it wherever it has not been yet; tells each failure in a sentence."""


Report = Callable[[str, EvaluatorError | None], None]
"""Told what the watch did: an event's name, and what went wrong if something did."""


class CheckpointService:
    """Signs the ledger's head, keeps what it signed and sends it away. `keys` is asked once something is signed."""

    def __init__(
        self,
        ledger: CheckpointLedger,
        keys: Callable[[], KeyStore],
        shelf: Shelf,
        outbox: Outbox,
        clock: Callable[[], datetime],
    ) -> None:
        self._ledger = ledger
        self._keys = keys
        self._shelf = shelf
        self._outbox = outbox
        self._clock = clock

    async def newest(self) -> Checkpoint | None:
        """The last checkpoint. Raises LedgerBroken where somebody has changed it."""
        return await asyncio.to_thread(self._shelf.newest)

    async def all(self) -> Sequence[Checkpoint]:
        """Every checkpoint kept, oldest first. Raises LedgerBroken where somebody has changed one."""
        return await asyncio.to_thread(self._shelf.all)

    async def make(self) -> Checkpoint | None:
        """Sign where the ledger stands, unless it is signed already; None where it is empty.

        What came since the last checkpoint is checked first: LedgerBroken is raised, and nothing signed, where it does
        not follow that. SettingsInvalid where the key in force is not here.
        """
        standing, newest = await self._ledger.standing(), await self.newest()
        if newest is not None and Head(newest.seq, newest.digest) == standing.head:
            return newest
        if newest is None and not standing.head.seq:
            return None
        held = await self._held(newest)
        signer = await self._signer(standing.key)
        standing = await self._ledger.standing()
        if standing.key is None or standing.key.id != signer.id:
            raise _key_elsewhere(standing.key)
        await self._check(held, standing.head)
        checkpoint = checkpoint_of(standing.head, self._clock(), signer.id, signer.sign)
        kept = await asyncio.to_thread(self._shelf.keep, checkpoint)
        return checkpoint if kept else await self.newest()

    async def send(self) -> Sequence[str]:
        """Send the last checkpoint wherever it has not been yet; what failed, a sentence each."""
        newest = await self.newest()
        return [] if newest is None else await self._outbox.send(newest, self._clock())

    async def change_key(self, *, lost: bool = False) -> KeyEntry:
        """Sign with a new key from now on, and say so in the ledger. The old one is deleted.

        Raises SettingsInvalid where the key in force is not here, unless it is `lost`: then nobody vouches for the new.
        """
        present = (await self._ledger.standing()).key
        if present is None:
            return first_key((await self._signer(None)).public_key)
        former = await asyncio.to_thread(self._keys().find, present.id)
        if former is None and not lost:
            raise _key_elsewhere(present)
        fresh = await asyncio.to_thread(self._keys().prepare)
        entry = next_key(fresh.public_key, present.id, former.sign if former else None)
        if await self._ledger.name_key(entry, self._clock()) != entry:
            raise SettingsInvalid("The key was changed by somebody else meanwhile. Nothing was done here.")
        await asyncio.to_thread(self._keys().take_over)
        return entry

    async def watch(self, pause: Callable[[float], Awaitable[None]], report: Report) -> None:
        """Make and send checkpoints as they fall due, until cancelled. A failure is reported and tried again."""
        since, told = self._clock(), ""
        while True:
            await pause(PATIENCE_S if told else LOOK_S)
            error: EvaluatorError | None = None
            try:
                if await self._is_due(since) and await self.make():
                    report("checkpoint_made", None)
                event = "checkpoint_not_sent" if await self.send() else ""
            except EvaluatorError as raised:
                event, error = "checkpoint_failed", raised
            if event and event != told:
                report(event, error)
            told = event

    async def _is_due(self, since: datetime) -> bool:
        head, newest = (await self._ledger.standing()).head, await self.newest()
        done, last = (newest.seq, datetime.fromisoformat(newest.at)) if newest else (0, since)
        fresh = head.seq - done
        # A ledger that has become shorter is looked at as well: that is how its being cut off is noticed.
        return fresh != 0 and (not 0 < fresh < ENTRIES or self._clock() - last >= INTERVAL)

    async def _held(self, newest: Checkpoint | None) -> Head:
        """What the last checkpoint signed. Raises LedgerBroken where the ledger does not have that any more."""
        if newest is None:
            return Head()
        found = await self._ledger.entries(after=newest.seq - 1, limit=1)
        if not found or (found[0].seq, found[0].digest) != (newest.seq, newest.digest):
            raise LedgerBroken(
                f"The ledger does not hold its last checkpoint, #{spaced(newest.seq)}: nothing is signed any "
                "more. `evaluator ledger verify` tells more; docs/ledger.md says what to do after a restore."
            )
        return Head(newest.seq, newest.digest)

    async def _check(self, checked: Head, head: Head) -> None:
        """Raise LedgerBroken unless the ledger goes from one place to the other without a break."""
        while checked.seq < head.seq:
            chunk = await self._ledger.entries(after=checked.seq, limit=min(CHUNK, head.seq - checked.seq))
            result = await asyncio.to_thread(verify, chunk, checked)
            if isinstance(result, Broken):
                raise LedgerBroken(result.message)
            if not chunk:
                break
            checked = Head(result.upto, result.head)
        if checked != head:
            raise LedgerBroken("The ledger changed while it was checked. `evaluator ledger verify` tells more.")

    async def _signer(self, present: KeyEntry | None) -> Signer:
        if present is None:
            first = await asyncio.to_thread(self._keys().first)
            present = await self._ledger.name_key(first_key(first.public_key), self._clock())
        signer = await asyncio.to_thread(self._keys().find, present.id)
        if signer is None:
            raise _key_elsewhere(present)
        return signer


def _key_elsewhere(present: KeyEntry | None) -> SettingsInvalid:
    name = present.id if present else "none"
    return SettingsInvalid(
        f"The ledger's checkpoints are signed by another key than the one here ({name}). Name its file by "
        "EVALUATOR_CHECKPOINT_KEY, or, where it is lost, run `evaluator ledger change-key --lost`."
    )
