"""Fits of the two scales the matcher weighs by: a ridge logistic regression, and boosted steps. Needs numpy.

Both are deterministic. `Weighted` by Newton's method; `Stepped` by gradient boosting of single cuts (Friedman, 2001,
"Greedy function approximation"), each with a Newton step shrunk by RATE, which adds up to one step function a figure.
"""

from collections.abc import Callable, Sequence
from math import log

import numpy as np
from numpy.typing import NDArray

from evaluator.domain.scales import Step, Stepped, Weighted

RIDGE = 1.0
ITERATIONS = 15

ROUNDS = 250
RATE = 0.1
BINS = 16
LEAF = 10
SHRINKAGE = 5.0
"""Cuts are quantiles, BINS of them; no side of a cut has fewer than LEAF examples; steps shrink as by so many more."""

Figures = NDArray[np.float64]
Scale = Weighted | Stepped


def weighted(figures: Figures, labels: Figures) -> Weighted:
    """A logistic regression; the ridge does not hold the intercept back. Figures are rows by columns, labels 0 or 1."""
    columns = np.column_stack([np.ones(len(labels)), figures])
    ridge = np.diag([0.0] + [RIDGE] * figures.shape[1])
    weights = np.zeros(columns.shape[1])
    for _ in range(ITERATIONS):
        told = 1 / (1 + np.exp(-columns @ weights))
        curvature = (columns * (told * (1 - told))[:, None]).T @ columns + ridge
        weights += np.linalg.solve(curvature, columns.T @ (labels - told) - ridge @ weights)
    return Weighted(float(weights[0]), tuple(map(float, weights[1:])))


def stepped(figures: Figures, labels: Figures, signs: Sequence[int] = ()) -> Stepped:
    """An additive model of one step function a figure, which only rises where its sign is 1 and only falls where -1."""
    cuts = [np.unique(np.quantile(column, np.linspace(0, 1, BINS + 1)[1:-1])) for column in figures.T]
    intercept = log(labels.mean() / (1 - labels.mean()))
    boosting = _Boosting(figures, labels, cuts, intercept, signs or (0,) * figures.shape[1])
    for _ in range(ROUNDS):
        if not boosting.improve():
            break
    found = zip(cuts, boosting.values, strict=True)
    return Stepped(intercept, tuple(_joined(cut.tolist(), values.tolist()) for cut, values in found))


class _Boosting:
    def __init__(
        self, figures: Figures, labels: Figures, cuts: Sequence[Figures], intercept: float, signs: Sequence[int]
    ) -> None:
        self._signs = np.array(signs)[:, None]
        self._labels = labels
        self._intercept = intercept
        self._width = BINS + 1
        self._columns = np.arange(figures.shape[1])
        self._bins = np.stack([np.searchsorted(cut, row) for cut, row in zip(cuts, figures.T, strict=True)], axis=1)
        self._flat = (self._bins + self._columns * self._width).ravel()
        left = self._added(np.ones(len(labels)))
        self._too_few = (left < LEAF) | (len(labels) - left < LEAF)
        self.values = np.zeros((figures.shape[1], self._width))

    def improve(self) -> bool:
        """Add the one cut that helps most; false when none does."""
        log_odds = self._intercept + self.values[self._columns, self._bins].sum(axis=1)
        told = 1 / (1 + np.exp(-log_odds))
        slope, curve = self._labels - told, told * (1 - told)
        below, bend = self._added(slope), self._added(curve)
        left, right = below / (bend + SHRINKAGE), (slope.sum() - below) / (curve.sum() - bend + SHRINKAGE)
        against = self._signs * (right - left) < 0
        gain = np.where(self._too_few | against, 0.0, below * left + (slope.sum() - below) * right)
        column, at = np.unravel_index(int(gain.argmax()), gain.shape)
        if gain[column, at] <= 0:
            return False
        self.values[column, : at + 1] += RATE * left[column, at]
        self.values[column, at + 1 :] += RATE * right[column, at]
        return True

    def _added(self, amounts: Figures) -> Figures:
        """For each figure and cut, the sum of amounts of the examples on the lower side."""
        width, columns = self._width, len(self._columns)
        sums = np.bincount(self._flat, np.repeat(amounts, columns), columns * width)
        return sums.reshape(columns, width).cumsum(axis=1)[:, :-1]


def _joined(cuts: list[float], values: list[float]) -> Step:
    """The step function without the cuts that change nothing."""
    kept = [index for index in range(len(cuts)) if values[index] != values[index + 1]]
    return Step(tuple(cuts[index] for index in kept), (*(values[index] for index in kept), values[len(cuts)]))


def cross_validated(
    groups: Sequence[str], figures: Figures, labels: Figures, folds: int, fit: Callable[[Figures, Figures], Scale]
) -> Figures:
    """A probability for each example by a fit that has seen no example of its group."""
    ordered = {group: number % folds for number, group in enumerate(sorted(set(groups)))}
    fold = np.array([ordered[group] for group in groups])
    told = np.zeros(len(labels))
    for number in range(folds):
        scale = fit(figures[fold != number], labels[fold != number])
        told[fold == number] = probabilities(scale, figures[fold == number])
    return told


def probabilities(scale: Scale, figures: Figures) -> Figures:
    """The probability of every row of figures."""
    return np.array([scale.probability(row) for row in figures.tolist()])


def calibration_of(told: Figures, labels: Figures) -> tuple[float, float]:
    """Shift and slope that set log odds right (Platt, 1999), from predictions for groups left out."""
    fitted = weighted(_log_odds(told)[:, None], labels)
    return fitted.intercept, fitted.weights[0]


def recalibrated(told: Figures, shift: float, slope: float) -> Figures:
    """Probabilities with their log odds set right."""
    return np.asarray(1 / (1 + np.exp(-(shift + slope * _log_odds(told)))))


def calibrated(scale: Scale, shift: float, slope: float) -> Scale:
    """A scale with its log odds set right: they are a sum, so shift and slope go into the numbers it has."""
    intercept = shift + slope * scale.intercept
    if isinstance(scale, Weighted):
        return Weighted(intercept, tuple(slope * weight for weight in scale.weights))
    steps = (Step(step.cuts, tuple(slope * value for value in step.values)) for step in scale.steps)
    return Stepped(intercept, tuple(steps))


def _log_odds(told: Figures) -> Figures:
    kept = np.clip(told, 1e-6, 1 - 1e-6)
    return np.asarray(np.log(kept / (1 - kept)))
