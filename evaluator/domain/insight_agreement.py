"""How far judge and people agree, for any reviewed answers: what insights show of a judge, a question, a point.

Figures of many groups are wanted at once, and most groups are the same as a minute ago. So whoever asks brings what
measures: `domain.agreement.measuring.measure`, or something that remembers what it said of the same sample.
"""

from collections.abc import Callable, Mapping, Sequence

import numpy as np

from evaluator.domain.agreement.alphas import ALPHA_NOMINAL, ALPHA_ORDINAL, ONE_UNIT
from evaluator.domain.agreement.coefficients import Coefficient
from evaluator.domain.agreement.figures import ANSWERS, POINTS, REVIEWS_OF_A_POINT, Estimate, Figure, NotEnough, Unit
from evaluator.domain.agreement.kappas import AC1, KAPPA, QUADRATIC_KAPPA
from evaluator.domain.agreement.samples import ONE_PAIR, Floats, Row
from evaluator.domain.agreement.shares import (
    SAME,
    SAME_OF_TWO,
    SHARE_UNSURE,
    THE_SAME_OF_COMPARED,
    TNR,
    TPR,
    worth_of,
)
from evaluator.domain.agreement.tables import SETTLED, VERDICTS, Confusion
from evaluator.domain.insight_pairs import Answers
from evaluator.domain.insights import Agreement, Compared
from evaluator.domain.judgements import Verdict

Measuring = Callable[[Floats, tuple[Row, ...], Sequence[Coefficient], int], Mapping[str, Figure]]
"""Figures by name of the sample of these rows and these imagined ones, where so many compared points are needed."""

OF_PAIRS = (SAME, TPR, TNR, KAPPA, AC1, QUADRATIC_KAPPA, SHARE_UNSURE)
OF_RATERS = (ALPHA_NOMINAL, ALPHA_ORDINAL)
WORTH = {verdict: worth_of(verdict) for verdict in VERDICTS[:SETTLED]}

_ONE_OF_TWO: tuple[Row, ...] = tuple(map(tuple, (np.asarray(ONE_PAIR) @ THE_SAME_OF_COMPARED).tolist()))


def compare_sides(answers: Answers, measuring: Measuring, needed: int = POINTS) -> Compared:
    """The judge against people and people among themselves, on these answers."""
    return Compared(
        reviews=int(answers.reviews.sum()),
        judge=_agree(answers.judge, answers.raters, measuring, needed),
        people=_agree(answers.people, answers.reviewers, measuring, needed),
    )


def worth(answers: Answers, measuring: Measuring) -> Mapping[Verdict, Figure]:
    """For each verdict of the judge's but `unsure`, how often a blind reviewer says the same."""
    met = _with_pairs(answers.judge)
    found = told_of(len(met), measuring, met, ONE_PAIR, tuple(WORTH.values()), POINTS)
    return {verdict: found[coefficient.name] for verdict, coefficient in WORTH.items()}


def same(tables: Floats, measuring: Measuring, needed: int = REVIEWS_OF_A_POINT) -> Figure:
    """The share of the same verdict alone, from the table of each answer (answers, 16)."""
    rows = _with_pairs(tables) @ THE_SAME_OF_COMPARED
    return told_of(len(rows), measuring, rows, _ONE_OF_TWO, (SAME_OF_TWO,), needed)[SAME_OF_TWO.name]


def told_of(
    answers: int,
    measuring: Measuring,
    rows: Floats,
    imagined: tuple[Row, ...],
    coefficients: Sequence[Coefficient],
    needed: int,
) -> Mapping[str, Figure]:
    """Figures of so many answers. Of few, how many points there are is not told either: it counts verdicts.

    Of how many points of one answer neither side was unsure, or on how many the judge said covered, is a result.
    """
    if 0 < answers < ANSWERS:
        return {coefficient.name: NotEnough(answers, ANSWERS, Unit.ANSWERS) for coefficient in coefficients}
    return measuring(rows, imagined, coefficients, needed)


def table_of(tables: Floats) -> Confusion:
    """The sum of tables (answers, 16); an empty one where these are too few to be told."""
    told = tables if len(_with_pairs(tables)) >= ANSWERS else tables[:0]
    return Confusion(tuple(map(int, told.sum(axis=0))))


def is_under(figure: Figure, people: Figure | None) -> bool:
    """Whether a whole interval lies under the lower end of another."""
    return isinstance(figure, Estimate) and isinstance(people, Estimate) and figure.high < people.low


def _agree(tables: Floats, coincidences: Floats, measuring: Measuring, needed: int) -> Agreement:
    met, units = _with_pairs(tables), coincidences[coincidences[:, -1] > 0]
    answers = len(met)
    of_pairs = told_of(answers, measuring, met, ONE_PAIR, OF_PAIRS, needed)
    of_raters = told_of(answers, measuring, units, ONE_UNIT, OF_RATERS, needed)
    return Agreement(answers, table_of(tables), {**of_pairs, **of_raters})


def _with_pairs(tables: Floats) -> Floats:
    return np.asarray(tables[tables.sum(axis=1) > 0])
