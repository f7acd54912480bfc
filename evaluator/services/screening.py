"""The use case of screening: a judge is given answers whose labels are known, and what it is goes into the ledger."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from evaluator.digests import Digest, Json, digest_json
from evaluator.domain.estimates import Workload
from evaluator.domain.judgements import JudgeIdentity
from evaluator.domain.labelled import LabelledAnswer
from evaluator.domain.outcomes import Outcome
from evaluator.domain.screened import Screened, screening_payload
from evaluator.domain.screening import Inconclusive, Screening, is_of_the_model, screen
from evaluator.domain.trials import Purpose, Task, Trial, Used
from evaluator.errors import JudgeUnknown
from evaluator.services.claims import LOOK_S, Claims
from evaluator.services.desk import Adjudicator
from evaluator.services.judgement_log import JudgementLog
from evaluator.services.surroundings import Surroundings
from evaluator.services.trials import Sitting, TrialLog, seen_through, sit

Told = Callable[[int, int], None]
"""Told how many answers have come back, and of how many."""


def untold_of(_done: int, _of: int) -> None:
    """Tells nobody."""


@dataclass(frozen=True, slots=True)
class Course:
    """The answers that judges are screened with, those of them that are asked twice, and the digest of all that.

    `workload` is what all of it amounts to.
    """

    answers: tuple[LabelledAnswer, ...]
    twice: tuple[LabelledAnswer, ...]
    digest: Digest
    workload: Workload

    @property
    def requests(self) -> int:
        """How many answers a judge is given."""
        return len(self.answers) + len(self.twice)


class ScreeningLog(Protocol):
    """Where screenings are kept."""

    async def keep(self, judge: JudgeIdentity, payload: Mapping[str, Json], used: Used) -> Screened:
        """Enter a screening into the ledger, under the digest of the judge's settings; throw away what was used."""

    async def screened(self, settings: Sequence[Digest]) -> Mapping[Digest, Screened]:
        """The newest screening under each of these settings, where there was one."""


class ScreeningService:
    """Screens judges and keeps what came of it. What they say of the answers is not kept: the answers are ours."""

    def __init__(
        self,
        judges: Iterable[Adjudicator],
        course: Callable[[], Course],
        log: ScreeningLog,
        trials: TrialLog,
        judgements: JudgementLog,
        world: Surroundings,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._judges = {judge.summary.identity.name: judge for judge in judges}
        self._course = course
        self._log = log
        self._trials = trials
        self._judgements = judgements
        self._world = world
        self._sleep = sleep

    def course(self) -> Course:
        """What judges are screened with."""
        return self._course()

    async def screen(self, name: str, *, by: str, tell: Told = untold_of) -> Screened | Inconclusive:
        """Screen the judge of that name. Raises JudgeUnknown and StoreError leaves.

        Where its endpoint fails nothing is said of it, and where it fails at once nothing more is asked. What was
        answered is not asked again by whoever screens it within the next hours. Who screens it while somebody else is
        at it, here or in another process, waits for that and shares it.
        """
        judge, course, began = self.judge(name), self._course(), self._world.clock()
        digest = digest_json([judge.summary.identity.settings_digest, course.digest])
        claims = Claims(f"screening/{self._world.new_id()}", self._judgements, self._world)
        try:
            while (await claims.take([digest])).elsewhere:
                await self._sleep(LOOK_S)
            done = (await self.newest()).get(name)
            if done is not None and datetime.fromisoformat(done.at) > began:
                return done
            return await self._screened(judge, course, Task(Purpose.SCREENING, name, digest), by, tell)
        finally:
            await claims.release()

    async def _screened(
        self, judge: Adjudicator, course: Course, task: Task, by: str, tell: Told
    ) -> Screened | Inconclusive:
        sitting = await sit(judge, task, self._trials, self._world, _is_final)
        found = await _put_to(sitting, course, tell)
        if isinstance(found, Inconclusive):
            return found
        identity = judge.summary.identity
        return await self._log.keep(identity, screening_payload(identity, found, course.digest, by), sitting.used)

    async def newest(self) -> Mapping[str, Screened]:
        """The newest screening of each judge with its settings as they are, by the judge's name."""
        digests = {
            name: digest
            for name, judge in self._judges.items()
            if (digest := judge.summary.identity.settings_digest) is not None
        }
        found = await self._log.screened(list(digests.values()))
        return {name: found[digest] for name, digest in digests.items() if digest in found}

    def judge(self, name: str) -> Adjudicator:
        """The judge of that name; raises JudgeUnknown."""
        if name not in self._judges:
            raise JudgeUnknown(f"There is no judge of that name. Configured: {', '.join(self._judges)}.")
        return self._judges[name]


async def _put_to(sitting: Sitting, course: Course, tell: Told) -> Screening | Inconclusive:
    done = 0

    async def tried(labelled: LabelledAnswer, sample: int) -> Trial:
        nonlocal done
        trial = await sitting.tried(labelled, sample)
        done += 1
        tell(done, course.requests)
        return trial

    # Where the endpoint is down, one answer shows it: the first of those that are to be asked.
    place = next((at for at, one in enumerate(course.answers) if not sitting.is_done(one, 0)), 0)
    begun = await tried(course.answers[place], 0)
    lost = screen([begun], [])
    if isinstance(lost, Inconclusive):
        return lost
    rest = [*course.answers[:place], *course.answers[place + 1 :]]
    trials = await seen_through([*(tried(one, 0) for one in rest), *(tried(one, 1) for one in course.twice)])
    return screen([*trials[:place], begun, *trials[place : len(rest)]], trials[len(rest) :])


def _is_final(outcome: Outcome) -> bool:
    """Whether an answer is asked no more: a reply that cannot be used says something of the model as well."""
    return outcome.unscored is None or is_of_the_model(outcome.unscored.reason)
