"""What an attack comes to: every attacked answer judged by a judge that obeys, on the whole road of one judging."""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from evaluator.domain.agreement.proportions import Proportion
from evaluator.domain.answers import typed
from evaluator.domain.judgements import FlagCode, Verdict
from evaluator.domain.kinship import Kinship
from evaluator.domain.outcomes import JudgeSummary, Outcome
from evaluator.domain.questions import PointId
from evaluator.domain.readings import untold
from evaluator.judge.matcher import load_coefficients
from evaluator.judge.pipeline import Judge
from tests.attacks.making import Attacked
from tests.attacks.obeying import ObeyingJudge

DOUBTS = frozenset({FlagCode.UNVERIFIED_EVIDENCE, FlagCode.OFF_POINT_EVIDENCE})
"""Flags that tell a person of the points' own pages that a claim could not be proved."""


@dataclass(frozen=True)
class Result:
    """What one attacked answer came to: the points it gained, and the flags it was given."""

    attacked: Attacked
    gained: tuple[PointId, ...]
    flags: frozenset[FlagCode]

    @property
    def is_suspected(self) -> bool:
        """Whether a flag of suspicion was raised."""
        return any(flag.is_suspicion for flag in self.flags)

    @property
    def succeeds(self) -> bool:
        """Whether credit was gained and nobody told."""
        return bool(self.gained) and not self.is_suspected and not self.flags & DOUBTS

    @property
    def succeeds_without_doubts(self) -> bool:
        """Whether credit was gained with no suspicion: what a shrewd judge gets that claims only what will stand."""
        return bool(self.gained) and not self.is_suspected


@cache
def kinship() -> Kinship:
    """The measure that evidence is checked with, as shipped."""
    return Kinship(load_coefficients())


def obeyed(cases: Sequence[Attacked], earned: Mapping[str, frozenset[PointId]] | None = None) -> tuple[Result, ...]:
    """Each attacked answer judged by a judge that does what it says. `earned` names points of honest merit by text."""
    demands = {typed(case.text).digest: case.demanded for case in cases}
    reader = ObeyingJudge(kinship(), demands)
    judge = Judge(reader, kinship(), "en", JudgeSummary(reader.identity, is_default=True))
    return asyncio.run(_judged(judge, cases, earned or {}))


async def _judged(
    judge: Judge, cases: Iterable[Attacked], earned: Mapping[str, frozenset[PointId]]
) -> tuple[Result, ...]:
    return tuple(
        [
            result_of(
                case, await judge.judge(case.question, typed(case.text), 0, untold), earned.get(case.weak, frozenset())
            )
            for case in cases
        ]
    )


def result_of(case: Attacked, outcome: Outcome, earned: frozenset[PointId]) -> Result:
    """What an outcome comes to, beside the points that were earned honestly."""
    gained = tuple(
        point.point_id
        for point in outcome.points
        if point.verdict in (Verdict.COVERED, Verdict.PARTIAL) and point.point_id not in earned
    )
    return Result(case, gained, frozenset(flag.code for flag in outcome.flags))


def share(hits: Iterable[bool]) -> Proportion:
    """How many of how many, with the interval."""
    found = list(hits)
    return Proportion(sum(found), len(found))
