"""Whether a chain of entries holds, with its keys, and with the checkpoints that were taken of it.

Entries pass one at a time, oldest first. The first thing that is wrong ends it.
"""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from evaluator.digests import Digest
from evaluator.domain.checkpoints import Checkpoint, KeyEntry, key_from
from evaluator.domain.ledger import Broken, Entry, EntryKind, Head, Verified, fault_after, spaced
from evaluator.domain.signatures import is_signed


@dataclass(frozen=True, slots=True)
class Witnesses:
    """What is known of a ledger from elsewhere: checkpoints, and the id of a key that somebody noted down."""

    checkpoints: tuple[Checkpoint, ...] = ()
    key: Digest | None = None


NOBODY = Witnesses()

Told = Callable[[int], None]
"""Told the number of the entry that a check has come to, from whichever thread that is in."""


def untold(_seq: int) -> None:
    """Nobody wants to know."""


class Audit:
    """One pass over a ledger. `fault` takes each entry in turn, `end` says how it went."""

    def __init__(self, witnesses: Witnesses = NOBODY) -> None:
        self.head = Head()
        self.keys: list[KeyEntry] = []
        self._lost = 0
        self._trusted = witnesses.key
        self._trusts_next = False
        self._last: Checkpoint | None = None
        self._waiting: dict[int, list[Checkpoint]] = defaultdict(list)
        for checkpoint in sorted(set(witnesses.checkpoints), key=lambda one: (one.seq, one.at)):
            self._waiting[checkpoint.seq].append(checkpoint)

    def fault(self, entry: Entry) -> Broken | None:
        """What is wrong with the entry that comes next, or None."""
        fault = fault_after(self.head, entry)
        if fault is not None:
            return fault
        self.head = Head(entry.seq, entry.digest)
        why = self._fault_of_key(entry) if entry.kind == EntryKind.CHECKPOINT_KEY else None
        why = why or self._fault_of_checkpoints(entry)
        return None if why is None else Broken(entry.seq, why)

    def end(self, erased: int = 0) -> Verified | Broken:
        """What came of it, all entries having passed."""
        for checkpoint in (one for waiting in self._waiting.values() for one in waiting):
            signed = f"the checkpoint of {when(checkpoint)} signed #{spaced(checkpoint.seq)}"
            return Broken(self.head.seq + 1, f"the entry is missing ({signed})")
        if self._trusted is not None and not self._trusts_next:
            return Broken(1, "the ledger does not name the key that was given")
        last = self._last
        return Verified(
            self.head.seq,
            self.head.digest,
            erased,
            signed=last.seq if last else 0,
            signed_at=when(last) if last else "",
            lost_key=self._lost,
        )

    @property
    def _key(self) -> KeyEntry | None:
        """The key in force."""
        return self.keys[-1] if self.keys else None

    def _fault_of_key(self, entry: Entry) -> str | None:
        try:
            named = key_from(entry.payload)
        except ValueError:
            return "the key that it names cannot be read"
        before = self._key
        if entry.subject != named.id or named.replaces != (before.id if before else None):
            return "the key that it names does not follow the one before it"
        if named.signature is not None and (before is None or not _is_handed_over(named, before)):
            return "the key before it has not signed the one that it names"
        if self._trusts_next and named.signature is None:
            return "the key changes, and the one before has not signed that"
        if before is not None and named.signature is None:
            self._lost = entry.seq
        self.keys.append(named)
        self._trusts_next = self._trusts_next or named.id == self._trusted
        return None

    def _fault_of_checkpoints(self, entry: Entry) -> str | None:
        for checkpoint in self._waiting.pop(entry.seq, ()):
            if checkpoint.digest != entry.digest:
                return f"the entry is not the one that the checkpoint of {when(checkpoint)} signed"
            if self._key is None or checkpoint.key != self._key.id:
                return f"the checkpoint of {when(checkpoint)} is not signed by the key that was in force"
            signature = bytes.fromhex(checkpoint.signature)
            if not is_signed(checkpoint.statement, signature, bytes.fromhex(self._key.public_key)):
                return f"the signature of the checkpoint of {when(checkpoint)} does not hold"
            self._last = checkpoint
        return None


def when(checkpoint: Checkpoint) -> str:
    """The moment of a checkpoint, to the minute, in UTC."""
    return datetime.fromisoformat(checkpoint.at).strftime("%Y-%m-%d %H:%M UTC")


def _is_handed_over(named: KeyEntry, before: KeyEntry) -> bool:
    signature = bytes.fromhex(named.signature or "")
    return is_signed(named.statement, signature, bytes.fromhex(before.public_key))
