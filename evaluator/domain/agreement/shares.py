"""Shares of verdicts in a confusion table: how many are the same, found, rightly denied, worth what they say.

The positive class is credit (`covered` or `partial`), the negative class is `missed`; the person's blind verdict is the
reference. `unsure` is neither, whoever said it: the pair counts in no numerator and in no denominator, and
`SHARE_UNSURE` tells how often the judge was. A judge may look better by being unsure where it would be wrong, so that
share belongs beside every figure.
"""

import numpy as np

from evaluator.domain.agreement.coefficients import Coefficient, Why, divide
from evaluator.domain.agreement.samples import Floats
from evaluator.domain.agreement.tables import SETTLED, VERDICTS
from evaluator.domain.judgements import Verdict

MISSED = VERDICTS.index(Verdict.MISSED)


def whole(sums: Floats) -> Floats:
    """Sums of 16 as tables (..., 4, 4)."""
    return sums.reshape(*sums.shape[:-1], len(VERDICTS), len(VERDICTS))


def settled(sums: Floats) -> Floats:
    """Sums of 16 as tables (..., 3, 3) of the pairs on which both gave a verdict."""
    return whole(sums)[..., :SETTLED, :SETTLED]


def compared(sums: Floats) -> Floats:
    """How many pairs those are."""
    return np.asarray(settled(sums).sum((-2, -1)))


def all_pairs(sums: Floats) -> Floats:
    """How many pairs there are, unsure ones with them."""
    return np.asarray(sums.sum(-1))


def _same(sums: Floats) -> Floats:
    return divide(_diagonal(settled(sums)).sum(-1), compared(sums))


def _true_positive_rate(sums: Floats) -> Floats:
    table = settled(sums)
    return divide(table[..., :MISSED, :MISSED].sum((-2, -1)), table[..., :, :MISSED].sum((-2, -1)))


def _true_negative_rate(sums: Floats) -> Floats:
    table = settled(sums)
    return divide(table[..., MISSED, MISSED], table[..., :, MISSED].sum(-1))


def _macro_f1(sums: Floats) -> Floats:
    table = settled(sums)
    met = table.sum(-1) + table.sum(-2)
    each = divide(2 * _diagonal(table), met)
    return divide(np.nansum(each, axis=-1), np.asarray((met > 0).sum(-1), dtype=np.float64))


def _share_unsure(sums: Floats) -> Floats:
    return divide(whole(sums)[..., SETTLED, :].sum(-1), all_pairs(sums))


def worth_of(verdict: Verdict) -> Coefficient:
    """Its precision: of the points given this verdict (not `unsure`), the share whose blind verdict is the same."""
    row = VERDICTS.index(verdict)

    def of(sums: Floats) -> Floats:
        return divide(settled(sums)[..., row, row], settled(sums)[..., row, :].sum(-1))

    return Coefficient(f"worth_{verdict}", of, compared, Why.NOT_SAID)


def _diagonal(tables: Floats) -> Floats:
    return np.diagonal(tables, axis1=-2, axis2=-1)


SAME = Coefficient("same", _same, compared)
"""Share of the same verdicts among three, 0 to 1."""

TPR = Coefficient("tpr", _true_positive_rate, compared, Why.NO_POSITIVE)
"""True positive rate: of the points that people credit, the share that the judge credits (sensitivity)."""

TNR = Coefficient("tnr", _true_negative_rate, compared, Why.NO_NEGATIVE)
"""True negative rate: of the points that people call missed, the share that the judge calls missed (specificity)."""

MACRO_F1 = Coefficient("macro_f1", _macro_f1, compared)
"""Mean of the verdicts' F1 = 2 TP / (2 TP + FP + FN), over the verdicts that anybody gave (as scikit-learn has it)."""

SHARE_UNSURE = Coefficient("share_unsure", _share_unsure, all_pairs)
"""Share of all pairs in which what is measured was `unsure`."""
