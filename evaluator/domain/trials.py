"""What a judge makes of an answer whose labels are known."""

from collections.abc import Mapping
from dataclasses import dataclass

from evaluator.domain.judgements import Verdict
from evaluator.domain.outcomes import Outcome
from evaluator.domain.questions import PointId, QuestionId


@dataclass(frozen=True, slots=True)
class Trial:
    """One answer that the judge was given: what people say of its points, and what came of it."""

    answer_id: str
    question_id: QuestionId
    labels: Mapping[PointId, Verdict]
    outcome: Outcome
