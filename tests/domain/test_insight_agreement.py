"""What is told of how far judge and people agree, and what is not told of too few."""

from collections.abc import Sequence
from functools import partial

import numpy as np
import pytest

from evaluator.domain.agreement.figures import Estimate, Figure, NotEnough, Unit
from evaluator.domain.agreement.measuring import measure
from evaluator.domain.agreement.pairs import AnswerPairs, Pair
from evaluator.domain.agreement.samples import sample_answers
from evaluator.domain.agreement.undefined import Undefined, Why
from evaluator.domain.insight_agreement import OF_PAIRS, OF_RATERS, compare_sides, is_under, same, table_of, worth
from evaluator.domain.insight_counts import Reviewed
from evaluator.domain.insight_pairs import Answers, lay_out
from evaluator.domain.judgements import Verdict
from evaluator.domain.questions import PointId
from tests.domain.agreement.sampled import sample_raters
from tests.domain.reviewed import THREADS, measuring, reviewed, verdicts

MEASURING = measuring(200)


def laid(reviews: Sequence[Reviewed]) -> Answers:
    return lay_out(reviews, {1: np.array([0, 1, 2])})[0]


def plenty(count: int = 20) -> list[Reviewed]:
    """So many answers, one verdict in three other than people's; each second one has two reviews that differ once."""
    first = [reviewed(f"a{number}", "cpm", "cpp" if number % 2 else "cmm") for number in range(count)]
    return first + [reviewed(f"a{number}", "cpm", "cpm") for number in range(0, count, 2)]


def test_every_figure_is_told_of_the_judge_and_of_people_among_themselves() -> None:
    compared = compare_sides(laid(plenty(40)), MEASURING)
    names = {coefficient.name for coefficient in (*OF_PAIRS, *OF_RATERS)}
    assert names == set(compared.judge.figures) == set(compared.people.figures)
    assert (compared.reviews, compared.judge.answers, compared.people.answers) == (60, 40, 20)
    ours, theirs = (side.figures["same"] for side in (compared.judge, compared.people))
    assert isinstance(ours, Estimate)
    assert isinstance(theirs, Estimate)
    assert (ours.value, ours.points) == (pytest.approx(140 / 180), 180)
    assert (theirs.value, theirs.points) == (pytest.approx(40 / 60), 60)


def test_the_figures_are_those_of_the_pairs_taken_one_by_one() -> None:
    reviews = plenty(40)
    groups = [[one for one in reviews if one.judgement_id == f"a{number}"] for number in range(40)]
    answers = [
        AnswerPairs(
            THREADS,
            tuple(
                Pair(PointId(str(place)), said, blind)
                for review in group
                for place, (said, blind) in enumerate(zip(verdicts(review.said), verdicts(review.blind), strict=True))
            ),
        )
        for group in groups
    ]
    raters = [
        list(zip(verdicts(group[0].said), *(verdicts(one.blind) for one in group), strict=True)) for group in groups
    ]
    expected = measure(sample_answers(answers), OF_PAIRS, seed=1, resamples=200)
    expected_alphas = measure(sample_raters(raters), OF_RATERS, seed=1, resamples=200)
    assert compare_sides(laid(reviews), MEASURING).judge.figures == {**expected, **expected_alphas}


def test_too_few_points_are_told_as_such() -> None:
    compared = compare_sides(laid(plenty(10)), MEASURING)
    assert compared.judge.figures["kappa"] == NotEnough(45, 50)
    assert compared.people.figures["alpha_ordinal"] == NotEnough(5, 10, Unit.ANSWERS)


def test_how_many_points_are_needed_can_be_said() -> None:
    compared = compare_sides(laid(plenty(10)), MEASURING, 20)
    assert isinstance(compared.judge.figures["kappa"], Estimate)


def test_without_reviews_nothing_is_known() -> None:
    compared = compare_sides(laid([]), MEASURING)
    assert set(compared.judge.figures.values()) == {NotEnough(0, 50)}
    assert (compared.reviews, compared.judge.answers, compared.judge.table.pairs) == (0, 0, 0)


def test_a_table_of_few_answers_would_tell_what_the_judge_said_and_is_empty() -> None:
    tables = partial(laid, [reviewed(f"a{number}", "cpm", "cpm") for number in range(10)])().judge
    assert table_of(tables).pairs == 30
    assert table_of(tables[:9]).pairs == 0


def test_the_share_of_the_same_verdict_alone_is_that_of_all_figures() -> None:
    answers = laid([*plenty(60), reviewed("u", "upm", "cum")])
    alone, among_all = same(answers.judge, MEASURING, 50), compare_sides(answers, MEASURING).judge.figures["same"]
    assert isinstance(alone, Estimate)
    assert isinstance(among_all, Estimate)
    assert (alone.value, alone.points, alone.answers) == (among_all.value, among_all.points, among_all.answers)
    assert alone.low == pytest.approx(among_all.low, abs=0.03)
    assert alone.high == pytest.approx(among_all.high, abs=0.03)


def test_few_answers_do_not_stand_for_others_however_many_points_they_have() -> None:
    tables = laid([reviewed(f"a{number}", "cpm" * 9, "cpm" * 9) for number in range(9)]).judge
    assert same(tables, MEASURING) == NotEnough(9, 10, Unit.ANSWERS)


@pytest.mark.parametrize("said", ["ccc", "uuu", "cmu"])
def test_how_many_points_few_answers_have_would_tell_what_the_judge_said(said: str) -> None:
    answers = laid([reviewed(f"a{number}", said, "cmu") for number in range(9)])
    compared, lack = compare_sides(answers, MEASURING), NotEnough(9, 10, Unit.ANSWERS)
    assert {*compared.judge.figures.values(), *worth(answers, MEASURING).values()} == {lack}
    assert same(answers.judge, MEASURING) == lack


def test_a_verdict_is_worth_how_often_people_say_the_same() -> None:
    found = worth(laid(plenty(40)), MEASURING)
    told = {verdict: round(one.value, 6) for verdict, one in found.items() if isinstance(one, Estimate)}
    assert told == {
        Verdict.COVERED: 1.0,
        Verdict.PARTIAL: pytest.approx(40 / 60, abs=1e-6),
        Verdict.MISSED: pytest.approx(40 / 60, abs=1e-6),
    }


@pytest.mark.parametrize(
    ("people", "expected"),
    [
        (Estimate(0.9, 0.86, 0.94, 100, 20), True),
        (Estimate(0.9, 0.80, 0.94, 100, 20), False),
        (NotEnough(3, 50), False),
        (None, False),
    ],
    ids=["under", "overlapping", "people too few", "nobody"],
)
def test_a_point_is_under_people_where_its_whole_interval_is(people: Figure | None, expected: bool) -> None:
    assert is_under(Estimate(0.7, 0.6, 0.85, 60, 60), people) is expected
    assert is_under(Undefined(Why.NO_DATA), people) is False
