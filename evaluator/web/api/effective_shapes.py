"""The JSON of coverage, and of what counts after reviews. `services.effective_json` makes the latter."""

from typing import TypedDict

from evaluator.domain.effective import Basis
from evaluator.domain.judgements import Verdict
from evaluator.domain.reviews import ReasonForChange


class CoverageBody(TypedDict):
    """Weighted share of points, 0 to 1. `low` counts unsure points 0, `high` 1; `score` leaves them out."""

    score: float | None
    low: float
    high: float


class FinalWordBody(TypedDict):
    """What one person settled on, and why, where blind, judge's and final verdict are not the same."""

    reviewer: str
    verdict: Verdict
    reason: ReasonForChange | None


class EffectivePointBody(TypedDict):
    """What counts for one point: the judge's verdict until somebody has finished a review, then people's.

    Where people differ the verdict is `unsure`, the basis `disagreement`.
    """

    point_id: str
    verdict: Verdict
    basis: Basis
    said: list[FinalWordBody]


class EffectiveBody(TypedDict):
    """What counts after reviews. `reviewers` are those who finished; `coverage` is null when unscored."""

    reviewers: list[str]
    coverage: CoverageBody | None
    points: list[EffectivePointBody]
