"""Answers as rows that are summed: one table of numbers for each kind of figure."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from math import floor

import numpy as np

from evaluator.domain.agreement.coefficients import Coefficient, divide
from evaluator.domain.agreement.pairs import Pair
from evaluator.domain.agreement.probabilities import Forecast, forecast_row
from evaluator.domain.agreement.samples import IMAGINED, ONE_PAIR, Floats, Row
from evaluator.domain.agreement.scores import level_rows, score_rows
from evaluator.domain.agreement.tables import tabulate
from evaluator.domain.judgements import Verdict
from evaluator.domain.measures.cases import Case
from evaluator.domain.measures.report import Drawn
from evaluator.domain.questions import PointId

LEVELS = 5
"""Scores are compared by the nearest quarter where whole levels are needed."""

HALF = 0.5
"""The probability from which a point counts as covered where every point is decided."""

_ANY = PointId("")

OF_TWO_CLASSES: tuple[Row, ...] = tuple(
    tuple(map(float, tabulate([Pair(_ANY, said, label)]).cells))
    for said in (Verdict.COVERED, Verdict.MISSED, Verdict.UNSURE)
    for label in (Verdict.COVERED, Verdict.MISSED)
)
"""The tables of one pair where labels know no partial."""

TWO_CLASSES_MASS = 2 / 4
"""Of each of these, as three classes have 2 / 9: two imagined pairs over the cells in which both gave a verdict."""

SHARE_ROWS: tuple[Row, ...] = ((1.0, 1.0), (0.0, 1.0))
"""One hit and one miss: what is imagined when shares are resampled."""


def imagined_of(*, is_binary: bool) -> tuple[tuple[Row, ...], float]:
    """Which pairs are imagined when tables are resampled, and the mass of each."""
    return (OF_TWO_CLASSES, TWO_CLASSES_MASS) if is_binary else (ONE_PAIR, IMAGINED)


@dataclass(frozen=True, slots=True)
class Rows:
    """One row for each answer that has any (answers, width), and the place of each among all answers."""

    table: Floats
    places: tuple[int, ...]


def share_of(name: str) -> Coefficient:
    """A share from rows of two: hits, and cases."""
    return Coefficient(name, lambda sums: divide(sums[..., 0], sums[..., 1]), lambda sums: np.asarray(sums[..., 1]))


def on_scale(case: Case, *, is_binary: bool) -> tuple[Pair, ...]:
    """The pairs of a case; where labels know no partial, a judge's `partial` is credit like `covered`."""
    if not is_binary:
        return case.pairs
    return tuple(replace(pair, said=Verdict.COVERED) if pair.said is Verdict.PARTIAL else pair for pair in case.pairs)


def verdict_rows(cases: Sequence[Case], *, is_binary: bool) -> Rows:
    """Each answer's confusion table."""
    return _rows(cases, 16, lambda case: tabulate(on_scale(case, is_binary=is_binary)).cells if case.pairs else None)


def decided_rows(cases: Sequence[Case]) -> Rows:
    """Each answer's confusion table were every point decided by its probability, at one half, into two classes."""
    return _rows(cases, 16, lambda case: tabulate(_decided(case.forecasts)).cells if case.forecasts else None)


def probability_rows(cases: Sequence[Case]) -> Rows:
    """Squared errors and bins, see `forecast_row`."""
    return _rows(cases, 31, lambda case: forecast_row(case.forecasts) if case.forecasts else None)


def scored_rows(cases: Sequence[Case]) -> Rows:
    """Sums and products of both scores, see `score_rows`."""
    both, places = _both_scores(cases, lambda case: case.score)
    return Rows(score_rows(*both), places)


def expected_rows(cases: Sequence[Case]) -> Rows:
    """The same with the score that the judge's probabilities come to."""
    both, places = _both_scores(cases, lambda case: case.expected)
    return Rows(score_rows(*both), places)


def levelled_rows(cases: Sequence[Case]) -> Rows:
    """Which level of five each side gave."""
    (said, people), places = _both_scores(cases, lambda case: case.score)
    return Rows(level_rows([*map(_level, said)], [*map(_level, people)], LEVELS), places)


def quote_rows(cases: Sequence[Case]) -> Rows:
    """Quotes that stood, and all of them."""
    return _rows(
        cases, 2, lambda case: (float(case.quotes.stood), float(case.quotes.made)) if case.quotes.made else None
    )


def failure_rows(cases: Sequence[Case]) -> Rows:
    """Whether the answer is unscored, of one answer."""
    return _rows(cases, 2, lambda case: (float(case.why is not None), 1.0))


def drawn_together(rows: Rows, cases: Sequence[Case], drawn: Drawn) -> Floats:
    """The rows of what is drawn as a whole: as they are, or summed by question."""
    if drawn is Drawn.ANSWERS or not rows.places:
        return rows.table
    owners: dict[str, int] = {}
    whose = [owners.setdefault(cases[place].question_id, len(owners)) for place in rows.places]
    return np.stack([np.bincount(whose, weights=column) for column in rows.table.T], axis=1)


def _rows(cases: Sequence[Case], width: int, row_of: Callable[[Case], Sequence[float] | None]) -> Rows:
    found = [(place, row) for place, case in enumerate(cases) if (row := row_of(case)) is not None]
    table = np.asarray([row for _, row in found], dtype=np.float64).reshape(-1, width)
    return Rows(table, tuple(place for place, _ in found))


def _decided(forecasts: Sequence[Forecast]) -> list[Pair]:
    classes = (Verdict.MISSED, Verdict.COVERED)
    return [Pair(_ANY, classes[one.probability >= HALF], classes[one.is_covered]) for one in forecasts]


def _both_scores(
    cases: Sequence[Case], score_of: Callable[[Case], float | None]
) -> tuple[tuple[list[float], list[float]], tuple[int, ...]]:
    said, people, places = [], [], []
    for place, case in enumerate(cases):
        score = score_of(case)
        if score is not None and case.people is not None:
            said.append(score)
            people.append(case.people)
            places.append(place)
    return (said, people), tuple(places)


def _level(score: float) -> int:
    return floor(score * (LEVELS - 1) + 0.5)
