"""The matcher tried on reviewed answers: what it makes of each point, and what other thresholds could make of it."""

from collections.abc import Mapping
from typing import Protocol

from evaluator.domain.agreement.calibration import Reviewed
from evaluator.domain.agreement.pairs import Pair
from evaluator.domain.answers import Answer
from evaluator.domain.judgements import Verdict
from evaluator.domain.labelled import LabelledAnswer
from evaluator.domain.outcomes import Outcome
from evaluator.domain.questions import PointId, Question, QuestionBank
from evaluator.domain.readings import Progress, untold
from evaluator.judge.matcher import Matcher


class Judging(Protocol):
    """Judges one answer with all checks: see `judge.pipeline.Judge`."""

    async def judge(self, question: Question, answer: Answer, sample: int, progress: Progress) -> Outcome:
        """What comes of it."""


class MatcherTrial:
    """See `services.calibrating.Trial`.

    `now` judges as the settings have it; `covering` calls every point covered that nothing else speaks against, and
    `missing` every point missed.
    """

    def __init__(self, bank: QuestionBank, matcher: Matcher, now: Judging, covering: Judging, missing: Judging) -> None:
        self._bank = bank
        self._matcher = matcher
        self._judges = (now, covering, missing)

    async def read(self, labelled: LabelledAnswer) -> tuple[Reviewed, ...]:
        """The labelled points with what the matcher sees of them now."""
        question, answer = self._asked(labelled.question), labelled.answer
        odds = self._matcher.odds(question, answer)
        now, covering, missing = [_verdicts(await judge.judge(question, answer, 0, untold)) for judge in self._judges]
        return tuple(
            Reviewed(
                Pair(point, now[point], blind),
                odds[point].covered,
                odds[point].there,
                may_cover=covering[point] is Verdict.COVERED,
                may_miss=missing[point] is Verdict.MISSED,
            )
            for point, blind in labelled.verdicts.items()
        )

    def _asked(self, question: Question) -> Question:
        """The question with all that the bank knows of its points, where it asks for the same."""
        known = self._bank.question(question.id)
        return known if known is not None and _claims(known) == _claims(question) else question


def _claims(question: Question) -> tuple[str, Mapping[PointId, str]]:
    return question.text, {point.id: point.text for point in question.points}


def _verdicts(outcome: Outcome) -> Mapping[PointId, Verdict]:
    return {point.point_id: point.verdict for point in outcome.points}
