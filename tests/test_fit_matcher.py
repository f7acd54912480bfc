"""The matcher's figures are fitted so that no question helps to predict itself."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from sklearn import linear_model

from benchmarks.fit_matcher import fit_bare, fit_described, lost_kin, lowest, signs_of
from benchmarks.fitting import (
    Figures,
    calibrated,
    calibration_of,
    cross_validated,
    probabilities,
    recalibrated,
    stepped,
    weighted,
)
from benchmarks.matcher_report import Row, auc, kappa, report_test
from benchmarks.rarity import mean_share, rarity
from evaluator.bank.loading import load_bank
from evaluator.domain.answers import typed
from evaluator.domain.judgements import Verdict
from evaluator.domain.kinship import Kinship
from evaluator.domain.labelled import LabelledAnswer
from evaluator.domain.questions import QuestionId
from evaluator.domain.scales import Stepped, Weighted
from evaluator.judge.bearing import FIGURES
from evaluator.judge.matcher import load_coefficients

BANK = load_bank(Path(__file__).parents[1] / "data" / "questions.yaml")
DRAWN = np.random.default_rng(7)
PLAIN: Figures = DRAWN.normal(size=(400, 3))
TELLING: Figures = (DRAWN.random(400) < 1 / (1 + np.exp(-(PLAIN @ np.array([2.0, -1.0, 0.0]) + 0.5)))).astype(float)


def test_the_logistic_regression_is_that_of_scikit_learn() -> None:
    fitted, theirs = weighted(PLAIN, TELLING), linear_model.LogisticRegression(C=1.0, tol=1e-12, max_iter=1000)
    theirs.fit(PLAIN, TELLING)
    assert fitted.weights == pytest.approx(theirs.coef_[0], abs=1e-5)
    assert fitted.intercept == pytest.approx(theirs.intercept_[0], abs=1e-5)


def test_steps_follow_what_no_line_can() -> None:
    labels: Figures = (np.abs(PLAIN[:, 0]) > 0.7).astype(np.float64)
    scale = stepped(PLAIN, labels)
    assert auc(labels, probabilities(scale, PLAIN)) > 0.98
    assert auc(labels, probabilities(weighted(PLAIN, labels), PLAIN)) < 0.7
    assert len(scale.steps[0].cuts) >= 2


@pytest.mark.parametrize("sign", [1, -1])
def test_steps_go_one_way_only_where_that_is_asked(sign: int) -> None:
    labels: Figures = (np.abs(PLAIN[:, 0]) > 0.7).astype(np.float64)
    values = sign * np.array(stepped(PLAIN, labels, (sign, 0, 0)).steps[0].values)
    assert len(values) > 1
    assert (np.diff(values) >= 0).all()


def test_what_speaks_for_a_point_never_makes_it_less_probable_nor_missed_more_so() -> None:
    covered, missed = (signs_of(verdict, len(FIGURES)) for verdict in (Verdict.COVERED, Verdict.MISSED))
    told = dict(zip(FIGURES, covered, strict=True))
    assert (told["said"], told["absent"], told["topic"]) == (1, -1, 0)
    assert missed == tuple(-sign for sign in covered)
    assert signs_of(Verdict.COVERED, 12) == covered[:12]


def test_figures_that_tell_nothing_get_no_cuts() -> None:
    idle = np.column_stack([PLAIN[:, 0], np.zeros(400)])
    assert stepped(idle, (PLAIN[:, 0] > 0).astype(float)).steps[1].cuts == ()


def test_steps_end_where_no_cut_helps() -> None:
    assert all(step.cuts == () for step in stepped(np.zeros((40, 2)), np.arange(40.0) % 2.0).steps)


def test_a_question_left_out_is_predicted_from_the_others() -> None:
    figures = np.concatenate([np.linspace(0, 1, 20)] * 20)[:, None]
    labels = (figures[:, 0] > 0.5).astype(float)
    labels[-20:] = 1 - labels[-20:]
    groups = [f"q{number // 20:02}" for number in range(400)]
    told = cross_validated(groups, figures, labels, 10, weighted)
    assert (auc(labels[:-20], told[:-20]), auc(labels[-20:], told[-20:])) == (1.0, 0.0)


@pytest.mark.parametrize("fit", [weighted, stepped])
def test_calibration_goes_into_the_scale_itself(fit: Callable[[Figures, Figures], Weighted | Stepped]) -> None:
    scale = fit(PLAIN, TELLING)
    told = probabilities(scale, PLAIN)
    shift, slope = calibration_of(told**2, TELLING)
    assert slope < 1 < 1 + shift
    again = probabilities(calibrated(scale, 0.3, 0.5), PLAIN)
    assert again == pytest.approx(recalibrated(told, 0.3, 0.5), abs=1e-6)


def test_thresholds_leave_out_what_is_not_right_often_enough() -> None:
    labels = np.array([1.0] * 190 + [0.0] * 10 + [1.0, 0.0] * 100)
    told = np.array([0.9] * 200 + [0.5] * 200)
    assert lowest(told, labels, 0.9, 100) == 0.501
    assert lowest(told, labels, 0.99, 100) == 1.0
    assert lowest(told, labels, 0.9, 201) == 1.0


@pytest.mark.parametrize(
    ("labels", "told", "expected"),
    [([1, 0], [0.9, 0.1], 1.0), ([1, 0], [0.1, 0.9], 0.0), ([1, 0, 1], [0.5, 0.5, 0.5], 0.5)],
    ids=["right", "wrong", "ties"],
)
def test_the_area_under_the_curve_counts_ties_half(labels: list[float], told: list[float], expected: float) -> None:
    assert auc(np.array(labels), np.array(told)) == expected


def test_kappa_is_nothing_where_agreement_is_chance() -> None:
    assert kappa(np.array([1.0, 1, 0, 0]), np.array([0.9, 0.1, 0.9, 0.1])) == 0.0
    assert kappa(np.array([1.0, 0]), np.array([0.9, 0.1])) == 1.0


def _rows(verdicts: list[Verdict]) -> list[Row]:
    worth = {Verdict.COVERED: 1.0, Verdict.PARTIAL: 0.5, Verdict.MISSED: 0.0}
    return [
        Row(
            group=f"q{number % 20:02}",
            answer_id=str(number),
            band="confidently-wrong" if number % 7 == 0 else "strong",
            features=(worth[verdict], 0.0, 0.0, 0.0, 0.0),
            bearing=(worth[verdict], *(0.0 for _ in FIGURES[1:])),
            doubted=False,
            verdict=verdict,
            score=None,
        )
        for number, verdict in enumerate(verdicts)
    ]


def test_a_scale_for_points_with_a_text_alone_has_thresholds_on_both_sides(capsys: pytest.CaptureFixture[str]) -> None:
    found = fit_bare(_rows([Verdict.COVERED, Verdict.MISSED, Verdict.MISSED] * 120))
    assert found["weights"][0] > 5
    assert 0 < found["covered_from"] < 1
    assert 0 < found["missed_up_to"] < 1
    assert found["measured"]["auc"] == 1.0
    assert "AUC 1.0" in capsys.readouterr().out


def test_points_that_are_described_get_one_scale_for_covered_and_one_for_missed(
    capsys: pytest.CaptureFixture[str],
) -> None:
    found = fit_described(_rows([Verdict.COVERED, Verdict.PARTIAL, Verdict.MISSED] * 60), 0.95, 0.85)
    assert [len(found[name]["steps"]) for name in ("covered", "missed")] == [len(FIGURES)] * 2
    assert found["covered"]["steps"][0]["values"][0] < 0 < found["missed"]["steps"][0]["values"][0]
    assert "covered: precision 1.000" in capsys.readouterr().out


def _labelled(text: str, verdict: Verdict) -> LabelledAnswer:
    question = BANK.questions[0]
    return LabelledAnswer(1, "a", question, typed(text), {question.points[0].id: verdict})


def test_a_file_with_labels_is_told_by_the_fit_and_tells_what_it_was_fitted_on(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    rows = _rows([Verdict.COVERED, Verdict.MISSED] * 60)
    report_test(tmp_path / "other.jsonl", rows, rows)
    assert capsys.readouterr().out.count("AUC 1.000, kappa at 0.5 1.000") == 2


def test_a_file_with_scores_is_told_by_what_its_questions_ask_for(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    rows = _rows([Verdict.COVERED, Verdict.MISSED] * 60)
    file = tmp_path / "scores.jsonl"
    file.write_text("\n".join(json.dumps({"answer_id": row.answer_id, "points": [1]}) for row in rows))
    scored = [replace(row, verdict=None, score=float(row.verdict is Verdict.COVERED)) for row in rows]
    report_test(file, rows, scored)
    assert "Pearson 1.000 with 120 scores" in capsys.readouterr().out


def test_kin_that_is_lost_is_counted_among_points_that_are_made() -> None:
    kinship = Kinship(load_coefficients())
    made = _labelled("The frontend and the backend of an application.", Verdict.COVERED)
    elsewhere = _labelled("Thank you, good morning.", Verdict.COVERED)
    assert lost_kin([made, elsewhere, _labelled("Hello.", Verdict.MISSED)], kinship) == 0.5


def test_answers_to_one_question_count_as_one_document() -> None:
    assert mean_share([["cache keys", "cache"], ["queue"]]) == {"cach": 0.5, "key": 0.25, "queue": 0.5}


def test_common_stems_weigh_less_and_rare_ones_are_not_listed() -> None:
    answers = [_labelled("cache quorum" if number == 0 else "cache", Verdict.MISSED) for number in range(30)]
    spread = [
        replace(labelled, question=replace(labelled.question, id=QuestionId(f"q{number}")))
        for number, labelled in enumerate(answers)
    ]
    assert rarity(spread, replace(BANK, questions=())) == {"cach": 0.0}


def test_the_scale_that_is_shipped_is_one_of_steps() -> None:
    assert isinstance(load_coefficients().matching.described.covered, Stepped)
