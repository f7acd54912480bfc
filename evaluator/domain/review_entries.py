"""What the ledger says of reviews: every verdict and when it was given, a reviewer's words only by a commitment.

Notes and the passages somebody marked are words about a candidate. They are kept apart with their salt and go with an
erasure, as a judgement's words do; see `domain.commitments`.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from evaluator.digests import Digest, Json
from evaluator.domain.answers import Span
from evaluator.domain.ledger import moment_text
from evaluator.domain.review_queue import Skip
from evaluator.domain.reviews import Final, PointReview, Review


@dataclass(frozen=True, slots=True)
class PointRemarks:
    """What a reviewer marked and noted on one point."""

    evidence: tuple[Span, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Remarks:
    """The part of a review that an erasure takes away, a place for each point in the review's order."""

    points: tuple[PointRemarks, ...]


def remarks_of(points: Sequence[PointReview]) -> Remarks:
    """The reviewer's words."""
    return Remarks(tuple(PointRemarks(point.evidence, point.note) for point in points))


def with_remarks(points: Sequence[PointReview], remarks: Remarks) -> tuple[PointReview, ...]:
    """The verdicts with their words: `with_remarks(bare, remarks_of(points)) == points`."""
    return tuple(
        replace(point, evidence=said.evidence, note=said.note)
        for point, said in zip(points, remarks.points, strict=True)
    )


def commit_payload(review: Review, remarks_commitment: Digest) -> dict[str, Json]:
    """What the entry of a blind review holds. The entry's own moment is that of the commit."""
    return {
        **_whose(review),
        "stream": review.stream.value,
        "inclusion_probability": review.inclusion_probability,
        "verdicts": [[point.point_id, point.verdict.value] for point in review.blind.points],
        "began_at": moment_text(review.blind.began_at),
        "seconds": review.blind.seconds,
        "words_commitment": remarks_commitment,
    }


def reveal_payload(review: Review) -> dict[str, Json]:
    """What the entry holds that tells of the judge's verdicts being shown to the reviewer, and which one wrongly."""
    return {**_whose(review), **_seeded(review)}


def disclosure_payload(review: Review) -> dict[str, Json]:
    """What the entry holds of what was said under a wrong verdict, and that it was disclosed then.

    Raises ValueError where there was none, or nothing was said yet.
    """
    said = review.seeded.said if review.seeded else None
    if said is None:
        raise ValueError("Nothing was said under a wrong verdict in this review.")
    return {**_whose(review), **_seeded(review), "verdicts": _verdicts(said), "seconds": said.seconds}


def final_payload(review: Review) -> dict[str, Json]:
    """What the entry of a finished review holds. Raises ValueError for one that is not finished."""
    final = review.final
    if final is None:
        raise ValueError("This review has no final part.")
    return {**_whose(review), "verdicts": _verdicts(final), "seconds": final.seconds}


def skip_payload(skip: Skip) -> dict[str, Json]:
    """What the entry of an answer that was passed on holds."""
    until = None if skip.until is None else moment_text(skip.until)
    return {"reviewer": skip.reviewer, "reason": skip.reason.value, "until": until}


def _whose(review: Review) -> dict[str, Json]:
    return {"judgement": review.judgement_id, "reviewer": review.reviewer}


def _seeded(review: Review) -> dict[str, Json]:
    seeded = review.seeded
    return {} if seeded is None else {"seeded": [seeded.point_id, seeded.shown.value]}


def _verdicts(final: Final) -> list[Json]:
    return [
        [point.point_id, point.verdict.value, point.reason.value if point.reason else None] for point in final.points
    ]
