"""Reviews as the API gives them. Before the commit, nothing of the judge's goes in; see `services.blind`."""

from collections.abc import Sequence

from evaluator.digests import Json
from evaluator.domain.answers import Answer
from evaluator.domain.questions import Anchors
from evaluator.domain.reviews import Comparison, Final, PointComparison, PointReview, Review, Seeded
from evaluator.services.blind import BlindItem, BlindPoint
from evaluator.services.judgement_json import (
    JsonObject,
    coverage_json,
    flag_json,
    judge_json,
    point_json,
    span_json,
    time_json,
)


def blind_json(item: BlindItem) -> JsonObject:
    """An answer to review. The digest of the answer is left out: it stands in what the judge was sent."""
    return {
        "judgement_id": item.judgement_id,
        "question_id": item.question_id,
        "question_text": item.question_text,
        "points": [_blind_point(point) for point in item.points],
        "answer": _answer(item.answer),
        "began_at": time_json(item.began_at),
        "until": time_json(item.until),
    }


def review_json(review: Review) -> JsonObject:
    """One person's review without the judge's part. `final` is null until they finished."""
    blind = review.blind
    return {
        "id": review.id,
        "judgement_id": review.judgement_id,
        "reviewer": review.reviewer,
        "stream": review.stream.value,
        "inclusion_probability": review.inclusion_probability,
        "began_at": time_json(blind.began_at),
        "committed_at": time_json(blind.committed_at),
        "seconds": blind.seconds,
        "revealed_at": time_json(review.revealed_at) if review.revealed_at else None,
        "final": _final(review.final) if review.final else None,
        "seeded": _seeded(review.seeded) if review.seeded and review.seeded.said else None,
    }


def comparison_json(comparison: Comparison) -> JsonObject:
    """The judge's verdicts beside the person's, points that differ first."""
    judgement = comparison.judgement
    return {
        "review": review_json(comparison.review),
        "judge": judge_json(judgement.judge),
        "coverage": coverage_json(judgement.coverage) if judgement.coverage else None,
        "flags": [flag_json(flag, judgement) for flag in judgement.flags],
        "points": [_compared(point, judgement.answer) for point in comparison.points],
    }


def _compared(point: PointComparison, answer: Answer) -> JsonObject:
    final = point.final
    return {
        "point_id": point.judged.point_id,
        "text": point.judged.text,
        "differs": point.differs,
        "blind": said_json(point.blind, answer),
        "judge": point_json(point.judged),
        "final": None if final is None else final.verdict.value,
        "reason": final.reason.value if final and final.reason else None,
    }


def said_json(point: PointReview, answer: Answer) -> JsonObject:
    """What a reviewer said of one point blind, with the words that they marked."""
    evidence: Sequence[Json] = [
        {"quote": answer.text[span.start : span.end], **span_json(span)} for span in point.evidence
    ]
    return {"verdict": point.verdict.value, "evidence": evidence, "note": point.note}


def _final(final: Final) -> JsonObject:
    points: Sequence[Json] = [
        {
            "point_id": point.point_id,
            "verdict": point.verdict.value,
            "reason": point.reason.value if point.reason else None,
        }
        for point in final.points
    ]
    return {"points": points, "at": time_json(final.at), "seconds": final.seconds}


def _seeded(seeded: Seeded) -> JsonObject:
    """Told once it is disclosed, and not before."""
    said = _final(seeded.said) if seeded.said else None
    return {"point_id": seeded.point_id, "shown": seeded.shown.value, "said": said}


def _blind_point(point: BlindPoint) -> JsonObject:
    anchors = point.anchors
    return {
        "point_id": point.point_id,
        "text": point.text,
        "weight": point.weight,
        "anchors": None if anchors is None else _anchors(anchors),
    }


def _anchors(anchors: Anchors) -> JsonObject:
    return {"covered": anchors.covered, "partial": anchors.partial, "missed": anchors.missed}


def _answer(answer: Answer) -> JsonObject:
    turns: Sequence[Json] = [
        {**span_json(turn.span), "speaker": turn.speaker, "by_candidate": turn.by_candidate} for turn in answer.turns
    ]
    return {"text": answer.text, "kind": answer.kind.value, "turns": turns}
