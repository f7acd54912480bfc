"""Agreement beyond chance of two raters: Cohen's kappa, plain and quadratically weighted, and Gwet's AC1."""

import numpy as np

from evaluator.domain.agreement.coefficients import Coefficient, Why, divide
from evaluator.domain.agreement.samples import Floats
from evaluator.domain.agreement.shares import compared, settled


def cohen(tables: Floats) -> Floats:
    """Cohen's kappa of tables (..., k, k): (p_o - p_e) / (1 - p_e), with p_e = sum_i p_i. p_.i.

    NaN where both raters used one and the same class throughout. Source: J. Cohen, A Coefficient of Agreement for
    Nominal Scales, Educational and Psychological Measurement 20 (1960), 37-46.
    """
    return weighted(tables, 1 - np.eye(tables.shape[-1]))


def quadratic(tables: Floats) -> Floats:
    """Kappa with disagreements weighted (i - j)^2, of tables (..., k, k) whose classes are ordered.

    NaN where both raters used one and the same class throughout. Source: J. Cohen, Weighted Kappa, Psychological
    Bulletin 70 (1968), 213-220; squares as in J. L. Fleiss and J. Cohen, Educational and Psychological Measurement 33
    (1973), 613-619.
    """
    place = np.arange(tables.shape[-1])
    return weighted(tables, np.asarray((place[:, None] - place) ** 2, dtype=np.float64))


def weighted(tables: Floats, costs: Floats) -> Floats:
    """1 - sum(cost * observed) / sum(cost * expected), where `costs` (k, k) says how bad each disagreement is."""
    cells, rows, columns = _margins(tables)
    observed = (cells @ costs.ravel()) * (cells @ np.ones(costs.size))
    return 1 - divide(observed, np.einsum("...i,...i", rows @ costs, columns))


def gwet(tables: Floats) -> Floats:
    """Gwet's AC1 of tables (..., k, k): (p_o - p_e) / (1 - p_e), p_e = sum_i q_i (1 - q_i) / (k - 1), k >= 2.

    `q_i` is the mean of both raters' shares of class i, and k the number of classes that could be given, met or not.
    Source: K. L. Gwet, Computing inter-rater reliability and its variance in the presence of high agreement, British
    Journal of Mathematical and Statistical Psychology 61 (2008), 29-48, formulas 2 to 4.
    """
    classes = tables.shape[-1]
    cells, rows, columns = _margins(tables)
    pairs = cells @ np.ones(classes**2)
    same = divide(cells @ np.eye(classes).ravel(), pairs)
    shares = divide((rows + columns) / 2, pairs[..., None])
    chance = np.einsum("...i,...i", shares, 1 - shares) / (classes - 1)
    return np.asarray((same - chance) / (1 - chance))


def _margins(tables: Floats) -> tuple[Floats, Floats, Floats]:
    """Cells (..., k * k), sums of rows and of columns (..., k), by products: quick for thousands of tables."""
    classes = tables.shape[-1]
    cells, one = tables.reshape(*tables.shape[:-2], classes**2), np.eye(classes)
    return cells, cells @ np.repeat(one, classes, axis=0), cells @ np.tile(one, (classes, 1))


def _ends(sums: Floats) -> Floats:
    return settled(sums)[..., ::2, ::2]


KAPPA = Coefficient("kappa", lambda sums: cohen(settled(sums)), compared, Why.ONE_VERDICT)
"""Cohen's kappa over covered, partial and missed."""

AC1 = Coefficient("ac1", lambda sums: gwet(settled(sums)), compared)
"""Gwet's AC1 over covered, partial and missed: three classes, even where one of them was never given."""

AC1_OF_TWO = Coefficient("ac1_of_two", lambda sums: gwet(_ends(sums)), lambda sums: _ends(sums).sum((-2, -1)))
"""Gwet's AC1 over covered and missed alone, for labels that know no partial."""

QUADRATIC_KAPPA = Coefficient("quadratic_kappa", lambda sums: quadratic(settled(sums)), compared, Why.ONE_VERDICT)
"""Quadratically weighted kappa: covered against missed is four times as bad as either against partial."""
