"""Checkpoints and keys as they are written: canonical, signed, and read strictly."""

import json
from datetime import timedelta

import pytest

from evaluator.digests import canonical_json
from evaluator.domain.checkpoints import (
    Checkpoint,
    checkpoint_from,
    checkpoint_of,
    first_key,
    key_from,
    next_key,
    parse_checkpoint,
)
from evaluator.domain.ledger import Head
from evaluator.domain.signatures import is_signed
from tests.ledgers import NOON, Signer, two_keys

FIRST, SECOND = Signer(1), Signer(2)
CHECKPOINT = checkpoint_of(two_keys().head, NOON, FIRST.id, FIRST.sign)
WRITTEN = canonical_json(CHECKPOINT.written)


def test_a_checkpoint_signs_where_the_ledger_stood_and_when() -> None:
    stated = json.loads(CHECKPOINT.statement)
    assert stated == {
        "format": "evaluator-checkpoint/1",
        "seq": 12,
        "digest": two_keys().head.digest,
        "at": "2026-11-22T12:00:00.000000Z",
        "key": FIRST.id,
    }
    assert is_signed(CHECKPOINT.statement, bytes.fromhex(CHECKPOINT.signature), FIRST.public_key)


def test_a_checkpoint_is_read_as_it_was_written() -> None:
    assert parse_checkpoint(WRITTEN) == parse_checkpoint(WRITTEN + b"\n") == CHECKPOINT


ODD: dict[str, object] = {
    "no object": [],
    "a field more": {**CHECKPOINT.written, "more": 1},
    "a field less": {name: value for name, value in CHECKPOINT.written.items() if name != "at"},
    "another format": {**CHECKPOINT.written, "format": "evaluator-checkpoint/2"},
    "entry 0": {**CHECKPOINT.written, "seq": 0},
    "entry true": {**CHECKPOINT.written, "seq": True},
    "entry as text": {**CHECKPOINT.written, "seq": "12"},
    "an entry too far": {**CHECKPOINT.written, "seq": 2**53},
    "a digest in capitals": {**CHECKPOINT.written, "digest": CHECKPOINT.digest.upper()},
    "a digest that is a number": {**CHECKPOINT.written, "digest": 1},
    "no such moment": {**CHECKPOINT.written, "at": "2026-13-22T12:00:00.000000Z"},
    "a moment to the second": {**CHECKPOINT.written, "at": "2026-11-22T12:00:00Z"},
    "a short signature": {**CHECKPOINT.written, "signature": CHECKPOINT.signature[2:]},
    "a signature that is none": {**CHECKPOINT.written, "signature": None},
}


@pytest.mark.parametrize("read", ODD.values(), ids=ODD.keys())
def test_anything_else_is_no_checkpoint(read: object) -> None:
    with pytest.raises(ValueError):
        checkpoint_from(read)


@pytest.mark.parametrize("written", [b"{", b"\xff", WRITTEN.replace(b":", b": ", 1), b""])
def test_what_is_not_canonical_is_no_checkpoint(written: bytes) -> None:
    with pytest.raises(ValueError):
        parse_checkpoint(written)


def test_the_first_key_replaces_none_and_the_next_is_signed_by_it() -> None:
    first = first_key(FIRST.public_key)
    assert (first.id, first.replaces, first.signature) == (FIRST.id, None, None)
    following = next_key(SECOND.public_key, FIRST.id, FIRST.sign)
    assert (following.id, following.replaces) == (SECOND.id, FIRST.id)
    assert is_signed(following.statement, bytes.fromhex(following.signature or ""), FIRST.public_key)


def test_a_key_that_follows_a_lost_one_is_not_signed() -> None:
    assert next_key(SECOND.public_key, FIRST.id, None).signature is None


@pytest.mark.parametrize("entry", [first_key(FIRST.public_key), next_key(SECOND.public_key, FIRST.id, FIRST.sign)])
def test_a_key_is_read_as_its_entry_names_it(entry: object) -> None:
    assert key_from(canonical_json(entry.payload).decode()) == entry


@pytest.mark.parametrize(
    "payload",
    [
        "{",
        "[]",
        "{}",
        '{"public_key":"00","replaces":null,"signature":null}',
        f'{{"public_key":"{"0" * 64}","replaces":"x","signature":null}}',
        f'{{"public_key":"{"0" * 64}","replaces":null,"signature":1}}',
    ],
)
def test_anything_else_names_no_key(payload: str) -> None:
    with pytest.raises(ValueError):
        key_from(payload)


def test_no_signature_of_one_purpose_holds_for_the_other() -> None:
    following = next_key(SECOND.public_key, FIRST.id, FIRST.sign)
    assert following.statement != CHECKPOINT.statement
    assert b"evaluator-key/1" in following.statement


def test_a_checkpoint_of_another_moment_has_another_signature() -> None:
    later = checkpoint_of(Head(12, CHECKPOINT.digest), NOON + timedelta(seconds=1), FIRST.id, FIRST.sign)
    assert later.signature != CHECKPOINT.signature
    assert later == Checkpoint(12, CHECKPOINT.digest, "2026-11-22T12:00:01.000000Z", FIRST.id, later.signature)
