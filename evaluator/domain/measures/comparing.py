"""Two judges on the same answers: what one has more of, with its interval."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from evaluator.domain.agreement.coefficients import Coefficient
from evaluator.domain.agreement.figures import ANSWERS, POINTS, Figure, NotEnough
from evaluator.domain.agreement.measuring import contrast
from evaluator.domain.agreement.probabilities import compare_areas
from evaluator.domain.agreement.samples import IMAGINED, ONE_PAIR, Row, collect_rows
from evaluator.domain.agreement.tables import VERDICTS
from evaluator.domain.measures.cases import Case
from evaluator.domain.measures.measuring import (
    OF_DECISIONS,
    OF_LEVELS,
    OF_PROBABILITIES,
    OF_QUOTES,
    OF_SCORES,
    SEED,
    RowsOf,
    coefficients_of_verdicts,
    forecasts_of,
)
from evaluator.domain.measures.report import Comparison, Drawn
from evaluator.domain.measures.rows import (
    SHARE_ROWS,
    Rows,
    decided_rows,
    drawn_together,
    levelled_rows,
    probability_rows,
    quote_rows,
    scored_rows,
    verdict_rows,
)

_BOTH_PAIRS = tuple(
    one + other
    for place, one in enumerate(ONE_PAIR)
    for beside, other in enumerate(ONE_PAIR)
    if place % len(VERDICTS) == beside % len(VERDICTS) != len(VERDICTS) - 1
)
"""One pair of each judge with the same label, which is never unsure."""


def compare_judges(
    one: tuple[str, Sequence[Case]], other: tuple[str, Sequence[Case]], *, is_binary: bool, drawn: Drawn
) -> Comparison:
    """`one` less `other`, on the answers that both have scored. What differs is never which answers they failed on."""
    theirs = {case.answer_id: case for case in other[1] if case.why is None}
    both = [(case, theirs[case.answer_id]) for case in one[1] if case.why is None and case.answer_id in theirs]
    sides = [pair[0] for pair in both], [pair[1] for pair in both]
    return Comparison(one[0], other[0], len(both), _Contrast(*sides, drawn).all(is_binary=is_binary))


class _Contrast:
    """Cases of two judges on the same answers in the same order."""

    def __init__(self, ours: Sequence[Case], theirs: Sequence[Case], drawn: Drawn) -> None:
        self._ours, self._theirs, self._drawn = ours, theirs, drawn

    def all(self, *, is_binary: bool) -> Mapping[str, Figure]:
        """The differences by name."""
        on_verdicts = coefficients_of_verdicts(is_binary=is_binary)

        def verdicts(cases: Sequence[Case]) -> Rows:
            return verdict_rows(cases, is_binary=is_binary)

        return {
            **self._of(verdicts, on_verdicts, _BOTH_PAIRS, POINTS),
            "auc": self._of_areas(),
            **self._of(probability_rows, OF_PROBABILITIES, (), POINTS),
            **self._of(decided_rows, OF_DECISIONS, _BOTH_PAIRS, POINTS),
            **self._of(scored_rows, OF_SCORES, (), ANSWERS),
            **self._of(levelled_rows, OF_LEVELS, (), ANSWERS),
            **self._of(quote_rows, OF_QUOTES, (SHARE_ROWS[0] * 2, SHARE_ROWS[1] * 2), ANSWERS),
        }

    def _of(
        self, rows_of: RowsOf, coefficients: Sequence[Coefficient], imagined: tuple[Row, ...], needed: int
    ) -> Mapping[str, Figure]:
        """Of answers for which both have a row."""
        ours, theirs = rows_of(self._ours), rows_of(self._theirs)
        shared = sorted(set(ours.places) & set(theirs.places))
        if not shared:
            return {asked.name: NotEnough(0, needed) for asked in coefficients}
        halves = [side.table[np.isin(side.places, shared)] for side in (ours, theirs)]
        rows = drawn_together(Rows(np.hstack(halves), tuple(shared)), self._ours, self._drawn)
        sample = collect_rows(rows, imagined)
        return contrast(replace(sample, imagined_mass=IMAGINED / len(VERDICTS)), coefficients, seed=SEED, needed=needed)

    def _of_areas(self) -> Figure:
        both = [
            (one, other)
            for one, other in zip(self._ours, self._theirs, strict=True)
            if len(one.forecasts) == len(other.forecasts)
        ]
        ours, theirs = [one for one, _ in both], [other for _, other in both]
        areas = forecasts_of(ours, self._drawn), forecasts_of(theirs, self._drawn)
        return compare_areas(*areas, seed=SEED)
