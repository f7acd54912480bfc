"""What people say of a judged answer: first blind, then final. Appended, never overwritten.

A reviewer gives a verdict for every point before anything of the judge's is shown. Both readings are kept, with the
reason wherever the three verdicts of a point (blind, the judge's, final) are not one and the same.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import NewType, Protocol, TypeVar

from evaluator.domain.answers import Answer, Span
from evaluator.domain.judgements import Judgement, JudgementId, PointJudgement, Verdict
from evaluator.domain.questions import PointId
from evaluator.errors import RequestInvalid

ReviewId = NewType("ReviewId", str)

MAX_NOTE = 2_000
"""Longest note on a point, in code points."""

MAX_SPANS = 20
"""Most passages kept as evidence for one point."""

MAX_SECONDS = 86_400.0
"""Longest time that a review may be said to have taken."""

_FORBIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
"""What no note holds: control characters but for tab and newline, and lone surrogates."""


class Stream(StrEnum):
    """How an answer came to be reviewed: drawn by chance, because something about its judgement asks for a look, or,
    in no queue at all, by the interviewer who had it judged and was asked before they saw the result."""

    RANDOM = "random"
    TARGETED = "targeted"
    INTERVIEWER = "interviewer"


class ReasonForChange(StrEnum):
    """Why a reviewer, once shown the judge's verdict, changes their own, or keeps it against the judge's."""

    JUDGE_RIGHT = "judge_right"
    JUDGE_WRONG = "judge_wrong"
    RUBRIC_UNCLEAR = "rubric_unclear"
    MISSED_IT = "missed_it"


@dataclass(frozen=True, slots=True)
class PointReview:
    """What a person says of one point. Each stretch of `evidence` lies within one turn of the candidate's."""

    point_id: PointId
    verdict: Verdict
    evidence: tuple[Span, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Blind:
    """The verdicts given before the judge's were shown. `began_at` is when the answer was handed to the reviewer.

    `seconds` is the time spent on it as the reviewer's page measured it, pauses left out.
    """

    points: tuple[PointReview, ...]
    began_at: datetime
    committed_at: datetime
    seconds: float


@dataclass(frozen=True, slots=True)
class FinalPoint:
    """What stands for one point after the comparison; `reason` where blind, judge's and final are not all the same."""

    point_id: PointId
    verdict: Verdict
    reason: ReasonForChange | None = None


@dataclass(frozen=True, slots=True)
class Final:
    """The verdicts after the comparison. `seconds` counts from the reveal, pauses left out."""

    points: tuple[FinalPoint, ...]
    at: datetime
    seconds: float


@dataclass(frozen=True, slots=True)
class Seeded:
    """A wrong verdict shown on purpose in the judge's name, see `domain.seeding`. `said` is what was said under it,
    None until then; it was disclosed at once, and what stands is what was settled after that."""

    point_id: PointId
    shown: Verdict
    said: Final | None = None


@dataclass(frozen=True, slots=True)
class Review:
    """One person's review of one judgement, as far as it has come.

    `inclusion_probability` is how likely the random stream was to take this answer in; None in the targeted stream,
    which says nothing about any other answer. After an erasure the blind part has neither evidence nor notes.
    """

    id: ReviewId
    judgement_id: JudgementId
    reviewer: str
    stream: Stream
    inclusion_probability: float | None
    blind: Blind
    revealed_at: datetime | None = None
    final: Final | None = None
    seeded: Seeded | None = None


@dataclass(frozen=True, slots=True)
class PointComparison:
    """One point with the judge's verdict beside the person's."""

    judged: PointJudgement
    blind: PointReview
    final: FinalPoint | None = None

    @property
    def differs(self) -> bool:
        """Whether the person, blind, said something else than the judge."""
        return self.blind.verdict is not self.judged.verdict


@dataclass(frozen=True, slots=True)
class Comparison:
    """What is shown once the blind verdicts are committed: the points that differ first, each group in its order."""

    review: Review
    judgement: Judgement
    points: tuple[PointComparison, ...]


def checked_blind(judgement: Judgement, points: Sequence[PointReview]) -> tuple[PointReview, ...]:
    """The verdicts in the judgement's order, notes without outer white space.

    Raises RequestInvalid with every fault: a point left out, named twice or not asked for, a stretch that is not the
    candidate's own words, a note that is too long.
    """
    faults = [*_faults_of_points(judgement, points)]
    for point in points:
        faults += [f"{point.point_id}: {fault}" for fault in _faults_of_words(judgement.answer, point)]
    _refuse(faults)
    return _in_order(judgement, [replace(point, note=point.note.strip()) for point in points])


def checked_final(judgement: Judgement, blind: Blind, points: Sequence[FinalPoint]) -> tuple[FinalPoint, ...]:
    """The final verdicts in the judgement's order. Raises RequestInvalid with every fault.

    Besides what `checked_blind` refuses: a reason that is missing, given where there is nothing to explain, or that
    contradicts the verdicts.
    """
    faults = [*_faults_of_points(judgement, points)]
    _refuse(faults)
    judged = {point.point_id: point.verdict for point in judgement.points}
    before = {point.point_id: point.verdict for point in blind.points}
    for point in points:
        fault = _fault_of_reason(judged[point.point_id], before[point.point_id], point)
        if fault is not None:
            faults.append(f"{point.point_id}: {fault}")
    _refuse(faults)
    return _in_order(judgement, points)


def checked_seconds(seconds: float) -> float:
    """The time spent, to the millisecond. Raises RequestInvalid for one that cannot be."""
    if not 0 <= seconds <= MAX_SECONDS:
        raise RequestInvalid(f"The time spent must be between 0 and {MAX_SECONDS:,.0f} seconds.")
    return round(seconds, 3)


def reasons_for(judged: Verdict, blind: Verdict, final: Verdict) -> tuple[ReasonForChange, ...]:
    """The reasons that fit three verdicts of a point; none where all three are the same."""
    if judged is blind is final:
        return ()
    fitting = {
        ReasonForChange.JUDGE_RIGHT: final is judged,
        ReasonForChange.JUDGE_WRONG: final is not judged,
        ReasonForChange.RUBRIC_UNCLEAR: True,
        ReasonForChange.MISSED_IT: final is not blind,
    }
    return tuple(reason for reason, fits in fitting.items() if fits)


def compare(judgement: Judgement, review: Review) -> Comparison:
    """The judge's verdicts beside the person's, differences first."""
    blind = {point.point_id: point for point in review.blind.points}
    final = {point.point_id: point for point in review.final.points} if review.final else {}
    points = [
        PointComparison(judged, blind[judged.point_id], final.get(judged.point_id)) for judged in judgement.points
    ]
    return Comparison(review, judgement, tuple(sorted(points, key=lambda point: not point.differs)))


class _OfPoint(Protocol):
    @property
    def point_id(self) -> PointId: ...


Point = TypeVar("Point", bound=_OfPoint)


def _in_order(judgement: Judgement, points: Sequence[Point]) -> tuple[Point, ...]:
    by_id = {point.point_id: point for point in points}
    return tuple(by_id[judged.point_id] for judged in judgement.points)


def _faults_of_points(judgement: Judgement, points: Sequence[_OfPoint]) -> Iterator[str]:
    asked = [point.point_id for point in judgement.points]
    given = [point.point_id for point in points]
    yield from (f"{point_id}: has no verdict" for point_id in asked if point_id not in given)
    yield from (f"{point_id}: is not a point of this question" for point_id in given if point_id not in asked)
    yield from (f"{point_id}: has two verdicts" for point_id in asked if given.count(point_id) > 1)


def _faults_of_words(answer: Answer, point: PointReview) -> Iterator[str]:
    if len(point.note) > MAX_NOTE:
        yield f"the note has {len(point.note):,} characters; the most is {MAX_NOTE:,}"
    if _FORBIDDEN.search(point.note):
        yield "the note holds a control character; remove it"
    if len(point.evidence) > MAX_SPANS:
        yield f"there are {len(point.evidence)} passages; the most is {MAX_SPANS}"
    for span in point.evidence:
        if not _is_said(answer, span):
            yield f"[{span.start}, {span.end}) is not within the candidate's own words"


def _is_said(answer: Answer, span: Span) -> bool:
    return span.start < span.end and any(
        turn.span.start <= span.start and span.end <= turn.span.end for turn in answer.own_turns
    )


def _fault_of_reason(judged: Verdict, blind: Verdict, point: FinalPoint) -> str | None:
    fitting = reasons_for(judged, blind, point.verdict)
    if point.reason is None:
        return f"needs a reason: {', '.join(fitting)}" if fitting else None
    if not fitting:
        return "needs no reason: nobody has changed their mind, and nobody differs"
    if point.reason not in fitting:
        return f"the reason {point.reason} does not fit the verdicts; these do: {', '.join(fitting)}"
    return None


def _refuse(faults: Sequence[str]) -> None:
    if faults:
        raise RequestInvalid("The review has a fault." if len(faults) == 1 else "The review has faults.", faults=faults)
