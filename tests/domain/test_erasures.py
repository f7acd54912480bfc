"""What is said of an erasure, and what its reason may say."""

from dataclasses import asdict

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluator.domain.erasures import (
    LONGEST_REASON,
    Basis,
    Check,
    Cleaning,
    Deleted,
    Erasure,
    ErasureId,
    checked_reason,
    deleted_of,
    erasure_payload,
    tells,
)
from evaluator.domain.judgements import JudgementId
from evaluator.errors import RequestInvalid
from tests.records import NOON

SOUND = "Ledger entries that tell of it, derived again and sound"
IDS = (JudgementId("a"), JudgementId("b"))


def erasure(cleaning: Cleaning | None = None) -> Erasure:
    deleted = Deleted(answers=2, judgements=1, called_off=1)
    return Erasure(ErasureId("e-1"), Basis.REQUEST, "ada", "They asked.", NOON, IDS, deleted, 7, cleaning)


def test_the_entry_of_an_erasure_says_who_why_which_and_how_much_and_not_whose() -> None:
    assert erasure_payload(erasure()) == {
        "basis": "request",
        "by": "ada",
        "why": "They asked.",
        "judgements": ["a", "b"],
        "deleted": {
            "answers": 2,
            "judgements": 1,
            "reviews": 0,
            "under_way": 0,
            "called_off": 1,
            "item_ids": 0,
            "batch_names": 0,
            "requests": 0,
        },
    }


@given(st.builds(Deleted, *[st.integers(0, 10**9)] * 8))
def test_counts_are_read_as_they_were_written(deleted: Deleted) -> None:
    assert deleted_of(asdict(deleted)) == deleted


def test_a_count_that_an_older_erasure_did_not_keep_is_none() -> None:
    assert deleted_of({"answers": 3, "of_another_version": 9}) == Deleted(answers=3)


@pytest.mark.parametrize(
    ("cleaning", "is_complete"),
    [
        (None, False),
        (Cleaning(NOON, 0, Check(entries=2)), True),
        (Cleaning(NOON, 0, Check(entries=2, left=1)), False),
        (Cleaning(NOON, 0, Check(entries=2, fault="Ledger broken at #3: odd.")), False),
    ],
    ids=["files still to clean", "all is sound", "a row is left", "the ledger is broken"],
)
def test_an_erasure_is_complete_once_all_was_found_gone(cleaning: Cleaning | None, is_complete: bool) -> None:
    assert erasure(cleaning).is_complete is is_complete


@pytest.mark.parametrize(
    ("check", "told"),
    [
        (Check(entries=1_204), f"No row holds a word of it any more. {SOUND}: 1 204."),
        (Check(left=2), "2 rows still hold words that were to be erased. Erase again, and ask why."),
        (Check(fault="Ledger broken at #3: odd."), "Ledger broken at #3: odd."),
    ],
    ids=["all is sound", "rows left", "a fault"],
)
def test_what_was_found_is_told_in_a_sentence(check: Check, told: str) -> None:
    assert check.message == told


def test_a_reason_is_kept_on_one_line() -> None:
    assert checked_reason("  Asked\n for it.  ") == "Asked for it."


@pytest.mark.parametrize(
    ("why", "told"),
    [
        ("", "Say why"),
        (" \n", "Say why"),
        ("x" * (LONGEST_REASON + 1), "may have 500 characters, and this one has 501"),
        ("a\x07b", "cannot be printed"),
        ("For C-1 alone", "leave the candidate's code out"),
        ("For c-1.", "leave the candidate's code out"),
        ("For ｃ-１.", "leave the candidate's code out"),
    ],
    ids=["nothing", "white space", "too much", "a bell", "the code", "the code in small letters", "the code set wide"],
)
def test_a_reason_that_cannot_stand_for_good_is_refused(why: str, told: str) -> None:
    with pytest.raises(RequestInvalid, match=told):
        checked_reason(why, besides=["C-1"])


@pytest.mark.parametrize(
    "text", ["C-10 and C-2", "Cc-1x", "", "C 1"], ids=["longer codes", "inside", "nothing", "other"]
)
def test_a_code_within_another_word_is_not_told(text: str) -> None:
    assert not tells(text, "C-1")


@given(st.text(min_size=1, max_size=20).filter(str.strip))
def test_a_code_by_itself_is_always_told(code: str) -> None:
    assert tells(code, code)
