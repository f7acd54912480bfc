"""Reviews laid out in arrays come to what their pairs, taken one by one, come to."""

from collections.abc import Sequence
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given

from evaluator.domain.agreement.pairs import Pair
from evaluator.domain.agreement.samples import Floats, collect_rows
from evaluator.domain.agreement.tables import tabulate
from evaluator.domain.insight_counts import Reviewed
from evaluator.domain.insight_pairs import Answers, Pairs, codes, lay_out
from evaluator.domain.questions import PointId
from tests.domain.agreement.sampled import sample_raters
from tests.domain.reviewed import reviewed, some_reviews, verdicts

POINTS = {1: np.array([0, 1, 2]), 2: np.array([3, 4])}


def laid(reviews: Sequence[Reviewed]) -> tuple[Answers, Pairs]:
    return lay_out(reviews, POINTS)


def by_answer(reviews: Sequence[Reviewed]) -> list[list[Reviewed]]:
    groups: dict[str, list[Reviewed]] = {}
    for review in reviews:
        groups.setdefault(review.judgement_id, []).append(review)
    return list(groups.values())


def table(pairs: Sequence[tuple[str, str]]) -> list[int]:
    listed = [
        Pair(PointId("any"), said, blind)
        for ours, theirs in pairs
        for said, blind in zip(verdicts(ours), verdicts(theirs), strict=True)
    ]
    return list(tabulate(listed).cells)


def kinds(rows: Floats) -> list[tuple[float, ...]]:
    return sorted(map(tuple, rows[rows[:, -1] > 0].round(9).tolist()))


@given(some_reviews())
def test_each_answer_has_the_table_of_judge_and_people_and_that_of_people_among_themselves(
    reviews: list[Reviewed],
) -> None:
    answers, _ = laid(reviews)
    groups = by_answer(reviews)
    assert answers.judge.tolist() == [table([(one.said, one.blind) for one in group]) for group in groups]
    assert answers.people.tolist() == [
        table([(one.blind, other.blind) for one, other in combinations(group, 2)]) for group in groups
    ]
    assert answers.reviews.tolist() == [len(group) for group in groups]
    assert answers.series.tolist() == [group[0].series_id for group in groups]


@given(some_reviews())
def test_each_answer_has_the_coincidences_of_all_its_raters(reviews: list[Reviewed]) -> None:
    answers, _ = laid(reviews)
    people = [list(zip(*(verdicts(one.blind) for one in group), strict=True)) for group in by_answer(reviews)]
    everybody = [
        list(zip(verdicts(group[0].said), *(verdicts(one.blind) for one in group), strict=True))
        for group in by_answer(reviews)
    ]
    for rows, expected in ((answers.reviewers, sample_raters(people)), (answers.raters, sample_raters(everybody))):
        listed = [row for row, count in zip(expected.rows, expected.counts, strict=True) for _ in range(count)]
        assert kinds(rows) == kinds(np.array(listed).reshape(-1, 10))


@given(some_reviews())
def test_each_point_has_the_tables_of_the_answers_that_have_it(reviews: list[Reviewed]) -> None:
    _, pairs = laid(reviews)
    found = pairs.of_each(5)
    for point in range(5):
        series, place = (1, point) if point < 3 else (2, point - 3)
        expected = [
            table([(one.said[place], one.blind[place]) for one in group])
            for group in by_answer(reviews)
            if group[0].series_id == series
        ]
        assert sorted(found[point].tolist()) == sorted(expected)


def test_answers_can_be_narrowed_to_those_of_some_series() -> None:
    answers, _ = laid([reviewed("a", "ccc", "ccc"), reviewed("b", "cc", "mm", 2), reviewed("a", "ccc", "pcc")])
    narrowed = answers.of_series([1])
    assert (narrowed.series.tolist(), narrowed.reviews.tolist(), narrowed.judge.sum()) == ([1], [2], 6)
    assert narrowed.days.tolist() == answers.days[:1].tolist()


def test_without_reviews_there_are_no_answers_and_no_pairs() -> None:
    answers, pairs = laid([])
    assert (answers.judge.shape, answers.people.shape, answers.raters.shape) == ((0, 16), (0, 16), (0, 10))
    assert [len(rows) for rows in pairs.of_each(2)] == [0, 0]


def test_letters_become_the_places_of_their_verdicts() -> None:
    assert codes(["cp", "mu"]).tolist() == [0, 1, 2, 3]


@pytest.mark.parametrize("rows", [np.zeros((0, 3)), np.array([[1.0, 2, 3]] * 2 + [[0, 0, 0.5]])], ids=["none", "three"])
def test_equal_rows_of_a_sample_are_counted_together(rows: Floats) -> None:
    sample = collect_rows(rows)
    found = dict(zip(sample.rows, sample.counts, strict=True))
    assert found == ({(1.0, 2.0, 3.0): 2, (0.0, 0.0, 0.5): 1} if len(rows) else {})
