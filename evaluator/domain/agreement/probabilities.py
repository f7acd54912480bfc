"""How much probabilities are worth: the Brier score, calibration, and how well they rank."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from evaluator.domain.agreement.bootstrap import RESAMPLES, draw, interval
from evaluator.domain.agreement.coefficients import Coefficient, Undefined, Why, divide
from evaluator.domain.agreement.figures import POINTS, Estimate, Figure, shortage
from evaluator.domain.agreement.samples import Floats, Row

BINS = 10

_AT_ONCE = 1_000_000
"""Forecasts, each resample's counted anew, that are weighed at a time."""


@dataclass(frozen=True, slots=True)
class Forecast:
    """A judge's probability that a point is covered, 0 to 1, and whether a person called it covered."""

    probability: float
    is_covered: bool

    def __post_init__(self) -> None:
        if not 0 <= self.probability <= 1:
            raise ValueError("A probability lies between 0 and 1.")


def forecast_row(answer: Sequence[Forecast]) -> Row:
    """A row of 31: an answer's squared errors, then points, probabilities and covered points in each of ten bins."""
    error, bins = 0.0, np.zeros((BINS, 3))
    for forecast in answer:
        error += (forecast.probability - forecast.is_covered) ** 2
        bins[bin_of(forecast.probability)] += (1, forecast.probability, forecast.is_covered)
    return (error, *map(float, bins.ravel()))


def bin_of(probability: float) -> int:
    """The bin of equal width that a probability falls into; 1 belongs to the last."""
    return min(int(probability * BINS), BINS - 1)


def _bins(sums: Floats) -> Floats:
    return sums[..., 1:].reshape(*sums.shape[:-1], BINS, 3)


def _points(sums: Floats) -> Floats:
    return np.asarray(_bins(sums)[..., 0].sum(-1))


def _calibration_error(sums: Floats) -> Floats:
    bins = _bins(sums)
    return divide(np.abs(bins[..., 1] - bins[..., 2]).sum(-1), _points(sums))


BRIER = Coefficient("brier", lambda sums: divide(sums[..., 0], _points(sums)), _points)
"""Mean squared error of the probabilities (G. W. Brier, Monthly Weather Review 78 (1950), 1-3, halved as is usual for
two classes), for sums of `forecast_row`."""

ECE = Coefficient("ece", _calibration_error, _points, is_inflated=True)
"""Expected calibration error over ten bins of equal width: the mean of |covered - probability| weighted by points
(M. P. Naeini, G. F. Cooper and M. Hauskrecht, AAAI 2015). Larger by chance where bins hold few points."""


def area(answers: Sequence[Sequence[Forecast]]) -> float | Undefined:
    """Area under the ROC curve: how often a covered point has the higher probability than one that is not.

    Equal probabilities count a half (J. A. Hanley and B. J. McNeil, Radiology 143 (1982), 29-36).
    """
    if not any(answers):
        return Undefined(Why.NO_DATA)
    value = float(_Ranking(answers).area(np.ones((1, len(answers))))[0])
    return Undefined(Why.ONE_CLASS) if np.isnan(value) else value


def measure_area(
    answers: Iterable[Sequence[Forecast]], *, seed: int, needed: int = POINTS, resamples: int = RESAMPLES
) -> Figure:
    """That area with its 95 % interval by resampling answers."""
    listed = [answer for answer in answers if answer]
    points = sum(map(len, listed))
    short = shortage(points, len(listed), needed)
    if short is not None:
        return short
    value = area(listed)
    if isinstance(value, Undefined):
        return value
    ranking, masses = _Ranking(listed), np.ones(len(listed))
    values = np.concatenate([ranking.area_by_parts(drawn) for drawn in draw(masses, seed, resamples)])
    ends = interval(values, value, len(listed))
    return Undefined(Why.TOO_RARE) if ends is None else Estimate(value, *ends, points, len(listed))


def compare_areas(
    ours: Sequence[Sequence[Forecast]],
    theirs: Sequence[Sequence[Forecast]],
    *,
    seed: int,
    needed: int = POINTS,
    resamples: int = RESAMPLES,
) -> Figure:
    """How much larger the area is for one judge than for another on the same answers: each resample draws for both.

    Raises ValueError unless both name the same answers in the same order, with as many points of each class in each.
    """
    if [*map(_reference, ours)] != [*map(_reference, theirs)]:
        raise ValueError("Two judges can be compared only on the same points of the same answers, in the same order.")
    pairs = [pair for pair in zip(ours, theirs, strict=True) if pair[0]]
    points = sum(len(one) for one, _ in pairs)
    short = shortage(points, len(pairs), needed)
    if short is not None:
        return short
    rankings = [_Ranking(side) for side in zip(*pairs, strict=True)]
    one, other = (ranking.area(np.ones((1, len(pairs))))[0] for ranking in rankings)
    if np.isnan(one) or np.isnan(other):
        return Undefined(Why.ONE_CLASS)
    values = np.concatenate(
        [
            rankings[0].area_by_parts(drawn) - rankings[1].area_by_parts(drawn)
            for drawn in draw(np.ones(len(pairs)), seed, resamples)
        ]
    )
    value = float(one - other)
    ends = interval(values, value, len(pairs))
    return Undefined(Why.TOO_RARE) if ends is None else Estimate(value, *ends, points, len(pairs))


def _reference(answer: Sequence[Forecast]) -> tuple[int, int]:
    return len(answer), sum(forecast.is_covered for forecast in answer)


class _Ranking:
    """All forecasts by rising probability, each with its answer's place."""

    def __init__(self, answers: Sequence[Sequence[Forecast]]) -> None:
        ranked = sorted(
            (forecast.probability, place, forecast.is_covered)
            for place, answer in enumerate(answers)
            for forecast in answer
        )
        self._answer = np.array([place for _, place, _ in ranked])
        self._is_covered = np.array([is_covered for *_, is_covered in ranked], dtype=np.float64)
        _, self._steps = np.unique([probability for probability, *_ in ranked], return_index=True)

    def area_by_parts(self, weights: Floats) -> Floats:
        """The same for many rows of weights, some at a time: each takes as much memory as there are forecasts."""
        at_once = max(1, _AT_ONCE // len(self._answer))
        return np.concatenate([self.area(weights[at : at + at_once]) for at in range(0, len(weights), at_once)])

    def area(self, weights: Floats) -> Floats:
        """The area for each row of answers' weights (r, answers), NaN where one class has no weight."""
        each = weights[:, self._answer]
        covered = np.add.reduceat(each * self._is_covered, self._steps, axis=1)
        other = np.add.reduceat(each * (1 - self._is_covered), self._steps, axis=1)
        below = np.cumsum(other, axis=1) - other / 2
        return divide((covered * below).sum(-1), covered.sum(-1) * other.sum(-1))
