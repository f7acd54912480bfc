"""What a fit of the matcher is worth, in figures: on questions left out, and on files it has not learned from."""

import gzip
import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from benchmarks.fitting import Figures, probabilities, weighted
from evaluator.domain.judgements import Verdict

_BINS = 10


@dataclass(frozen=True, slots=True)
class Row:
    """One point looked for in one answer, with people's verdict, or with the score of the whole answer."""

    group: str
    answer_id: str
    band: str | None
    features: tuple[float, ...]
    bearing: tuple[float, ...] | None
    doubted: bool
    verdict: Verdict | None
    score: float | None


@dataclass(frozen=True, slots=True)
class Told:
    """Probabilities for questions left out, as fitted and with their log odds set right."""

    calibrated: Figures
    raw: Figures


def report_bare(rows: Sequence[Row], told: Told, covered_from: float, missed_up_to: float) -> dict[str, float]:
    """How well points known by their text alone are told in questions left out; prints it as well."""
    labels = _are(rows, Verdict.COVERED)
    probability = told.calibrated
    print(f"bare: {len(rows)} points of {len({row.group for row in rows})} questions, {labels.mean():.3f} covered")
    found = {"auc": round(auc(labels, probability), 3), "kappa": round(kappa(labels, probability), 3)}
    print(f"  AUC {found['auc']}, kappa at 0.5 {found['kappa']}")
    return {
        **found,
        **_calibration(labels, told),
        **_precision("covered", labels[probability >= covered_from], len(rows)),
        **_precision("missed", 1 - labels[probability <= missed_up_to], len(rows)),
    }


def report_described(
    rows: Sequence[Row], told: Mapping[Verdict, Told], covered_from: float, missed_from: float
) -> dict[str, float]:
    """The same of points with an example and terms, and what confidently wrong answers are credited with."""
    measured: dict[str, float] = {}
    print(f"described: {len(rows)} points of {len({row.group for row in rows})} questions")
    for verdict, found in told.items():
        labels = _are(rows, verdict)
        measured[f"{verdict}_auc"] = round(auc(labels, found.calibrated), 3)
        print(f"  {verdict}: {labels.mean():.3f} are, AUC {measured[f'{verdict}_auc']}")
        measured |= {f"{verdict}_{name}": value for name, value in _calibration(labels, found).items()}
    is_covered = told[Verdict.COVERED].calibrated >= covered_from
    is_missed = (told[Verdict.MISSED].calibrated >= missed_from) & ~is_covered
    credited = is_covered & ~np.array([row.doubted for row in rows])
    measured |= _precision("covered", _are(rows, Verdict.COVERED)[credited], len(rows))
    measured |= _precision("missed", _are(rows, Verdict.MISSED)[is_missed], len(rows))
    wrong = np.array([row.band == "confidently-wrong" for row in rows])
    print(f"  confidently wrong: {credited[wrong].mean():.3f} of {wrong.sum()} points credited")
    return {**measured, "confidently_wrong_credited": round(float(credited[wrong].mean()), 3)}


def report_test(file: Path, bare: Sequence[Row], rows: Sequence[Row]) -> None:
    """Print how well a file is told by what was fitted on other answers, and these by what is fitted on the file."""
    scale = weighted(_features(bare), _are(bare, Verdict.COVERED))
    print(f"{file.name}: {len(rows)} points of {len({row.group for row in rows})} questions")
    judged = [row for row in rows if row.verdict is not None]
    if judged:
        labels, told = _are(judged, Verdict.COVERED), probabilities(scale, _features(judged))
        print(f"  by the fit: AUC {auc(labels, told):.3f}, kappa at 0.5 {kappa(labels, told):.3f}")
        back = probabilities(weighted(_features(judged), labels), _features(bare))
        truth = _are(bare, Verdict.COVERED)
        print(f"  bare by a fit on it: AUC {auc(truth, back):.3f}, kappa at 0.5 {kappa(truth, back):.3f}")
        return
    needed = _needed(file)
    expected: dict[str, float] = defaultdict(float)
    for row, told_one in zip(rows, probabilities(scale, _features(rows)), strict=True):
        expected[row.answer_id] += float(told_one) / needed[row.answer_id]
    scores = {row.answer_id: row.score or 0.0 for row in rows}
    shares = np.array([min(1.0, expected[answer]) for answer in scores])
    truth = np.array(list(scores.values()))
    print(f"  by the fit: Pearson {np.corrcoef(shares, truth)[0, 1]:.3f} with {len(truth)} scores,", end=" ")
    print(f"AUC {auc((truth >= 0.5).astype(float), shares):.3f} for half of the score or more")


def _needed(file: Path) -> Mapping[str, int]:
    """How many of its points each answer's question asks for: all where the row does not say."""
    with gzip.open(file, "rt", encoding="utf-8") if file.suffix == ".gz" else file.open(encoding="utf-8") as lines:
        rows = map(json.loads, lines)
        return {row["answer_id"]: row.get("points_need") or len(row["points"] or "1") for row in rows}


def auc(labels: Figures, told: Figures) -> float:
    """The probability that a positive has a higher score than a negative, ties half (Mann and Whitney)."""
    _, places, counts = np.unique(told, return_inverse=True, return_counts=True)
    ranks = (np.cumsum(counts) - (counts - 1) / 2)[places]
    positives = labels.sum()
    above = ranks[labels == 1].sum() - positives * (positives + 1) / 2
    return float(above / (positives * (len(labels) - positives)))


def kappa(labels: Figures, told: Figures) -> float:
    """Cohen's kappa of labels and of probabilities taken for one from a half upwards."""
    guesses = (told >= 0.5).astype(float)
    agreed = (labels == guesses).mean()
    chance = labels.mean() * guesses.mean() + (1 - labels.mean()) * (1 - guesses.mean())
    return float((agreed - chance) / (1 - chance))


def _calibration(labels: Figures, told: Told) -> dict[str, float]:
    brier = [float(((found - labels) ** 2).mean()) for found in (told.raw, told.calibrated)]
    error = [_calibration_error(labels, found) for found in (told.raw, told.calibrated)]
    print(f"  Brier {brier[0]:.4f} before calibration, {brier[1]:.4f} after;", end=" ")
    print(f"calibration error {error[0]:.3f} before, {error[1]:.3f} after")
    return {"brier": round(brier[1], 4), "calibration_error": round(error[1], 3)}


def _calibration_error(labels: Figures, told: Figures) -> float:
    """Expected calibration error over ten equal bins."""
    bins = np.minimum((told * _BINS).astype(int), _BINS - 1)
    apart = [abs(labels[bins == one].sum() - told[bins == one].sum()) for one in range(_BINS)]
    return float(sum(apart) / len(labels))


def _precision(name: str, right: Figures, total: int) -> dict[str, float]:
    precision, share = float(right.mean()) if len(right) else 0.0, len(right) / total
    print(f"  {name}: precision {precision:.3f} on {share:.3f} of all")
    return {f"{name}_precision": round(precision, 3), f"{name}_share": round(share, 3)}


def _are(rows: Sequence[Row], verdict: Verdict) -> Figures:
    return np.array([float(row.verdict is verdict) for row in rows])


def _features(rows: Sequence[Row]) -> Figures:
    return np.array([row.features for row in rows])
