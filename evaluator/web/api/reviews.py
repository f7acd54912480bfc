"""/api/reviews: give verdicts of your own, and be shown the judge's only then. For reviewers and admins, and for
interviewers as far as they are asked first."""

from typing import Annotated, cast

from litestar import Router, get, post
from litestar.di import NamedDependency, Provide
from litestar.enums import RequestEncodingType
from litestar.handlers import BaseRouteHandler
from litestar.params import BodyKwarg, FromPath, QueryParameter

from evaluator.domain.review_queue import QueueFilter
from evaluator.domain.reviews import Review, Stream
from evaluator.domain.users import User
from evaluator.errors import ReviewNotRevealed
from evaluator.services.blind import BlindItem
from evaluator.services.review_json import blind_json, comparison_json, review_json
from evaluator.services.reviewing import ReviewService
from evaluator.web.api.described import problems
from evaluator.web.api.reviews_shapes import (
    BlindBody,
    BlindVerdicts,
    ComparisonBody,
    FinalVerdicts,
    NextReviewBody,
    ReviewBody,
    Settling,
    Skipping,
)
from evaluator.web.api.strictness import json_only, refuse_odd_parameters
from evaluator.web.rights import refuse_unless_reviewer
from evaluator.web.security import Connection, SignedInRequest
from evaluator.web.waiting import RECORDING_S
from evaluator.wiring import Application

_PARAMETERS = frozenset({"question_id", "candidate", "batch", "judge", "stream", "besides"})


def reviewers_only(connection: Connection, _: BaseRouteHandler) -> None:
    """Guard: raise NotAllowed for somebody who does not review."""
    user: User = connection.user
    refuse_unless_reviewer(user)


def wanted_reviews(
    question_id: Annotated[str | None, QueryParameter(description="Answers to this question.")] = None,
    candidate: Annotated[str | None, QueryParameter(description="Answers of this candidate, by code.")] = None,
    batch: Annotated[str | None, QueryParameter(description="Answers of the batch of this id.")] = None,
    judge: Annotated[str | None, QueryParameter(description="Judged by the judge of this name.")] = None,
    stream: Annotated[
        Stream | None, QueryParameter(description="`random` or `targeted`; else they take turns.")
    ] = None,
) -> QueueFilter:
    """The filter that an address asks for."""
    return QueueFilter(question_id, candidate, batch, judge, stream)


@get(
    "/next",
    summary="The next answer to review",
    guards=[reviewers_only],
    dependencies={"wanted": Provide(wanted_reviews, sync_to_thread=False)},
    responses=problems(400, 401, 403, 422, 503),
)
async def next_review(
    request: SignedInRequest,
    application: NamedDependency[Application],
    wanted: NamedDependency[QueueFilter],
    besides: Annotated[
        str | None,
        QueryParameter(
            min_length=1, description="A judgement's id that you have at hand already: give the one after it."
        ),
    ] = None,
) -> NextReviewBody:
    """An answer that is yours alone for a while, and the same one again until you commit, skip or run out of time."""
    refuse_odd_parameters(request, _PARAMETERS)
    reviewing, reviewer = application.reviewing, request.user.name
    item = await reviewing.next(reviewer, wanted, besides=() if besides is None else (besides,))
    progress = await reviewing.progress(reviewer)
    return {
        "item": None if item is None else _blind(item),
        "progress": {"waiting": progress.waiting, "done": progress.done, "today": progress.today},
    }


@get("/{judgement_id:str}", summary="One answer to review", responses=problems(400, 401, 403, 404, 409, 503))
async def blind_review(
    request: SignedInRequest, judgement_id: FromPath[str], application: NamedDependency[Application]
) -> BlindBody:
    """Question, points and answer, and nothing of the judge. It is yours alone for a while from now on. 409 where
    somebody else has it, or your verdicts are committed. Interviewers are answered where they are asked first."""
    await application.reviewing.refuse_unless_asked(judgement_id, request.user)
    return _blind(await application.reviewing.blind(judgement_id, request.user.name))


@post(
    "/{judgement_id:str}/blind",
    summary="Commit your own verdicts",
    status_code=200,
    guards=[json_only],
    responses=problems(400, 401, 403, 404, 409, 413, 415, 422, 503),
)
async def commit_blind(
    request: SignedInRequest,
    judgement_id: FromPath[str],
    data: Annotated[
        BlindVerdicts, BodyKwarg(media_type=RequestEncodingType.JSON, description="A verdict on every point.")
    ],
    application: NamedDependency[Application],
) -> ComparisonBody:
    """Write your verdicts down for good, then show the judge's beside them. The same request again gives the same."""
    reviewing, reviewer = application.reviewing, request.user.name
    await reviewing.refuse_unless_asked(judgement_id, request.user)
    if reviewing.asks_first(request.user):
        await application.judging.wait(judgement_id, RECORDING_S)
    points = [point.point() for point in data.points]
    review = await reviewing.commit_blind(judgement_id, reviewer, points, data.seconds)
    return cast(ComparisonBody, comparison_json(await reviewing.revealed(review.id, reviewer)))


@post(
    "/{judgement_id:str}/final",
    summary="Say what stands",
    status_code=200,
    guards=[json_only],
    responses=problems(400, 401, 403, 404, 409, 413, 415, 422, 503),
)
async def finish_review(
    request: SignedInRequest,
    judgement_id: FromPath[str],
    data: Annotated[
        FinalVerdicts, BodyKwarg(media_type=RequestEncodingType.JSON, description="What stands for every point.")
    ],
    application: NamedDependency[Application],
) -> ReviewBody:
    """Write down what stands after the comparison, with your reasons. The same request again gives the same."""
    reviewing, reviewer = application.reviewing, request.user.name
    await reviewing.refuse_unless_asked(judgement_id, request.user)
    review = await _committed(reviewing, judgement_id, reviewer)
    points = [point.point() for point in data.points]
    return cast(ReviewBody, review_json(await reviewing.finish(review.id, reviewer, points, data.seconds)))


@post(
    "/{judgement_id:str}/settle",
    summary="Settle a point again",
    status_code=200,
    guards=[reviewers_only, json_only],
    responses=problems(400, 401, 403, 404, 409, 413, 415, 422, 503),
)
async def settle_review(
    request: SignedInRequest,
    judgement_id: FromPath[str],
    data: Annotated[Settling, BodyKwarg(media_type=RequestEncodingType.JSON, description="What stands for the point.")],
    application: NamedDependency[Application],
) -> ReviewBody:
    """Say what stands for the point on which a wrong verdict was shown on purpose, as `seeded` of the review tells.
    Until then the review is not finished and changes nothing. The same request again gives the same."""
    reviewing, reviewer = application.reviewing, request.user.name
    review = await _committed(reviewing, judgement_id, reviewer)
    return cast(ReviewBody, review_json(await reviewing.settle(review.id, reviewer, data.point())))


@post(
    "/{judgement_id:str}/skip",
    summary="Pass an answer on",
    status_code=204,
    guards=[reviewers_only, json_only],
    responses=problems(400, 401, 403, 404, 409, 413, 415, 422, 503),
)
async def skip_review(
    request: SignedInRequest,
    judgement_id: FromPath[str],
    data: Annotated[Skipping, BodyKwarg(media_type=RequestEncodingType.JSON, description="Why you pass it on.")],
    application: NamedDependency[Application],
) -> None:
    """Let somebody else review it. But for `later` you are never asked again, and may read what the judge says."""
    await application.reviewing.skip(judgement_id, request.user.name, data.why())


async def _committed(reviewing: ReviewService, judgement_id: str, reviewer: str) -> Review:
    review = await reviewing.mine(judgement_id, reviewer)
    if review is None:
        raise ReviewNotRevealed("You have committed nothing on this answer yet. Your blind verdicts come first.")
    return review


def _blind(item: BlindItem) -> BlindBody:
    return cast(BlindBody, blind_json(item))


REVIEW_ROUTES = Router(
    "/api/reviews",
    route_handlers=[next_review, blind_review, commit_blind, finish_review, settle_review, skip_review],
    tags=["Reviews"],
)
