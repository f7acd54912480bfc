"""Probabilities against what people said."""

import numpy as np
import pytest

from evaluator.domain.agreement.coefficients import Undefined, Why
from evaluator.domain.agreement.figures import Estimate, NotEnough
from evaluator.domain.agreement.measuring import measure
from evaluator.domain.agreement.probabilities import (
    BRIER,
    ECE,
    Forecast,
    area,
    bin_of,
    compare_areas,
    measure_area,
)
from tests.domain.agreement.sampled import sample_forecasts


def forecasts(seed: int, answers: int, points: int, bent: float = 1.0) -> list[list[Forecast]]:
    """Probabilities p of points that are covered with p to the power of `bent`."""
    random = np.random.default_rng(seed)
    raw = random.random((answers, points))
    return [[Forecast(float(one), bool(random.random() < one**bent)) for one in answer] for answer in raw]


def test_probabilities_fall_into_ten_bins_and_one_into_the_last() -> None:
    assert [bin_of(probability) for probability in (0, 0.09, 0.1, 0.55, 0.99, 1)] == [0, 0, 1, 5, 9, 9]


def test_the_calibration_error_is_the_mean_gap_weighted_by_points() -> None:
    answer = [Forecast(0.9, True), Forecast(0.9, False), Forecast(0.2, False), Forecast(0.2, False)]
    assert ECE.value(sample_forecasts([answer]).totals) == pytest.approx((0.4 * 2 + 0.2 * 2) / 4)


def test_the_brier_score_is_the_mean_squared_error() -> None:
    answers = [[Forecast(0.5, True)], [Forecast(1, True), Forecast(1, False)]]
    assert BRIER.value(sample_forecasts(answers).totals) == pytest.approx((0.25 + 0 + 1) / 3)


def test_honest_probabilities_are_calibrated_and_rank_well() -> None:
    answers = forecasts(seed=1, answers=400, points=5)
    found = measure(sample_forecasts(answers), [BRIER, ECE], seed=1, resamples=300)
    brier, ece, ranked = found["brier"], found["ece"], measure_area(answers, seed=1, resamples=300)
    assert isinstance(brier, Estimate)
    assert isinstance(ece, Estimate)
    assert isinstance(ranked, Estimate)
    assert brier.low < 1 / 6 < brier.high
    assert ece.value < 0.05
    assert ranked.low < 5 / 6 < ranked.high
    assert (ranked.points, ranked.answers) == (2000, 400)


def test_the_calibration_error_of_few_points_is_too_large_and_its_interval_allows_for_it() -> None:
    """200 draws; the Monte-Carlo error is 2 %. Plain percentiles hold the truth in one of these 200."""
    truth = 0.5 - 1 / 2.2
    inside, above = 0, 0
    for seed in range(200):
        sample = sample_forecasts(forecasts(seed, answers=50, points=2, bent=1.2))
        figure = measure(sample, [ECE], seed=seed, resamples=200)["ece"]
        assert isinstance(figure, Estimate)
        inside += figure.low <= truth <= figure.high
        above += figure.value > truth
    assert inside >= 180
    assert above >= 180


def test_equal_probabilities_count_a_half() -> None:
    assert area([[Forecast(0.5, True), Forecast(0.5, False)], [Forecast(0.5, True)]]) == 0.5


@pytest.mark.parametrize(
    ("answers", "why"),
    [([], Why.NO_DATA), ([[]], Why.NO_DATA), ([[Forecast(0.1, True), Forecast(0.2, True)]], Why.ONE_CLASS)],
    ids=["no answers", "no points", "one class"],
)
def test_an_area_that_is_not_there_says_why(answers: list[list[Forecast]], why: Why) -> None:
    assert area(answers) == Undefined(why)


def test_few_points_give_no_area() -> None:
    assert measure_area([[Forecast(0.1, True), Forecast(0.3, False)]] * 20, seed=1) == NotEnough(40, 50)


def test_one_class_gives_no_area_and_a_single_case_of_the_other_no_interval() -> None:
    same = [[Forecast(0.1, True)]] * 60
    assert measure_area(same, seed=1) == Undefined(Why.ONE_CLASS)
    assert measure_area([*same, [Forecast(0.9, False)]], seed=1, resamples=200) == Undefined(Why.TOO_RARE)


def test_answers_without_forecasts_are_left_out() -> None:
    answers = forecasts(seed=2, answers=30, points=3)
    assert measure_area([*answers, []], seed=1, resamples=100) == measure_area(answers, seed=1, resamples=100)
    assert sample_forecasts([*answers, []]) == sample_forecasts(answers)


@pytest.mark.parametrize("probability", [-0.1, 1.1, float("nan")])
def test_what_is_no_probability_is_refused(probability: float) -> None:
    with pytest.raises(ValueError, match="between 0 and 1"):
        Forecast(probability, True)


def test_the_difference_of_two_areas_pairs_answers() -> None:
    random = np.random.default_rng(5)
    truth = [[bool(one) for one in random.integers(2, size=4)] for _ in range(60)]
    good = [[Forecast(0.9 if is_so else 0.2, is_so) for is_so in answer] for answer in truth]
    poor = [[Forecast(float(random.uniform()), is_so) for is_so in answer] for answer in truth]
    found = compare_areas([*good, []], [*poor, []], seed=1, resamples=300)
    assert isinstance(found, Estimate)
    assert 0.2 < found.low < found.value < found.high < 0.8
    assert (found.points, found.answers) == (240, 60)
    same = compare_areas(poor, poor, seed=1, resamples=300)
    assert isinstance(same, Estimate)
    assert same.low == same.value == same.high == 0.0


def test_areas_that_cannot_be_compared_are_not() -> None:
    one_class = [[Forecast(0.5, True)] * 4] * 20
    assert compare_areas(one_class, one_class, seed=1) == Undefined(Why.ONE_CLASS)
    assert compare_areas(one_class[:2], one_class[:2], seed=1) == NotEnough(8, 50)
    with pytest.raises(ValueError, match="same points of the same answers"):
        compare_areas(one_class, one_class[:19], seed=1)


def test_a_class_that_most_resamples_lack_gives_no_difference_of_areas() -> None:
    rare = [[Forecast(0.5, place == 0) for _ in range(3)] for place in range(60)]
    assert compare_areas(rare, rare, seed=1, resamples=300) == Undefined(Why.TOO_RARE)
