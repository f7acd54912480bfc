"""Shares of verdicts in a confusion table: how many are the same, found, rightly denied, worth what they say.

The positive class is credit (`covered` or `partial`), the negative class is `missed`; the person's blind verdict is the
reference. `unsure` is neither, whoever said it: the pair counts in no numerator and in no denominator, and
`SHARE_UNSURE` tells how often the judge was. A judge may look better by being unsure where it would be wrong, so that
share belongs beside every figure.
"""

import numpy as np
from numpy.typing import NDArray

from evaluator.domain.agreement.coefficients import Coefficient, Why, divide
from evaluator.domain.agreement.samples import Floats
from evaluator.domain.agreement.tables import CELLS, SETTLED, VERDICTS
from evaluator.domain.judgements import Verdict

_said, _blind = np.divmod(np.arange(CELLS), len(VERDICTS))
_MISSED = VERDICTS.index(Verdict.MISSED)


def _mask(cells: NDArray[np.bool_]) -> Floats:
    """One for each cell that is meant, nought for others: times sums of 16, how many pairs stand there."""
    return cells.astype(np.float64)


_ALL = _mask(_said >= 0)
_COMPARED = _mask((_said < SETTLED) & (_blind < SETTLED))
_THE_SAME = _mask(_said == _blind)
_CREDITED = _mask(_said < _MISSED)
_POSITIVE = _COMPARED * _mask(_blind < _MISSED)
_NEGATIVE = _COMPARED * _mask(_blind == _MISSED)
_UNSURE = _mask(_said == SETTLED)


def compared(sums: Floats) -> Floats:
    """On how many pairs both gave a verdict."""
    return np.asarray(sums @ _COMPARED)


def all_pairs(sums: Floats) -> Floats:
    """How many pairs there are, unsure ones with them."""
    return np.asarray(sums @ _ALL)


def settled(sums: Floats) -> Floats:
    """Sums of 16 as tables (..., 3, 3) of the pairs on which both gave a verdict."""
    whole = sums.reshape(*sums.shape[:-1], len(VERDICTS), len(VERDICTS))
    return whole[..., :SETTLED, :SETTLED]


def _share(name: str, part: Floats, of: Floats, undefined: Why = Why.NO_DATA) -> Coefficient:
    counted = all_pairs if of is _ALL else compared
    return Coefficient(name, lambda sums: divide(sums @ (part * of), sums @ of), counted, undefined)


def worth_of(verdict: Verdict) -> Coefficient:
    """Its precision: of the points given this verdict (not `unsure`), the share whose blind verdict is the same."""
    given = _COMPARED * _mask(_said == VERDICTS.index(verdict))
    return _share(f"worth_{verdict}", _THE_SAME, given, Why.NOT_SAID)


def _macro_f1(sums: Floats) -> Floats:
    table = settled(sums)
    met = table.sum(-1) + table.sum(-2)
    each = 2 * np.diagonal(table, axis1=-2, axis2=-1) / np.where(met > 0, met, 1.0)
    return divide(each.sum(-1), (met > 0).sum(-1, dtype=np.float64))


SAME = _share("same", _THE_SAME, _COMPARED)
"""Share of the same verdicts among three, 0 to 1."""

TPR = _share("tpr", _CREDITED, _POSITIVE, Why.NO_POSITIVE)
"""True positive rate: of the points that people credit, the share that the judge credits (sensitivity)."""

TNR = _share("tnr", _THE_SAME, _NEGATIVE, Why.NO_NEGATIVE)
"""True negative rate: of the points that people call missed, the share that the judge calls missed (specificity)."""

MACRO_F1 = Coefficient("macro_f1", _macro_f1, compared)
"""Mean of the verdicts' F1 = 2 TP / (2 TP + FP + FN), over the verdicts that anybody gave (as scikit-learn has it)."""

SHARE_UNSURE = _share("share_unsure", _UNSURE, _ALL)
"""Share of all pairs in which what is measured was `unsure`."""

THE_SAME_OF_COMPARED = np.column_stack([_THE_SAME * _COMPARED, _COMPARED])
"""Times rows of 16, rows of two: pairs with the same verdict, and pairs on which both gave one."""

SAME_OF_TWO = Coefficient(
    "same", lambda sums: divide(sums[..., 0], sums[..., 1]), lambda sums: np.asarray(sums[..., 1]), Why.NO_DATA
)
"""`SAME` for samples of such rows, of which there are few kinds: quick for hundreds of points."""
