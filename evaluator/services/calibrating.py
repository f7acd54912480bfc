"""The use case of calibration: which thresholds of a judge people's reviews speak for."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from evaluator.domain.agreement.calibration import Bounds, Calibration, Reviewed, calibrate
from evaluator.domain.agreement.figures import NotEnough
from evaluator.domain.judgements import JudgeIdentity, Verdict
from evaluator.domain.measures.cases import Case
from evaluator.domain.scales import Thresholds
from evaluator.errors import RequestInvalid
from evaluator.services.measuring import Measured


class ReviewSource(Protocol):
    """What people said blind of answers that chance chose."""

    async def collect(self, judges: Sequence[str]) -> Measured:
        """See `services.measuring_reviews.ReviewedMaterial`."""


@dataclass(frozen=True, slots=True)
class Adjustable:
    """A judge that decides by thresholds, with those in force.

    `doubts` where it leaves points unsure for reasons of its own though their probability passes a threshold.
    """

    identity: JudgeIdentity
    thresholds: Thresholds
    doubts: bool = False


@dataclass(frozen=True, slots=True)
class Calibrated:
    """What was found for one judge on so many reviewed points of so many answers."""

    judge: Adjustable
    found: Calibration | NotEnough
    points: int
    answers: int


class CalibrationService:
    """Finds thresholds. Nothing is changed by it: settings are for people to write."""

    def __init__(self, reviewed: ReviewSource, judges: Sequence[Adjustable]) -> None:
        self._reviewed = reviewed
        self.judges = judges

    async def find(self, bounds: Bounds, names: Sequence[str]) -> tuple[Calibrated, ...]:
        """Thresholds for each judge named, or for all that have any.

        Raises RequestInvalid for others, RowsRefused where nothing was reviewed, and StoreError leaves.
        """
        chosen = self._chosen(names)
        measured = await self._reviewed.collect([judge.identity.name for judge in chosen])
        return tuple(
            _calibrated(
                judge, [case for one in measured.judged if _is_of(judge, one.identity) for case in one.cases], bounds
            )
            for judge in chosen
        )

    def _chosen(self, names: Sequence[str]) -> list[Adjustable]:
        known = [judge.identity.name for judge in self.judges]
        for name in names:
            if name not in known:
                raise RequestInvalid(
                    f"{name} decides by no thresholds. The built-in matcher does, and judges in the mode "
                    f"yes_no_logprobs: {', '.join(known)}."
                )
        return [judge for judge in self.judges if judge.identity.name in names or not names]


def _is_of(judge: Adjustable, identity: JudgeIdentity) -> bool:
    """Whether verdicts of that identity come with probabilities of the judge as it is set up now.

    A judge of which several models or prompts were reviewed is told apart by words after its name.
    """
    ours = judge.identity
    return (ours.name, ours.model, ours.prompt, ours.mode, ours.host) == (
        identity.name.partition(" ")[0],
        identity.model,
        identity.prompt,
        identity.mode,
        identity.host,
    )


def _calibrated(judge: Adjustable, cases: Sequence[Case], bounds: Bounds) -> Calibrated:
    answers = [_reviewed(judge, case) for case in cases if case.forecasts]
    return Calibrated(judge, calibrate(answers, bounds), sum(map(len, answers)), len(answers))


def _reviewed(judge: Adjustable, case: Case) -> tuple[Reviewed, ...]:
    """The points of an answer. What has no words for it stays unsure, and so does what the judge doubted."""
    found = []
    for pair, forecast, is_proved in zip(case.pairs, case.forecasts, case.proved, strict=True):
        likely, is_doubted = forecast.probability, judge.doubts and pair.said is Verdict.UNSURE
        may_cover = is_proved and not (is_doubted and judge.thresholds.covers(likely))
        may_miss = not (is_doubted and judge.thresholds.misses(likely))
        found.append(Reviewed(pair, likely, may_cover, may_miss))
    return tuple(found)
