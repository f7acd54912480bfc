"""Reading an answer, and describing one before it is judged."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluator.domain.answers import MAX_CHARACTERS, AnswerKind
from evaluator.domain.speakers import Why
from evaluator.errors import AnswerEmpty, AnswerNotText, AnswerTooLong, InputError, SpeakerUnclear
from evaluator.files.answers import MAX_FILE_CHARACTERS, Form, Outline, SpeakerShare, describe, read_answer

TWO = "Anna: What is caching?\nBen: I keep copies near.\nAnna: Why?\nBen: Speed."


def test_who_the_candidate_is_must_be_said_where_names_do_not_tell() -> None:
    with pytest.raises(SpeakerUnclear) as caught:
        read_answer(TWO)

    assert caught.value.message == "Say who the candidate is: there are 2 speakers."
    assert caught.value.speakers == ("Anna", "Ben")


def test_a_candidate_who_does_not_speak_is_refused_with_those_who_do() -> None:
    with pytest.raises(SpeakerUnclear) as caught:
        read_answer(TWO, candidate_speaker="Cy")

    assert caught.value.message == (
        "The candidate named is not among the speakers. Say who the candidate is: there are 2 speakers."
    )
    assert caught.value.speakers == ("Anna", "Ben")


def test_a_candidate_named_for_a_text_without_speakers_is_refused() -> None:
    with pytest.raises(SpeakerUnclear, match="no speakers were found") as caught:
        read_answer("Caching keeps copies near.", candidate_speaker="Ben")

    assert caught.value.speakers == ()


def test_somebody_who_only_asks_cannot_be_the_candidate() -> None:
    with pytest.raises(SpeakerUnclear, match=r"there is 1 speaker\."):
        read_answer("Interviewer: What is caching?\nInterviewer: Hello?")


@pytest.mark.parametrize("name", ["Ben", "ben", " BEN ", "Ｂｅｎ"])
def test_the_candidate_may_be_named_in_any_spelling(name: str) -> None:
    answer = read_answer(TWO, candidate_speaker=name)

    assert [answer.words_of(turn) for turn in answer.own_turns] == ["I keep copies near.", "Speed."]


def test_naming_somebody_makes_a_text_with_their_name_a_conversation() -> None:
    answer = read_answer("ben: copies near.\nanna berg: I see.", candidate_speaker="Ben")

    assert [(turn.speaker, turn.by_candidate) for turn in answer.turns] == [("ben", True)]


@pytest.mark.parametrize(
    ("text", "error"),
    [
        pytest.param(" \n\t ", AnswerEmpty, id="blank"),
        pytest.param("Interviewer: Hello?\nCandidate:", AnswerEmpty, id="no words of the candidate's"),
        pytest.param("WEBVTT\n\n00:00:01.000 --> 00:00:02.000\n<c></c>\n", AnswerEmpty, id="captions without words"),
        pytest.param("x" * (MAX_CHARACTERS + 1), AnswerTooLong, id="too long to judge"),
        pytest.param("x" * (MAX_FILE_CHARACTERS + 1), AnswerTooLong, id="too long to read"),
        pytest.param("a\x00b", AnswerNotText, id="a control character"),
        pytest.param("WEBVTT\n\n00:00:01.000 --> 00:00:02.000\na\x1cb\n", AnswerNotText, id="one in captions"),
    ],
)
def test_what_cannot_be_judged_is_refused(text: str, error: type[InputError]) -> None:
    with pytest.raises(error):
        read_answer(text)
    if text.startswith("Interviewer"):
        assert describe(text).words == 1
    else:
        with pytest.raises(error):
            describe(text)


def test_captions_may_be_longer_than_the_words_in_them() -> None:
    words = [f"word{number:04}" for number in range(1800)]
    cues = [
        f"00:{n // 60:02}:{n % 60:02}.000 --> 00:{n // 60:02}:{n % 60:02}.900\n{word}" for n, word in enumerate(words)
    ]
    text = "\n\n".join(["WEBVTT", *cues])

    assert len(text) > MAX_CHARACTERS
    assert read_answer(text).text == " ".join(words)


def test_an_outline_says_what_was_found_and_on_what_grounds() -> None:
    outline = describe("Interviewer: What is\u200b it?\nCandidate: Copies kept near.\nInterviewer: Ok.")

    assert outline == Outline(
        form=Form.DIALOGUE,
        kind=AnswerKind.TRANSCRIPT,
        turns=3,
        words=7,
        characters=71,
        speakers=(SpeakerShare("Interviewer", 2, 4), SpeakerShare("Candidate", 1, 3)),
        candidate="Candidate",
        why=Why.NAME,
        certain=True,
        hidden=1,
    )


def test_an_outline_of_a_typed_answer_has_no_speakers_and_no_doubt() -> None:
    outline = describe("Caching keeps copies near.")

    assert (outline.form, outline.speakers, outline.candidate, outline.certain) == (Form.TYPED, (), None, True)


def test_an_outline_offers_a_guess_where_reading_would_refuse() -> None:
    outline = describe(TWO)

    assert (outline.candidate, outline.why, outline.certain) == ("Ben", Why.MOST, False)


def test_an_outline_takes_the_name_that_was_given() -> None:
    assert describe(TWO, candidate_speaker="anna").why is Why.SAID
    assert describe(TWO, candidate_speaker="Cy").why is Why.MOST


def test_an_outline_names_nobody_where_there_is_nothing_to_tell() -> None:
    outline = describe("Anna: What now?\nBen: I wait.\nAnna: You too?\nBen: Yes, you.")

    assert (outline.candidate, outline.why, outline.certain) == (None, None, False)


pieces = st.sampled_from(
    [
        *(
            "Interviewer: ",
            "Candidate: ",
            "Anna Berg: ",
            "Ben  0:03",
            "[00:12] ",
            "WEBVTT\n",
            "\n",
            "\n\n",
            " ",
            "?",
            "I ",
            "you ",
        ),
        *(
            "00:00:01.000 --> 00:00:02.000\n",
            "00:00:01,000 --> 00:00:02,000\n",
            "<v Ben>",
            "</v>",
            ">> ",
            "1\n",
            "&amp;",
            "```\n",
            ":",
        ),
    ]
)
texts = st.lists(pieces | st.text(max_size=8), max_size=30).map("".join)


@given(texts)
def test_whatever_is_read_has_turns_in_order_within_the_text(text: str) -> None:
    try:
        answer = read_answer(text)
    except InputError:
        return

    ends = [0, *(turn.span.end for turn in answer.turns)]
    assert all(end <= turn.span.start <= turn.span.end for end, turn in zip(ends, answer.turns, strict=False))
    assert ends[-1] <= len(answer.text)
    assert answer.own_text.strip()


@given(texts, st.sampled_from([None, "Ben", "candidate"]), st.sampled_from([None, *AnswerKind]))
def test_describing_and_reading_agree(text: str, speaker: str | None, kind: AnswerKind | None) -> None:
    try:
        answer = read_answer(text, candidate_speaker=speaker, kind=kind)
    except InputError:
        return
    outline = describe(text, candidate_speaker=speaker, kind=kind)

    assert outline.certain
    assert outline.kind is answer.kind
    assert outline.turns == len(answer.turns)
    assert {turn.speaker for turn in answer.own_turns} <= {outline.candidate}


HOSTILE = {
    "names without end": "Anna " * 99_000,
    "spaces after a name": "Interviewer: a" + " " * 499_000 + "b",
    "empty lines": "Interviewer: a" + "\n \n" * 160_000 + "b",
    "open tags": "WEBVTT\n00:00:01.000 --> 00:00:02.000\n" + "<v <c " * 80_000,
    "ampersands": "WEBVTT\n00:00:01.000 --> 00:00:02.000\n" + "&" * 490_000,
    "arrows": "00:00:01 --> " * 38_000,
    "changes of speaker": "1\n00:00:01,000 --> 00:00:02,000\n" + ">>" * 240_000,
    "growing captions": "WEBVTT\n" + "".join(f"00:00:01.000 --> 00:00:02.000\n{'so ' * n}\n\n" for n in range(1, 500)),
    "bold": "**" * 249_000,
    "brackets": "[00:00] [" * 55_000,
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_hostile_texts_are_read_or_refused_in_linear_time(text: str) -> None:
    """A step more than linear in half a million characters would take minutes."""
    assert len(text) <= MAX_FILE_CHARACTERS
    with suppress(InputError):
        assert len(read_answer(text).text) <= MAX_CHARACTERS
