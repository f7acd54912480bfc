"""What a judgement tells of itself."""

from evaluator.domain.judgements import FlagCode
from tests.records import WHOLE, judgement, unscored


def test_a_flag_is_found_by_its_code() -> None:
    flag = WHOLE.flag(FlagCode.INSTRUCTION_LIKE_TEXT)
    assert flag is not None
    assert flag.detail == "one passage"
    assert WHOLE.flag(FlagCode.CANARY_CREDITED) is None


def test_a_person_should_look_at_what_is_flagged_open_or_without_a_score() -> None:
    settled = tuple(point for point in WHOLE.points if not point.needs_review)
    assert [
        judgement(flags=(), points=settled).needs_review,
        judgement(points=settled).needs_review,
        judgement(flags=()).needs_review,
        unscored().needs_review,
    ] == [False, True, True, True]
