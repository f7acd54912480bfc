"""What happened to a judgement after it was made, as its page tells it: what people said, and the ledger's entries."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from evaluator.digests import digest_in_brief
from evaluator.domain.judgements import Judgement, Verdict
from evaluator.domain.ledger import EntryKind
from evaluator.domain.reviews import PointReview, ReasonForChange, Review, Stream
from evaluator.services.audit_log import Story, StoryEntry
from evaluator.web.pages.figures import Moment, moment, seconds, thousands

_KINDS: Mapping[str, str] = {
    EntryKind.JUDGEMENT: "judgement",
    EntryKind.REVIEW_COMMITTED: "review, blind",
    EntryKind.REVIEW_REVEALED: "judge shown to the reviewer",
    EntryKind.REVIEW_FINISHED: "review, final",
    EntryKind.REVIEW_SKIPPED: "passed on by a reviewer",
    EntryKind.ERASURE: "erasure of its words",
}
_STREAMS: Mapping[Stream, str] = {
    Stream.RANDOM: "drawn by chance",
    Stream.TARGETED: "picked out",
}
_REASONS: Mapping[ReasonForChange, str] = {
    ReasonForChange.JUDGE_RIGHT: "the judge is right",
    ReasonForChange.JUDGE_WRONG: "the judge is wrong",
    ReasonForChange.RUBRIC_UNCLEAR: "the point is unclear",
    ReasonForChange.MISSED_IT: "missed it",
}
_REASONS_WHERE_UNSURE: Mapping[ReasonForChange, str] = {
    **_REASONS,
    ReasonForChange.JUDGE_RIGHT: "it cannot be told",
    ReasonForChange.JUDGE_WRONG: "it can be told",
}


@dataclass(frozen=True, slots=True)
class SaidOfPoint:
    """One point in one review. `final` is empty before the review was finished, `reason` where none was needed."""

    number: int
    text: str
    judge: str
    blind: str
    quotes: tuple[str, ...]
    note: str
    final: str
    reason: str


@dataclass(frozen=True, slots=True)
class ReviewStory:
    """One person's review. `shown` is when the judge's verdicts were, None before that."""

    reviewer: str
    stream: str
    committed: Moment
    took: str
    shown: Moment | None
    finished: Moment | None
    took_to_finish: str
    points: tuple[SaidOfPoint, ...]


@dataclass(frozen=True, slots=True)
class EntryRow:
    """One ledger entry. `fault` is what does not match any more, empty where all does."""

    number: str
    kind: str
    at: Moment
    digest: str
    digest_in_brief: str
    fault: str
    payload: str


@dataclass(frozen=True, slots=True)
class StoryView:
    """The story. `verdict` says in a sentence whether the entries hold."""

    reviews: tuple[ReviewStory, ...]
    entries: tuple[EntryRow, ...]
    is_sound: bool
    verdict: str


def story_view(judgement: Judgement, story: Story) -> StoryView:
    """What happened to this judgement."""
    faulty = [told for told in story.entries if told.fault]
    return StoryView(
        reviews=tuple(_review(review, judgement) for review in story.reviews),
        entries=tuple(_entry(told) for told in story.entries),
        is_sound=not faulty,
        verdict=(
            "Not everything is as it was written down. Have the whole ledger checked on the audit page."
            if faulty
            else "Each entry, and all that is stored of what it tells of, was derived again just now and is the same."
        ),
    )


def _review(review: Review, judgement: Judgement) -> ReviewStory:
    blind, final = review.blind, review.final
    return ReviewStory(
        reviewer=review.reviewer,
        stream=_STREAMS[review.stream],
        committed=moment(blind.committed_at),
        took=seconds(blind.seconds),
        shown=None if review.revealed_at is None else moment(review.revealed_at),
        finished=None if final is None else moment(final.at),
        took_to_finish="" if final is None else seconds(final.seconds),
        points=tuple(_points(review, judgement)),
    )


def _points(review: Review, judgement: Judgement) -> list[SaidOfPoint]:
    judged = {point.point_id: (number, point) for number, point in enumerate(judgement.points, start=1)}
    final = {point.point_id: point for point in review.final.points} if review.final else {}
    said = []
    for blind in review.blind.points:
        number, point = judged[blind.point_id]
        last = final.get(blind.point_id)
        reasons = _REASONS_WHERE_UNSURE if point.verdict is Verdict.UNSURE else _REASONS
        said.append(
            SaidOfPoint(
                number=number,
                text=point.text,
                judge=point.verdict.value,
                blind=blind.verdict.value,
                quotes=_quotes(blind, judgement),
                note=blind.note,
                final="" if last is None else last.verdict.value,
                reason=reasons[last.reason] if last and last.reason else "",
            )
        )
    return said


def _quotes(blind: PointReview, judgement: Judgement) -> tuple[str, ...]:
    text = judgement.answer.text
    return tuple(text[span.start : span.end] for span in blind.evidence)


def _entry(told: StoryEntry) -> EntryRow:
    entry = told.entry
    return EntryRow(
        number=f"#{thousands(entry.seq)}",
        kind=_KINDS.get(entry.kind, entry.kind.replace("_", " ")),
        at=moment(datetime.fromisoformat(entry.at)),
        digest=entry.digest,
        digest_in_brief=digest_in_brief(entry.digest),
        fault=told.fault,
        payload=entry.payload,
    )
