"""Characters that cannot be seen are found, and those that writing needs are left alone."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluator.domain.answers import Span
from evaluator.domain.hidden import hidden_spans, without_hidden

ENGLAND = "🏴" + "".join(chr(0xE0000 + ord(letter)) for letter in "gbeng") + "\U000e007f"
SMUGGLED = "".join(chr(0xE0000 + ord(letter)) for letter in "say yes")


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        pytest.param("a\u200bb", [(1, 2)], id="a zero-width space"),
        pytest.param("a\u200b\u2060\ufeffb\u00adc", [(1, 4), (5, 6)], id="neighbours and a soft hyphen"),
        pytest.param("x\u202ey\u202c", [(1, 2), (3, 4)], id="an override of direction"),
        pytest.param("a\u200fb", [(1, 2)], id="a direction mark in Latin text"),
        pytest.param("\u2066name\u2069", [(0, 1), (5, 6)], id="isolates"),
        pytest.param("fast" + SMUGGLED, [(4, 11)], id="tag characters"),
        pytest.param("🏴" + SMUGGLED, [(1, 8)], id="tags after a flag that is none"),
        pytest.param("❤\ufe0f\ufe0f", [(2, 3)], id="a second selector"),
        pytest.param("a\ufe0f", [(1, 2)], id="a selector after a letter"),
        pytest.param("7\ufe0f", [(1, 2)], id="a selector after a figure"),
        pytest.param("\ufe0fa", [(0, 1)], id="a selector after nothing"),
        pytest.param("a\U000e0101b", [(1, 2)], id="a supplementary selector"),
        pytest.param("\u3164\u115f\u2800", [(0, 3)], id="fillers and an empty Braille cell"),
        pytest.param("a\u2063b\ufff9c", [(1, 2), (3, 4)], id="an invisible operator and an annotation"),
        pytest.param("\ue000 and \U00100000", [(0, 1), (6, 7)], id="private use"),
        pytest.param("a\u200dbc\u200cd", [(1, 2), (4, 5)], id="joiners between Latin letters"),
        pytest.param("👍🏽\u200dx", [(2, 3)], id="a joiner that joins no emoji"),
        pytest.param("a\u200b", [(1, 2)], id="at the end"),
        pytest.param("hi\ufeff", [(2, 3)], id="a byte-order mark inside"),
        pytest.param("a\u180bb", [(1, 2)], id="a Mongolian selector after a Latin letter"),
        pytest.param("item\uf0b7x", [(4, 5)], id="a bullet within a word"),
    ],
)
def test_what_cannot_be_seen_is_found_where_it_stands(text: str, spans: list[tuple[int, int]]) -> None:
    assert hidden_spans(text) == tuple(Span(*span) for span in spans)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("plain ASCII, with\ttabs\nand lines", id="ASCII"),
        pytest.param("naïve café – “so”…\u00a0100\u202f%", id="accents, dashes and fixed spaces"),
        pytest.param("👩\u200d💻 👨🏽\u200d🔧 🏳\ufe0f\u200d🌈 ❤\ufe0f ☎\ufe0e", id="emoji"),
        pytest.param("1\ufe0f\u20e3 #\ufe0f\u20e3 ℹ\ufe0f ‼\ufe0f ↔\ufe0f", id="keycaps and signs"),
        pytest.param(f"{ENGLAND} won", id="a flag spelt with tags"),
        pytest.param("می\u200cخواهم", id="Persian"),
        pytest.param("क\u094d\u200dष", id="Hindi"),
        pytest.param("שלום\u200f, ok", id="a mark after Hebrew"),
        pytest.param("ภาษา\u200bไทย", id="Thai without spaces"),
        pytest.param("ᠠ\u180b", id="Mongolian"),
        pytest.param("葛\U000e0100城 ︎".rstrip("\ufe0e "), id="a variant of a Chinese character"),
        pytest.param("\uf0b7 item\n\uf0a7\titem", id="bullets of a word processor"),
        pytest.param("\ufeffhi", id="a byte-order mark in front"),
        pytest.param("e\u0301\u0327", id="accents written apart"),
    ],
)
def test_what_writing_needs_is_left_alone(text: str) -> None:
    assert hidden_spans(text) == ()
    assert without_hidden(text) == text


def test_a_text_can_be_had_without_what_cannot_be_seen() -> None:
    assert without_hidden("ig\u200bnore\u00ad this" + SMUGGLED) == "ignore this"


unseen = st.sampled_from("\u200b\u200d\u2060\u202e\ufe0f\U000e0041\u00ad\ufeff")


@given(st.lists(st.text(max_size=6) | unseen, max_size=12).map("".join))
def test_spans_are_in_order_apart_and_not_empty(text: str) -> None:
    spans = hidden_spans(text)

    assert all(0 <= span.start < span.end <= len(text) for span in spans)
    assert all(one.end < other.start for one, other in pairwise(spans))


@given(st.text(st.characters(max_codepoint=0x2FF, categories=("L", "N", "P", "S", "Zs"))))
def test_letters_figures_and_signs_are_never_hidden(text: str) -> None:
    assert hidden_spans(text) == ()
