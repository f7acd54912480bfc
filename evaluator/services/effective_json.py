"""What counts for an answer after reviews, as the API and exports give it."""

from evaluator.digests import Json
from evaluator.domain.effective import Effective, EffectivePoint
from evaluator.services.judgement_json import JsonObject, coverage_json


def effective_json(effective: Effective) -> JsonObject:
    """The verdicts that count, whose word each is, and the coverage they make; null where the answer is unscored."""
    return {
        "reviewers": list(effective.reviewers),
        "coverage": coverage_json(effective.coverage) if effective.coverage else None,
        "points": [_point(point) for point in effective.points],
    }


def _point(point: EffectivePoint) -> JsonObject:
    said: list[Json] = [
        {
            "reviewer": word.reviewer,
            "verdict": word.verdict.value,
            "reason": word.reason.value if word.reason else None,
        }
        for word in point.said
    ]
    return {
        "point_id": point.point_id,
        "verdict": point.verdict.value,
        "basis": point.basis.value,
        "said": said,
    }
