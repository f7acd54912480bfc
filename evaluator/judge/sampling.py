"""A judge that reads every answer several times, its points in another order each time, and says only what holds."""

import asyncio
from itertools import chain, repeat

from evaluator.digests import Digest
from evaluator.domain.answers import Answer
from evaluator.domain.joining import Opinion, join
from evaluator.domain.outcomes import Outcome
from evaluator.domain.questions import Question
from evaluator.domain.readings import Progress, Stage, Step, untold
from evaluator.domain.votes import Rule
from evaluator.judge.pipeline import Judge

VOTERS = "readings"


class Sampling:
    """One configured judge asked `samples` times at once about each answer.

    More than half of the readings have to come to something; the others of them cost no credit and give none.
    """

    def __init__(self, judge: Judge, samples: int) -> None:
        self._judge = judge
        self._samples = samples
        self.summary = judge.summary
        self.deadline_s = judge.deadline_s

    def for_batches(self) -> "Sampling":
        """The same judge for answers that nobody waits for."""
        return Sampling(self._judge.for_batches(), self._samples)

    def key(self, question: Question, answer: Answer, sample: int) -> Digest:
        """What all the readings together must never be paid twice for under."""
        return self._judge.key(question, answer, sample)

    async def judge(self, question: Question, answer: Answer, sample: int, progress: Progress) -> Outcome:
        """Judge one answer by several readings at once. Where too few come to anything it is unscored; never raises."""
        return await self.resume(question, answer, sample, progress, None)

    async def resume(
        self, question: Question, answer: Answer, sample: int, progress: Progress, earlier: Outcome | None, /
    ) -> Outcome:
        """The same after a try that came to `earlier`: only the readings that failed are gone on with."""
        progress(Step(Stage.INSPECT))
        told = asking_only(progress)
        async with asyncio.TaskGroup() as group:
            first = sample * self._samples
            # Of readings that go on side by side one is followed: they all wait for the same endpoint.
            befores = chain(earlier.parts if earlier else (), repeat(None))
            readings = [
                group.create_task(self._read(question, answer, number, told if number == first else untold, before))
                for number, before in zip(range(first, first + self._samples), befores, strict=False)
            ]
        progress(Step(Stage.CHECK))
        opinions = [Opinion(self.summary.identity, reading.result()) for reading in readings]
        return join(opinions, Rule.UNANIMOUS, least=self._samples // 2 + 1, voters=VOTERS)

    async def _read(
        self, question: Question, answer: Answer, number: int, progress: Progress, before: Outcome | None
    ) -> Outcome:
        if before is not None and before.unscored is None:
            return before
        return await self._judge.resume(question, answer, number, progress, before)


def asking_only(progress: Progress) -> Progress:
    """What is told of one asking among several: of inspecting and checking whoever puts them together tells once."""

    def tell(step: Step) -> None:
        if step.stage is Stage.ASK:
            progress(step)

    return tell
