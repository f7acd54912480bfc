"""A lexicon weighs what is said, word by word and pair by pair, whatever its length."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluator.domain.lexicons import Lexicon, entries_of
from evaluator.domain.words import words

LEXICON = Lexicon(-1.0, {"cach": 2.0, "not": -1.0, "cach not": 3.0, "quorum": 4.0})


def said(text: str) -> frozenset[str]:
    return entries_of(tuple(words(text)))


def test_entries_are_stems_fillers_and_pairs_and_every_negation_is_one_word() -> None:
    assert said("Our caches don't") == {"our", "cach", "not", "our cach", "cach not"}
    assert said("never caching") == {"not", "cach", "not cach"}
    assert said("") == frozenset()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Um, well, the cache, I mean, is like, sort of, warm, you know.", "Cache is warm."),
        ("The cache was warm for an hour", "Cache is warm for hour"),
        ("he goes to his cache", "she went to her cache"),
    ],
    ids=["fillers", "articles and forms of verbs", "somebody else"],
)
def test_people_who_say_the_same_in_another_manner_are_known_by_the_same(one: str, other: str) -> None:
    assert said(one) == said(other)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", -1.0),
        ("nothing that it holds", -1.0 - 1 / 7**0.5),
        ("cached", 1.0),
        ("cache not", -1.0 + 4.0 / 3**0.5),
    ],
    ids=["nothing", "a negation alone", "one word", "two words and what they are together"],
)
def test_log_odds_are_the_weights_of_what_is_said_over_the_root_of_how_much_is_said(text: str, expected: float) -> None:
    assert LEXICON.log_odds(said(text)) == pytest.approx(expected)


@given(said=st.lists(st.sampled_from(["the", "cache", "is", "not", "here", "quorum"])))
def test_words_without_a_weight_only_thin_out_what_is_said(said: list[str]) -> None:
    entries = entries_of(tuple(words(" ".join(said))))
    thinned = LEXICON.log_odds(entries | {"a word of no weight"})
    assert abs(thinned - LEXICON.intercept) <= abs(LEXICON.log_odds(entries) - LEXICON.intercept) + 1e-9
