"""/api/judgements: have an answer judged, and read what was judged before."""

from dataclasses import fields, replace
from typing import Annotated, Literal, cast

from litestar import Response, Router, get, post
from litestar.datastructures import ResponseHeader
from litestar.di import NamedDependency, Provide
from litestar.enums import RequestEncodingType
from litestar.params import BodyKwarg, FromPath, HeaderParameter, QueryParameter
from pydantic import BaseModel, ConfigDict, Field

from evaluator.domain.answers import AnswerKind
from evaluator.domain.judgements import FlagCode, Judgement, Status
from evaluator.files.answers import read_answer
from evaluator.services.effective_json import effective_json
from evaluator.services.judgement_json import judgement_json
from evaluator.services.orders import JudgementFilter, Order
from evaluator.web.api.described import problems
from evaluator.web.api.shapes import JudgementBody, JudgementPageBody, JudgementSummary
from evaluator.web.api.strictness import json_only, refuse_odd_parameters
from evaluator.web.rights import refuse_unless_readable, restricted_to
from evaluator.web.security import SignedInRequest
from evaluator.wiring import Application

LEFT_OUT_OF_LISTS = frozenset({"answer", "flag_details", "attempts", "key", "provenance", "effective"})
_WITHOUT_WORDS = frozenset({"evidence", "rejected"})
LIST_PARAMETERS = frozenset({field.name for field in fields(JudgementFilter)} - {"created_by"} | {"limit", "cursor"})


class NewJudgement(BaseModel):
    """An answer to be judged."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, hide_input_in_errors=True)

    question_id: str = Field(max_length=200, description="One of GET /api/questions.")
    answer: str = Field(description="What the candidate said: plain text, or a transcript with its speakers.")
    candidate: str | None = Field(None, description="The candidate's code, never the name.")
    judge: str | None = Field(None, description="The name of a configured judge; else the default.")
    candidate_speaker: str | None = Field(None, description="Who of the transcript's speakers is the candidate.")
    kind: Literal["typed", "transcript"] | None = Field(None, description="Overrules what the text looks like.")
    again: bool = Field(False, description="Judge anew what was judged before, and pay for it anew.")


@post(
    "/",
    summary="Judge one answer",
    guards=[json_only],
    response_headers=[ResponseHeader("Location", documentation_only=True, description="Where the judgement is.")],
    responses=problems(400, 401, 403, 404, 409, 413, 415, 422, 503),
)
async def create_judgement(
    request: SignedInRequest,
    data: Annotated[
        NewJudgement, BodyKwarg(media_type=RequestEncodingType.JSON, description="An answer to be judged.")
    ],
    application: NamedDependency[Application],
    idempotency_key: Annotated[
        str | None,
        HeaderParameter(
            name="Idempotency-Key",
            min_length=1,
            max_length=200,
            description="Sent again with the same request, answers with the first judgement and pays for nothing.",
        ),
    ] = None,
) -> Response[JudgementBody]:
    """The judgement, once it is made and written down. A judge that fails is no error: the judgement is `unscored`."""
    kind = AnswerKind(data.kind) if data.kind else None
    order = Order(
        question_id=data.question_id,
        answer=read_answer(data.answer, candidate_speaker=data.candidate_speaker, kind=kind),
        candidate=data.candidate,
        judge=data.judge,
        again=data.again,
        ordered_by=request.user.name,
        idempotency_key=idempotency_key,
    )
    judgement = await application.judging.judge(order)
    body = await _body(application, judgement)
    return Response(body, status_code=201, headers={"Location": f"/api/judgements/{judgement.id}"})


def wanted_judgements(
    question_id: Annotated[str | None, QueryParameter(description="Answers to this question.")] = None,
    candidate: Annotated[str | None, QueryParameter(description="Answers of this candidate, by code.")] = None,
    judge: Annotated[str | None, QueryParameter(description="Judged by the judge of this name.")] = None,
    status: Annotated[Status | None, QueryParameter(description="`scored` or `unscored`.")] = None,
    flag: Annotated[FlagCode | None, QueryParameter(description="Carrying this flag.")] = None,
    needs_review: Annotated[bool | None, QueryParameter(description="Whether a person should look.")] = None,
) -> JudgementFilter:
    """The filter that an address asks for."""
    return JudgementFilter(question_id, candidate, judge, status, flag, needs_review)


@get(
    "/",
    summary="Judgements, newest first",
    dependencies={"wanted": Provide(wanted_judgements, sync_to_thread=False)},
    responses=problems(400, 401, 422, 503),
)
async def list_judgements(
    request: SignedInRequest,
    application: NamedDependency[Application],
    wanted: NamedDependency[JudgementFilter],
    limit: Annotated[int, QueryParameter(ge=1, le=200, description="The most to list.")] = 50,
    cursor: Annotated[str | None, QueryParameter(description="`next_cursor` of the page before.")] = None,
) -> JudgementPageBody:
    """One page of the log. Interviewers see their own alone; what waits in a reviewer's own queue is left out."""
    refuse_odd_parameters(request, LIST_PARAMETERS)
    own = replace(wanted, created_by=restricted_to(request.user))
    page = await application.judging.page(own, limit=limit, cursor=cursor)
    sealed = await application.reviewing.sealed([judgement.id for judgement in page.judgements], request.user)
    shown = [_summary(judgement) for judgement in page.judgements if judgement.id not in sealed]
    # That a judgement has a certain flag is a result too, so who filters by it is not told how many were left out.
    tells_results = wanted.flag is not None or wanted.needs_review is not None
    return {"judgements": shown, "sealed": None if tells_results else len(sealed), "next_cursor": page.next_cursor}


@get("/{judgement_id:str}", summary="One judgement", responses=problems(400, 401, 403, 404, 409, 503))
async def get_judgement(
    request: SignedInRequest, judgement_id: FromPath[str], application: NamedDependency[Application]
) -> JudgementBody:
    """The whole record. 409 while the answer is being judged, and for a reviewer while it waits in their queue."""
    judgement = await application.judging.get(judgement_id)
    refuse_unless_readable(request.user, judgement.created_by)
    await application.reviewing.refuse_sealed(judgement.id, request.user)
    return await _body(application, judgement)


async def _body(application: Application, judgement: Judgement) -> JudgementBody:
    effective = effective_json(await application.reviewing.effective(judgement))
    return cast(JudgementBody, {**judgement_json(judgement), "effective": effective})


def _summary(judgement: Judgement) -> JudgementSummary:
    whole = judgement_json(judgement)
    told = cast(list[dict[str, object]], whole["points"])
    points = [{name: said for name, said in point.items() if name not in _WITHOUT_WORDS} for point in told]
    kept = {name: value for name, value in whole.items() if name not in LEFT_OUT_OF_LISTS}
    return cast(JudgementSummary, {**kept, "points": points})


JUDGEMENT_ROUTES = Router(
    "/api/judgements", route_handlers=[create_judgement, list_judgements, get_judgement], tags=["Judgements"]
)
