#!/usr/bin/env python3
"""Verify an export of the evaluator's ledger with Python 3.9 or newer and nothing else.

    python3 verify_ledger.py EXPORT [--checkpoint FILE_OR_FOLDER] [--key sha256:...]

EXPORT is what `evaluator ledger export` wrote. Give a checkpoint that you kept, and the id of the key that you noted
down: only what comes from elsewhere shows that nobody rewrote the whole ledger. Ends with exit code 0 where the ledger
holds, 1 where it does not, 2 where it could not be checked. It shares no code with the evaluator.

What is checked:
- every line of the file is canonical JSON (RFC 8785), so that not a byte of it can be changed unnoticed;
- entries are numbered from 1 without a gap, each holds the digest of the one before it, and its own digest is the
  SHA-256 of the canonical JSON of its other fields;
- each key that signs checkpoints follows the one before it, and is signed by it unless that one was lost;
- each checkpoint's signature (Ed25519, RFC 8032) holds, and the ledger has the very entry that it signed.
"""

import argparse
import hashlib
import json
import re
import sys
from datetime import datetime
from functools import lru_cache
from itertools import chain
from pathlib import Path

ZERO = "sha256:" + "0" * 64
ENTRY_FIELDS = {"seq", "kind", "subject", "payload", "at", "previous", "digest"}
CHECKPOINT_FIELDS = {"format", "seq", "digest", "at", "key", "signature"}
KEY_FIELDS = {"public_key", "replaces", "signature"}
LONGEST_LINE = 16 * 2**20
LARGEST_NUMBER = 2**53 - 1

# Ed25519: the field, the order of the base point, the curve's constant (RFC 8032, section 5.1).
P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
ROOT_OF_MINUS_ONE = pow(2, (P - 1) // 4, P)
NEUTRAL = (0, 1, 1, 0)


class Broken(Exception):
    """The ledger does not hold at entry `at`."""

    def __init__(self, at, why):
        super().__init__(why)
        self.at = at
        self.why = why


class Damaged(Exception):
    """A line of the file, or a checkpoint, is not as it was written."""


# --- canonical JSON and digests -------------------------------------------------------------------------------------


def canonical(value):
    """The RFC 8785 bytes of objects, lists, texts, integers, booleans and null. Raises ValueError for anything else.

    Keys are ASCII here, so Python sorts them as the RFC does; fractions do not occur outside of payloads, which are
    texts to the ledger.
    """
    refuse_what_is_not_plain(value)
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode("utf-8")


def refuse_what_is_not_plain(value):
    if isinstance(value, dict):
        for key, held in value.items():
            if not key.isascii():
                raise ValueError("a key that is not ASCII")
            refuse_what_is_not_plain(held)
    elif isinstance(value, list):
        for held in value:
            refuse_what_is_not_plain(held)
    elif isinstance(value, float) or (isinstance(value, int) and abs(value) > LARGEST_NUMBER):
        raise ValueError("a number that is no whole number, or too large a one")


def digest(data):
    return "sha256:" + hashlib.sha256(data).hexdigest()


# --- Ed25519, RFC 8032, section 5.1 -----------------------------------------------------------------------------------


def add(one, other):
    """The sum of two points in extended homogeneous coordinates (RFC 8032, section 5.1.4)."""
    x1, y1, z1, t1 = one
    x2, y2, z2, t2 = other
    a = (y1 - x1) * (y2 - x2) % P
    b = (y1 + x1) * (y2 + x2) % P
    c = 2 * t1 * t2 * D % P
    d = 2 * z1 * z2 % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P


def negative(point):
    x, y, z, t = point
    return -x % P, y, z, -t % P


def decoded(data):
    """The point that 32 bytes encode, or None (RFC 8032, section 5.1.3)."""
    number = int.from_bytes(data, "little")
    y, sign = number & (2**255 - 1), number >> 255
    if y >= P:
        return None
    u, v = (y * y - 1) % P, (D * y * y + 1) % P
    x = u * pow(v, 3, P) * pow(u * pow(v, 7, P), (P - 5) // 8, P) % P
    if v * x * x % P == -u % P:
        x = x * ROOT_OF_MINUS_ONE % P
    if v * x * x % P != u or (x == 0 and sign):
        return None
    if x & 1 != sign:
        x = P - x
    return x, y, 1, x * y % P


def encoded(point):
    x, y, z, _ = point
    inverse = pow(z, P - 2, P)
    x, y = x * inverse % P, y * inverse % P
    return (y | (x & 1) << 255).to_bytes(32, "little")


class Multiples:
    """A point's multiples by every digit of every place, base 16: to multiply by a number is to add 64 of them."""

    def __init__(self, point):
        self.places = []
        for _ in range(64):
            multiples = [NEUTRAL]
            for _ in range(15):
                multiples.append(add(multiples[-1], point))
            self.places.append(multiples)
            point = add(multiples[-1], point)

    def by(self, number):
        total = NEUTRAL
        for multiples in self.places:
            total = add(total, multiples[number & 15])
            number >>= 4
        return total


BASE = Multiples(decoded((4 * pow(5, P - 2, P) % P).to_bytes(32, "little")))


class PublicKey:
    """Checks signatures of one key. 32 bytes that are no point of the curve have signed nothing."""

    def __init__(self, data):
        self.data = data
        self.id = digest(data)
        point = decoded(data)
        self.negative = None if point is None else Multiples(negative(point))

    def has_signed(self, message, signature):
        """Whether R is the encoding of S*B - k*A (RFC 8032, section 5.1.7, without the cofactor)."""
        r, s = signature[:32], int.from_bytes(signature[32:], "little")
        if self.negative is None or len(signature) != 64 or s >= ORDER:
            return False
        k = int.from_bytes(hashlib.sha512(r + self.data + message).digest(), "little") % ORDER
        return encoded(add(BASE.by(s), self.negative.by(k))) == r


@lru_cache(maxsize=64)
def public_key(data):
    """The key of 32 bytes. Its multiples cost more than checking a signature does, so they are made once."""
    return PublicKey(data)


# --- what the lines hold ----------------------------------------------------------------------------------------------


def matching(form, value):
    if not isinstance(value, str) or not re.fullmatch(form, value):
        raise ValueError("a field is not in its form")
    return value


def checked_checkpoint(read):
    """A checkpoint's fields. Raises ValueError where one is missing or not in its form."""
    if not isinstance(read, dict) or set(read) != CHECKPOINT_FIELDS or read["format"] != "evaluator-checkpoint/1":
        raise ValueError("this is no checkpoint")
    if type(read["seq"]) is not int or not 1 <= read["seq"] <= LARGEST_NUMBER:
        raise ValueError("this is no checkpoint")
    at = matching(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{6}Z", read["at"])
    datetime.fromisoformat(at[:-1])
    for name in ("digest", "key"):
        matching("sha256:[0-9a-f]{64}", read[name])
    matching("[0-9a-f]{128}", read["signature"])
    return read


def named_key(payload):
    """The key that an entry names, with the id of the one it replaces and that one's signature."""
    read = json.loads(payload)
    if not isinstance(read, dict) or set(read) != KEY_FIELDS:
        raise ValueError("this is no key")
    key = public_key(bytes.fromhex(matching("[0-9a-f]{64}", read["public_key"])))
    if read["replaces"] is not None:
        matching("sha256:[0-9a-f]{64}", read["replaces"])
    if read["signature"] is not None:
        matching("[0-9a-f]{128}", read["signature"])
    return key, read["replaces"], read["signature"]


def checked_entry(held):
    """An entry's fields. Raises ValueError where one is missing or of another kind."""
    if not isinstance(held, dict) or set(held) != ENTRY_FIELDS or type(held["seq"]) is not int:
        raise ValueError("this is no entry")
    if not all(isinstance(held[name], str) for name in ENTRY_FIELDS - {"seq"}):
        raise ValueError("this is no entry")
    return held


def when(checkpoint):
    return checkpoint["at"][:16].replace("T", " ") + " UTC"


def spaced(number):
    return f"{number:,}".replace(",", " ")


# --- the pass over the ledger -----------------------------------------------------------------------------------------


class Audit:
    """One pass over the entries, oldest first. Raises Broken at the first thing that is wrong."""

    def __init__(self, checkpoints=(), trusted=None):
        self.seq, self.digest = 0, ZERO
        self.keys = []
        self.last = None
        self.lost_key = 0
        self.trusted = trusted
        self.trusts_next = False
        self.waiting = {}
        distinct = {canonical(one): one for one in checkpoints}
        for checkpoint in sorted(distinct.values(), key=lambda one: (one["seq"], one["at"])):
            self.waiting.setdefault(checkpoint["seq"], []).append(checkpoint)

    def take(self, entry):
        expected = self.seq + 1
        if entry["seq"] != expected:
            raise Broken(expected, f"the entry is missing (the next is #{spaced(entry['seq'])})")
        if entry["previous"] != self.digest:
            raise Broken(expected, "the entry does not follow the one before it")
        try:
            derived = digest(canonical({name: entry[name] for name in ENTRY_FIELDS - {"digest"}}))
        except ValueError:
            raise Broken(expected, "the entry cannot be read") from None
        if entry["digest"] != derived:
            raise Broken(expected, "the entry does not match its digest")
        self.seq, self.digest = expected, derived
        if entry["kind"] == "checkpoint_key":
            self.take_key(entry)
        for checkpoint in self.waiting.pop(expected, ()):
            self.take_checkpoint(checkpoint)

    def take_key(self, entry):
        try:
            key, replaces, signature = named_key(entry["payload"])
        except (ValueError, RecursionError):
            raise Broken(self.seq, "the key that it names cannot be read") from None
        before = self.keys[-1] if self.keys else None
        if entry["subject"] != key.id or replaces != (before.id if before else None):
            raise Broken(self.seq, "the key that it names does not follow the one before it")
        if signature is not None:
            stated = {"format": "evaluator-key/1", "public_key": key.data.hex(), "replaces": replaces}
            if before is None or not before.has_signed(canonical(stated), bytes.fromhex(signature)):
                raise Broken(self.seq, "the key before it has not signed the one that it names")
        elif self.trusts_next:
            raise Broken(self.seq, "the key changes, and the one before has not signed that")
        elif before is not None:
            self.lost_key = self.seq
        self.keys.append(key)
        self.trusts_next = self.trusts_next or key.id == self.trusted

    def take_checkpoint(self, checkpoint):
        of = f"the checkpoint of {when(checkpoint)}"
        if checkpoint["digest"] != self.digest:
            raise Broken(self.seq, f"the entry is not the one that {of} signed")
        if not self.keys or checkpoint["key"] != self.keys[-1].id:
            raise Broken(self.seq, f"{of} is not signed by the key that was in force")
        stated = {name: checkpoint[name] for name in CHECKPOINT_FIELDS - {"signature"}}
        if not self.keys[-1].has_signed(canonical(stated), bytes.fromhex(checkpoint["signature"])):
            raise Broken(self.seq, f"the signature of {of} does not hold")
        self.last = checkpoint

    def end(self):
        for checkpoint in (one for waiting in self.waiting.values() for one in waiting):
            of = f"the checkpoint of {when(checkpoint)}"
            raise Broken(self.seq + 1, f"the entry is missing ({of} signed #{spaced(checkpoint['seq'])})")
        if self.trusted is not None and not self.trusts_next:
            raise Broken(1, "the ledger does not name the key that was given")


def lines(file):
    """The number, kind and content of each line. Raises Damaged with the number of one that is not canonical."""
    number = 0
    while True:
        written = file.readline(LONGEST_LINE)
        if not written:
            break
        number += 1
        try:
            read = json.loads(written)
            if not isinstance(read, dict) or len(read) != 1 or canonical(read) + b"\n" != written:
                raise Damaged(number)
        except (ValueError, RecursionError):
            raise Damaged(number) from None
        ((kind, held),) = read.items()
        yield number, kind, held
    if not number:
        raise Damaged(1)


def taken_preface(preface, number, kind, held):
    """Take a line that comes before the entries. Raises ValueError for one that does not belong there."""
    if (kind == "ledger") != (number == 1):
        raise ValueError("the first line says what is to come, and no other does")
    if kind == "ledger":
        if not isinstance(held, dict) or set(held) != {"format", "entries", "head"}:
            raise ValueError("this is no export")
        if held["format"] != "evaluator-ledger/1" or type(held["entries"]) is not int:
            raise ValueError("this is no export of a format known here")
        preface["head"] = (held["entries"], held["head"])
    elif kind == "key" and not preface["checkpoints"]:
        preface["keys"].append(held)
    elif kind == "checkpoint":
        preface["checkpoints"].append(checked_checkpoint(held))
    else:
        raise ValueError("this line does not belong here")


def entries(of_file, preface):
    """Each entry in turn. What comes before them is in the preface once the first is there. Raises Damaged."""
    begun = False
    for number, kind, held in of_file:
        try:
            if kind == "entry" and preface["head"] is not None:
                begun = True
                yield checked_entry(held)
            elif begun:
                raise ValueError("entries come last")
            else:
                taken_preface(preface, number, kind, held)
        except ValueError:
            raise Damaged(number) from None


def verify(path, checkpoints=(), trusted=None):
    """The Audit of an export that holds. Raises Broken where it does not, OSError where it cannot be read."""
    audit = Audit()
    preface = {"head": None, "keys": [], "checkpoints": []}
    try:
        with path.open("rb") as file:
            found = entries(lines(file), preface)
            first = next(found, None)
            audit = Audit([*checkpoints, *preface["checkpoints"]], trusted)
            for entry in found if first is None else chain([first], found):
                audit.take(entry)
    except Damaged as damage:
        raise Broken(audit.seq + 1, f"line {damage.args[0]} of the file is not as it was written") from None
    if preface["head"] != (audit.seq, audit.digest):
        raise Broken(audit.seq + 1, "the file does not end with the entry that its first line names")
    if preface["keys"] != [{"id": key.id, "public_key": key.data.hex()} for key in audit.keys]:
        raise Broken(1, "the keys that the file lists are not those that its entries name")
    audit.end()
    return audit


# --- the command line -------------------------------------------------------------------------------------------------


def read_checkpoints(path):
    """The checkpoint in a file, or all in a folder. Raises Damaged for a file that holds none."""
    found = sorted(path.glob("checkpoint-*.json")) if path.is_dir() else [path]
    if not found:
        raise Damaged(f"there is no checkpoint in {path}")
    checkpoints = []
    for one in found:
        written = one.read_bytes()
        try:
            checkpoint = checked_checkpoint(json.loads(written))
            if canonical(checkpoint) != written.strip():
                raise ValueError("not canonical")
        except (ValueError, RecursionError):
            raise Damaged(f"{one} holds no checkpoint as it was written") from None
        checkpoints.append(checkpoint)
    return checkpoints


def tell(audit, trusted):
    print(f"Ledger intact up to #{spaced(audit.seq)}." if audit.seq else "The ledger is empty.")
    print(f"Head: {audit.digest}")
    if audit.last is None:
        print("No checkpoint vouches for it: who rewrote all of it would not be found out.")
    else:
        print(f"Last checkpoint: #{spaced(audit.last['seq'])} of {when(audit.last)}")
        if audit.last["seq"] < audit.seq:
            print(f"No checkpoint vouches yet for what comes after #{spaced(audit.last['seq'])}.")
    if audit.lost_key:
        print(f"Entry #{spaced(audit.lost_key)} changes the key unsigned by the one before, as if that was lost.")
    for key in audit.keys:
        print(f"Key: {key.id}")
    if audit.keys and trusted is None:
        print("Nobody has vouched for the first key here: compare it with the one you noted down, or give --key.")


def main(arguments=None):
    """The exit code."""
    parser = argparse.ArgumentParser(description="Verify an export of the evaluator's ledger.")
    parser.add_argument("export", type=Path, help="what `evaluator ledger export` wrote")
    parser.add_argument("--checkpoint", type=Path, help="a checkpoint that you kept, or a folder of them")
    parser.add_argument("--key", help="the id of a key that you noted down, sha256:...")
    given = parser.parse_args(arguments)
    trusted = given.key.strip().lower() if given.key else None
    try:
        checkpoints = read_checkpoints(given.checkpoint) if given.checkpoint else []
        audit = verify(given.export, checkpoints, trusted)
    except Broken as broken:
        print(f"Ledger broken at #{spaced(broken.at)}: {broken.why}. Nothing after it can be trusted.", file=sys.stderr)
        return 1
    except Damaged as damage:
        print(f"error: {damage}", file=sys.stderr)
        return 1
    except OSError as error:
        print(f"error: {error.filename} cannot be read: {error.strerror}", file=sys.stderr)
        return 2
    tell(audit, trusted)
    return 0


if __name__ == "__main__":
    sys.exit(main())
