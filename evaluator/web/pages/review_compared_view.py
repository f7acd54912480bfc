"""The compared page: a person's verdicts beside the judge's, differences first."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from evaluator.domain.judgements import Judgement, Verdict
from evaluator.domain.questions import PointId
from evaluator.domain.review_queue import ReviewProgress
from evaluator.domain.reviews import Comparison, FinalPoint, PointComparison, ReasonForChange
from evaluator.domain.scoring import cover
from evaluator.web.pages.answer_view import AnswerView, answer_view
from evaluator.web.pages.figures import Moment, Range, counted, coverage_range, moment
from evaluator.web.pages.judges import judge_signature
from evaluator.web.pages.points_view import PointView, highlights_of, point_views
from evaluator.web.pages.review_narrowing import Wanted
from evaluator.web.pages.review_view import OWN, ReasonView, TakenView, place_in_queue, taken_views
from evaluator.web.pages.votes_view import splits_of

_WHY = {
    ReasonForChange.MISSED_IT: "I missed it",
    ReasonForChange.JUDGE_WRONG: "The judge is wrong",
    ReasonForChange.RUBRIC_UNCLEAR: "The point is unclear",
    ReasonForChange.JUDGE_RIGHT: "The judge is right",
}
_WHY_UNSURE = {
    **_WHY,
    ReasonForChange.JUDGE_WRONG: "It can be told",
    ReasonForChange.JUDGE_RIGHT: "It cannot be told",
}
"""Where the judge was unsure it was not wrong, and nobody can say it was right."""


@dataclass(frozen=True, slots=True)
class OwnView:
    """What a person said of a point, blind. `spans` are the places of the words they took, as `12-40 61-80`."""

    verdict: str
    reason: str
    quotes: tuple[TakenView, ...]

    @property
    def spans(self) -> str:
        """The places of their words, parted by spaces."""
        return " ".join(quote.value for quote in self.quotes)


@dataclass(frozen=True, slots=True)
class ComparedPoint:
    """One point. `why` and `final` are what was chosen so far; with the review finished, what stands."""

    number: int
    id: str
    text: str
    yours: OwnView
    judges: PointView
    reasons: tuple[ReasonView, ...]
    why: str
    final: str

    @property
    def why_in_words(self) -> str:
        """The reason as its button says it."""
        return next((reason.label for reason in self.reasons if reason.value == self.why), "")


@dataclass(frozen=True, slots=True)
class ComparedView:
    """The whole page. `onward` is the address of the next answer, or, for whoever has no queue, of the judgement, and
    `onward_label` says which. `judges` is None where there is no coverage. `planted` tells, once it was disclosed, of a
    verdict that was shown wrongly on purpose; empty for most."""

    id: str
    question: str
    progress: str
    committed: Moment
    judged_by: str
    is_finished: bool
    of: str
    yours: Range
    judges: Range | None
    lead: str
    planted: str
    answer: AnswerView
    differing: tuple[ComparedPoint, ...]
    agreed: tuple[ComparedPoint, ...]
    agreed_on: str
    finish: str
    onward: str
    onward_label: str
    error: str

    @property
    def has_own(self) -> bool:
        """Whether the person took any words as evidence."""
        return any(point.yours.quotes for point in (*self.differing, *self.agreed))


def compared_view(
    comparison: Comparison,
    progress: ReviewProgress | None,
    wanted: Wanted,
    said: Sequence[FinalPoint] = (),
    error: str = "",
) -> ComparedView:
    """The page of a review after its commit. `said` and `error` are what was sent and what was wrong with it.

    `progress` is None for an interviewer, who has no queue.
    """
    judgement, review = comparison.judgement, comparison.review
    answer = answer_view(judgement.answer, highlights_of(judgement.points))
    points = _points(comparison, answer, review.final.points if review.final else said)
    differing = tuple(point for point, compared in points if compared.differs)
    agreed = tuple(point for point, compared in points if not compared.differs)
    return ComparedView(
        id=judgement.id,
        question=judgement.question_text,
        progress=OWN if progress is None else place_in_queue(progress, max(progress.today, 1)),
        committed=moment(review.blind.committed_at),
        judged_by=judge_signature(judgement.judge),
        is_finished=review.final is not None,
        of=counted(len(points), "point"),
        yours=_yours(comparison),
        judges=None if judgement.coverage is None else coverage_range(judgement.coverage),
        lead=_lead(is_finished=review.final is not None, differ=bool(differing), has_queue=progress is not None),
        planted=_planted(comparison),
        answer=answer,
        differing=differing,
        agreed=agreed,
        agreed_on=f"You agree on {counted(len(agreed), 'point')}",
        finish=wanted.address(f"/review/{judgement.id}/final"),
        onward=f"/judgements/{judgement.id}" if progress is None else wanted.address(after=judgement.id),
        onward_label="To the judgement" if progress is None else "Next answer",
        error=error,
    )


def _points(
    comparison: Comparison, answer: AnswerView, said: Sequence[FinalPoint]
) -> Sequence[tuple[ComparedPoint, PointComparison]]:
    judgement = comparison.judgement
    of_judge = dict(
        zip(
            (point.point_id for point in judgement.points),
            point_views(judgement.points, answer, voided=False, splits=splits_of(judgement)),
            strict=True,
        )
    )
    settled = {point.point_id: point for point in said}
    return [
        (_point(point, of_judge[point.judged.point_id], judgement, answer, settled), point)
        for point in comparison.points
    ]


def _point(
    point: PointComparison,
    of_judge: PointView,
    judgement: Judgement,
    answer: AnswerView,
    settled: Mapping[PointId, FinalPoint],
) -> ComparedPoint:
    final = settled.get(point.judged.point_id)
    labels = _WHY_UNSURE if point.judged.verdict is Verdict.UNSURE else _WHY
    return ComparedPoint(
        number=of_judge.number,
        id=point.judged.point_id,
        text=point.judged.text,
        yours=OwnView(
            point.blind.verdict.value,
            point.blind.note,
            taken_views(point.blind.evidence, judgement.answer, answer),
        ),
        judges=of_judge,
        reasons=tuple(ReasonView(reason.value, label) for reason, label in labels.items()),
        why=final.reason.value if final and final.reason else "",
        final=final.verdict.value if final else "",
    )


def _yours(comparison: Comparison) -> Range:
    return coverage_range(cover(replace(point.judged, verdict=point.blind.verdict) for point in comparison.points))


def _lead(*, is_finished: bool, differ: bool, has_queue: bool) -> str:
    if is_finished:
        return "Finished. What you said, what the judge said and what stands are all kept."
    if differ:
        return "Say why, one key each. Your reason teaches us which points are written badly and where the judge fails."
    return f"Nothing to explain. Finish, and on to the {'next answer' if has_queue else 'judgement'}."


def _planted(comparison: Comparison) -> str:
    seeded, final = comparison.review.seeded, comparison.review.final
    if seeded is None or seeded.said is None or final is None:
        return ""
    ids = [point.judged.point_id for point in comparison.points]
    place = ids.index(seeded.point_id)
    said, stands = (
        next(point.verdict.value for point in one.points if point.point_id == seeded.point_id)
        for one in (seeded.said, final)
    )
    return (
        f"Point {place + 1} was shown to you as {seeded.shown.value}, wrongly and on purpose: the judge said "
        f"{comparison.points[place].judged.verdict.value}. What you said of it then, {said}, counts for nothing. "
        f"You were told, and settled the point again: {stands} stands."
    )
