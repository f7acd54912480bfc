"""How near scores come to people's scores: Pearson's r, root mean square error, weighted kappa of whole levels."""

from collections.abc import Sequence

import numpy as np

from evaluator.domain.agreement.coefficients import Coefficient, Why, divide
from evaluator.domain.agreement.kappas import quadratic
from evaluator.domain.agreement.samples import Floats


def score_rows(said: Sequence[float], blind: Sequence[float]) -> Floats:
    """One row of seven for each answer: counts, sums, squares, products, squared errors.

    Raises ValueError unless both have one finite score an answer.
    """
    both = np.asarray([_checked(said), _checked(blind)]) if len(said) == len(blind) else None
    if both is None:
        raise ValueError("Each answer needs one score of either side.")
    # Sums of squares of what lies near 0 keep their digits; Pearson's r does not mind the shift.
    x, y = both - both.mean(axis=1, keepdims=True) if both.size else both
    return np.stack([np.ones_like(x), x, y, x * x, y * y, x * y, (both[0] - both[1]) ** 2], axis=1)


def _checked(scores: Sequence[float]) -> Floats:
    array = np.asarray(scores, dtype=np.float64)
    if not np.isfinite(array).all():
        raise ValueError("A score is not a finite number.")
    return array


def _pearson(sums: Floats) -> Floats:
    n, x, y, xx, yy, xy, _ = np.moveaxis(sums, -1, 0)
    spread = (n * xx - x * x) * (n * yy - y * y)
    # Rounding leaves a crumb of spread where all scores are the same.
    crumb = 1e-12 * (n * xx + x * x) * (n * yy + y * y)
    return divide(n * xy - x * y, np.sqrt(np.where(spread > crumb, spread, 0.0)))


def _root_mean_square_error(sums: Floats) -> Floats:
    return np.sqrt(divide(sums[..., 6], sums[..., 0]))


def _answers(sums: Floats) -> Floats:
    return np.asarray(sums[..., 0])


PEARSON = Coefficient("pearson", _pearson, _answers, Why.NO_SPREAD)
"""Pearson's r (K. Pearson, Proceedings of the Royal Society 58 (1895), 240-242), for sums of `score_rows`."""

RMSE = Coefficient("rmse", _root_mean_square_error, _answers)
"""Root mean square error, in the scores' own unit."""


def level_rows(said: Sequence[int], blind: Sequence[int], levels: int) -> Floats:
    """One row of levels squared for each answer, from whole scores 0 to `levels` - 1.

    Raises ValueError where one is outside.
    """
    if len(said) != len(blind) or any(not 0 <= level < levels for level in (*said, *blind)):
        raise ValueError(f"Each answer needs one whole score from 0 to {levels - 1} of either side.")
    places = np.asarray(said, dtype=np.int64) * levels + np.asarray(blind, dtype=np.int64)
    return np.eye(levels * levels)[places]


def quadratic_of(levels: int) -> Coefficient:
    """Quadratically weighted kappa of that many ordered levels, for sums of `level_rows`."""

    def of(sums: Floats) -> Floats:
        return quadratic(sums.reshape(*sums.shape[:-1], levels, levels))

    return Coefficient("quadratic_kappa", of, lambda sums: np.asarray(sums.sum(-1)), Why.ONE_VERDICT)
