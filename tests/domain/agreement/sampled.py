"""Samples made the plain way, one answer after the other."""

from collections.abc import Iterable, Sequence
from itertools import permutations

from evaluator.domain.agreement.alphas import ONE_UNIT
from evaluator.domain.agreement.probabilities import Forecast, forecast_row
from evaluator.domain.agreement.samples import Row, Sample, collect, collect_rows
from evaluator.domain.agreement.scores import level_rows, score_rows
from evaluator.domain.agreement.tables import SETTLED, VERDICTS
from evaluator.domain.judgements import Verdict


def sample_raters(answers: Iterable[Iterable[Sequence[Verdict]]]) -> Sample:
    """From the verdicts that each point of each answer got from any raters. Answers without units are left out."""
    rows = (_coincidences(points) for points in answers)
    return collect((row for row in rows if row[-1]), ONE_UNIT)


def _coincidences(points: Iterable[Sequence[Verdict]]) -> Row:
    cells, units = [0.0] * SETTLED**2, 0
    for verdicts in points:
        given = [VERDICTS.index(verdict) for verdict in verdicts if verdict is not Verdict.UNSURE]
        units += len(given) > 1
        for first, second in permutations(given, 2):
            cells[first * SETTLED + second] += 1 / (len(given) - 1)
    return (*cells, float(units))


def sample_forecasts(answers: Iterable[Sequence[Forecast]]) -> Sample:
    return collect(forecast_row(answer) for answer in answers if answer)


def sample_scores(said: Sequence[float], blind: Sequence[float]) -> Sample:
    return collect_rows(score_rows(said, blind))


def sample_levels(said: Sequence[int], blind: Sequence[int], levels: int) -> Sample:
    return collect_rows(level_rows(said, blind, levels))
