"""Trials under way: each is written down as it comes in, so that nothing is asked again when the rest comes to nothing.

An endpoint may fail half way through, a process may be killed: whoever begins the same task soon after goes on with
what was answered. Later than that, it might be from before the very change that is looked for.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Sequence
from datetime import datetime, timedelta
from typing import Protocol

from evaluator.domain.labelled import LabelledAnswer
from evaluator.domain.outcomes import Outcome, Tries
from evaluator.domain.readings import untold
from evaluator.domain.trials import Note, Purpose, Task, Trial, Tried, Used, by_answer, without_words
from evaluator.errors import StoreError
from evaluator.services.desk import Adjudicator
from evaluator.services.surroundings import Surroundings

FRESH = timedelta(hours=6)
"""For so long what was answered is taken up again: as long as two rounds of anchors are apart at the least."""


class TrialLog(Protocol):
    """Where notes are kept. All methods raise StoreError leaves."""

    async def note(self, note: Note) -> None:
        """Write one down."""

    async def noted(self, purpose: Purpose, since: datetime) -> Sequence[Note]:
        """All notes for this purpose from that moment on, oldest first."""


class Sitting:
    """The trials of one task. `is_final` says of an outcome whether its answer is asked no more.

    Made by `sit`.
    """

    def __init__(
        self,
        judge: Adjudicator,
        used: Used,
        log: TrialLog,
        world: Surroundings,
        notes: Sequence[Note],
        is_final: Callable[[Outcome], bool],
    ) -> None:
        self.used = used
        self._judge = judge
        self._log = log
        self._world = world
        self._before = by_answer(notes)
        self._is_final = is_final
        self._fault: StoreError | None = None

    def is_done(self, one: LabelledAnswer, sample: int) -> bool:
        """Whether nothing is asked any more about this answer."""
        before = self._before.get((one.answer_id, sample))
        return before is not None and self._is_final(before[-1])

    async def tried(self, one: LabelledAnswer, sample: int) -> Trial:
        """What the judge makes of it, or made of it before. What has cost something is noted first.

        Raises StoreError leaves; once one was met, nothing more is asked.
        """
        before = self._before.get((one.answer_id, sample), ())
        if self.is_done(one, sample):
            return _trial(one, Tries(before[:-1]).end(before[-1]))
        if self._fault is not None:
            raise self._fault
        tries = Tries(before)
        outcome = await self._judge.resume(one.question, one.answer, sample, untold, tries.last)
        if outcome.unscored is None or Tries((outcome,)).paid:
            await self._note((one.answer_id, sample), outcome)
        return _trial(one, tries.end(outcome))

    async def _note(self, tried: Tried, outcome: Outcome) -> None:
        try:
            await self._log.note(Note(self.used.task, *tried, self._world.clock(), without_words(outcome)))
        except StoreError as fault:
            self._fault = fault
            raise


async def sit(
    judge: Adjudicator,
    task: Task,
    log: TrialLog,
    world: Surroundings,
    is_final: Callable[[Outcome], bool],
    *,
    goes_on: bool = True,
) -> Sitting:
    """Begin a task; unless told not to, go on with it where somebody began it within the last hours."""
    since = world.clock() - FRESH
    notes = [note for note in await log.noted(task.purpose, since) if goes_on and note.task == task]
    return Sitting(judge, Used(task, since), log, world, notes, is_final)


async def seen_through(trials: Iterable[Awaitable[Trial]]) -> Sequence[Trial]:
    """What they come to. Where one cannot be noted, what is under way is seen through and noted if it can be."""
    ended = await asyncio.gather(*trials, return_exceptions=True)
    done = [trial for trial in ended if isinstance(trial, Trial)]
    for failure in ended:
        if isinstance(failure, BaseException):
            raise failure
    return done


def _trial(one: LabelledAnswer, outcome: Outcome) -> Trial:
    return Trial(one.answer_id, one.question.id, one.verdicts, outcome)
