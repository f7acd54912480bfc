"""The use case of anchors: the same answers judged again, to see whether a judge has become worse."""

import asyncio
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from evaluator.digests import Digest, Json, digest_json
from evaluator.domain.anchors import BASE, Anchored, anchored_payload, is_too_little, next_round
from evaluator.domain.judgements import JudgeIdentity
from evaluator.domain.labelled import LabelledAnswer
from evaluator.domain.outcomes import Outcome
from evaluator.domain.trials import Purpose, Task, Trial, Used, cost_of
from evaluator.errors import JudgeUnknown
from evaluator.services.claims import Claims
from evaluator.services.desk import Adjudicator
from evaluator.services.judgement_log import JudgementLog
from evaluator.services.screening import Course
from evaluator.services.surroundings import Surroundings
from evaluator.services.trials import Sitting, TrialLog, seen_through, sit

EVERY = timedelta(days=30)
"""How long after a round the next one is due, where the settings do not say."""

SUSPICION = 10.0
"""Evidence from which the next round is due at once: that it is looked at again because of it changes no promise."""

ANEW = 0
"""The number by which a round that forgets what was before is gone on with: what is noted of others is not its own."""

MANY = 20
"""All anchor answers at once, as far as the judge's limits go."""


class AnchorLog(Protocol):
    """Where rounds are kept."""

    async def keep(
        self, judge: str, payload: Mapping[str, Json], *, after: Anchored | None, used: Used
    ) -> Anchored | None:
        """Enter a round into the ledger, under the judge's name: another model of that name is what is watched for.

        None, and nothing is written, where another round than `after` is the newest by now. The notes that were used
        are thrown away with it.
        """

    async def anchored(self, judges: Sequence[str]) -> Mapping[str, Anchored]:
        """The newest round of each of these judges, where there was one."""

    async def rounds(self, judges: Sequence[str]) -> Mapping[str, Sequence[Anchored]]:
        """All rounds of each of these judges, oldest first, where there was one."""


@dataclass(frozen=True, slots=True)
class Begun:
    """What rounds have cost that came to nothing or are under way, of all judges; what share of one's next is left."""

    cost: float
    left: float


class AnchorService:
    """Judges anchor answers and watches what comes of it. `bank` is the digest of the bank in use."""

    def __init__(
        self,
        judges: Iterable[Adjudicator],
        course: Callable[[], Course],
        log: AnchorLog,
        trials: TrialLog,
        judgements: JudgementLog,
        world: Surroundings,
        *,
        every: timedelta = EVERY,
        bank: Digest | None = None,
    ) -> None:
        self._judges = {judge.summary.identity.name: judge for judge in judges}
        self._course = course
        self._log = log
        self._trials = trials
        self._judgements = judgements
        self._world = world
        self._every = every
        self._bank = bank

    async def judge(self, name: str, *, by: str, anew: bool = False, at_once: int = MANY) -> Anchored | None:
        """One more round for the judge of that name; `anew` trusts it as it is now and forgets what was before.

        No more than `at_once` answers are under way at a time, all of them behind whoever waits for a judgement.
        What was answered in a round that came to nothing within the last hours is not asked again; what one that is
        under way has asked is, since no answer counts twice. None where too few answers were scored: no round is kept
        then. Raises JudgeUnknown and StoreError leaves.
        """
        if name not in self._judges:
            raise JudgeUnknown(f"There is no judge of that name. Configured: {', '.join(self._judges)}.")
        claims = Claims(f"anchors/{self._world.new_id()}", self._judgements, self._world)
        try:
            task = self._task(name, ANEW if anew else await self._next(name))
            is_under_way = bool((await claims.take([task.digest])).elsewhere)
            sitting = await self._sitting(task, goes_on=not is_under_way)
            trials = await self._tried(sitting, at_once)
            return None if is_too_little(trials) else await self._kept(sitting, trials, by, anew=anew)
        finally:
            await claims.release()

    async def _kept(self, sitting: Sitting, trials: Sequence[Trial], by: str, *, anew: bool) -> Anchored:
        name, course, kept = sitting.used.task.judge, self._course(), None
        while kept is None:
            # Where another process keeps a round first, this one comes after it.
            newest = (await self._log.anchored([name])).get(name)
            before = None if anew else newest
            standing = next_round(before, self.identity(name), course.digest, trials, self._bank)
            kept = await self._log.keep(name, anchored_payload(standing, by), after=newest, used=sitting.used)
        return kept

    async def begun(self, name: str, since: datetime) -> Begun:
        """What was begun since then and came to nothing, or is under way. Raises KeyError and StoreError leaves."""
        cost = cost_of(await self._trials.noted(Purpose.ANCHORS, since))
        sitting = await self._sitting(self._task(name, await self._next(name)))
        answers = self._course().answers
        return Begun(cost, sum(not sitting.is_done(one, 0) for one in answers) / len(answers))

    async def newest(self) -> Mapping[str, Anchored]:
        """How the watch over each judge stands, by its name, where it is watched."""
        return await self._log.anchored(list(self._judges)) if self._judges else {}

    async def rounds(self) -> Mapping[str, Sequence[Anchored]]:
        """All rounds of each judge that is watched, oldest first, by its name."""
        return await self._log.rounds(list(self._judges)) if self._judges else {}

    def identity(self, name: str) -> JudgeIdentity:
        """The judge of that name as it is now; raises KeyError for one that is not watched."""
        return self._judges[name].summary.identity

    def due(self, anchored: Anchored, served: Collection[str] = ()) -> tuple[str, ...]:
        """Why another round is due for a judge that is watched, each as the end of "it is due since".

        `served` is what its endpoint has said since that no round has met.
        """
        now = self.identity(anchored.judge)
        return tuple(self._reasons(anchored, now, self._course(), served))

    async def _next(self, name: str) -> int:
        newest = (await self._log.anchored([name])).get(name)
        return newest.round + 1 if newest else 1

    def _task(self, name: str, number: int) -> Task:
        """The round of that number."""
        of = digest_json([self.identity(name).settings_digest, self._course().digest, number])
        return Task(Purpose.ANCHORS, name, of)

    async def _sitting(self, task: Task, *, goes_on: bool = True) -> Sitting:
        judge = self._judges[task.judge]
        return await sit(judge, task, self._trials, self._world, _is_scored, goes_on=goes_on)

    async def _tried(self, sitting: Sitting, at_once: int) -> Sequence[Trial]:
        room = asyncio.Semaphore(at_once)

        async def tried(one: LabelledAnswer) -> Trial:
            async with room:
                return await sitting.tried(one, 0)

        return await seen_through(map(tried, self._course().answers))

    def _reasons(
        self, anchored: Anchored, now: JudgeIdentity, course: Course, served: Collection[str]
    ) -> Iterable[str]:
        if anchored.settings != now.settings_digest:
            yield "the judge's settings, model or prompt are others now"
        if served:
            yield f"its endpoint answers as {' and '.join(sorted(served))} now"
        if anchored.anchors != course.digest:
            yield "the anchors are others now"
        if anchored.bank and self._bank and anchored.bank != self._bank:
            yield "the bank is another now"
        if anchored.is_of_base and anchored.round < BASE:
            yield f"{BASE} rounds say what to expect of it, and there is {anchored.round} so far"
        elif anchored.watch.evidence >= SUSPICION:
            yield f"the evidence that it has become worse has come to {anchored.watch.evidence:.0f}"
        elif self._world.clock() - datetime.fromisoformat(anchored.at) > self._every:
            yield f"the last one is more than {self._every.days} days old"


def _is_scored(outcome: Outcome) -> bool:
    return outcome.unscored is None
