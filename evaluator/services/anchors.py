"""The use case of anchors: the same answers judged again, to see whether a judge has become worse."""

import asyncio
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Protocol

from evaluator.digests import Json
from evaluator.domain.anchors import Anchored, anchored_payload, is_too_little, next_round
from evaluator.domain.judgements import JudgeIdentity
from evaluator.domain.readings import untold
from evaluator.domain.screening import Trial
from evaluator.errors import JudgeUnknown
from evaluator.services.desk import Adjudicator
from evaluator.services.screening import Course
from evaluator.services.surroundings import Surroundings

EVERY = timedelta(days=30)
"""How long after a round the next one is due."""


class AnchorLog(Protocol):
    """Where rounds are kept."""

    async def keep(self, judge: str, payload: Mapping[str, Json]) -> Anchored:
        """Enter a round into the ledger, under the judge's name: another model of that name is what is watched for."""

    async def anchored(self, judges: Sequence[str]) -> Mapping[str, Anchored]:
        """The newest round of each of these judges, where there was one."""


class AnchorService:
    """Judges anchor answers and watches what comes of it."""

    def __init__(
        self, judges: Iterable[Adjudicator], course: Callable[[], Course], log: AnchorLog, world: Surroundings
    ) -> None:
        self._judges = {judge.summary.identity.name: judge for judge in judges}
        self._course = course
        self._log = log
        self._world = world

    async def judge(self, name: str, *, by: str, anew: bool = False) -> Anchored | None:
        """One more round for the judge of that name; `anew` trusts it as it is now and forgets what was before.

        None where too few answers were scored: nothing is kept then. Raises JudgeUnknown and StoreError leaves.
        """
        if name not in self._judges:
            raise JudgeUnknown(f"There is no judge of that name. Configured: {', '.join(self._judges)}.")
        judge, course = self._judges[name], self._course()
        before = None if anew else (await self._log.anchored([name])).get(name)
        outcomes = await asyncio.gather(*(judge.judge(one.question, one.answer, 0, untold) for one in course.answers))
        trials = [
            Trial(one.answer_id, one.question.id, one.verdicts, outcome)
            for one, outcome in zip(course.answers, outcomes, strict=True)
        ]
        if is_too_little(trials):
            return None
        after = next_round(before, judge.summary.identity, course.digest, trials)
        return await self._log.keep(name, anchored_payload(after, by))

    async def newest(self) -> Mapping[str, Anchored]:
        """How the watch over each judge stands, by its name, where it is watched."""
        return await self._log.anchored(list(self._judges)) if self._judges else {}

    def due(self, anchored: Anchored) -> tuple[str, ...]:
        """Why another round is due for a judge that is watched, each as the end of "it is due since"."""
        identity = self._judges[anchored.judge].summary.identity
        return tuple(_reasons(anchored, identity, self._course(), self._world.clock()))


def _reasons(anchored: Anchored, now: JudgeIdentity, course: Course, clock: datetime) -> Iterable[str]:
    if anchored.settings != now.settings_digest:
        yield "the judge's settings, model or prompt are others now"
    if anchored.anchors != course.digest:
        yield "the anchors are others now"
    if clock - datetime.fromisoformat(anchored.at) > EVERY:
        yield f"the last one is more than {EVERY.days} days old"
