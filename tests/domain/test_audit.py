"""A chain is checked with its keys and with what was signed of it."""

from dataclasses import replace

import pytest

from evaluator.domain.audit import Witnesses, when
from evaluator.domain.checkpoints import checkpoint_of, next_key
from evaluator.domain.ledger import ZERO, Broken, EntryKind, Head, Verified, follow
from tests.ledgers import NOON, Book, Signer, audited, two_keys


def test_a_ledger_is_intact_up_to_its_head_and_signed_up_to_its_last_checkpoint() -> None:
    book = two_keys().write(2)
    found = audited(book.entries, Witnesses(tuple(book.checkpoints), book.keys[0].id))
    assert found == Verified(14, book.head.digest, signed=12, signed_at="2026-11-22 12:12 UTC")


def test_checkpoints_may_come_in_any_order_and_more_than_once() -> None:
    book = two_keys()
    found = audited(book.entries, Witnesses((*reversed(book.checkpoints), *book.checkpoints)))
    assert isinstance(found, Verified)
    assert found.signed == 12


def test_an_empty_ledger_is_intact_and_nobody_has_signed_it() -> None:
    assert audited([]) == Verified(0, ZERO)


def test_a_broken_chain_is_found_before_anything_else() -> None:
    book = two_keys()
    assert audited(book.entries[1:], Witnesses(tuple(book.checkpoints))) == Broken(
        1, "the entry is missing (the next is #2)"
    )


def test_an_entry_that_is_not_the_one_signed_is_found() -> None:
    book = two_keys()
    other = Book().write(2).name_key(2).write(9)
    assert audited(other.entries, Witnesses(tuple(book.checkpoints))) == Broken(
        3, "the entry is not the one that the checkpoint of 2026-11-22 12:03 UTC signed"
    )


def test_entries_that_a_checkpoint_signed_and_that_are_gone_are_found() -> None:
    book = two_keys()
    assert audited(book.entries[:10], Witnesses(tuple(book.checkpoints))) == Broken(
        11, "the entry is missing (the checkpoint of 2026-11-22 12:12 UTC signed #12)"
    )


def test_a_signature_that_does_not_hold_is_found() -> None:
    book = two_keys()
    forged = replace(book.checkpoints[1], signature=book.checkpoints[0].signature)
    assert audited(book.entries, Witnesses((forged,))) == Broken(
        6, "the signature of the checkpoint of 2026-11-22 12:06 UTC does not hold"
    )


NOT_IN_FORCE = "the checkpoint of 2026-11-22 12:00 UTC is not signed by the key that was in force"


@pytest.mark.parametrize(
    ("seq", "signer"), [(2, 1), (6, 2), (6, 7), (12, 1)], ids=["before", "too early", "unknown", "replaced"]
)
def test_a_checkpoint_of_another_key_than_was_in_force_is_found(seq: int, signer: int) -> None:
    book, by = two_keys(), Signer(signer)
    checkpoint = checkpoint_of(Head(seq, book.entries[seq - 1].digest), NOON, by.id, by.sign)
    assert audited(book.entries, Witnesses((checkpoint,))) == Broken(seq, NOT_IN_FORCE)


@pytest.mark.parametrize("number", [1, 2])
def test_a_key_that_somebody_noted_down_is_looked_for(number: int) -> None:
    book = two_keys()
    assert isinstance(audited(book.entries, Witnesses(key=Signer(number).id)), Verified)


def test_a_ledger_that_does_not_name_the_key_given_is_another() -> None:
    assert audited(two_keys().entries, Witnesses(key=Signer(7).id)) == Broken(
        1, "the ledger does not name the key that was given"
    )


def test_a_key_that_the_one_before_has_not_signed_is_told_of() -> None:
    book = Book().name_key(1).write().name_key(2, signed=False).sign()
    found = audited(book.entries, Witnesses(tuple(book.checkpoints)))
    assert isinstance(found, Verified)
    assert found.lost_key == 3
    assert found.doubt == "Entry #3 changes the key unsigned by the one before, as if that was lost"


def test_a_key_unsigned_by_the_one_that_somebody_trusts_is_refused() -> None:
    book = Book().name_key(1).write().name_key(2, signed=False)
    assert audited(book.entries, Witnesses(key=Signer(1).id)) == Broken(
        3, "the key changes, and the one before has not signed that"
    )
    assert isinstance(audited(book.entries, Witnesses(key=Signer(2).id)), Verified)


FIRST, SECOND = Signer(1), Signer(2)
FOLLOWING = next_key(SECOND.public_key, FIRST.id, FIRST.sign)
ODD_KEYS = {
    "unreadable": (FOLLOWING.id, {}, "the key that it names cannot be read"),
    "another name": (FIRST.id, FOLLOWING.payload, "the key that it names does not follow the one before it"),
    "replaces another": (
        SECOND.id,
        next_key(SECOND.public_key, SECOND.id, FIRST.sign).payload,
        "the key that it names does not follow the one before it",
    ),
    "signed by itself": (
        SECOND.id,
        next_key(SECOND.public_key, FIRST.id, SECOND.sign).payload,
        "the key before it has not signed the one that it names",
    ),
}


@pytest.mark.parametrize(("subject", "payload", "why"), ODD_KEYS.values(), ids=ODD_KEYS.keys())
def test_a_key_that_does_not_follow_the_one_before_is_found(subject: str, payload: dict[str, object], why: str) -> None:
    book = Book().name_key(1)
    entry = follow(book.head, EntryKind.CHECKPOINT_KEY, subject, payload, NOON)
    assert audited([*book.entries, entry]) == Broken(2, why)


def test_a_first_key_cannot_be_signed_by_another() -> None:
    payload = {**FOLLOWING.payload, "replaces": None}
    entry = follow(Head(), EntryKind.CHECKPOINT_KEY, SECOND.id, payload, NOON)
    assert audited([entry]) == Broken(1, "the key before it has not signed the one that it names")


def test_a_moment_is_told_to_the_minute() -> None:
    assert when(two_keys().checkpoints[0]) == "2026-11-22 12:03 UTC"
