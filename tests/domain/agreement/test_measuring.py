"""Coefficients with their intervals, and two judges compared."""

from dataclasses import replace
from itertools import product

import numpy as np
import pytest

from evaluator.domain.agreement.bootstrap import expanded_tail, interval, student
from evaluator.domain.agreement.coefficients import Undefined, Why
from evaluator.domain.agreement.figures import Estimate, NotEnough, Unit, shortage
from evaluator.domain.agreement.kappas import KAPPA
from evaluator.domain.agreement.measuring import contrast, measure
from evaluator.domain.agreement.pairs import AnswerPairs, Pair
from evaluator.domain.agreement.samples import IMAGINED, ONE_PAIR, Sample, collect, sample_answers
from evaluator.domain.agreement.shares import SAME, SHARE_UNSURE, TNR, TPR
from evaluator.domain.agreement.tables import VERDICTS, tabulate
from tests.domain.agreement.verdicts import drawn, pairs

FEW = 400
"""Resamples in tests of what does not depend on their number."""


def side_by_side(ours: list[AnswerPairs], theirs: list[AnswerPairs]) -> Sample:
    """Two judges on the same points of the same answers; imagined is a pair of each with the same blind verdict."""
    rows = (tabulate(one.pairs).cells + tabulate(other.pairs).cells for one, other in zip(ours, theirs, strict=True))
    cells, blind = range(len(ONE_PAIR)), len(VERDICTS)
    alike = (ONE_PAIR[one] + ONE_PAIR[other] for one, other in product(cells, cells) if one % blind == other % blind)
    return replace(collect(rows, tuple(alike)), imagined_mass=IMAGINED / blind)


def estimate_of(answers: list[AnswerPairs], seed: int = 1) -> Estimate:
    figure = measure(sample_answers(answers), [SAME], seed=seed, needed=20, resamples=FEW)["same"]
    assert isinstance(figure, Estimate)
    return figure


@pytest.mark.parametrize(
    ("points", "answers", "needed", "expected"),
    [
        (49, 49, 50, NotEnough(49, 50, Unit.POINTS)),
        (50, 50, 50, None),
        (60, 9, 50, NotEnough(9, 10, Unit.ANSWERS)),
        (19, 19, 20, NotEnough(19, 20, Unit.POINTS)),
    ],
    ids=["one point short", "just enough", "few answers with many points", "of one point"],
)
def test_under_the_least_there_is_nothing_but_how_many_are_needed(
    points: int, answers: int, needed: int, expected: NotEnough | None
) -> None:
    assert shortage(points, answers, needed) == expected


def test_how_many_more_are_needed_is_told() -> None:
    assert NotEnough(34, 50).more == 16


def test_too_few_compared_points_give_no_coefficient_whatever_was_unsure() -> None:
    sample = sample_answers([pairs("cc uc")] * 49)
    found = measure(sample, [SAME, SHARE_UNSURE], seed=1, resamples=FEW)
    assert found["same"] == NotEnough(49, 50)
    assert isinstance(found["share_unsure"], Estimate)


def test_too_few_or_no_answers_are_not_enough() -> None:
    assert measure(sample_answers([pairs("cc")] * 16), [SAME], seed=1) == {"same": NotEnough(16, 50)}
    assert measure(sample_answers([]), [SAME], seed=1) == {"same": NotEnough(0, 50)}
    assert contrast(side_by_side([], []), [KAPPA], seed=1) == {"kappa": NotEnough(0, 50)}


def test_an_undefined_coefficient_stays_so_beside_others() -> None:
    found = measure(sample_answers([pairs("cc pc")] * 30), [TNR, SAME], seed=1, resamples=FEW)
    assert found["tnr"] == Undefined(Why.NO_NEGATIVE)
    assert isinstance(found["same"], Estimate)


def test_a_figure_tells_its_points_and_answers_and_lies_in_its_interval() -> None:
    figure = estimate_of(drawn(seed=3, answers=40, points=5, accuracy=0.8))
    assert (figure.points, figure.answers) == (200, 40)
    assert 0 < figure.low < figure.value < figure.high < 1


def test_the_same_seed_gives_the_same_figure_and_another_seed_another_interval() -> None:
    answers = drawn(seed=3, answers=40, points=5, accuracy=0.8)
    assert estimate_of(answers) == estimate_of(answers)
    assert estimate_of(answers).low != estimate_of(answers, seed=2).low


def test_agreement_on_everything_still_leaves_room_for_doubt() -> None:
    figure = estimate_of([pairs("cc")] * 12 + [pairs("mm")] * 8)
    assert figure.value == figure.high == 1
    assert 0.75 < figure.low < 0.95


def test_points_of_one_answer_are_worth_less_than_as_many_answers() -> None:
    together = estimate_of([pairs("cc cc cc cc")] * 40 + [pairs("cm cm cm cm")] * 10)
    apart = estimate_of([pairs("cc")] * 160 + [pairs("cm")] * 40)
    assert together.value == apart.value
    assert together.high - together.low > 1.6 * (apart.high - apart.low)


def test_every_answer_twice_leaves_the_figure_and_narrows_the_interval() -> None:
    answers = drawn(seed=4, answers=60, points=3, accuracy=0.8)
    once, twice = estimate_of(answers), estimate_of(answers * 2)
    assert twice.value == pytest.approx(once.value)
    assert (twice.high - twice.low) / (once.high - once.low) == pytest.approx(0.5**0.5, abs=0.12)


def test_of_cases_that_most_resamples_lack_there_is_no_interval() -> None:
    sample = sample_answers([pairs("cc")] * 40 + [pairs("mm")])
    bare = type(sample)(sample.rows, sample.counts)
    assert measure(bare, [TNR], seed=1, needed=20, resamples=FEW) == {"tnr": Undefined(Why.TOO_RARE)}


def test_an_interval_never_leaves_its_estimate_out() -> None:
    assert interval(np.array([0.2, 0.3, 0.4]), 0.9, 50) == (pytest.approx(0.2, abs=0.01), 0.9)
    assert interval(np.array([0.2, np.nan]), 0.2, 50) is None


def test_many_kinds_of_answers_are_resampled_in_pieces() -> None:
    figure = estimate_of(drawn(seed=5, answers=6_000, points=12, accuracy=0.7))
    assert figure.high - figure.low == pytest.approx(4 * (0.7 * 0.3 * (1 + 11 * 0.1) / 72_000) ** 0.5, rel=0.15)


@pytest.mark.parametrize(
    ("freedom", "expected"), [(5, 2.5706), (9, 2.2622), (29, 2.0452), (1_000, 1.9623)], ids=lambda given: str(given)
)
def test_students_quantile_is_the_one_in_the_tables(freedom: int, expected: float) -> None:
    assert student(freedom) == pytest.approx(expected, rel=2e-3)


def test_the_tails_shrink_where_there_are_few_answers() -> None:
    assert expanded_tail(10) < expanded_tail(30) < expanded_tail(100_000) == pytest.approx(0.025, abs=1e-5)


def test_intervals_cover_the_truth_as_often_as_they_say() -> None:
    """Of 300 draws; the Monte-Carlo error is 1.3 %. docs/decisions has more, from benchmarks/agreement_intervals.py."""
    truths = {"same": 0.85, "kappa": 0.7635, "tnr": 0.85, "tpr": 0.925}
    inside = dict.fromkeys(truths, 0)
    for seed in range(300):
        sample = sample_answers(drawn(seed, answers=15, points=4, accuracy=0.85))
        found = measure(sample, [SAME, KAPPA, TNR, TPR], seed=seed, resamples=FEW)
        for name, truth in truths.items():
            figure = found[name]
            assert isinstance(figure, Estimate)
            inside[name] += figure.low <= truth <= figure.high
    assert min(inside.values()) >= 0.925 * 300
    assert inside["same"] < 300


def test_a_judge_compared_with_itself_differs_by_nothing_but_what_little_doubt_there_is() -> None:
    answers = drawn(seed=6, answers=40, points=4, accuracy=0.8)
    found = contrast(side_by_side(answers, answers), [SAME], seed=1, resamples=FEW)["same"]
    assert isinstance(found, Estimate)
    assert found.value == 0
    assert -0.03 < found.low < 0 < found.high < 0.03


def test_a_better_judge_is_told_from_a_worse_one_on_the_same_answers() -> None:
    better = [pairs("cc mm cc mm")] * 40 + [pairs("cm pp mm cc")] * 10
    worse = [pairs("cc mm pc cm")] * 40 + [pairs("cm pp mm cc")] * 10
    found = contrast(side_by_side(better, worse), [SAME, KAPPA], seed=1, resamples=FEW)
    same = found["same"]
    assert isinstance(same, Estimate)
    assert same.value == pytest.approx(0.4)
    assert 0.3 < same.low < 0.4 < same.high < 0.5
    assert same.points == 200


def test_a_comparison_pairs_answers_so_that_hard_ones_are_hard_for_both() -> None:
    ours = drawn(seed=7, answers=60, points=4, accuracy=0.7, alike=0.5)
    theirs = [
        *ours[:-1],
        AnswerPairs(ours[-1].question_id, tuple(Pair(p.point_id, p.blind, p.blind) for p in ours[-1].pairs)),
    ]
    paired, alone = contrast(side_by_side(ours, theirs), [SAME], seed=1, resamples=FEW)["same"], estimate_of(ours)
    assert isinstance(paired, Estimate)
    assert paired.high - paired.low < 0.5 * (alone.high - alone.low)


@pytest.mark.parametrize("swap", [False, True], ids=["ours", "theirs"])
def test_a_comparison_with_a_figure_that_one_judge_lacks_says_why(swap: bool) -> None:
    unsure, sure = [pairs("uc um")] * 60, [pairs("cc mm")] * 60
    both = (sure, unsure) if swap else (unsure, sure)
    assert contrast(side_by_side(*both), [SAME], seed=1, resamples=FEW)["same"] == NotEnough(0, 50)
