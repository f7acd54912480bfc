"""Codes that name nobody, and those that do."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluator.domain.candidates import Likeness, is_candidate_code, likeness

CODES = [
    "C-1042",
    "TH-118",
    "TH_118",
    "c1042",
    "1042",
    "2026-11-22/7",
    "7f3a9c",
    "Candidate A",
    "candidate.b",
    "Applicant Seven",
    "Blue Falcon",
    "Falcon B",
    "Falcon",
    "Anna",
    "team red",
    "A. B.",
    "X",
    "-",
    "#",
    "___",
    "Otter, brown",
    "Mr",
    "Anna Berg 2",
]
NAMES = [
    "Anna Berg",
    "anna berg",
    "ANNA BERG",
    "Berg, Anna",
    "Anna van der Berg",
    "Jean-Luc Dupont",
    "Siobhán O’Neil",
    "John F. Kestrel",
    "Dr. Berg",
    "Frau Berg",
    "anna.berg",
    "anna_berg",
    "Анна Берг",
    "山田太郎",
    "김 민준",
]
ADDRESSES = ["anna@example.org", "Anna Berg <anna.berg@mail.example.co>", "a1042@example.org", "x@пример.рф"]


@pytest.mark.parametrize("code", CODES)
def test_a_code_gives_nobody_away(code: str) -> None:
    assert likeness(code) is None


@pytest.mark.parametrize("code", NAMES)
def test_a_name_is_noticed(code: str) -> None:
    assert likeness(code) is Likeness.NAME


@pytest.mark.parametrize("code", ADDRESSES)
def test_an_address_is_noticed(code: str) -> None:
    assert likeness(code) is Likeness.EMAIL


@pytest.mark.parametrize("code", ["anna@", "@anna", "a@b", "C-1@2"])
def test_an_at_sign_alone_is_no_address(code: str) -> None:
    assert likeness(code) is None


@given(st.from_regex(r"[A-Za-z]{0,4}[-_/. ]?[0-9]{1,8}", fullmatch=True))
def test_a_code_of_letters_and_a_number_never_reads_like_a_name(code: str) -> None:
    assert likeness(code) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("C-1042", True),
        ("x" * 80, True),
        ("два слова", True),
        ("", False),
        ("x" * 81, False),
        (" C-1", False),
        ("C-1 ", False),
        ("C\n1", False),
        ("C\x00", False),
        ("\ud800", False),
    ],
    ids=["code", "longest", "words", "empty", "too long", "space before", "space after", "newline", "NUL", "half"],
)
def test_a_code_is_short_and_printable(text: str, expected: bool) -> None:
    assert is_candidate_code(text) is expected
