from dataclasses import replace

import pytest

from evaluator.domain.answers import Span
from evaluator.domain.judgements import Flag, FlagCode
from evaluator.domain.questions import PointId
from evaluator.web.pages.answer_view import answer_view
from evaluator.web.pages.flag_notes import IN_BRIEF, FlagNote, Way, flag_notes
from tests.web.pages.specimens import judgement, transcript


def notes(*flags: Flag) -> tuple[FlagNote, ...]:
    return flag_notes(replace(judgement(), flags=flags), answer_view(transcript()))


@pytest.mark.parametrize("code", [code for code in FlagCode if code is not FlagCode.MATCHER_ONLY])
def test_every_flag_is_explained_with_its_weighty_words_in_bold(code: FlagCode) -> None:
    (note,) = notes(Flag(code, points=(PointId("bag"),), count=3, detail="de"))
    assert note.bold
    assert f"{note.before}{note.bold}{note.after}".endswith(".")
    assert note.is_suspicion == code.is_suspicion


@pytest.mark.parametrize("code", FlagCode)
def test_every_flag_has_a_few_words_for_lists(code: FlagCode) -> None:
    assert 0 < len(IN_BRIEF[code]) <= 30


def test_word_matching_has_a_notice_of_its_own_and_no_line_among_the_flags() -> None:
    assert notes(Flag(FlagCode.MATCHER_ONLY)) == ()


def test_suspicion_comes_first() -> None:
    shown = notes(Flag(FlagCode.TOO_SHORT, count=9), Flag(FlagCode.HIDDEN_CHARACTERS, count=2))
    assert [note.is_suspicion for note in shown] == [True, False]


def test_one_point_is_named_in_full_and_several_by_their_numbers() -> None:
    one, several = notes(
        Flag(FlagCode.UNVERIFIED_EVIDENCE, points=(PointId("freezer"),)),
        Flag(FlagCode.OFF_POINT_EVIDENCE, points=(PointId("bag"), PointId("starter"))),
    )
    assert one.ways == (Way("#p3", "point 3", "point 3"),)
    assert several.ways == (Way("#p1", "1", "point 1"), Way("#p4", "4", "point 4"))


def test_words_addressed_to_the_grader_are_shown_the_way_to() -> None:
    answer = transcript()
    start = answer.text.index("slice it")
    (note,) = notes(Flag(FlagCode.INSTRUCTION_LIKE_TEXT, spans=(Span(start, start + 8),)))
    assert note.ways == (Way("#t4", "¶\u00a04", "paragraph 4"),)
    assert note.after.endswith("It is outlined below.")


def test_a_credited_decoy_asks_for_the_explanation_of_decoys() -> None:
    (note,) = notes(Flag(FlagCode.CANARY_CREDITED, points=(PointId("choir"),)))
    assert note.is_decoy
    assert note.ways == ()
