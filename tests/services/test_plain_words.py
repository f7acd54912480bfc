"""The words people read: every flag has some, and they count right."""

import pytest

from evaluator.domain.judgements import Coverage, Flag, FlagCode, Verdict
from evaluator.domain.questions import PointId
from evaluator.services.plain_words import SHAPES, coverage_range, explain_flag
from tests.specimens import judgement

FIRST, SECOND, THIRD = (point.point_id for point in judgement().points)


@pytest.mark.parametrize("code", list(FlagCode))
def test_every_flag_is_explained_in_whole_sentences(code: FlagCode) -> None:
    said = explain_flag(Flag(code), judgement())
    assert said[0].isupper()
    assert said.endswith(".")
    assert "None" not in said


@pytest.mark.parametrize(
    ("points", "said"),
    [((FIRST,), "(point 1)"), ((FIRST, THIRD), "(points 1 and 3)"), ((THIRD, FIRST, SECOND), "(points 1, 2 and 3)")],
    ids=["one", "two", "three"],
)
def test_points_are_named_by_their_numbers(points: tuple[PointId, ...], said: str) -> None:
    assert said in explain_flag(Flag(FlagCode.UNVERIFIED_EVIDENCE, points=points), judgement())


@pytest.mark.parametrize(
    ("flag", "said"),
    [
        (Flag(FlagCode.TOO_SHORT, count=31), "Very short: 31 words."),
        (Flag(FlagCode.TOO_SHORT, count=1), "Very short: 1 word."),
        (Flag(FlagCode.NOISY_TRANSCRIPT, count=6), "damaged in places (6 gaps)"),
        (Flag(FlagCode.HIDDEN_CHARACTERS, count=1), "holds 1 character that"),
        (Flag(FlagCode.HIDDEN_CHARACTERS, count=14), "holds 14 characters that"),
        (Flag(FlagCode.OTHER_LANGUAGE, detail="de"), "than the question (de)"),
        (Flag(FlagCode.SPLIT_VOTE, points=(SECOND,), detail="2 covered, 1 missed"), "on point 2: 2 covered, 1 missed."),
        (Flag(FlagCode.OFF_POINT_EVIDENCE, points=(FIRST,)), "quotes for point 1 are about something else"),
        (Flag(FlagCode.UNVERIFIED_EVIDENCE, points=(FIRST, SECOND)), "Its claims were set aside; the points stay"),
    ],
    ids=lambda value: value.code if isinstance(value, Flag) else "",
)
def test_what_is_known_of_a_flag_is_told(flag: Flag, said: str) -> None:
    assert said in explain_flag(flag, judgement())


@pytest.mark.parametrize(
    ("coverage", "said"),
    [
        (Coverage(0.82, 0.74, 0.84), "74–84 %"),
        (Coverage(0.5, 0.5, 0.5), "50 %"),
        (Coverage(None, 0.0, 1.0), "0–100 %"),
        (Coverage(0.5, 0.4999, 0.5001), "50 %"),
        (Coverage(0.125, 0.125, 0.125), "13 %"),
    ],
    ids=["range", "settled", "open", "close", "half"],
)
def test_the_range_is_the_number(coverage: Coverage, said: str) -> None:
    assert coverage_range(coverage) == said


def test_every_verdict_has_a_shape_of_its_own() -> None:
    assert len({SHAPES[verdict] for verdict in Verdict}) == len(Verdict)
