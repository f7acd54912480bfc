"""Krippendorff's alpha: agreement of any number of reviewers, with verdicts missing."""

from itertools import product

import numpy as np

from evaluator.domain.agreement.coefficients import Coefficient, Why, divide
from evaluator.domain.agreement.samples import Floats, Row
from evaluator.domain.agreement.tables import SETTLED


def coincide(counts: Floats) -> Floats:
    """Coincidences of units (units, 10) from how often each got each settled verdict (units, 3).

    A unit is one point of one answer. With m settled verdicts it adds 1 / (m - 1) for each ordered pair of them, and
    one unit, which stands last; `unsure` is a missing value, and with fewer than two others there is nothing to add.
    """
    raters = counts.sum(-1)
    others = np.where(raters > 1, raters - 1, 1.0)[:, None, None]
    met = counts[:, :, None] * counts[:, None, :] - counts[:, :, None] * np.eye(SETTLED)
    units = (raters > 1).astype(np.float64)
    return np.column_stack([(met / others).reshape(len(counts), SETTLED**2) * units[:, None], units])


_PAIRS = np.array([np.eye(SETTLED)[[*pair]].sum(0) for pair in product(range(SETTLED), repeat=2)])

ONE_UNIT: tuple[Row, ...] = tuple(map(tuple, coincide(_PAIRS).tolist()))
"""The rows of one unit with two settled verdicts."""


def nominal(coincidences: Floats) -> Floats:
    """Alpha of coincidences (..., k, k), any two values being equally unlike. NaN where there is only one value.

    alpha = 1 - (n - 1) sum(o_ck d_ck) / sum(n_c n_k d_ck), with n_c the sum of row c and n of all. Source:
    K. Krippendorff, Computing Krippendorff's Alpha-Reliability (2011), section D; Content Analysis, 3rd edition (2013),
    chapter 12.
    """
    return _alpha(coincidences, 1 - np.eye(coincidences.shape[-1]))


def ordinal(coincidences: Floats) -> Floats:
    """Alpha of coincidences (..., k, k) whose values are ordered. NaN where there is only one value.

    d_ck = (sum of n_g for g from c to k - (n_c + n_k) / 2)^2: the more verdicts lie between two values, the less
    alike they are. Source: as for `nominal`, section E.
    """
    met = coincidences.sum(-1)
    middle = np.cumsum(met, axis=-1) - met / 2
    return _alpha(coincidences, (middle[..., :, None] - middle[..., None, :]) ** 2)


def _alpha(coincidences: Floats, unlike: Floats) -> Floats:
    met = coincidences.sum(-1)
    observed = (coincidences * unlike).sum((-2, -1)) * (met.sum(-1) - 1)
    expected = (met[..., :, None] * met[..., None, :] * unlike).sum((-2, -1))
    return 1 - divide(observed, expected)


def _square(sums: Floats) -> Floats:
    return sums[..., :-1].reshape(*sums.shape[:-1], SETTLED, SETTLED)


def _units(sums: Floats) -> Floats:
    return np.asarray(sums[..., -1])


ALPHA_NOMINAL = Coefficient("alpha_nominal", lambda sums: nominal(_square(sums)), _units, Why.ONE_VERDICT)
"""Krippendorff's alpha over covered, partial and missed, for sums of what `coincide` finds."""

ALPHA_ORDINAL = Coefficient("alpha_ordinal", lambda sums: ordinal(_square(sums)), _units, Why.ONE_VERDICT)
"""The same with the three verdicts in order."""
