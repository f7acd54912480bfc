"""A review as rows and back. The only place that knows which column holds what."""

from collections import defaultdict
from collections.abc import Sequence
from functools import cache
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import BindParameter, Connection, Select, bindparam, select

from evaluator.domain.judgements import JudgementId, Verdict
from evaluator.domain.questions import PointId
from evaluator.domain.review_entries import Remarks, with_remarks
from evaluator.domain.reviews import (
    Blind,
    Final,
    FinalPoint,
    PointReview,
    ReasonForChange,
    Review,
    ReviewId,
    Stream,
)
from evaluator.errors import LedgerBroken
from evaluator.store.review_tables import review_points, review_words
from evaluator.store.reviews.seeds import SAID, seeded_of, seeds_in
from evaluator.store.rows import Row

BLIND, FINAL = "blind", "final"

_IDS: BindParameter[str] = bindparam("ids", expanding=True)
_POINTS = (
    select(review_points)
    .where(review_points.c.review_id.in_(_IDS))
    .order_by(review_points.c.review_id, review_points.c.part, review_points.c.position)
)
_WORDS = select(review_words).where(review_words.c.review_id.in_(_IDS))


def reviews_in(connection: Connection, wanted: Select[Any]) -> list[Review]:
    """The reviews that a selection from `reviews` finds, in its order. Raises LedgerBroken where one is unreadable."""
    rows = [dict(row) for row in connection.execute(wanted).mappings()]
    ids = [row["id"] for row in rows]
    points = defaultdict[str, list[Row]](list)
    for point in connection.execute(_POINTS, {"ids": ids}).mappings():
        points[point["review_id"]].append(dict(point))
    words = {row.review_id: row.words for row in connection.execute(_WORDS, {"ids": ids})}
    seeds = seeds_in(connection, ids)
    try:
        return [_review_of(row, points[row["id"]], words.get(row["id"]), seeds.get(row["id"])) for row in rows]
    except ValueError:
        raise LedgerBroken("A review cannot be read: somebody has changed it in the database.") from None


def review_row(review: Review, seq: int) -> Row:
    """The row of a review that is committed and no further."""
    return {
        "id": review.id,
        "judgement_id": review.judgement_id,
        "reviewer": review.reviewer,
        "stream": review.stream.value,
        "inclusion_probability": review.inclusion_probability,
        "began_at": review.blind.began_at,
        "committed_at": review.blind.committed_at,
        "seconds": review.blind.seconds,
        "ledger_seq": seq,
    }


def blind_rows(review_id: ReviewId, points: Sequence[PointReview]) -> list[Row]:
    """The rows of blind verdicts."""
    return [_point_row(review_id, BLIND, position, point, None) for position, point in enumerate(points)]


def final_rows(review_id: ReviewId, points: Sequence[FinalPoint]) -> list[Row]:
    """The rows of final verdicts."""
    return [_point_row(review_id, FINAL, position, point, point.reason) for position, point in enumerate(points)]


def _point_row(
    review_id: ReviewId, part: str, position: int, point: PointReview | FinalPoint, reason: ReasonForChange | None
) -> Row:
    return {
        "review_id": review_id,
        "part": part,
        "position": position,
        "point_id": point.point_id,
        "verdict": point.verdict.value,
        "reason": reason.value if reason else None,
    }


def _review_of(row: Row, own: Sequence[Row], words: str | None, seed: Row | None) -> Review:
    return Review(
        ReviewId(row["id"]),
        JudgementId(row["judgement_id"]),
        row["reviewer"],
        Stream(row["stream"]),
        row["inclusion_probability"],
        Blind(_blind_points(own, words), row["began_at"], row["committed_at"], row["seconds"]),
        row["revealed_at"],
        None if row["final_at"] is None else Final(_final_points(own, FINAL), row["final_at"], row["final_seconds"]),
        seeded_of(seed, _final_points(own, SAID)),
    )


def _blind_points(points: Sequence[Row], words: str | None) -> tuple[PointReview, ...]:
    bare = [
        PointReview(PointId(point["point_id"]), Verdict(point["verdict"])) for point in points if point["part"] == BLIND
    ]
    return tuple(bare) if words is None else with_remarks(bare, _remarks().validate_json(words))


def _final_points(points: Sequence[Row], part: str) -> tuple[FinalPoint, ...]:
    return tuple(
        FinalPoint(
            PointId(point["point_id"]),
            Verdict(point["verdict"]),
            None if point["reason"] is None else ReasonForChange(point["reason"]),
        )
        for point in points
        if point["part"] == part
    )


@cache
def _remarks() -> TypeAdapter[Remarks]:
    return TypeAdapter(Remarks)
