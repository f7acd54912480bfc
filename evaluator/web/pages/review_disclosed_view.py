"""Wrong verdicts shown on purpose, in words: the notice beforehand, and the page that discloses one right after."""

from dataclasses import dataclass

from evaluator.domain.reviews import Comparison, PointComparison, ReasonForChange, Seeded
from evaluator.web.pages.answer_view import AnswerView, answer_view
from evaluator.web.pages.judges import judge_signature
from evaluator.web.pages.points_view import PointView, highlights_of, point_views
from evaluator.web.pages.review_narrowing import Wanted
from evaluator.web.pages.review_view import ReasonView
from evaluator.web.pages.votes_view import splits_of

_WHY = {
    ReasonForChange.MISSED_IT: "I missed it",
    ReasonForChange.JUDGE_WRONG: "The judge is wrong",
    ReasonForChange.RUBRIC_UNCLEAR: "The point is unclear",
}


@dataclass(frozen=True, slots=True)
class DisclosedView:
    """The whole page. `shown` is the wrong verdict, `said` what the person said under it, `blind` before. `judges` is
    the point as the judge has it in truth."""

    question: str
    judged_by: str
    number: int
    id: str
    text: str
    shown: str
    said: str
    blind: str
    judges: PointView
    answer: AnswerView
    reasons: tuple[ReasonView, ...]
    settle: str
    error: str


def seeding_notice(share: float) -> str:
    """What everybody who reviews is told beforehand; empty where no wrong verdict is ever shown."""
    if not share:
        return ""
    often = f"about 1 in {round(1 / share)} answers" if share < 1 else "all answers"
    return (
        f"In {often} of those drawn by chance, one verdict in the judge’s column is wrong on purpose, to see how far "
        "people follow it. You are told right after you finish, and settle that point again. What you said of it "
        "before does not count."
    )


def disclosed_view(comparison: Comparison, seeded: Seeded, wanted: Wanted, error: str = "") -> DisclosedView:
    """The page of a review whose wrong verdict was disclosed and not settled again yet."""
    judgement = comparison.judgement
    answer = answer_view(judgement.answer, highlights_of(judgement.points))
    views = point_views(judgement.points, answer, voided=False, splits=splits_of(judgement))
    places = [point.point_id for point in judgement.points]
    place = places.index(seeded.point_id)
    compared = _of(comparison, seeded)
    said = (
        next(point.verdict for point in seeded.said.points if point.point_id == seeded.point_id) if seeded.said else ""
    )
    return DisclosedView(
        question=judgement.question_text,
        judged_by=judge_signature(judgement.judge),
        number=views[place].number,
        id=seeded.point_id,
        text=compared.judged.text,
        shown=seeded.shown.value,
        said=str(said),
        blind=compared.blind.verdict.value,
        judges=views[place],
        answer=answer,
        reasons=tuple(ReasonView(reason.value, label) for reason, label in _WHY.items()),
        settle=wanted.address(f"/review/{judgement.id}/settle"),
        error=error,
    )


def _of(comparison: Comparison, seeded: Seeded) -> PointComparison:
    return next(point for point in comparison.points if point.judged.point_id == seeded.point_id)
