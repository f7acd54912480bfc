"""Two judges on the same answers: what one has more of, with its interval."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from evaluator.domain.agreement.coefficients import Coefficient
from evaluator.domain.agreement.figures import ANSWERS, POINTS, Figure, NotEnough
from evaluator.domain.agreement.measuring import contrast
from evaluator.domain.agreement.probabilities import compare_areas
from evaluator.domain.agreement.samples import IMAGINED, Row, collect_rows
from evaluator.domain.agreement.tables import VERDICTS
from evaluator.domain.measures.cases import Case
from evaluator.domain.measures.measuring import (
    NONE,
    OF_DECISIONS,
    OF_EXPECTED,
    OF_LEVELS,
    OF_PROBABILITIES,
    OF_QUOTES,
    OF_SCORES,
    SEED,
    Imagined,
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
    expected_rows,
    imagined_of,
    levelled_rows,
    probability_rows,
    quote_rows,
    scored_rows,
    verdict_rows,
)

_SHARES: Imagined = (tuple(row * 2 for row in SHARE_ROWS), IMAGINED)


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
            **self._of(verdicts, on_verdicts, _both(is_binary=is_binary), POINTS),
            "auc": self._of_areas(),
            **self._of(probability_rows, OF_PROBABILITIES, NONE, POINTS),
            **self._of(decided_rows, OF_DECISIONS, _both(is_binary=True), POINTS),
            **self._of(scored_rows, OF_SCORES, NONE, ANSWERS),
            **self._of(expected_rows, OF_EXPECTED, NONE, ANSWERS),
            **self._of(levelled_rows, OF_LEVELS, NONE, ANSWERS),
            **self._of(quote_rows, OF_QUOTES, _SHARES, ANSWERS),
        }

    def _of(
        self, rows_of: RowsOf, coefficients: Sequence[Coefficient], imagined: Imagined, needed: int
    ) -> Mapping[str, Figure]:
        """Of answers for which both have a row."""
        ours, theirs = rows_of(self._ours), rows_of(self._theirs)
        shared = sorted(set(ours.places) & set(theirs.places))
        if not shared:
            return {asked.name: NotEnough(0, needed) for asked in coefficients}
        halves = [side.table[np.isin(side.places, shared)] for side in (ours, theirs)]
        rows = drawn_together(Rows(np.hstack(halves), tuple(shared)), self._ours, self._drawn)
        sample = replace(collect_rows(rows, imagined[0]), imagined_mass=imagined[1])
        return contrast(sample, coefficients, seed=SEED, needed=needed)

    def _of_areas(self) -> Figure:
        both = [
            (one, other)
            for one, other in zip(self._ours, self._theirs, strict=True)
            if len(one.forecasts) == len(other.forecasts)
        ]
        ours, theirs = [one for one, _ in both], [other for _, other in both]
        areas = forecasts_of(ours, self._drawn), forecasts_of(theirs, self._drawn)
        return compare_areas(*areas, seed=SEED)


def _both(*, is_binary: bool) -> Imagined:
    """One pair of each judge with the same label, for every two verdicts."""
    pairs, mass = imagined_of(is_binary=is_binary)
    alike = tuple(one + other for one in pairs for other in pairs if _label(one) == _label(other))
    return alike, mass * len(pairs) / len(alike)


def _label(row: Row) -> int:
    return row.index(1.0) % len(VERDICTS)
