"""Ledgers to check and to tamper with: entries, keys and checkpoints made by hand, and as an export."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import lru_cache

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from evaluator.digests import Digest
from evaluator.domain.audit import NOBODY, Audit, Witnesses
from evaluator.domain.checkpoints import Checkpoint, KeyEntry, checkpoint_of, first_key, next_key
from evaluator.domain.ledger import Broken, Entry, EntryKind, Head, Verified, follow
from evaluator.domain.signatures import key_id
from evaluator.files.ledger import checkpoint_line, entry_line, head_line, key_line

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


KINDS = [kind for kind in EntryKind if kind is not EntryKind.CHECKPOINT_KEY]
"""All but what names a key, which is an entry of another make."""


# Most of an export that somebody has tampered with is as it was before.
_key_line, _checkpoint_line, _entry_line = (lru_cache(4_096)(line) for line in (key_line, checkpoint_line, entry_line))


class Signer:
    """A key that anybody can make again: `services.checkpoints.Signer`."""

    def __init__(self, number: int) -> None:
        self._secret = Ed25519PrivateKey.from_private_bytes(bytes([number]) * 32)
        self.public_key = self._secret.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
        self.id: Digest = key_id(self.public_key)

    def sign(self, message: bytes) -> bytes:
        return self._secret.sign(message)


def audited(entries: Iterable[Entry], witnesses: Witnesses = NOBODY) -> Verified | Broken:
    """A whole chain checked with what is known of it from elsewhere."""
    audit = Audit(witnesses)
    faults = (audit.fault(entry) for entry in entries)
    return next((fault for fault in faults if fault is not None), None) or audit.end()


@dataclass
class Book:
    """A ledger in the making."""

    entries: list[Entry] = field(default_factory=list)
    keys: list[KeyEntry] = field(default_factory=list)
    checkpoints: list[Checkpoint] = field(default_factory=list)
    signer: Signer | None = None

    @property
    def head(self) -> Head:
        return Head(self.entries[-1].seq, self.entries[-1].digest) if self.entries else Head()

    def write(self, count: int = 1, subject: str = "user") -> "Book":
        """So many entries that tell of nothing in particular, of one kind after the other."""
        for _ in range(count):
            number = len(self.entries) + 1
            payload = {"name": f"Zoë {number}", "number": number, "share": 0.5}
            self._add(KINDS[number % len(KINDS)], f"{subject}-{number}", payload)
        return self

    def name_key(self, number: int, *, signed: bool = True) -> "Book":
        """The first key, or the next: signed by the one before, unless that is lost."""
        fresh, before = Signer(number), self.signer
        if before is None:
            entry = first_key(fresh.public_key)
        else:
            entry = next_key(fresh.public_key, before.id, before.sign if signed else None)
        self._add(EntryKind.CHECKPOINT_KEY, entry.id, entry.payload)
        self.keys.append(entry)
        self.signer = fresh
        return self

    def sign(self) -> "Book":
        """A checkpoint of the head."""
        assert self.signer is not None
        at = NOON + timedelta(minutes=len(self.entries))
        self.checkpoints.append(checkpoint_of(self.head, at, self.signer.id, self.signer.sign))
        return self

    def exported(self) -> bytes:
        """All of it as a file."""
        return b"".join(
            [
                head_line(self.head),
                *map(_key_line, self.keys),
                *map(_checkpoint_line, self.checkpoints),
                *map(_entry_line, self.entries),
            ]
        )

    def _add(self, kind: EntryKind, subject: str, payload: dict[str, object]) -> None:
        at = NOON + timedelta(seconds=len(self.entries))
        self.entries.append(follow(self.head, kind, subject, payload, at))


def two_keys() -> Book:
    """Twelve entries, two keys and three checkpoints, the last one of the last entry."""
    return Book().write(2).name_key(1).sign().write(3).sign().name_key(2).write(5).sign()
