"""Coverage: the weighted share of points, with the interval that open points leave."""

from collections.abc import Iterable
from math import fsum

from evaluator.domain.judgements import Coverage, PointJudgement, Verdict

WORTH = {Verdict.COVERED: 1.0, Verdict.PARTIAL: 0.5, Verdict.MISSED: 0.0}


def cover(points: Iterable[PointJudgement]) -> Coverage:
    """The coverage of judged points, at least one of them.

    `low = sum(w * worth) / sum(w)` over all points, unsure ones worth 0; `high` the same with unsure ones worth 1;
    `score` over the points that are not unsure, None when there are none.
    """
    listed = tuple(points)
    total = fsum(point.weight for point in listed)
    settled = tuple(point for point in listed if point.verdict is not Verdict.UNSURE)
    gained = fsum(point.weight * WORTH[point.verdict] for point in settled)
    low = gained / total
    if not settled:
        return Coverage(None, 0.0, 1.0)
    if len(settled) == len(listed):
        return Coverage(low, low, low)
    lost = fsum(point.weight * (1 - WORTH[point.verdict]) for point in settled)
    high = 1 - lost / total
    score = gained / fsum(point.weight for point in settled)
    # Rounding may part what is equal on paper: keep low <= score <= high.
    return Coverage(min(max(score, low), max(low, high)), low, max(low, high))


def score_of(verdicts: Iterable[tuple[float, Verdict]]) -> float | None:
    """The share that these weighted verdicts come to, unsure ones left out; None where all of them are."""
    settled = [(weight, WORTH[verdict]) for weight, verdict in verdicts if verdict is not Verdict.UNSURE]
    if not settled:
        return None
    return fsum(weight * worth for weight, worth in settled) / fsum(weight for weight, _ in settled)
