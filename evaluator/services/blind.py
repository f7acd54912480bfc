"""An answer as a reviewer sees it first: what was asked, what counts, what was said, and nothing of the judge."""

from dataclasses import dataclass
from datetime import datetime

from evaluator.domain.answers import Answer
from evaluator.domain.judgements import Judgement, JudgementId
from evaluator.domain.questions import Anchors, PointId, Question, QuestionId
from evaluator.domain.review_queue import Claim
from evaluator.services.orders import Intent


@dataclass(frozen=True, slots=True)
class BlindPoint:
    """One point to be settled. `anchors` where the bank still has the point as it was when the answer was judged."""

    point_id: PointId
    text: str
    weight: float
    anchors: Anchors | None


@dataclass(frozen=True, slots=True)
class BlindItem:
    """One answer to review, handed out until `until`.

    No verdict, score, flag, reason, evidence, judge, model, price or time of the judge's; no candidate, batch or author
    either, and not the stream: that an answer was picked out would tell something of its judgement.
    """

    judgement_id: JudgementId
    question_id: QuestionId
    question_text: str
    points: tuple[BlindPoint, ...]
    answer: Answer
    began_at: datetime
    until: datetime


def blind_item(judgement: Judgement, question: Question | None, claim: Claim) -> BlindItem:
    """What a reviewer is shown of a judgement. `question` is the one of that id in the bank, if there is one."""
    asked = {(point.id, point.text): point.anchors for point in question.points} if question else {}
    points = (
        BlindPoint(point.point_id, point.text, point.weight, asked.get((point.point_id, point.text)))
        for point in judgement.points
    )
    return BlindItem(
        judgement.id,
        judgement.question_id,
        judgement.question_text,
        tuple(points),
        judgement.answer,
        claim.began_at,
        claim.until,
    )


def blind_item_of_intent(intent: Intent, question: Question, claim: Claim) -> BlindItem:
    """The same of an answer that is still being judged."""
    return BlindItem(
        intent.id,
        question.id,
        question.text,
        tuple(BlindPoint(point.id, point.text, point.weight, point.anchors) for point in question.points),
        intent.answer,
        claim.began_at,
        claim.until,
    )
