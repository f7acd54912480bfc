"""Making received text fit to be kept."""

from hypothesis import given
from hypothesis import strategies as st

from evaluator.judge.text import storable


@given(st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0")))
def test_whole_text_is_kept_as_it_is(text: str) -> None:
    assert storable(text) == text


@given(st.text(st.characters(), max_size=50))
def test_any_text_can_be_kept_afterwards(text: str) -> None:
    kept = storable(text)
    assert "\0" not in kept
    kept.encode("utf-8")


def test_half_a_character_and_nul_are_shown_as_replaced() -> None:
    assert storable("a\0b\ud800c") == "a\ufffdb\ufffdc"
