"""/api/outdated and /api/rejudgings: what is outdated, judging it again, and how verdicts moved."""

from typing import Annotated

from litestar import Response, Router, get, post
from litestar.datastructures import ResponseHeader
from litestar.di import NamedDependency
from litestar.enums import RequestEncodingType
from litestar.params import BodyKwarg, FromPath, QueryParameter
from pydantic import BaseModel, ConfigDict, Field

from evaluator.domain.rejudging import Choice, Reading
from evaluator.errors import RequestInvalid
from evaluator.services.batch_orders import BatchProgress
from evaluator.services.rejudging import RejudgingOrder
from evaluator.web.api.described import problems
from evaluator.web.api.rejudgings_shapes import (
    MovedPageBody,
    MovesBody,
    OutdatedBody,
    RejudgingBody,
    RejudgingPageBody,
    answer_body,
    moves_body,
    outdated_body,
    rejudging_body,
)
from evaluator.web.api.strictness import json_only, refuse_odd_parameters
from evaluator.web.rights import refuse_unless_admin, refuse_unless_reviewer
from evaluator.web.security import SignedInRequest
from evaluator.wiring import Application

NEWEST = 100
"""How many rejudgings are listed."""


class NewRejudging(BaseModel):
    """Which outdated judgements are to be made again."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, hide_input_in_errors=True)

    judge: str | None = Field(None, description="Those of this judge; needed where several judges' are outdated.")
    question_id: str | None = Field(None, description="Those of this question alone.")
    by: str | None = Field(None, description="Who judges; else the judge of the same name, or the default one.")
    budget: float | None = Field(None, description="Stops before it costs more, in the currency of the price table.")
    start: bool = Field(True, description="Whether to begin at once.")


@get(
    "/outdated",
    summary="What is outdated, and what judging it again costs",
    responses=problems(400, 401, 403, 404, 422, 503),
)
async def get_outdated(
    request: SignedInRequest,
    application: NamedDependency[Application],
    judge: Annotated[str | None, QueryParameter(min_length=1, description="Judged by the judge of this name.")] = None,
    question_id: Annotated[str | None, QueryParameter(min_length=1, description="Answers to this question.")] = None,
    by: Annotated[str | None, QueryParameter(min_length=1, description="Who would judge; else the same judge.")] = None,
) -> OutdatedBody:
    """Judgements whose question, prompt, model or settings are others now, or whose judge is gone, by reason. Of each
    answer only the newest judgement of a judge counts. Nothing is kept or paid. For reviewers and admins."""
    refuse_odd_parameters(request, frozenset({"judge", "question_id", "by"}))
    refuse_unless_reviewer(request.user)
    return outdated_body(await application.rejudging.survey(Choice(judge, question_id), by=by))


@post(
    "/rejudgings",
    summary="Judge again what is outdated",
    guards=[json_only],
    response_headers=[ResponseHeader("Location", documentation_only=True, description="Where the rejudging is.")],
    responses=problems(400, 401, 403, 404, 409, 415, 422, 503),
)
async def create_rejudging(
    request: SignedInRequest,
    data: Annotated[NewRejudging, BodyKwarg(media_type=RequestEncodingType.JSON, description="What, by whom.")],
    application: NamedDependency[Application],
) -> Response[RejudgingBody]:
    """A batch of all that is outdated of one judge: stopped and gone on with like any other under `/api/batches`.

    The old judgements stay, and each new one names the one it `supersedes`. What is being judged again already and
    what a hold keeps is left out. For admins.
    """
    refuse_unless_admin(request.user)
    order = RejudgingOrder(Choice(data.judge, data.question_id), data.by, data.budget, request.user.name)
    rejudging = await application.rejudging.order(order)
    batch = rejudging.batch
    if data.start:
        await application.batches.start(batch.id)
    body = rejudging_body(rejudging, await application.batches.progress(batch.id))
    return Response(body, status_code=201, headers={"Location": f"/api/rejudgings/{batch.id}"})


@get("/rejudgings", summary="Rejudgings, newest first", responses=problems(400, 401, 403, 422, 503))
async def list_rejudgings(request: SignedInRequest, application: NamedDependency[Application]) -> RejudgingPageBody:
    """The newest hundred batches in which outdated judgements were made again. For reviewers and admins."""
    refuse_odd_parameters(request, frozenset())
    refuse_unless_reviewer(request.user)
    newest = await application.rejudging.newest(NEWEST)
    return {"rejudgings": [rejudging_body(one, BatchProgress(one.batch)) for one in newest]}


@get(
    "/rejudgings/{batch_id:str}",
    summary="How verdicts moved",
    responses=problems(400, 401, 403, 404, 503),
)
async def get_rejudging(
    request: SignedInRequest, batch_id: FromPath[str], application: NamedDependency[Application]
) -> MovesBody:
    """Each point's verdicts before and after, and coverage, over the answers that have been judged again so far. What
    waits in your own review queue is in no figure. For reviewers and admins."""
    refuse_unless_reviewer(request.user)
    rejudging = await application.rejudging.get(batch_id)
    progress = await application.batches.progress(batch_id)
    return moves_body(rejudging, progress, await application.rejudging.moves(batch_id, request.user.name))


@get(
    "/rejudgings/{batch_id:str}/answers",
    summary="Which answers to read after a rejudging",
    responses=problems(400, 401, 403, 404, 422, 503),
)
async def list_moved(
    request: SignedInRequest,
    batch_id: FromPath[str],
    application: NamedDependency[Application],
    reading: Annotated[
        Reading,
        QueryParameter(description="`moved`: a verdict is another now. `contradicted`: people had settled another."),
    ] = Reading.MOVED,
    limit: Annotated[int, QueryParameter(ge=1, le=200, description="The most to list.")] = 50,
    cursor: Annotated[str | None, QueryParameter(description="`next_cursor` of the page before.")] = None,
) -> MovedPageBody:
    """Answers with the points worth a look, in the order of the batch. What waits in your own review queue is left out.
    For reviewers and admins."""
    refuse_odd_parameters(request, frozenset({"reading", "limit", "cursor"}))
    refuse_unless_reviewer(request.user)
    await application.rejudging.get(batch_id)
    after = place_of(cursor)
    page = await application.rejudging.page(batch_id, reading, request.user.name, after=after, limit=limit)
    next_cursor = None if page.next_after is None else str(page.next_after)
    return {"answers": [answer_body(answer) for answer in page.answers], "next_cursor": next_cursor}


def place_of(cursor: str | None) -> int:
    """The position that a cursor stands for, before the first where there is none. Raises RequestInvalid."""
    if not cursor:
        return -1
    if not (cursor.isascii() and cursor.isdigit() and len(cursor) <= MOST_DIGITS):
        raise RequestInvalid("`cursor` is not one that this list gave out. Leave it away to begin at the first.")
    return int(cursor)


MOST_DIGITS = 9

REJUDGING_ROUTES = Router(
    "/api",
    route_handlers=[get_outdated, create_rejudging, list_rejudgings, get_rejudging, list_moved],
    tags=["Rejudgings"],
)
