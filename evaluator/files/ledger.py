"""The ledger as a file for auditors: JSON Lines, each line canonical, so that not a byte of it can change unnoticed.

First a line that says what is to come, then the keys, then the checkpoints, then every entry. It holds digests and
commitments, no candidate and none of their words.
"""

import json
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import IO

from evaluator.digests import Json, canonical_json
from evaluator.domain.audit import NOBODY, Audit, Witnesses
from evaluator.domain.checkpoints import Checkpoint, KeyEntry, checkpoint_from
from evaluator.domain.ledger import Broken, Entry, Head, Verified
from evaluator.errors import RequestInvalid

FORMAT = "evaluator-ledger/1"

_LONGEST_LINE = 16 * 2**20
_FIELDS = tuple(one.name for one in fields(Entry))


def head_line(head: Head) -> bytes:
    """The first line: how many entries come, and the digest of the last."""
    return _line("ledger", {"format": FORMAT, "entries": head.seq, "head": head.digest})


def key_line(key: KeyEntry) -> bytes:
    """The line of a public key."""
    return _line("key", {"id": key.id, "public_key": key.public_key})


def checkpoint_line(checkpoint: Checkpoint) -> bytes:
    """The line of a checkpoint."""
    return _line("checkpoint", checkpoint.written)


def entry_line(entry: Entry) -> bytes:
    """The line of an entry."""
    return _line("entry", {name: getattr(entry, name) for name in _FIELDS})


def audit_export(path: Path, witnesses: Witnesses = NOBODY) -> Verified | Broken:
    """Check an export by itself, and against what is known of the ledger from elsewhere. Holds one entry at a time.

    Raises RequestInvalid where the file cannot be read at all.
    """
    try:
        with path.open("rb") as file:
            return _audited(_lines(file), witnesses)
    except OSError as error:
        raise RequestInvalid(f"The export {path} cannot be read: {error.strerror}.") from None


class _Damaged(Exception):
    """A line is not as it was written; `args[0]` is its number."""


@dataclass(frozen=True, slots=True)
class _Line:
    """A line whose bytes are the canonical JSON of an object with one field: what it is of, and what it holds."""

    number: int
    kind: str
    held: Json


@dataclass(slots=True)
class _Preface:
    """What comes before the entries."""

    head: Head | None = None
    keys: list[Json] = field(default_factory=list)
    checkpoints: list[Checkpoint] = field(default_factory=list)

    def take(self, line: _Line) -> None:
        """Raises ValueError for a line that does not belong here."""
        if (line.kind == "ledger") != (line.number == 1):
            raise ValueError("The first line says what is to come, and no other does.")
        if line.kind == "ledger":
            self.head = _head_of(line.held)
        elif line.kind == "key" and not self.checkpoints:
            self.keys.append(line.held)
        elif line.kind == "checkpoint":
            self.checkpoints.append(checkpoint_from(line.held))
        else:
            raise ValueError("This line does not belong here.")


def _line(kind: str, held: Json) -> bytes:
    return canonical_json({kind: held}) + b"\n"


def _lines(file: IO[bytes]) -> Iterator[_Line]:
    number = 0
    while written := file.readline(_LONGEST_LINE):
        number += 1
        with suppress(ValueError, RecursionError):
            read = json.loads(written)
            if isinstance(read, dict) and len(read) == 1:
                ((kind, held),) = read.items()
                if _line(kind, held) == written:
                    yield _Line(number, kind, held)
                    continue
        raise _Damaged(number)
    if not number:
        raise _Damaged(1)


def _audited(lines: Iterator[_Line], witnesses: Witnesses) -> Verified | Broken:
    audit, preface = Audit(), _Preface()
    try:
        first = _read_preface(lines, preface)
        audit = Audit(Witnesses((*witnesses.checkpoints, *preface.checkpoints), witnesses.key))
        for line in _with(first, lines):
            fault = audit.fault(_entry_of(line))
            if fault is not None:
                return fault
    except _Damaged as damage:
        return Broken(audit.head.seq + 1, f"line {damage.args[0]} of the file is not as it was written")
    return _fault_of_preface(preface, audit) or audit.end()


def _read_preface(lines: Iterator[_Line], preface: _Preface) -> _Line | None:
    """Take what comes before the entries; returns the first entry's line, None where there is none."""
    for line in lines:
        if preface.head is not None and line.kind == "entry":
            return line
        try:
            preface.take(line)
        except ValueError:
            raise _Damaged(line.number) from None
    return None


def _with(first: _Line | None, others: Iterator[_Line]) -> Iterator[_Line]:
    if first is not None:
        yield first
        yield from others


def _entry_of(line: _Line) -> Entry:
    held = line.held
    if line.kind != "entry" or not isinstance(held, dict) or set(held) != set(_FIELDS):
        raise _Damaged(line.number)
    if type(held["seq"]) is not int or not all(isinstance(held[name], str) for name in _FIELDS if name != "seq"):
        raise _Damaged(line.number)
    return Entry(**held)


def _head_of(held: Json) -> Head:
    if not isinstance(held, dict) or set(held) != {"format", "entries", "head"} or held["format"] != FORMAT:
        raise ValueError("This is no export of a format known here.")
    if type(held["entries"]) is not int:
        raise ValueError("The number of entries is no whole number.")
    return Head(held["entries"], held["head"])


def _fault_of_preface(preface: _Preface, audit: Audit) -> Broken | None:
    if preface.head != audit.head:
        return Broken(audit.head.seq + 1, "the file does not end with the entry that its first line names")
    if preface.keys != [{"id": key.id, "public_key": key.public_key} for key in audit.keys]:
        return Broken(1, "the keys that the file lists are not those that its entries name")
    return None
