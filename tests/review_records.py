"""Judgements to review, and what people may say of them."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from evaluator.domain.answers import Span
from evaluator.domain.judgements import Judgement, Verdict
from evaluator.domain.reviews import FinalPoint, PointReview, ReasonForChange
from tests.records import NOON, POINTS, judgement

CLAIM = timedelta(minutes=30)
SHARES_MEMORY, OWN_STACK, SCHEDULING = (point.point_id for point in POINTS)

BLIND = (
    PointReview(SHARES_MEMORY, Verdict.COVERED, (Span(24, 44),), "Says it outright."),
    PointReview(OWN_STACK, Verdict.MISSED),
    PointReview(SCHEDULING, Verdict.PARTIAL, note="Half of it?"),
)
"""Verdicts on the points of `tests.records`, the last two other than the judge's (unsure, missed)."""

FINAL = (
    FinalPoint(SHARES_MEMORY, Verdict.COVERED),
    FinalPoint(OWN_STACK, Verdict.MISSED, ReasonForChange.JUDGE_WRONG),
    FinalPoint(SCHEDULING, Verdict.MISSED, ReasonForChange.MISSED_IT),
)
"""What stands after the comparison with them."""


def reviewable(number: int = 1, **changes: Any) -> Judgement:
    """A judgement that anna ordered and others may be asked to review."""
    return judgement(number, **({"shared_from": None} | changes))


def certain(number: int = 1, **changes: Any) -> Judgement:
    """One that nothing is doubtful about."""
    points = tuple(
        replace(point, verdict=Verdict.COVERED, probability=None, needs_review=False, claimed=None) for point in POINTS
    )
    return reviewable(number, **({"points": points, "flags": ()} | changes))


def later(minutes: float) -> datetime:
    """That many minutes after noon."""
    return NOON + timedelta(minutes=minutes)
