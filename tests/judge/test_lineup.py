"""The order of points and decoys: fixed by question and sample, never by the answer."""

from hypothesis import given
from hypothesis import strategies as st

from evaluator.domain.questions import Canary, ExpectedPoint, PointId, Question, QuestionId, QuestionKind
from evaluator.judge.lineup import CANARIES, line_up


def _question(points: int, canaries: int, name: str = "q") -> Question:
    return Question(
        QuestionId(name),
        "Title",
        "Text?",
        QuestionKind.KNOWLEDGE,
        tuple(ExpectedPoint(PointId(f"p{i}"), f"Claim {i}") for i in range(points)),
        tuple(Canary(PointId(f"c{i}"), f"Decoy {i}") for i in range(canaries)),
    )


@given(st.integers(1, 9), st.integers(0, 6), st.integers(0, 5))
def test_every_point_is_asked_once_with_as_many_decoys_as_there_should_be(points: int, canaries: int, n: int) -> None:
    question = _question(points, canaries)
    lineup = line_up(question, n, with_canaries=True)
    asked = [asked.id for asked in lineup.asked]
    assert len(asked) == len(set(asked)) == points + min(CANARIES, canaries)
    assert {point.id for point in question.points} | set(lineup.canaries) == set(asked)


def test_the_same_question_and_sample_are_lined_up_the_same_way_every_time() -> None:
    assert line_up(_question(7, 5), 1, with_canaries=True) == line_up(_question(7, 5), 1, with_canaries=True)
    assert line_up(_question(7, 5), 0, with_canaries=True).seed == 119977999832723


def test_another_sample_or_question_changes_order_and_decoys() -> None:
    lineups = [line_up(_question(7, 5), sample, with_canaries=True) for sample in range(8)]
    assert len({lineup.asked for lineup in lineups}) == 8
    assert len({frozenset(lineup.canaries) for lineup in lineups}) > 1
    assert line_up(_question(7, 5, "r"), 0, with_canaries=True).seed != lineups[0].seed


def test_a_judge_that_needs_no_decoys_is_asked_none() -> None:
    lineup = line_up(_question(3, 4), 0, with_canaries=False)
    assert lineup.canaries == ()
    assert len(lineup.asked) == 3
