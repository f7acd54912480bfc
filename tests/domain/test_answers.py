"""What may be an answer, and how one is put together."""

import pytest

from evaluator.domain.answers import MAX_CHARACTERS, AnswerKind, Span, Turn, compose, typed
from evaluator.errors import AnswerEmpty, AnswerNotText, AnswerTooLong

TALK = "Q: Why?\nA: Because."
TALK_TURNS = [Turn(Span(3, 7), "Q", by_candidate=False), Turn(Span(11, 19), "A", by_candidate=True)]


def test_a_typed_answer_is_one_turn_of_the_candidates() -> None:
    answer = typed("First.\n\nSecond.")
    assert answer.own_text == answer.text == "First.\n\nSecond."
    assert answer.kind is AnswerKind.TYPED
    assert [turn.speaker for turn in answer.turns] == [None]


def test_line_ends_of_every_system_become_one_newline_and_a_byte_order_mark_goes() -> None:
    assert typed("\ufeffone\r\ntwo\rthree\n").text == "one\ntwo\nthree\n"


def test_only_the_candidates_turns_are_own_words() -> None:
    answer = compose(TALK, TALK_TURNS, AnswerKind.TRANSCRIPT)
    assert answer.own_text == "Because."
    assert [answer.words_of(turn) for turn in answer.turns] == ["Why?", "Because."]


def test_the_digest_tells_apart_who_said_the_same_words() -> None:
    swapped = [Turn(turn.span, turn.speaker, not turn.by_candidate) for turn in TALK_TURNS]
    digests = {
        compose(TALK, TALK_TURNS, AnswerKind.TRANSCRIPT).digest,
        compose(TALK, swapped, AnswerKind.TRANSCRIPT).digest,
        typed(TALK).digest,
    }
    assert len(digests) == 3
    assert compose(TALK, TALK_TURNS, AnswerKind.TRANSCRIPT).digest in digests


@pytest.mark.parametrize("text", ["", " \n\t ", "...", "?!"], ids=["nothing", "blank", "dots", "marks"])
def test_an_answer_without_words_is_refused(text: str) -> None:
    with pytest.raises(AnswerEmpty):
        typed(text)


def test_a_transcript_in_which_the_candidate_says_nothing_is_refused() -> None:
    with pytest.raises(AnswerEmpty):
        compose(TALK, TALK_TURNS[:1], AnswerKind.TRANSCRIPT)


def test_an_answer_over_the_limit_is_refused_with_both_figures() -> None:
    with pytest.raises(AnswerTooLong, match=r"50,001 characters; the most that is judged is 50,000"):
        typed("a" * (MAX_CHARACTERS + 1))
    assert len(typed("a" * MAX_CHARACTERS).text) == MAX_CHARACTERS


@pytest.mark.parametrize(
    ("character", "name"),
    [("\x00", "U+0000"), ("\x1b", "U+001B"), ("\x7f", "U+007F"), ("\x85", "U+0085"), ("\ud800", "U+D800")],
)
def test_a_control_character_is_named_with_its_place_and_nothing_is_quoted(character: str, name: str) -> None:
    with pytest.raises(AnswerNotText) as caught:
        typed(f"secret{character}words")
    assert f"{name} at position 6" in caught.value.message
    assert "secret" not in caught.value.message


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (Span(0, 3), Span(2, 5), True),
        (Span(0, 3), Span(3, 5), False),
        (Span(2, 5), Span(0, 3), True),
        (Span(0, 9), Span(4, 5), True),
        (Span(4, 5), Span(6, 7), False),
    ],
    ids=["cross", "touch", "cross back", "inside", "apart"],
)
def test_spans_overlap_only_where_they_share_a_code_point(one: Span, other: Span, expected: bool) -> None:
    assert one.overlaps(other) is expected
