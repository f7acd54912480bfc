"""The use case of selective trust: from what confidence on a judge's verdicts may stand without a person's look."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from evaluator.domain.agreement.figures import NotEnough
from evaluator.domain.agreement.thresholds import Trust
from evaluator.domain.agreement.trust import Checked, CheckedVerdict, find_threshold
from evaluator.domain.judgements import JudgeIdentity, Verdict
from evaluator.domain.measures.cases import Case
from evaluator.services.measuring import Measured


class Reviewed(Protocol):
    """What people said blind of answers that chance chose."""

    async def collect(self, judges: Sequence[str]) -> Measured:
        """See `services.measuring_reviews.ReviewedMaterial`."""


@dataclass(frozen=True, slots=True)
class Trusted:
    """What may be taken of one judge. `unsure` of the `reviewed` points go to people whatever the threshold."""

    judge: JudgeIdentity
    found: Trust | NotEnough
    reviewed: int
    unsure: int


class TrustService:
    """Finds thresholds. Nothing follows from them by itself: who is asked to review stays as it is."""

    def __init__(self, reviewed: Reviewed) -> None:
        self._reviewed = reviewed

    async def find(self, bound: float, judges: Sequence[str]) -> tuple[Trusted, ...]:
        """For each judge the loosest threshold under which errors stay below `bound`, with 95 % confidence.

        `judges` names those wanted, none of them all. Raises RowsRefused where nothing was reviewed, StoreError leaves,
        and ValueError unless 0 < bound < 1.
        """
        measured = await self._reviewed.collect(judges)
        return tuple(_trusted(one.identity, one.cases, bound) for one in measured.judged)


def _trusted(judge: JudgeIdentity, cases: Iterable[Case], bound: float) -> Trusted:
    """A judge without probabilities leaves nothing to tell sure verdicts by: it has no points to be trusted on."""
    told = list(cases)
    said = [pair.said for case in told for pair in case.pairs]
    answers = [_checked(case) for case in told]
    return Trusted(judge, find_threshold(Checked.of(answers), bound), len(said), said.count(Verdict.UNSURE))


def _checked(case: Case) -> tuple[CheckedVerdict, ...]:
    """The verdicts that a judge was sure enough of to give, if it says how sure it was."""
    if len(case.forecasts) != len(case.pairs):
        return ()
    return tuple(
        CheckedVerdict(_confidence(pair.said, forecast.probability), pair.said is not pair.blind)
        for pair, forecast in zip(case.pairs, case.forecasts, strict=True)
        if pair.said is not Verdict.UNSURE
    )


def _confidence(said: Verdict, covered: float) -> float:
    """How sure the judge was of what it said, by its probability that the point is covered.

    `partial` lies between: it is surest where the probability is furthest from both ends.
    """
    if said is Verdict.PARTIAL:
        return 1 - max(covered, 1 - covered)
    return covered if said is Verdict.COVERED else 1 - covered
