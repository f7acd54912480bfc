"""Checkpoints: signed statements of where the ledger stood. They hold digests only, so anybody may keep them.

Whoever holds one can tell whether the ledger still has that very entry, and so everything before it.
"""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from evaluator.digests import Digest, Json, canonical_json
from evaluator.domain.ledger import Head, moment_text
from evaluator.domain.signatures import PUBLIC_KEY_BYTES, SIGNATURE_BYTES, key_id

CHECKPOINT, HANDOVER = "evaluator-checkpoint/1", "evaluator-key/1"
"""What a signature is for, and in which version: none can be taken for one of another purpose."""

Sign = Callable[[bytes], bytes]
"""Signs a message with the key in force."""

_DIGEST = re.compile("sha256:[0-9a-f]{64}")
_MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{6}Z")
_MOST = 2**53 - 1


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """At the moment `at` the ledger's newest entry was `seq` with that digest; signed by the key of that id."""

    seq: int
    digest: Digest
    at: str
    key: Digest
    signature: str

    @property
    def statement(self) -> bytes:
        """What is signed: canonical JSON."""
        return canonical_json(_stated(Head(self.seq, self.digest), self.at, self.key))

    @property
    def written(self) -> dict[str, Json]:
        """The checkpoint as JSON: the statement's fields and the signature."""
        return {**_stated(Head(self.seq, self.digest), self.at, self.key), "signature": self.signature}


@dataclass(frozen=True, slots=True)
class KeyEntry:
    """A key that signs checkpoints from its ledger entry on. `replaces` is the id of the one before it.

    `signature` is that one's over the handover, None for the first key and where the one before was lost.
    """

    public_key: str
    replaces: Digest | None = None
    signature: str | None = None

    @property
    def id(self) -> Digest:
        """The id of the key."""
        return key_id(bytes.fromhex(self.public_key))

    @property
    def statement(self) -> bytes:
        """What the key before signs: canonical JSON."""
        return canonical_json({"format": HANDOVER, "public_key": self.public_key, "replaces": self.replaces})

    @property
    def payload(self) -> dict[str, Json]:
        """What its ledger entry holds."""
        return {"public_key": self.public_key, "replaces": self.replaces, "signature": self.signature}


def checkpoint_of(head: Head, at: datetime, key: Digest, sign: Sign) -> Checkpoint:
    """Sign where the ledger stands."""
    moment = moment_text(at)
    signature = sign(canonical_json(_stated(head, moment, key))).hex()
    return Checkpoint(head.seq, head.digest, moment, key, signature)


def first_key(public_key: bytes) -> KeyEntry:
    """The entry of a ledger's first key."""
    return KeyEntry(public_key.hex())


def next_key(public_key: bytes, replaces: Digest, sign: Sign | None) -> KeyEntry:
    """The entry of a key that follows another; `sign` is the other's, None where it is lost."""
    entry = KeyEntry(public_key.hex(), replaces)
    return entry if sign is None else KeyEntry(entry.public_key, replaces, sign(entry.statement).hex())


def parse_checkpoint(written: bytes) -> Checkpoint:
    """The checkpoint that a file holds. Raises ValueError for anything but the canonical JSON of one."""
    return checkpoint_from(json.loads(written), written.strip())


def checkpoint_from(read: Json, written: bytes | None = None) -> Checkpoint:
    """The checkpoint that JSON holds. Raises ValueError for anything else, and where `written` is not its bytes."""
    if not isinstance(read, Mapping) or set(read) != {"format", "seq", "digest", "at", "key", "signature"}:
        raise ValueError("This is no checkpoint.")
    seq = read["seq"]
    if read["format"] != CHECKPOINT or type(seq) is not int or not 1 <= seq <= _MOST:
        raise ValueError("This is no checkpoint of a format known here.")
    checkpoint = Checkpoint(
        seq,
        Digest(_matching(_DIGEST, read["digest"])),
        _moment(read["at"]),
        Digest(_matching(_DIGEST, read["key"])),
        _hexadecimal(read["signature"], SIGNATURE_BYTES),
    )
    if written is not None and written != canonical_json(checkpoint.written):
        raise ValueError("The checkpoint is not written canonically.")
    return checkpoint


def key_from(payload: str) -> KeyEntry:
    """The key that an entry's payload names. Raises ValueError where it names none."""
    read = json.loads(payload)
    if not isinstance(read, dict) or set(read) != {"public_key", "replaces", "signature"}:
        raise ValueError("This is no key.")
    replaces, signature = read["replaces"], read["signature"]
    return KeyEntry(
        _hexadecimal(read["public_key"], PUBLIC_KEY_BYTES),
        None if replaces is None else Digest(_matching(_DIGEST, replaces)),
        None if signature is None else _hexadecimal(signature, SIGNATURE_BYTES),
    )


def _stated(head: Head, at: str, key: Digest) -> dict[str, Json]:
    return {"format": CHECKPOINT, "seq": head.seq, "digest": head.digest, "at": at, "key": key}


def _moment(value: Json) -> str:
    text = _matching(_MOMENT, value)
    datetime.fromisoformat(text)
    return text


def _matching(form: re.Pattern[str], value: Json) -> str:
    if not isinstance(value, str) or not form.fullmatch(value):
        raise ValueError("A field is not in its form.")
    return value


def _hexadecimal(value: Json, length: int) -> str:
    if not isinstance(value, str) or not re.fullmatch(f"[0-9a-f]{{{2 * length}}}", value):
        raise ValueError("A field is not in its form.")
    return value
