"""A chain of entries: any change to it is found."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluator.digests import canonical_json, digest_json, digest_text
from evaluator.domain.ledger import (
    ZERO,
    Broken,
    Entry,
    EntryKind,
    Following,
    Head,
    Verified,
    follow,
    moment_text,
    verify,
)
from tests.records import moments

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


def chain(length: int) -> list[Entry]:
    entries: list[Entry] = []
    head = Head()
    for number in range(length):
        at = NOON + timedelta(seconds=number)
        entries.append(follow(head, EntryKind.USER_ADDED, f"user-{number}", {"name": "anna", "number": number}, at))
        head = Head(entries[-1].seq, entries[-1].digest)
    return entries


def test_the_first_entry_follows_zero_and_each_next_one_the_digest_before_it() -> None:
    first, second = chain(2)
    assert (first.seq, first.previous) == (1, "sha256:" + "0" * 64)
    assert (second.seq, second.previous) == (2, first.digest)


def test_a_digest_is_that_of_the_canonical_json_of_everything_else() -> None:
    (entry,) = chain(1)
    assert entry.payload == '{"name":"anna","number":0}'
    assert entry.at == "2026-11-22T12:00:00.000000Z"
    assert entry.digest == digest_json(
        {
            "seq": 1,
            "kind": "user_added",
            "subject": "user-0",
            "payload": entry.payload,
            "at": entry.at,
            "previous": ZERO,
        }
    )


@pytest.mark.parametrize("length", [0, 1, 5])
def test_an_untouched_chain_is_verified_up_to_its_head(length: int) -> None:
    entries = chain(length)
    assert verify(entries) == Verified(length, entries[-1].digest if entries else ZERO)


def test_a_chain_is_verified_from_where_an_earlier_check_ended() -> None:
    entries = chain(5)
    assert verify(entries[3:], Head(3, entries[2].digest)) == Verified(5, entries[-1].digest)


def test_entries_are_taken_one_at_a_time() -> None:
    taken: list[int] = []

    def told() -> list[Entry]:
        return [replace(entry, seq=99) if entry.seq == 2 else entry for entry in chain(4)]

    def stream() -> Iterator[Entry]:
        for entry in told():
            taken.append(entry.seq)
            yield entry

    verify(stream())
    assert taken == [1, 99]


@given(place=st.integers(0, 4), field=st.sampled_from(["kind", "subject", "payload", "at", "previous", "digest"]))
def test_a_change_to_any_field_of_any_entry_is_found_there(place: int, field: str) -> None:
    entries = chain(5)
    entries[place] = replace(entries[place], **{field: digest_text("something else")})
    result = verify(entries)
    assert isinstance(result, Broken)
    assert result.at == place + 1


@given(place=st.integers(0, 4))
def test_an_entry_changed_together_with_its_digest_is_found_at_the_next(place: int) -> None:
    entries = chain(6)
    head = Head(place, entries[place - 1].digest if place else ZERO)
    entries[place] = follow(head, EntryKind.USER_REMOVED, "user", {}, NOON)
    assert verify(entries) == Broken(place + 2, "the entry does not follow the one before it")


@given(place=st.integers(0, 3))
def test_a_missing_entry_is_found(place: int) -> None:
    entries = chain(5)
    del entries[place]
    assert verify(entries) == Broken(place + 1, f"the entry is missing (the next is #{place + 2})")


@given(places=st.lists(st.integers(0, 4), min_size=2, max_size=2, unique=True))
def test_entries_that_changed_places_are_found(places: list[int]) -> None:
    entries = chain(5)
    one, other = sorted(places)
    entries[one], entries[other] = entries[other], entries[one]
    result = verify(entries)
    assert isinstance(result, Broken)
    assert result.at == one + 1


def test_an_entry_that_comes_twice_is_found() -> None:
    first, second = chain(2)
    assert isinstance(verify([first, first, second]), Broken)


def test_an_entry_that_no_json_can_hold_is_found() -> None:
    first, second = chain(2)
    assert verify([first, replace(second, subject="\ud800")]) == Broken(2, "the entry cannot be read")


@pytest.mark.parametrize(
    ("expected", "result"),
    [
        ("The ledger is empty", Verified(0, ZERO)),
        ("Ledger intact up to #7", Verified(7, ZERO)),
        ("Ledger intact up to #18 214", Verified(18_214, ZERO)),
        (
            "Ledger broken at #18 102: the entry does not match its digest. Nothing after it can be trusted.",
            Broken(18_102, "the entry does not match its digest"),
        ),
    ],
    ids=["empty", "short", "long", "broken"],
)
def test_a_result_says_in_words_how_far_the_chain_holds(expected: str, result: Verified | Broken) -> None:
    assert result.message == expected


@given(moments)
def test_a_moment_is_written_in_utc_to_the_microsecond(moment: datetime) -> None:
    text = moment_text(moment)
    assert len(text) == len("2026-11-22T12:00:00.000000Z")
    assert datetime.fromisoformat(text) == moment


def test_a_moment_elsewhere_is_the_same_moment_in_utc() -> None:
    assert moment_text(datetime(2026, 11, 22, 14, tzinfo=timezone(timedelta(hours=2)))) == "2026-11-22T12:00:00.000000Z"


def test_a_moment_without_a_time_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        moment_text(NOON.replace(tzinfo=None))


def test_a_payload_is_canonical_whatever_order_it_came_in() -> None:
    entry = follow(Head(), EntryKind.USER_ADDED, "user", {"b": 1, "a": [2.0, None]}, NOON)
    assert entry.payload.encode() == canonical_json({"a": [2, None], "b": 1}) == b'{"a":[2,null],"b":1}'


@pytest.mark.parametrize(
    ("message", "unsigned", "result"),
    [
        (
            "Ledger intact up to #1 204, last checkpoint #1 200 of 2026-11-22 12:00 UTC",
            "No checkpoint vouches yet for what comes after #1 200",
            Verified(1_204, ZERO, signed=1_200, signed_at="2026-11-22 12:00 UTC"),
        ),
        (
            "Ledger intact up to #7, last checkpoint #7 of 2026-11-22 12:00 UTC",
            "",
            Verified(7, ZERO, signed=7, signed_at="2026-11-22 12:00 UTC"),
        ),
        (
            "Ledger intact up to #7",
            "No checkpoint vouches for it: who rewrote all of it would not be found out",
            Verified(7, ZERO),
        ),
        ("The ledger is empty", "", Verified(0, ZERO)),
    ],
    ids=["some", "all", "none", "empty"],
)
def test_a_result_says_how_much_of_it_somebody_has_signed(message: str, unsigned: str, result: Verified) -> None:
    assert (result.message, result.unsigned, result.doubt) == (message, unsigned, "")


@pytest.mark.parametrize(("seq", "expected"), [(0, False), (6, False), (7, True)], ids=["nothing", "not all", "all"])
def test_who_follows_is_level_once_it_has_taken_the_newest(seq: int, expected: bool) -> None:
    assert Following(seq, 7).is_level is expected
