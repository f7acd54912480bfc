"""What one answer's points got from two raters who did not know of each other's verdicts."""

from dataclasses import dataclass

from evaluator.domain.judgements import Verdict
from evaluator.domain.questions import PointId, QuestionId


@dataclass(frozen=True, slots=True)
class Pair:
    """Two verdicts on one point of one answer.

    `blind` is what a person said before anything was revealed: the reference. `said` is what is held against it: the
    judge's verdict, or what another person said blind (then `said` is the earlier review, `blind` the later one).
    """

    point_id: PointId
    said: Verdict
    blind: Verdict


@dataclass(frozen=True, slots=True)
class AnswerPairs:
    """All pairs of one answer: what is drawn, or left, as a whole when answers are resampled.

    An answer that two people reviewed blind has two pairs a point, one with each of them.
    """

    question_id: QuestionId
    pairs: tuple[Pair, ...]
