"""Captions become who said what; markup goes, words stay."""

from itertools import pairwise

import pytest

from evaluator.domain.answers import AnswerKind
from evaluator.errors import SpeakerUnclear
from evaluator.files.answers import Form, describe, read_answer
from tests.files.conversations import read


def vtt(*cues: str, head: str = "WEBVTT") -> str:
    """A WebVTT file of cues, one second each."""
    timed = (f"00:00:{second:02}.000 --> 00:00:{second:02}.900\n{cue}" for second, cue in enumerate(cues))
    return "\n\n".join((head, *timed))


def srt(*cues: str) -> str:
    """A SubRip file of cues, one second each."""
    timed = (f"{n + 1}\n00:00:{n:02},000 --> 00:00:{n:02},900\n{cue}" for n, cue in enumerate(cues))
    return "\n\n".join(timed) + "\n"


def test_voice_tags_name_the_speakers() -> None:
    text = vtt("<v Interviewer>What is it?</v>", "<v Candidate>Um, copies</v>", "<v Candidate>kept near.</v>")

    assert read(text) == [("Interviewer", False, "What is it?"), ("Candidate", True, "Um, copies kept near.")]


def test_the_stored_text_is_laid_out_as_names_and_words() -> None:
    answer = read_answer(vtt("<v Interviewer>What is it?", "<v Candidate>Copies."))

    assert answer.text == "Interviewer: What is it?\n\nCandidate: Copies."
    assert answer.kind is AnswerKind.TRANSCRIPT


@pytest.mark.parametrize(
    ("cue", "words"),
    [
        pytest.param("<c.loud>so</c> <i>um</i> <b>yes</b>", "so um yes", id="styles"),
        pytest.param("so<00:00:01.500> <c>um</c>", "so um", id="times inside"),
        pytest.param("<lang en-GB>colour</lang>", "colour", id="language"),
        pytest.param('<font color="red">yes</font>{\\an8}', "yes", id="fonts and places"),
        pytest.param("a &lt; b &amp;&nbsp;c", "a < b & c", id="entities"),
        pytest.param("two\nlines  here", "two lines here", id="two lines"),
        pytest.param("a List<String> and <div>", "a List<String> and <div>", id="words in angle brackets"),
        pytest.param("[inaudible] uh, I I mean", "[inaudible] uh, I I mean", id="noise and false starts"),
        pytest.param("<v.loud Ben>hey", "hey", id="a voice with a class"),
    ],
)
def test_markup_goes_and_words_stay(cue: str, words: str) -> None:
    assert [said for _, _, said in read(vtt(cue))] == [words]


def test_what_is_no_cue_is_left_out() -> None:
    text = (
        "WEBVTT - a title\nKind: captions\n\nNOTE\na remark\n\nSTYLE\n::cue { color: red }\n\nREGION\nid:one\n\n"
        "intro\n00:01.000 --> 00:02.000 align:start position:0%\nHello\n\n"
        "NOTE another\n\n2\n00:03.000 --> 00:04.000\nthere\n"
    )

    assert read(text) == [(None, True, "Hello there")]


def test_an_id_right_under_a_cue_is_not_said() -> None:
    text = "WEBVTT\n\n00:01.000 --> 00:02.000\nHello\n2\n00:03.000 --> 00:04.000\n3"

    assert read(text) == [(None, True, "Hello 3")]


def test_two_voices_in_one_cue_are_two_turns() -> None:
    assert read(vtt("<v Interviewer>Why?</v> <v Candidate>Speed.</v>")) == [
        ("Interviewer", False, "Why?"),
        ("Candidate", True, "Speed."),
    ]


def test_an_empty_line_inside_a_subrip_cue_is_no_end() -> None:
    text = "1\n00:00:01,000 --> 00:00:02,000\nfirst\n\nsecond\n\n2\n00:00:03,000 --> 00:00:04,000\nthird"

    assert read(text) == [(None, True, "first second third")]


def test_names_before_a_colon_are_speakers_until_the_next_name() -> None:
    text = srt("Interviewer: What is it?", "Candidate: Copies", "kept near.", "Varnish: a proxy.", "Interviewer: Ok.")

    assert read(text) == [
        ("Interviewer", False, "What is it?"),
        ("Candidate", True, "Copies kept near. Varnish: a proxy."),
        ("Interviewer", False, "Ok."),
    ]


def test_arrows_with_names_change_the_speaker() -> None:
    text = srt(">> INTERVIEWER: What?", ">> CANDIDATE: This.", ">> Why?", ">> So.")

    assert [(name, words) for name, _, words in read(text)] == [
        ("INTERVIEWER", "What?"),
        ("CANDIDATE", "This."),
        ("INTERVIEWER", "Why?"),
        ("CANDIDATE", "So."),
    ]


def test_arrows_without_names_are_two_voices_in_turn() -> None:
    text = srt(">> What?", ">> This.", "And that.", ">> Why?")

    with pytest.raises(SpeakerUnclear) as caught:
        read_answer(text)

    assert caught.value.speakers == ("Speaker 1", "Speaker 2")
    assert [words for _, own, words in read(text, candidate_speaker="speaker 2") if own] == ["This. And that."]


def test_words_before_anybody_is_named_are_nobodys() -> None:
    assert read(vtt("Welcome", "<v Candidate>Thanks"))[0] == (None, False, "Welcome")


def test_names_on_the_first_line_of_every_cue_are_speakers() -> None:
    text = "\n\n".join(
        f"0:0:{n}.0 --> 0:0:{n}.9\n{name}\n{words}"
        for n, (name, words) in enumerate(
            [("Anna Berg", "What?"), ("Ben Ode", "This."), ("Anna Berg", "Why?"), ("Ben Ode", "So.")]
        )
    )

    assert [name for name, _, _ in read(text, candidate_speaker="Ben Ode")] == ["Anna Berg", "Ben Ode"] * 2


@pytest.mark.parametrize(
    "cues",
    [
        pytest.param(("So we\nkeep copies", "I said\nkeep copies"), id="lines that are no names"),
        pytest.param(("Anna Berg\nWhat?", "This."), id="not in every cue"),
    ],
)
def test_first_lines_that_are_not_everywhere_names_are_words(cues: tuple[str, ...]) -> None:
    assert read(vtt(*cues)) == [(None, True, " ".join(" ".join(cues).split()))]


def test_rolling_captions_say_each_line_once() -> None:
    lines = ["so today we", "talk about caching", "which is", "rather useful", "for pages"]
    cues = [f"{old}\n{new}" for old, new in pairwise(lines)]
    text = "\n\n".join(["WEBVTT", *(f"00:0{n}.000 --> 00:0{n + 1}.000\n{cue}" for n, cue in enumerate(cues))])

    assert read(text) == [(None, True, " ".join(lines))]


def test_growing_captions_say_each_word_once() -> None:
    words = ["so", "today", "we", "talk", "about"]
    cues = [" ".join(words[: n + 1]) for n in range(len(words))]
    text = "\n\n".join(["WEBVTT", *(f"00:0{n}.000 --> 00:0{n + 1}.000\n{cue}" for n, cue in enumerate(cues))])

    assert read(text) == [(None, True, "so today we talk about")]


def test_one_who_says_a_thing_twice_said_it_twice() -> None:
    assert read(
        vtt("Yes.", "Yes.", "So it was fast.", "Very.", "And small.", "And cheap.", "That is all.", "Thanks.")
    ) == [(None, True, "Yes. Yes. So it was fast. Very. And small. And cheap. That is all. Thanks.")]


def test_repetition_after_a_pause_is_the_speakers_own() -> None:
    text = "\n\n".join(["WEBVTT", *(f"00:{n}0.000 --> 00:{n}1.000\nAgain." for n in range(1, 6))])

    assert read(text) == [(None, True, "Again. Again. Again. Again. Again.")]


def test_a_cue_that_stands_twice_is_said_once() -> None:
    cue = "00:01.000 --> 00:02.000\nHello there"

    assert read(f"WEBVTT\n\n{cue}\n\n{cue}\n\n00:03.000 --> 00:04.000\nBen here") == [
        (None, True, "Hello there Ben here")
    ]


@pytest.mark.parametrize(
    ("text", "filename", "form"),
    [
        pytest.param(vtt("Hello"), None, Form.VTT, id="a header"),
        pytest.param(vtt("Hello", head="").lstrip(), None, Form.SRT, id="no header, times at once"),
        pytest.param("A talk\nby me\non a day\nin May\n" + srt("Hello"), "talk.srt", Form.SRT, id="a name to go by"),
        pytest.param("A talk\nby me\non a day\nin May\n" + srt("Hello"), None, Form.TYPED, id="no name to go by"),
        pytest.param("WEBVTT is a format for captions.", None, Form.TYPED, id="talk about captions"),
        pytest.param("Caching keeps copies.", "talk.vtt", Form.TYPED, id="a name that misleads"),
    ],
)
def test_captions_are_told_by_what_they_hold(text: str, filename: str | None, form: Form) -> None:
    assert describe(text, filename=filename).form is form


def test_a_byte_order_mark_before_the_header_does_no_harm() -> None:
    assert read("\ufeff" + vtt("Hello").replace("\n", "\r\n")) == [(None, True, "Hello")]
