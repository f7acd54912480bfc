"""The use case of screening: a judge is given answers whose labels are known, and what it is goes into the ledger."""

import asyncio
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from evaluator.digests import Digest, Json
from evaluator.domain.estimates import Workload
from evaluator.domain.judgements import JudgeIdentity
from evaluator.domain.labelled import LabelledAnswer
from evaluator.domain.readings import untold
from evaluator.domain.screened import Screened, screening_payload
from evaluator.domain.screening import Inconclusive, Screening, screen
from evaluator.domain.trials import Trial
from evaluator.errors import JudgeUnknown
from evaluator.services.desk import Adjudicator
from evaluator.services.surroundings import Surroundings

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

    async def keep(self, judge: JudgeIdentity, payload: Mapping[str, Json]) -> Screened:
        """Enter a screening into the ledger, under the digest of the judge's settings."""

    async def screened(self, settings: Sequence[Digest]) -> Mapping[Digest, Screened]:
        """The newest screening under each of these settings, where there was one."""


class ScreeningService:
    """Screens judges and keeps what came of it. What they say of the answers is not kept: the answers are ours."""

    def __init__(
        self, judges: Iterable[Adjudicator], course: Callable[[], Course], log: ScreeningLog, world: Surroundings
    ) -> None:
        self._judges = {judge.summary.identity.name: judge for judge in judges}
        self._course = course
        self._log = log
        self._world = world

    def course(self) -> Course:
        """What judges are screened with."""
        return self._course()

    async def screen(self, name: str, *, by: str, tell: Told = untold_of) -> Screened | Inconclusive:
        """Screen the judge of that name. Raises JudgeUnknown and StoreError leaves.

        Where its endpoint fails nothing is kept, and where it fails at once nothing more is asked.
        """
        judge, course = self.judge(name), self._course()
        found = await self._put_to(judge, course, tell)
        if isinstance(found, Inconclusive):
            return found
        identity = judge.summary.identity
        return await self._log.keep(identity, screening_payload(identity, found, course.digest, by))

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

    async def _put_to(self, judge: Adjudicator, course: Course, tell: Told) -> Screening | Inconclusive:
        done = 0

        async def tried(labelled: LabelledAnswer, sample: int) -> Trial:
            nonlocal done
            outcome = await judge.judge(labelled.question, labelled.answer, sample, untold)
            done += 1
            tell(done, course.requests)
            return Trial(labelled.answer_id, labelled.question.id, labelled.verdicts, outcome)

        first = await tried(course.answers[0], 0)
        lost = screen([first], [])
        if isinstance(lost, Inconclusive):
            return lost
        rest = [tried(one, 0) for one in course.answers[1:]]
        trials = await asyncio.gather(*rest, *(tried(one, 1) for one in course.twice))
        return screen([first, *trials[: len(rest)]], trials[len(rest) :])
