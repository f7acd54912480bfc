"""One labelled answer beside what a judge made of it, without a word of the answer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import fsum

from evaluator.digests import Digest
from evaluator.domain.agreement.pairs import Pair
from evaluator.domain.agreement.probabilities import Forecast
from evaluator.domain.judgements import FlagCode, Judgement, Match, PointJudgement, Reason, Usage, Verdict
from evaluator.domain.labelled import LabelledAnswer
from evaluator.domain.questions import PointId, QuestionId
from evaluator.domain.scoring import score_of


@dataclass(frozen=True, slots=True)
class Quotes:
    """How many quotes a judge gave for what it credits, and how many of them stood as evidence."""

    stood: int = 0
    made: int = 0


@dataclass(frozen=True, slots=True)
class Case:
    """What is compared of one answer.

    `pairs` has the judge's verdict and people's label of each labelled point (`said`, `blind`); empty where the judge
    failed. `forecasts` are the judge's probabilities on those points, where it gives any, one for each pair. `proved`
    says of each pair whether words of the answer speak for the point.
    `score` is the judge's, `people` what people gave the whole answer, both 0 to 1 and None where there is none;
    `expected` is the score that the judge's probabilities come to, where each point has one.
    `why` is why the answer is not scored. `seconds` is how long judging took. `is_shared`: nothing was asked for it.
    `examples` names the judgements that the judge was shown beforehand, each with the digest of its mark.
    """

    answer_id: str
    question_id: QuestionId
    band: str | None
    pairs: tuple[Pair, ...] = ()
    forecasts: tuple[Forecast, ...] = ()
    proved: tuple[bool, ...] = ()
    score: float | None = None
    people: float | None = None
    expected: float | None = None
    quotes: Quotes = field(default_factory=Quotes)
    why: Reason | None = None
    flags: tuple[FlagCode, ...] = ()
    usage: Usage = field(default_factory=Usage)
    seconds: float = 0.0
    is_shared: bool = False
    examples: Mapping[str, Digest] = field(default_factory=dict)


def case_of(labelled: LabelledAnswer, judgement: Judgement) -> Case:
    """The labelled answer beside its judgement."""
    compared = [
        (point, labelled.verdicts[point.point_id]) for point in judgement.points if point.point_id in labelled.verdicts
    ]
    return Case(
        answer_id=labelled.answer_id,
        question_id=labelled.question.id,
        band=labelled.band,
        pairs=tuple(Pair(point.point_id, point.verdict, label) for point, label in compared),
        forecasts=_forecasts(judgement, compared),
        proved=tuple(bool(point.evidence) for point, _ in compared),
        score=judgement.coverage.score if judgement.coverage else None,
        people=people_score(labelled),
        expected=_expected(judgement),
        quotes=_quotes(judgement.points),
        why=judgement.unscored.reason if judgement.unscored else None,
        flags=tuple(flag.code for flag in judgement.flags),
        usage=judgement.usage,
        seconds=judgement.latency_ms / 1_000,
        is_shared=judgement.shared_from is not None,
        examples=judgement.provenance.examples,
    )


def people_score(labelled: LabelledAnswer) -> float | None:
    """People's score of an answer: as they gave it, or else what their labels come to where no point lacks one."""
    if labelled.score is not None:
        return labelled.score
    weights: dict[PointId, float] = {point.id: point.weight for point in labelled.question.points}
    if weights.keys() != labelled.verdicts.keys():
        return None
    return score_of((weights[point], verdict) for point, verdict in labelled.verdicts.items())


def _forecasts(judgement: Judgement, compared: Sequence[tuple[PointJudgement, Verdict]]) -> tuple[Forecast, ...]:
    """None where any point lacks one, and none of a judgement that credited a decoy: nothing it said counts."""
    if judgement.flag(FlagCode.CANARY_CREDITED) is not None:
        return ()
    found = [
        Forecast(point.probability, label is Verdict.COVERED)
        for point, label in compared
        if point.probability is not None
    ]
    return tuple(found) if len(found) == len(compared) else ()


def _expected(judgement: Judgement) -> float | None:
    if judgement.flag(FlagCode.CANARY_CREDITED) is not None or not judgement.points:
        return None
    weighed = [(point.weight, point.probability) for point in judgement.points if point.probability is not None]
    if len(weighed) < len(judgement.points):
        return None
    return fsum(weight * probability for weight, probability in weighed) / fsum(weight for weight, _ in weighed)


def _quotes(points: Sequence[PointJudgement]) -> Quotes:
    stood = failed = 0
    for point in points:
        located = [one for one in point.evidence if one.match is Match.LOCATED]
        # A quote may be found in several places, and is one quote still.
        stood += len({one.claimed or one.quote for one in point.evidence if one.match is not Match.LOCATED})
        failed += len(point.rejected) + len({one.claimed for one in located})
    return Quotes(stood, stood + failed)
