"""A judge told apart by the examples that stand: with others, what it said before is not what it says."""

from collections.abc import Mapping

from evaluator.digests import Digest, digest_json
from evaluator.domain.answers import Answer
from evaluator.domain.outcomes import Outcome
from evaluator.domain.questions import Question
from evaluator.domain.readings import Progress
from evaluator.judge.pipeline import Member


class Edition:
    """A judge with the newest mark of each question's examples. Judgements made under other marks are not its own.

    For measuring: a judge that judges candidates stays the same one whichever examples it is shown.
    """

    def __init__(self, judge: Member, marks: Mapping[str, Digest]) -> None:
        self._judge = judge
        self._marks = marks
        self.summary = judge.summary
        self.deadline_s = judge.deadline_s

    def for_batches(self) -> "Edition":
        """The same judge for answers that nobody waits for."""
        return Edition(self._judge.for_batches(), self._marks)

    def key(self, question: Question, answer: Answer, sample: int) -> Digest:
        """What this judging must never be paid twice for under; with no mark on the question, the judge's own key."""
        key, mark = self._judge.key(question, answer, sample), self._marks.get(question.id)
        return key if mark is None else digest_json({"judging": key, "marks": mark})

    async def judge(self, question: Question, answer: Answer, sample: int, progress: Progress) -> Outcome:
        """Judge, as the judge itself does."""
        return await self._judge.judge(question, answer, sample, progress)

    async def resume(
        self, question: Question, answer: Answer, sample: int, progress: Progress, earlier: Outcome | None, /
    ) -> Outcome:
        """The same after a try that came to `earlier`."""
        return await self._judge.resume(question, answer, sample, progress, earlier)
