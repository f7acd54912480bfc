"""Words that only fill a pause are not heard; those that say something are."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluator.domain.pauses import PAUSES, TWO_WORDED, heard
from evaluator.domain.words import words

SAID = st.lists(st.sampled_from(["cache", "you", "know", "i", "mean", "we", "of", "kind", "not"]))
PAUSE = st.sampled_from([*sorted(PAUSES), *sorted(map(" ".join, TWO_WORDED))])


def said(text: str) -> str:
    return " ".join(word.plain for word in heard(tuple(words(text))))


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Well, um, it is a cache, you know.", "it is a cache"),
        ("I mean, you know what I mean to cache", "what to cache"),
        ("you should know what kind it is", "you should know what kind it is"),
        ("a kind of cache, sort of", "a cache"),
        ("you", "you"),
        ("um", ""),
        ("", ""),
    ],
    ids=["around", "two in a row", "the same words apart", "of two words", "half of one", "nothing else", "nothing"],
)
def test_pauses_of_one_word_and_of_two_are_passed_over(text: str, left: str) -> None:
    assert said(text) == left


@given(before=SAID, pause=PAUSE)
def test_a_pause_at_the_end_of_what_is_said_is_never_heard(before: list[str], pause: str) -> None:
    spoken = " ".join(["so", *before, "there"])
    assert said(f"{spoken} {pause}") == said(spoken)
