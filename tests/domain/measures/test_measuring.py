"""Figures of a judge: those of scikit-learn, each with its interval."""

from itertools import chain

import numpy as np
import pytest
from scipy.stats import pearsonr
from sklearn import metrics

from evaluator.domain.agreement.figures import Estimate, NotEnough, Unit
from evaluator.domain.agreement.undefined import Undefined, Why
from evaluator.domain.judgements import Verdict
from evaluator.domain.measures.cases import Case
from evaluator.domain.measures.measuring import coefficients_of_verdicts, measure_cases
from evaluator.domain.measures.report import Drawn, Measured
from evaluator.domain.measures.rows import on_scale, verdict_rows
from tests.domain.measures.drawn import CLASSES, cases

TWO = (Verdict.COVERED, Verdict.MISSED)
FILES = 200
near = pytest.approx


def value(measured: Measured, name: str) -> float:
    figure = measured.figures[name]
    assert isinstance(figure, Estimate), (name, figure)
    assert figure.low <= figure.value <= figure.high
    return figure.value


def settled(some: list[Case], *, is_binary: bool) -> tuple[list[str], list[str]]:
    pairs = [pair for case in some for pair in on_scale(case, is_binary=is_binary) if pair.said is not Verdict.UNSURE]
    return [pair.said.value for pair in pairs], [pair.blind.value for pair in pairs]


def test_figures_are_those_of_scikit_learn_on_two_hundred_files() -> None:
    for seed in range(FILES):
        is_binary = seed % 2 == 0
        labels = TWO if is_binary else CLASSES
        some = cases(seed, 20 + seed % 40, labels=labels, right=0.2 + 0.7 * seed / FILES, unsure=seed % 3 / 10)
        found = measure_cases(some, is_binary=is_binary, resamples=20)
        said, people = settled(some, is_binary=is_binary)
        assert value(found, "accuracy") == near(metrics.accuracy_score(people, said), abs=1e-9)
        assert value(found, "macro_f1") == near(metrics.f1_score(people, said, average="macro"), abs=1e-9)
        assert value(found, "kappa") == near(metrics.cohen_kappa_score(people, said), abs=1e-9)
        forecasts = list(chain.from_iterable(case.forecasts for case in some))
        covered, sure = [one.is_covered for one in forecasts], [one.probability for one in forecasts]
        assert value(found, "auc") == near(metrics.roc_auc_score(covered, sure), abs=1e-9)
        assert value(found, "brier") == near(metrics.brier_score_loss(covered, sure), abs=1e-9)
        decided = [probability >= 0.5 for probability in sure]
        assert value(found, "kappa_at_half") == near(metrics.cohen_kappa_score(covered, decided), abs=1e-9)
        ours, theirs = [case.score for case in some], [case.people for case in some]
        assert value(found, "pearson") == near(pearsonr(ours, theirs).statistic, abs=1e-9)
        assert value(found, "rmse") == near(metrics.root_mean_squared_error(theirs, ours), abs=1e-9)


def test_a_partial_counts_as_credit_where_labels_know_none() -> None:
    judge = cases(1, labels=CLASSES, right=1.0, unsure=0.0)
    told = {pair.said for case in judge for pair in on_scale(case, is_binary=True)}
    assert told == {Verdict.COVERED, Verdict.MISSED}
    assert measure_cases(judge, is_binary=True).table.count(Verdict.PARTIAL, Verdict.PARTIAL) > 0


def test_no_class_that_nobody_gave_comes_into_an_interval_of_two_classes() -> None:
    for answers in (30, 400):
        figure = measure_cases(cases(2, answers, labels=TWO, right=0.9), is_binary=True).figures["macro_f1"]
        assert isinstance(figure, Estimate)
        assert figure.value - figure.low < 0.1


def test_answers_that_were_not_scored_count_in_their_share_alone() -> None:
    found = measure_cases(cases(3, 60, failing=6), is_binary=False)
    assert (found.answers, found.unscored, found.points) == (60, 6, 54 * 5)
    assert value(found, "share_unscored") == near(0.1)
    assert value(found, "evidence_valid") == near(0.75)


def test_too_little_is_said_to_be_too_little() -> None:
    found = measure_cases(cases(4, 6), is_binary=False)
    assert isinstance(found.figures["kappa"], NotEnough)
    assert found.figures["share_unscored"] == NotEnough(6, 10)
    assert measure_cases([], is_binary=True).figures["auc"] == NotEnough(0, 50)


def test_a_judge_without_probabilities_has_no_figures_of_them() -> None:
    found = measure_cases(cases(5, with_probabilities=False), is_binary=False)
    assert [found.figures[name] for name in ("auc", "brier", "kappa_at_half")] == [NotEnough(0, 50)] * 3


def test_drawing_whole_questions_keeps_the_figures_and_moves_their_intervals() -> None:
    some = cases(6, 240)
    answers, questions = (measure_cases(some, is_binary=False, drawn=drawn) for drawn in Drawn)
    for name in ("accuracy", "kappa", "auc", "brier", "pearson", "qwk", "share_unscored"):
        one, other = answers.figures[name], questions.figures[name]
        assert isinstance(one, Estimate)
        assert isinstance(other, Estimate)
        assert one.value == near(other.value)
        assert (one.answers, other.answers) == (240, 12)
        assert (one.low, one.high) != (other.low, other.high)


def test_too_few_questions_give_no_interval_of_questions() -> None:
    few = [case for case in cases(7, 240) if case.question_id in ("q1", "q2")]
    assert measure_cases(few, is_binary=False, drawn=Drawn.QUESTIONS).figures["kappa"] == NotEnough(2, 10, Unit.ANSWERS)


def test_labels_of_one_class_have_no_area() -> None:
    one_class = cases(8, labels=(Verdict.MISSED,), unsure=0.0)
    assert measure_cases(one_class, is_binary=True).figures["auc"] == Undefined(Why.ONE_CLASS)


def test_no_score_is_compared_where_one_side_has_none() -> None:
    assert verdict_rows([], is_binary=True).table.shape == (0, 16)
    names = [coefficient.name for coefficient in coefficients_of_verdicts(is_binary=True)]
    assert names == [coefficient.name for coefficient in coefficients_of_verdicts(is_binary=False)]
    assert len(set(names)) == len(names)
    assert np.isfinite(value(measure_cases(cases(9), is_binary=False), "pearson_expected"))
