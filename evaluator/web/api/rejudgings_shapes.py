"""The JSON of what is outdated and of judging it again, and how it is made."""

from typing import TypedDict

from evaluator.domain.estimates import Estimate, Range
from evaluator.domain.judgements import Coverage, Verdict
from evaluator.domain.outdated import Why
from evaluator.domain.rejudging import (
    CoverageChange,
    Group,
    MovedAnswer,
    Moves,
    PointMove,
    PointMoves,
    Rejudging,
    Standing,
)
from evaluator.services.batch_orders import BatchProgress
from evaluator.services.rejudging import Offer, Survey
from evaluator.web.api.batches_shapes import BatchBody, batch_body
from evaluator.web.api.effective_shapes import CoverageBody


class StandingBody(TypedDict):
    """How many outdated judgements stand. `ready` ones can be judged again now.

    Of the `judgements`, some are `under_way` in batches that judge them again, some are `held` by a legal hold, and
    some are `without_question`: it was taken out of the bank. `erased` ones come on top, and can never be judged again.
    """

    judgements: int
    ready: int
    under_way: int
    held: int
    erased: int
    without_question: int


class OutdatedGroupBody(TypedDict):
    """Outdated judgements of one question by one judge, for the same reasons."""

    judge: str
    models: list[str]
    question_id: str
    why: list[Why]
    standing: StandingBody


class SpanBody(TypedDict):
    """From the least to the most that is expected."""

    low: float
    high: float


class RejudgingOfferBody(TypedDict):
    """What it takes to judge again what is ready of one judge's outdated judgements. `by` is the judge that does it.

    `cost` is null where no price is known. All are upper bounds: of answers that are alike only one is asked for.
    """

    judge: str
    by: str
    ready: int
    input_tokens: SpanBody
    output_tokens: SpanBody
    cost: SpanBody | None


class OutdatedBody(TypedDict):
    """What is outdated. It is as of the ledger's entry `followed`; `head` is the newest there is."""

    total: StandingBody
    groups: list[OutdatedGroupBody]
    offers: list[RejudgingOfferBody]
    followed: int
    head: int


class RejudgingBody(TypedDict):
    """A batch in which outdated judgements of `judge` are made again; of one question, or of any."""

    batch: BatchBody
    judge: str
    question_id: str | None


class RejudgingPageBody(TypedDict):
    """The newest rejudgings, newest first."""

    rejudgings: list[RejudgingBody]


class VerdictMoveBody(TypedDict):
    """How often a verdict became another. Null for none: the point was not asked, or the answer not scored."""

    before: Verdict | None
    after: Verdict | None
    answers: int


class PointMovesBody(TypedDict):
    """How the verdicts on one point moved."""

    question_id: str
    point_id: str
    answers: int
    moved: int
    verdicts: list[VerdictMoveBody]


class CoverageChangeBody(TypedDict):
    """Mean coverage of answers that had a score before and have one now, and the mean change of an answer's score.

    `interval` is that change's 95 % interval, null under 20 answers.
    """

    answers: int
    before: CoverageBody
    after: CoverageBody
    change: float
    interval: SpanBody | None


class MovesBody(RejudgingBody):
    """How verdicts moved. `sealed` answers wait in your own review queue and are in no other figure.

    `contradicted` counts answers with a verdict now that is another than people settled on.
    """

    answers: int
    moved: int
    contradicted: int
    sealed: int
    points: list[PointMovesBody]
    coverage: CoverageChangeBody | None


class PointMoveBody(TypedDict):
    """One point of one answer. `people` holds what those who finished a review settled on."""

    point_id: str
    before: Verdict | None
    after: Verdict | None
    people: list[Verdict]


class MovedAnswerBody(TypedDict):
    """One answer to be read: its new judgement, the one that superseded, and the points worth a look."""

    judgement_id: str
    supersedes: str
    question_id: str
    candidate: str | None
    before: CoverageBody | None
    after: CoverageBody | None
    points: list[PointMoveBody]


class MovedPageBody(TypedDict):
    """One page, in the order of the batch."""

    answers: list[MovedAnswerBody]
    next_cursor: str | None


def outdated_body(survey: Survey) -> OutdatedBody:
    """What a survey found."""
    return {
        "total": _standing(survey.total),
        "groups": [_group(group) for group in survey.groups],
        "offers": [_offer(offer) for offer in survey.offers],
        "followed": survey.following.seq,
        "head": survey.following.head,
    }


def rejudging_body(rejudging: Rejudging, progress: BatchProgress) -> RejudgingBody:
    """One rejudging, as it stands."""
    return {"batch": batch_body(progress), "judge": rejudging.judge, "question_id": rejudging.question_id}


def moves_body(rejudging: Rejudging, progress: BatchProgress, moves: Moves) -> MovesBody:
    """One rejudging, and what came of it."""
    return {
        **rejudging_body(rejudging, progress),
        "answers": moves.answers,
        "moved": moves.moved,
        "contradicted": moves.contradicted,
        "sealed": moves.sealed,
        "points": [_point_moves(point) for point in moves.points],
        "coverage": None if moves.coverage is None else _change(moves.coverage),
    }


def answer_body(answer: MovedAnswer) -> MovedAnswerBody:
    """One answer to be read."""
    return {
        "judgement_id": answer.judgement_id,
        "supersedes": answer.supersedes,
        "question_id": answer.question_id,
        "candidate": answer.candidate,
        "before": _coverage(answer.before),
        "after": _coverage(answer.after),
        "points": [_point_move(point) for point in answer.points],
    }


def _coverage(coverage: Coverage | None) -> CoverageBody | None:
    return None if coverage is None else _shares(coverage)


def _shares(coverage: Coverage) -> CoverageBody:
    return {"score": coverage.score, "low": coverage.low, "high": coverage.high}


def _standing(standing: Standing) -> StandingBody:
    return {
        "judgements": standing.judgements,
        "ready": standing.ready,
        "under_way": standing.under_way,
        "held": standing.held,
        "erased": standing.erased,
        "without_question": standing.without_question,
    }


def _group(group: Group) -> OutdatedGroupBody:
    return {
        "judge": group.judge,
        "models": list(group.models),
        "question_id": group.question_id,
        "why": list(group.why),
        "standing": _standing(group.standing),
    }


def _offer(offer: Offer) -> RejudgingOfferBody:
    expected: Estimate = offer.estimate
    return {
        "judge": offer.of,
        "by": offer.by.identity.name,
        "ready": offer.ready,
        "input_tokens": _span(expected.input_tokens),
        "output_tokens": _span(expected.output_tokens),
        "cost": None if expected.cost is None else _span(expected.cost),
    }


def _span(span: Range) -> SpanBody:
    return {"low": span.low, "high": span.high}


def _point_moves(point: PointMoves) -> PointMovesBody:
    return {
        "question_id": point.question_id,
        "point_id": point.point_id,
        "answers": point.answers,
        "moved": point.moved,
        "verdicts": [
            {"before": before, "after": after, "answers": count} for (before, after), count in point.counts.items()
        ],
    }


def _change(change: CoverageChange) -> CoverageChangeBody:
    return {
        "answers": change.answers,
        "before": _shares(change.before),
        "after": _shares(change.after),
        "change": change.change,
        "interval": None if change.interval is None else {"low": change.interval[0], "high": change.interval[1]},
    }


def _point_move(point: PointMove) -> PointMoveBody:
    return {
        "point_id": point.point_id,
        "before": point.before,
        "after": point.after,
        "people": list(point.people),
    }
