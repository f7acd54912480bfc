"""Every coefficient equals, to 1e-9, what others compute on random tables."""

import json
from collections.abc import Iterator
from pathlib import Path

import krippendorff
import numpy as np
import pytest
from scipy.stats import pearsonr
from sklearn import metrics
from statsmodels.stats.inter_rater import cohens_kappa

from evaluator.domain.agreement.alphas import ALPHA_NOMINAL, ALPHA_ORDINAL
from evaluator.domain.agreement.kappas import AC1, KAPPA, QUADRATIC_KAPPA
from evaluator.domain.agreement.pairs import AnswerPairs, Pair
from evaluator.domain.agreement.probabilities import BRIER, Forecast, area
from evaluator.domain.agreement.samples import Floats, sample_answers
from evaluator.domain.agreement.scores import PEARSON, RMSE, quadratic_of
from evaluator.domain.agreement.shares import MACRO_F1, SAME, TNR, TPR, worth_of
from evaluator.domain.agreement.tables import VERDICTS
from evaluator.domain.judgements import Verdict
from evaluator.domain.questions import PointId, QuestionId
from tests.domain.agreement.sampled import sample_forecasts, sample_levels, sample_raters, sample_scores

TABLES = 240
near = pytest.approx


def tables() -> Iterator[tuple[list[int], list[int]]]:
    """Verdicts by two raters, 0 to 3, each round with its own habits; a fifth of the answers may be unsure."""
    random = np.random.default_rng(4)
    for _ in range(TABLES):
        shares = random.dirichlet(np.full(16, random.choice([0.3, 1.0, 3.0])))
        cells = random.choice(16, size=int(random.integers(20, 300)), p=shares)
        said, blind = [int(cell) // 4 for cell in cells], [int(cell) % 4 for cell in cells]
        settled = [(one, other) for one, other in zip(said, blind, strict=True) if max(one, other) < 3]
        if len({one for one, _ in settled}) > 1 and len({other for _, other in settled}) > 1:
            yield said, blind


ROUNDS = list(tables())


def totals_of(said: list[int], blind: list[int]) -> Floats:
    pairs = [Pair(PointId("p"), VERDICTS[one], VERDICTS[other]) for one, other in zip(said, blind, strict=True)]
    answers = [AnswerPairs(QuestionId("q"), tuple(pairs[at : at + 3])) for at in range(0, len(pairs), 3)]
    return sample_answers(answers).totals


def settled(said: list[int], blind: list[int]) -> tuple[list[int], list[int]]:
    both = [(one, other) for one, other in zip(said, blind, strict=True) if max(one, other) < 3]
    return [one for one, _ in both], [other for _, other in both]


def test_there_are_enough_tables() -> None:
    assert len(ROUNDS) >= 200


def test_shares_of_verdicts_are_those_of_scikit_learn() -> None:
    for said, blind in ROUNDS:
        totals = totals_of(said, blind)
        ours, theirs = settled(said, blind)
        precision, _, f1, _ = metrics.precision_recall_fscore_support(theirs, ours, labels=[0, 1, 2], zero_division=0)
        met = sorted({*ours, *theirs})
        assert SAME.value(totals) == near(metrics.accuracy_score(theirs, ours), abs=1e-9)
        assert MACRO_F1.value(totals) == near(f1[met].mean(), abs=1e-9)
        for verdict in set(ours):
            assert worth_of(VERDICTS[verdict]).value(totals) == near(precision[verdict], abs=1e-9)
        # Credit found is the recall of covered and partial as one class, missed found that of missed.
        _, recall, _, support = metrics.precision_recall_fscore_support(
            [verdict < 2 for verdict in theirs],
            [verdict < 2 for verdict in ours],
            labels=[True, False],
            zero_division=0,
        )
        for coefficient, expected, cases in zip((TPR, TNR), recall, support, strict=True):
            assert not cases or coefficient.value(totals) == near(expected, abs=1e-9)


def test_kappas_are_those_of_statsmodels() -> None:
    for said, blind in ROUNDS:
        totals = totals_of(said, blind)
        ours, theirs = settled(said, blind)
        table = np.zeros((3, 3))
        np.add.at(table, (ours, theirs), 1)
        plain = cohens_kappa(table, return_results=False)
        squared = cohens_kappa(table, wt="quadratic", return_results=False)
        assert KAPPA.value(totals) == near(plain, abs=1e-9)
        assert QUADRATIC_KAPPA.value(totals) == near(squared, abs=1e-9)


def test_coefficients_are_those_of_irrcac() -> None:
    """Written down by irrcac_reference.py, which says why."""
    rows = json.loads((Path(__file__).parent / "irrcac.json").read_text("utf-8"))["rows"]
    assert len(rows) >= 200
    for cells, ac1, kappa, squared, alpha in rows:
        pairs = [divmod(cell, 3) for cell, count in enumerate(cells) for _ in range(count)]
        totals = totals_of([one for one, _ in pairs], [other for _, other in pairs])
        assert AC1.value(totals) == near(ac1, abs=1e-9)
        assert KAPPA.value(totals) == near(kappa, abs=1e-9)
        assert QUADRATIC_KAPPA.value(totals) == near(squared, abs=1e-9)
        answers = [[[VERDICTS[one], VERDICTS[other]]] for one, other in pairs]
        assert ALPHA_NOMINAL.value(sample_raters(answers).totals) == near(alpha, abs=1e-9)


def test_alphas_with_several_reviewers_and_missing_verdicts_are_those_of_krippendorff() -> None:
    random, compared = np.random.default_rng(11), 0
    for _ in range(TABLES):
        raters, units = int(random.integers(2, 6)), int(random.integers(6, 80))
        truth = random.choice(3, size=units, p=random.dirichlet([2, 1, 2]))
        data = np.where(random.random((raters, units)) < random.random(), truth, random.integers(0, 3, (raters, units)))
        missing = random.random((raters, units)) < random.uniform(0, 0.6)
        data = np.where(missing, np.nan, data)
        paired = data[:, (~missing).sum(0) > 1]
        if len(set(paired[~np.isnan(paired)])) < 2:
            continue
        compared += 1
        verdicts = [[Verdict.UNSURE if np.isnan(one) else VERDICTS[int(one)] for one in unit] for unit in data.T]
        sample = sample_raters([verdicts[at : at + 4] for at in range(0, units, 4)])
        for coefficient, level in ((ALPHA_NOMINAL, "nominal"), (ALPHA_ORDINAL, "ordinal")):
            expected = krippendorff.alpha(data, level_of_measurement=level, value_domain=[0, 1, 2])
            assert coefficient.value(sample.totals) == near(expected, abs=1e-9)
    assert compared >= 200


def test_scores_are_compared_as_scipy_and_scikit_learn_do() -> None:
    random = np.random.default_rng(12)
    for _ in range(TABLES):
        n, top = int(random.integers(5, 200)), float(random.choice([1, 5, 100]))
        blind = random.uniform(0, top, n)
        said = np.clip(blind * random.uniform(0.5, 1) + random.normal(0, top / 5, n), 0, top)
        totals = sample_scores(list(said), list(blind)).totals
        assert PEARSON.value(totals) == near(pearsonr(said, blind).statistic, abs=1e-9)
        assert RMSE.value(totals) == near(metrics.root_mean_squared_error(blind, said), abs=1e-9)
        levels = [[min(int(5 * score / top), 4) for score in scores] for scores in (said, blind)]
        if len(set(levels[0])) > 1:
            expected = metrics.cohen_kappa_score(*levels, weights="quadratic", labels=range(5))
            assert quadratic_of(5).value(sample_levels(*levels, 5).totals) == near(expected, abs=1e-9)


@pytest.mark.parametrize("steps", [0, 4], ids=["all different", "with ties"])
def test_probabilities_are_rated_as_scikit_learn_does(steps: int) -> None:
    random = np.random.default_rng(13)
    for _ in range(TABLES):
        n = int(random.integers(5, 200))
        raw = random.random(n)
        probabilities = np.round(raw * steps) / steps if steps else raw
        covered = random.random(n) < 0.2 + 0.6 * raw
        forecasts = [Forecast(float(one), bool(other)) for one, other in zip(probabilities, covered, strict=True)]
        answers = [forecasts[at : at + 3] for at in range(0, n, 3)]
        brier = metrics.brier_score_loss(covered, probabilities, labels=[False, True], pos_label=True)
        assert BRIER.value(sample_forecasts(answers).totals) == near(brier, abs=1e-9)
        if 0 < covered.sum() < n:
            assert area(answers) == near(metrics.roc_auc_score(covered, probabilities), abs=1e-9)
