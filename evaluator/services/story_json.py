"""A judgement's whole story as the API gives it."""

from collections.abc import Sequence

from evaluator.digests import Json
from evaluator.domain.judgements import Judgement
from evaluator.domain.reviews import Review
from evaluator.services.audit_log import Story, StoryEntry
from evaluator.services.judgement_json import JsonObject
from evaluator.services.review_json import review_json, said_json


def story_json(judgement: Judgement, story: Story) -> JsonObject:
    """Reviews with what was said blind, and the ledger entries, oldest first."""
    reviews: Sequence[Json] = [{**review_json(review), "blind": _blind(review, judgement)} for review in story.reviews]
    return {
        "judgement_id": judgement.id,
        "reviews": reviews,
        "entries": [_entry(told) for told in story.entries],
    }


def _blind(review: Review, judgement: Judgement) -> Sequence[Json]:
    return [{"point_id": point.point_id, **said_json(point, judgement.answer)} for point in review.blind.points]


def _entry(told: StoryEntry) -> JsonObject:
    entry = told.entry
    return {
        "seq": entry.seq,
        "kind": entry.kind,
        "subject": entry.subject,
        "payload": entry.payload,
        "at": entry.at,
        "previous": entry.previous,
        "digest": entry.digest,
        "holds": not told.fault,
        "fault": told.fault or None,
    }
