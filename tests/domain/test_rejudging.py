"""How much there is to judge again, and how verdicts moved."""

from dataclasses import replace
from math import isclose

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluator.domain.estimates import points_asked, question_bytes
from evaluator.domain.judgements import Coverage, JudgeIdentity, Verdict
from evaluator.domain.outdated import Version, Why
from evaluator.domain.questions import PointId, QuestionId
from evaluator.domain.rejudging import (
    ENOUGH_ANSWERS,
    Choice,
    CoverageSums,
    Group,
    Outdated,
    PointMove,
    PointMoves,
    Standing,
    coverage_change,
    grouped,
    workload_of,
)
from tests.batch_records import PLAIN, QUESTION

THREADS = Version(1, QUESTION.id, None, None, JudgeIdentity("main", "sage-6b", "v1"), None)
CACHING = replace(THREADS, id=2, question_id=PLAIN.id)
ASKED = {1: QUESTION, 2: PLAIN}


def outdated(version: Version, standing: Standing, *why: Why) -> Outdated:
    return Outdated(version, why or (Why.MODEL,), standing)


def test_what_is_under_way_held_or_without_a_question_is_not_ready() -> None:
    assert Standing(judgements=10, under_way=3, held=2, erased=7).ready == 5
    assert Standing(judgements=10, without_question=10).ready == 0
    assert Standing(judgements=2, under_way=2, held=1).ready == 0


def test_standings_add_up() -> None:
    assert Standing(1, 2, 3, 4, 5, 6).plus(Standing(10, 20, 30, 40, 50, 60)) == Standing(11, 22, 33, 44, 55, 66)


def test_versions_are_grouped_by_judge_question_and_reasons_with_most_first() -> None:
    newer = replace(THREADS, id=3, judge=replace(THREADS.judge, model="sage-5b"))
    groups = grouped(
        [
            outdated(THREADS, Standing(2)),
            outdated(CACHING, Standing(9)),
            outdated(newer, Standing(3)),
            outdated(replace(THREADS, id=4), Standing(1), Why.QUESTION),
        ]
    )
    assert groups == (
        Group("main", ("sage-6b",), QuestionId("caching"), (Why.MODEL,), Standing(9)),
        Group("main", ("sage-5b", "sage-6b"), QuestionId("threads"), (Why.MODEL,), Standing(5)),
        Group("main", ("sage-6b",), QuestionId("threads"), (Why.QUESTION,), Standing(1)),
    )


@pytest.mark.parametrize(
    ("choice", "fits"),
    [
        (Choice(), True),
        (Choice(judge="main"), True),
        (Choice(judge="other"), False),
        (Choice(question_id="threads"), True),
        (Choice(question_id="caching"), False),
        (Choice(judge="main", question_id="threads"), True),
        (Choice(judge="other", question_id="threads"), False),
    ],
)
def test_a_choice_is_of_a_judge_and_a_question(choice: Choice, *, fits: bool) -> None:
    assert choice.fits(THREADS) is fits


def test_the_workload_counts_what_is_ready() -> None:
    found = workload_of([outdated(THREADS, Standing(4, 400, under_way=1)), outdated(CACHING, Standing(2, 50))], ASKED)
    assert (found.answers, found.questions, found.answer_bytes) == (5, 2, 350)
    assert found.question_bytes == 3 * question_bytes(QUESTION) + 2 * question_bytes(PLAIN)
    assert found.repeated_bytes == 2 * question_bytes(QUESTION) + question_bytes(PLAIN)
    assert found.points == 3 * points_asked(QUESTION) + 2 * points_asked(PLAIN)


def test_what_cannot_be_asked_again_is_no_work() -> None:
    gone = outdated(replace(CACHING, id=9), Standing(5, 100))
    assert workload_of([gone, outdated(THREADS, Standing(3, 10, held=3))], ASKED).answers == 0


def test_a_point_counts_what_moved() -> None:
    counts = {
        (Verdict.COVERED, Verdict.COVERED): 5,
        (Verdict.COVERED, Verdict.MISSED): 2,
        (None, Verdict.PARTIAL): 1,
        (None, None): 4,
    }
    point = PointMoves(QUESTION.id, PointId("own-stack"), counts)
    assert (point.answers, point.moved) == (12, 3)


@pytest.mark.parametrize(
    ("move", "is_moved", "is_contradicted"),
    [
        (PointMove(PointId("p"), Verdict.COVERED, Verdict.COVERED), False, False),
        (PointMove(PointId("p"), Verdict.COVERED, Verdict.MISSED, (Verdict.MISSED,)), True, False),
        (PointMove(PointId("p"), Verdict.COVERED, Verdict.COVERED, (Verdict.COVERED, Verdict.MISSED)), False, True),
        (PointMove(PointId("p"), Verdict.COVERED, None, (Verdict.COVERED,)), True, False),
    ],
    ids=["same", "moved to what people said", "people differ", "not asked any more"],
)
def test_a_point_is_worth_a_look_where_it_moved_or_people_said_otherwise(
    move: PointMove, *, is_moved: bool, is_contradicted: bool
) -> None:
    assert (move.is_moved, move.is_contradicted) == (is_moved, is_contradicted)


def sums_of(changes: list[float]) -> CoverageSums:
    before = [0.5] * len(changes)
    after = [0.5 + change for change in changes]
    return CoverageSums(
        len(changes),
        Coverage(sum(before), sum(before), sum(before)),
        Coverage(sum(after), sum(after), sum(after)),
        sum(change**2 for change in changes),
    )


def test_without_answers_coverage_has_not_changed() -> None:
    assert coverage_change(CoverageSums()) is None


def test_few_answers_have_no_interval() -> None:
    change = coverage_change(sums_of([0.1] * (ENOUGH_ANSWERS - 1)))
    assert change is not None
    assert change.interval is None
    assert isclose(change.change, 0.1)


def test_the_interval_is_that_of_a_mean_of_paired_differences() -> None:
    change = coverage_change(sums_of([0.0, 0.2] * 50))
    assert change is not None
    assert change.interval is not None
    error = 0.1 * (100 / 99) ** 0.5 / 10
    assert isclose(change.interval[0], 0.1 - 1.96 * error, rel_tol=1e-9)
    assert isclose(change.interval[1], 0.1 + 1.96 * error, rel_tol=1e-9)


@given(st.lists(st.floats(-0.5, 0.5), min_size=ENOUGH_ANSWERS, max_size=60))
def test_the_interval_holds_the_change_and_stays_within_all_there_can_be(changes: list[float]) -> None:
    change = coverage_change(sums_of(changes))
    assert change is not None
    assert change.interval is not None
    low, high = change.interval
    assert -1 <= low <= change.change + 1e-9
    assert change.change - 1e-9 <= high <= 1


def test_answers_without_a_score_leave_the_mean_at_nothing() -> None:
    nothing = Coverage(None, 0.0, 1.0)
    change = coverage_change(CoverageSums(1, nothing, nothing, 0.0))
    assert change is not None
    assert change.change == 0.0
