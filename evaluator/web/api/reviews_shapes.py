"""The JSON of reviews. `services.review_json` makes it."""

from typing import Literal, TypedDict

from pydantic import BaseModel, ConfigDict, Field

from evaluator.domain.answers import AnswerKind, Span
from evaluator.domain.judgements import Verdict
from evaluator.domain.questions import PointId
from evaluator.domain.review_queue import SkipReason
from evaluator.domain.reviews import FinalPoint, PointReview, ReasonForChange, Stream
from evaluator.web.api.effective_shapes import CoverageBody
from evaluator.web.api.shapes import AnchorsBody, FlagBody, JudgeBody, PointBody, TurnBody

VerdictWord = Literal["covered", "partial", "missed", "unsure"]
MOST_POINTS = 200
"""Most verdicts that one request is read with; no question has so many points."""


class BlindPointBody(TypedDict):
    """One point to be settled. `anchors` say what counts, where the bank still has the point as it was."""

    point_id: str
    text: str
    weight: float
    anchors: AnchorsBody | None


class BlindAnswerBody(TypedDict):
    """The answer as it is stored. Offsets count Unicode code points of `text`."""

    text: str
    kind: AnswerKind
    turns: list[TurnBody]


class BlindBody(TypedDict):
    """An answer to review, yours until `until`. Nothing here comes from the judge, or tells why it waits."""

    judgement_id: str
    question_id: str
    question_text: str
    points: list[BlindPointBody]
    answer: BlindAnswerBody
    began_at: str
    until: str


class KeptBody(TypedDict):
    """What an interviewer has judged, who is asked first: `review` is where it is to be given, `/blind` after it where
    it goes. What the judge says comes back from there."""

    id: str
    status: Literal["kept"]
    review: str


class ReviewProgressBody(TypedDict):
    """How far you are. `waiting` is counted up to 1,000; `today` begins at midnight UTC."""

    waiting: int
    done: int
    today: int


class NextReviewBody(TypedDict):
    """The next answer for you, null where nothing waits."""

    item: BlindBody | None
    progress: ReviewProgressBody


class FinalPointBody(TypedDict):
    """What stands for one point, with the reason where blind, judge's and final verdict are not the same."""

    point_id: str
    verdict: Verdict
    reason: ReasonForChange | None


class FinalBody(TypedDict):
    """What stands after the comparison. `seconds` were spent on it since the reveal."""

    points: list[FinalPointBody]
    at: str
    seconds: float


class SeededBody(TypedDict):
    """A wrong verdict that was shown on purpose in the judge's name, and what you said under it. That does not stand:
    settle the point again."""

    point_id: str
    shown: Verdict
    said: FinalBody | None


class ReviewBody(TypedDict):
    """A review as far as it has come. `inclusion_probability` is null in the targeted stream.

    `seeded` tells of a wrong verdict once it is disclosed, null where there was none; `final` is null until its point
    is settled again.
    """

    id: str
    judgement_id: str
    reviewer: str
    stream: Stream
    inclusion_probability: float | None
    began_at: str
    committed_at: str
    seconds: float
    revealed_at: str | None
    final: FinalBody | None
    seeded: SeededBody | None


class MarkedBody(TypedDict):
    """Words of the answer that a reviewer marked: `answer.text[start:end]`."""

    quote: str
    start: int
    end: int


class SaidBlindBody(TypedDict):
    """What a reviewer said of one point before they knew what the judge says."""

    verdict: Verdict
    evidence: list[MarkedBody]
    note: str


class PointComparisonBody(TypedDict):
    """One point with both verdicts; `final` and `reason` are null until the review is finished."""

    point_id: str
    text: str
    differs: bool
    blind: SaidBlindBody
    judge: PointBody
    final: Verdict | None
    reason: ReasonForChange | None


class ComparisonBody(TypedDict):
    """The judge's verdicts beside yours, points that differ first."""

    review: ReviewBody
    judge: JudgeBody
    coverage: CoverageBody | None
    flags: list[FlagBody]
    points: list[PointComparisonBody]


class Sent(BaseModel):
    """What a request holds and nothing else."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, hide_input_in_errors=True)


class SentSpan(Sent):
    """A stretch of the answer's text, half open, in Unicode code points."""

    start: int = Field(ge=0)
    end: int = Field(ge=0)


class SentPoint(Sent):
    """Your verdict on one point, with the candidate's words you go by and a note, as wanted."""

    point_id: str = Field(max_length=200)
    verdict: VerdictWord
    evidence: list[SentSpan] = Field(default_factory=list, max_length=MOST_POINTS)
    note: str = ""

    def point(self) -> PointReview:
        """The domain's own value."""
        spans = tuple(Span(span.start, span.end) for span in self.evidence)
        return PointReview(PointId(self.point_id), Verdict(self.verdict), spans, self.note)


class BlindVerdicts(Sent):
    """A verdict on every point, given before the judge's are shown, and the seconds it took, pauses left out."""

    points: list[SentPoint] = Field(max_length=MOST_POINTS)
    seconds: float


class SentFinalPoint(Sent):
    """What stands for one point. `reason` where blind, judge's and final verdict are not the same."""

    point_id: str = Field(max_length=200)
    verdict: VerdictWord
    reason: Literal["judge_right", "judge_wrong", "rubric_unclear", "missed_it"] | None = None

    def point(self) -> FinalPoint:
        """The domain's own value."""
        reason = ReasonForChange(self.reason) if self.reason else None
        return FinalPoint(PointId(self.point_id), Verdict(self.verdict), reason)


class Settling(SentFinalPoint):
    """What stands for the point on which a wrong verdict was shown, now that the true one is known."""


class FinalVerdicts(Sent):
    """What stands for every point after the comparison, and the seconds since the reveal, pauses left out."""

    points: list[SentFinalPoint] = Field(max_length=MOST_POINTS)
    seconds: float


class Skipping(Sent):
    """Why you pass this answer on. But for `later`, it never comes back to you."""

    reason: Literal["later", "knows_candidate", "not_my_field", "unreadable", "seen_before"]

    def why(self) -> SkipReason:
        """The domain's own value."""
        return SkipReason(self.reason)
