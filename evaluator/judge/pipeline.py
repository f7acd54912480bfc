"""The whole road of one judging, from an Answer to an Outcome: inspect, ask, check, score."""

import asyncio
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol

from evaluator.digests import Digest
from evaluator.domain.answers import Answer
from evaluator.domain.guards import Inspection, inspect
from evaluator.domain.hidden import spoken_of
from evaluator.domain.judgements import Flag, FlagCode, JudgeIdentity
from evaluator.domain.keys import content_digest, judging_key
from evaluator.domain.kinship import Kinship
from evaluator.domain.outcomes import JudgeSummary, Outcome
from evaluator.domain.questions import Question
from evaluator.domain.readings import Assignment, Progress, Reading, Stage, Step
from evaluator.domain.scoring import cover
from evaluator.domain.verdicts import Court, Settlement
from evaluator.judge.lineup import Lineup, line_up

if TYPE_CHECKING:
    from evaluator.domain.examples import Example

NOTHING_SETTLED = Settlement((), (), ())


class Reader(Protocol):
    """Reads one answer against one question: a language model, or the built-in matcher."""

    identity: JudgeIdentity
    settings_digest: Digest
    """Of everything that can change its claims."""
    wants_canaries: bool
    only_words: bool
    """Whether it finds words and cannot tell right from wrong."""
    deadline_s: float

    def for_batches(self) -> "Reader":
        """The same reader for answers that nobody waits for."""

    async def read(self, assignment: Assignment, progress: Progress) -> Reading:
        """Claims about everything asked, or why there are none; raises nothing but cancellation."""


class Member(Protocol):
    """What judges answers: one reading, several put together, or several judges. It may sit on a panel."""

    @property
    def summary(self) -> JudgeSummary:
        """Who it is."""

    @property
    def deadline_s(self) -> float:
        """The longest that one judging can take, in seconds."""

    def for_batches(self) -> "Member":
        """The same judge for answers that nobody waits for."""

    def key(self, question: Question, answer: Answer, sample: int) -> Digest:
        """What this judging must never be paid twice for under."""

    async def judge(self, question: Question, answer: Answer, sample: int, progress: Progress) -> Outcome:
        """Judge; a failure is an Outcome with `unscored`, never an exception."""

    async def resume(
        self, question: Question, answer: Answer, sample: int, progress: Progress, earlier: Outcome | None, /
    ) -> Outcome:
        """Judge, after a try that came to `earlier`, None for none: what was answered in it is not asked again."""


@dataclass(frozen=True, slots=True)
class Brief:
    """One answer prepared for reading: what the reader is given, and what its claims are checked by."""

    assignment: Assignment
    inspection: Inspection
    lineup: Lineup


class Shelf(Protocol):
    """Where examples are kept: answers that people have judged and marked."""

    async def pick(self, question: Question, answer: Answer) -> tuple["Example", ...]:
        """Those to be shown before this answer to the question, the same in the same order for all whom none is of.

        Never the answer itself, nor one by somebody who gave it. Raises StoreError leaves.
        """


class Judge:
    """One configured judge with everything around it. Many answers may be with it at once."""

    def __init__(
        self, reader: Reader, kinship: Kinship, language: str, summary: JudgeSummary, shelf: Shelf | None = None
    ) -> None:
        self._reader = reader
        self._kinship = kinship
        self._language = language
        self._shelf = shelf
        self.summary = summary
        self.deadline_s = reader.deadline_s
        self._checking = asyncio.Lock()

    def for_batches(self) -> "Judge":
        """The same judge for answers that nobody waits for: they let others go first, and may queue for long."""
        return Judge(self._reader.for_batches(), self._kinship, self._language, self.summary, self._shelf)

    def key(self, question: Question, answer: Answer, sample: int) -> Digest:
        """The digest of all that the verdicts depend on: answer, question, prompt, judge settings, checks, sample."""
        return judging_key(answer.digest, content_digest(question), self._reader.settings_digest, sample)

    def brief(self, question: Question, answer: Answer, sample: int, examples: tuple["Example", ...] = ()) -> Brief:
        """What is to be read, and what is needed to judge by what comes back."""
        inspection = inspect(answer, question, self._language)
        lineup = line_up(question, sample, with_canaries=self._reader.wants_canaries)
        return Brief(Assignment(answer, question, lineup.asked, spoken_of(answer), examples), inspection, lineup)

    async def judge(self, question: Question, answer: Answer, sample: int, progress: Progress) -> Outcome:
        """Judge one answer. A judge that fails makes an Outcome with `unscored`; nothing of it is raised.

        Raises StoreError leaves where examples are to be shown and cannot be read.
        """
        return await self.resume(question, answer, sample, progress, None)

    async def resume(
        self, question: Question, answer: Answer, sample: int, progress: Progress, earlier: Outcome | None, /
    ) -> Outcome:
        """The same after a try that came to `earlier`: of points asked one by one, only those that failed are again."""
        progress(Step(Stage.INSPECT))
        examples = await self._shelf.pick(question, answer) if self._shelf else ()
        brief = self.brief(question, answer, sample, examples)
        assignment = replace(brief.assignment, earlier=earlier.readings) if earlier else brief.assignment
        reading = await self._reader.read(assignment, progress)
        async with self._checking:
            # Of replies that come all at once one is checked at a time, and what can be sent or written goes between:
            # else the endpoint would stand idle while the last of them is checked.
            await asyncio.sleep(0)
            progress(Step(Stage.CHECK))
            return self.settle(brief, reading)

    def settle(self, brief: Brief, reading: Reading) -> Outcome:
        """What a reading comes to once every claim is checked against the answer."""
        settlement, lineup = NOTHING_SETTLED, brief.lineup
        if reading.unscored is None:
            court = Court(brief.assignment.question, brief.assignment.answer, brief.inspection, self._kinship)
            settlement = court.settle(reading.claims, lineup.canaries)
        if self._reader.only_words:
            settlement = _doubted(settlement)
        return Outcome(
            points=settlement.points,
            flags=(*settlement.flags, *brief.inspection.flags),
            coverage=cover(settlement.points) if settlement.points else None,
            unscored=reading.unscored,
            exchange=reading.exchange,
            canaries=lineup.canaries,
            canaries_credited=settlement.canaries_credited,
            seed=lineup.seed,
            readings=reading.parts,
        )


def _doubted(settlement: Settlement) -> Settlement:
    """A settlement of a judge that finds words and cannot tell right from wrong: every verdict waits for a person."""
    points = tuple(replace(point, needs_review=True) for point in settlement.points)
    return replace(settlement, points=points, flags=(Flag(FlagCode.MATCHER_ONLY), *settlement.flags))
