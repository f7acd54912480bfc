"""Resampling answers of very many kinds, which is done in the limit."""

import numpy as np
import pytest

from evaluator.domain.agreement.bootstrap import MANY_KINDS, draw, expanded_tail, interval, resample
from evaluator.domain.agreement.coefficients import Coefficient
from evaluator.domain.agreement.kappas import AC1, KAPPA, QUADRATIC_KAPPA
from evaluator.domain.agreement.samples import collect_rows, sample_answers
from evaluator.domain.agreement.shares import SAME, SHARE_UNSURE, TNR, TPR
from tests.domain.agreement.verdicts import drawn

MANY = sample_answers(drawn(seed=3, answers=400, points=7, accuracy=0.85))


@pytest.mark.parametrize("coefficient", [SAME, TPR, TNR, KAPPA, AC1, QUADRATIC_KAPPA], ids=lambda one: one.name)
def test_many_kinds_of_answers_have_the_intervals_that_drawing_each_would_give(coefficient: Coefficient) -> None:
    rows, masses = MANY.urn()
    assert len(masses) > MANY_KINDS
    value = float(coefficient.of(MANY.totals))
    one_by_one = np.concatenate([counts @ rows for counts in draw(masses, 1, 4_000)])
    expected = interval(coefficient.of(one_by_one), value, MANY.answers)
    found = interval(coefficient.of(resample(MANY, 2, 4_000)), value, MANY.answers)
    assert expected is not None
    assert found == pytest.approx(expected, abs=0.06 * (expected[1] - expected[0]))


def test_no_sum_of_counts_is_less_than_nothing() -> None:
    sums = resample(MANY, 1, 4_000)
    assert sums.min() >= 0
    assert sums.shape == (4_000, 16)
    assert interval(SHARE_UNSURE.of(sums), 0.0, MANY.answers) is not None


def test_the_same_seed_draws_the_same() -> None:
    assert (resample(MANY, 7, 50) == resample(MANY, 7, 50)).all()
    assert (resample(MANY, 7, 50) != resample(MANY, 8, 50)).any()


@pytest.mark.parametrize("count", [2, 3, 40, 801])
def test_the_ends_are_the_percentiles_that_numpy_finds(count: int) -> None:
    values = np.random.default_rng(count).normal(size=count)
    tail = expanded_tail(12)
    middle = float(np.median(values))
    assert interval(values, middle, 12) == pytest.approx(tuple(np.quantile(values, [tail, 1 - tail])))


def test_sums_that_may_be_negative_stay_so_in_the_limit() -> None:
    rows = np.stack([np.ones(200), np.linspace(-1, 1, 200), np.zeros(200)], axis=1)
    sums = resample(collect_rows(rows), 1, 500)
    assert sums[:, 1].min() < 0
    assert (sums[:, 2] == 0).all()
