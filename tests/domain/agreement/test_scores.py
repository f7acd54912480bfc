"""Scores of answers, judge's and people's."""

import pytest

from evaluator.domain.agreement.coefficients import Undefined, Why
from evaluator.domain.agreement.figures import Estimate
from evaluator.domain.agreement.measuring import measure
from evaluator.domain.agreement.scores import PEARSON, RMSE, quadratic_of
from tests.domain.agreement.sampled import sample_levels, sample_scores


def test_scores_that_rise_together_have_r_one_whatever_their_level() -> None:
    totals = sample_scores([1_000_001, 1_000_002, 1_000_004], [0.1, 0.2, 0.4]).totals
    assert PEARSON.value(totals) == pytest.approx(1, abs=1e-6)


def test_the_error_is_in_the_scores_own_unit() -> None:
    assert RMSE.value(sample_scores([1, 5, 3], [1, 2, 7]).totals) == pytest.approx((25 / 3) ** 0.5)


@pytest.mark.parametrize(
    ("said", "blind"),
    [([0.3, 0.3, 0.3], [0.1, 0.2, 0.3]), ([0.1, 0.2, 0.3], [0.7, 0.7, 0.7]), ([0.1], [0.2])],
    ids=["judge's all the same", "people's all the same", "one answer"],
)
def test_without_spread_there_is_no_correlation(said: list[float], blind: list[float]) -> None:
    assert PEARSON.value(sample_scores(said, blind).totals) == Undefined(Why.NO_SPREAD)


def test_scores_get_intervals_like_all_else() -> None:
    blind = [place % 10 / 10 for place in range(80)]
    said = [score * 0.8 + place % 3 / 10 for place, score in enumerate(blind)]
    found = measure(sample_scores(said, blind), [PEARSON, RMSE], seed=1, resamples=300)
    for figure in found.values():
        assert isinstance(figure, Estimate)
        assert figure.low < figure.value < figure.high


@pytest.mark.parametrize(
    ("said", "blind", "complaint"),
    [
        ([1.0], [1.0, 2.0], "one score of either side"),
        ([float("nan")], [1.0], "not a finite number"),
        ([1.0], [float("inf")], "not a finite number"),
    ],
    ids=["not as many", "not a number", "without end"],
)
def test_scores_that_cannot_be_compared_are_refused(said: list[float], blind: list[float], complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        sample_scores(said, blind)


def test_no_scores_are_an_empty_sample() -> None:
    assert sample_scores([], []).rows == sample_levels([], [], 3).rows == ()


def test_levels_further_apart_weigh_more() -> None:
    kappa = quadratic_of(5)
    near = kappa.value(sample_levels([0, 1, 2, 3], [1, 2, 3, 4], 5).totals)
    far = kappa.value(sample_levels([0, 1, 2, 3], [3, 4, 0, 1], 5).totals)
    assert isinstance(near, float)
    assert isinstance(far, float)
    assert near > 0 > far


@pytest.mark.parametrize(("said", "blind"), [([5], [0]), ([0], [-1]), ([0], [])], ids=["over", "under", "not as many"])
def test_levels_outside_the_scale_are_refused(said: list[int], blind: list[int]) -> None:
    with pytest.raises(ValueError, match="whole score from 0 to 4"):
        sample_levels(said, blind, 5)
