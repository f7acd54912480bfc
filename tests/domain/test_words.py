"""Words are compared by their stems, whatever their ending, spelling or case."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluator.domain.words import ANOTHER_ENDING, ANOTHER_LETTER, alike, negates, stem, stems, words


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("caching", "Cached"),
        ("authorisation", "authorization"),
        ("behaviours", "behavior"),
        ("analysed", "analyzed"),
        ("CDNs", "cdn"),
        ("server’s", "servers"),
        ("seventy", "70"),
        ("three", "3"),
    ],
)
def test_forms_of_a_word_have_one_stem(one: str, other: str) -> None:
    assert stem(one) == stem(other) != ""


@pytest.mark.parametrize(("one", "other"), [("authentication", "authorisation"), ("server", "service"), ("yes", "yet")])
def test_different_words_have_different_stems_or_none(one: str, other: str) -> None:
    assert stem(one) != stem(other) or not stem(one)


@pytest.mark.parametrize("word", ["the", "We", "it’s", "they've", "um", "not", "Never", "isn't", "cannot"])
def test_fillers_and_negations_have_no_stem(word: str) -> None:
    assert stem(word) == ""


@pytest.mark.parametrize(
    ("word", "expected"), [("never", True), ("doesn’t", True), ("Without", True), ("knot", False), ("instead", False)]
)
def test_words_that_turn_a_statement_round_are_known(word: str, expected: bool) -> None:
    assert negates(word) is expected


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("migrat", "migratori", ANOTHER_ENDING),
        ("test", "tester", ANOTHER_ENDING),
        ("databas", "datbas", ANOTHER_LETTER),
        ("queri", "query", ANOTHER_LETTER),
        ("authent", "author", 0.0),
        ("server", "servic", 0.0),
        ("text", "test", 0.0),
        ("row", "rows", 0.0),
        ("latenc", "patenc", 0.0),
    ],
    ids=[
        "longer",
        "ending",
        "letter lost",
        "letter changed",
        "shares a beginning",
        "near",
        "short",
        "too short",
        "initial",
    ],
)
def test_stems_are_alike_by_ending_or_by_spelling(one: str, other: str, expected: float) -> None:
    assert alike(one, other) == alike(other, one) == expected


def test_a_figure_glued_to_its_unit_is_two_words() -> None:
    assert stems("It took 200ms on the 2nd try, 1.5 before") == ["took", "200", "ms", "2", "tri", "1.5"]


def test_a_word_longer_than_any_is_known_by_its_beginning() -> None:
    assert stem("x" * 50_000) == stem("x" * 60_000)


@given(st.text(max_size=200))
def test_words_stand_where_they_say(text: str) -> None:
    found = list(words(text))
    assert all(text[word.start : word.end][:40].casefold().replace("’", "'") == word.plain for word in found)
    assert all(one.end <= other.start for one, other in pairwise(found))
    assert [word.stem for word in found if word.stem] == stems(text)
