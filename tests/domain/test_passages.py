"""Passages are what a person would point at as one thing said."""

from hypothesis import given
from hypothesis import strategies as st

from evaluator.domain.answers import Span
from evaluator.domain.passages import LONGEST_PASSAGE, passages
from evaluator.domain.words import words

SPEECH = "we asked memory first, then the table, " * 12


def _said(text: str) -> list[str]:
    return [text[passage.span.start : passage.span.end] for passage in passages(text, Span(0, len(text)))]


def test_a_passage_ends_with_its_sentence_or_its_line() -> None:
    text = "We cache rows, e.g. prices. “Why?” Because of load\nThat is all!"
    assert _said(text) == ["We cache rows, e.g. prices", "Why", "Because of load", "That is all"]


def test_a_point_inside_a_word_ends_nothing() -> None:
    assert _said("We run node.js on 1.5 machines") == ["We run node.js on 1.5 machines"]


def test_speech_without_full_stops_is_cut_at_commas() -> None:
    said = _said(SPEECH)
    assert len(said) > 1
    assert all(passage.split()[-1] in ("first", "table") for passage in said)


def test_speech_without_any_punctuation_is_cut_by_length() -> None:
    said = _said("word " * 100)
    assert [len(passage.split()) for passage in said] == [LONGEST_PASSAGE, LONGEST_PASSAGE, 20]


def test_only_the_stretch_asked_for_is_read() -> None:
    text = "Interviewer: Why? Candidate: Less load. Interviewer: Fine."
    found = list(passages(text, Span(29, 39)))
    assert [text[passage.span.start : passage.span.end] for passage in found] == ["Less load"]


@given(st.text(alphabet="ab. ,\n!", max_size=400))
def test_every_word_is_in_exactly_one_passage(text: str) -> None:
    found = list(passages(text, Span(0, len(text))))
    assert [word for passage in found for word in passage.words] == list(words(text))
    assert all(1 <= len(passage.words) <= LONGEST_PASSAGE for passage in found)
