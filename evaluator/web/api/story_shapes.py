"""The JSON of a judgement's story. `services.story_json` makes it."""

from typing import TypedDict

from evaluator.web.api.reviews_shapes import ReviewBody, SaidBlindBody


class BlindVerdictBody(SaidBlindBody):
    """What a reviewer said of one point before they knew what the judge says."""

    point_id: str


class ToldReviewBody(ReviewBody):
    """A review with what was said blind. After an erasure it has neither marked words nor notes."""

    blind: list[BlindVerdictBody]


class StoryEntryBody(TypedDict):
    """A ledger entry as it is stored; `payload` is canonical JSON text.

    `holds` says that its digest, its link to the entry before it and all that is stored of what it tells of were
    derived again just now and are the same; else `fault` says what is not.
    """

    seq: int
    kind: str
    subject: str
    payload: str
    at: str
    previous: str
    digest: str
    holds: bool
    fault: str | None


class StoryBody(TypedDict):
    """What happened to a judgement after it was made: reviews in the order of their commits, entries oldest first."""

    judgement_id: str
    reviews: list[ToldReviewBody]
    entries: list[StoryEntryBody]
