"""The use case of calibration: which thresholds of a judge people's reviews speak for."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from evaluator.domain.agreement.calibration import Bounds, Calibration, Reviewed, calibrate
from evaluator.domain.agreement.figures import NotEnough
from evaluator.domain.judgements import JudgeIdentity
from evaluator.domain.labelled import LabelledAnswer
from evaluator.domain.measures.cases import Case
from evaluator.domain.scales import Thresholds
from evaluator.errors import RequestInvalid, RowsRefused
from evaluator.services.measuring import Measured


class BlindReviews(Protocol):
    """What people said blind of answers that chance chose."""

    async def collect(self, judges: Sequence[str]) -> Measured:
        """See `services.measuring_reviews.ReviewedMaterial`."""

    async def answers(self) -> Sequence[LabelledAnswer]:
        """See `services.measuring_reviews.ReviewedMaterial`."""


class Trial(Protocol):
    """Judges answers again, for nothing, to see what thresholds would make of them."""

    async def read(self, labelled: LabelledAnswer) -> tuple[Reviewed, ...]:
        """The labelled points with their probabilities."""


@dataclass(frozen=True, slots=True)
class Adjustable:
    """A judge that decides by thresholds, with those in force.

    One with a `trial` costs nothing: it is tried on every reviewed answer, whoever judged that. Of others the record is
    read.
    """

    identity: JudgeIdentity
    thresholds: Thresholds
    trial: Trial | None = None


@dataclass(frozen=True, slots=True)
class Calibrated:
    """What was found for one judge on so many reviewed points of so many answers."""

    judge: Adjustable
    found: Calibration | NotEnough
    points: int
    answers: int


class CalibrationService:
    """Finds thresholds. Nothing is changed by it: settings are for people to write."""

    def __init__(self, reviewed: BlindReviews, judges: Sequence[Adjustable]) -> None:
        self._reviewed = reviewed
        self.judges = judges

    async def find(self, bounds: Bounds, names: Sequence[str]) -> tuple[Calibrated, ...]:
        """Thresholds for each judge named, or for all that have any.

        Raises RequestInvalid for others, RowsRefused where nothing was reviewed, and StoreError leaves.
        """
        return tuple([await self._find(judge, bounds) for judge in self._chosen(names)])

    async def _find(self, judge: Adjustable, bounds: Bounds) -> Calibrated:
        if judge.trial is not None:
            answers = [await judge.trial.read(one) for one in await self._reviewed.answers()]
        else:
            answers = await self._recorded(judge)
        return Calibrated(judge, calibrate(answers, bounds), sum(map(len, answers)), len(answers))

    async def _recorded(self, judge: Adjustable) -> list[tuple[Reviewed, ...]]:
        try:
            measured = await self._reviewed.collect([judge.identity.name])
        except RowsRefused:
            # Answers that others judged may be reviewed all the same.
            await self._reviewed.answers()
            return []
        cases = [case for one in measured.judged if _is_of(judge, one.identity) for case in one.cases]
        return [_reviewed(case) for case in cases if case.forecasts]

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


def _reviewed(case: Case) -> tuple[Reviewed, ...]:
    """The points of an answer. What has no words for it is never covered."""
    return tuple(
        Reviewed(pair, forecast.probability, forecast.probability, may_cover=is_proved)
        for pair, forecast, is_proved in zip(case.pairs, case.forecasts, case.proved, strict=True)
    )
