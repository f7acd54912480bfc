"""/api/judgements: have an answer judged, and read what was judged before."""

from dataclasses import replace
from typing import Annotated, Literal, cast

from litestar import Response, Router, get, post
from litestar.datastructures import ResponseHeader
from litestar.di import NamedDependency, Provide
from litestar.enums import RequestEncodingType
from litestar.openapi import ResponseSpec
from litestar.params import BodyKwarg, FromPath, HeaderParameter, QueryParameter
from pydantic import BaseModel, ConfigDict, Field

from evaluator.domain.answers import AnswerKind
from evaluator.domain.first_looks import FirstLook
from evaluator.domain.judgements import Judgement
from evaluator.files.answers import read_answer
from evaluator.services.effective_json import effective_json
from evaluator.services.erasure_report import erased_json
from evaluator.services.judgement_json import judgement_json, time_json
from evaluator.services.orders import JudgementFilter, Order
from evaluator.services.story_json import story_json
from evaluator.web.api.described import problems
from evaluator.web.api.log_parameters import LIST_PARAMETERS, wanted_judgements
from evaluator.web.api.reviews_shapes import KeptBody
from evaluator.web.api.shapes import JudgementBody, JudgementPageBody, JudgementSummary
from evaluator.web.api.story_shapes import StoryBody
from evaluator.web.api.strictness import json_only, refuse_odd_parameters
from evaluator.web.readable import readable_judgement
from evaluator.web.rights import refuse_unless_reviewer, restricted_to
from evaluator.web.security import SignedInRequest
from evaluator.wiring import Application

LEFT_OUT_OF_LISTS = frozenset({"answer", "flag_details", "attempts", "key", "provenance", "effective", "erased"})
LONGEST_S = 3_600.0
"""No judging takes longer: it is the most that a judge's time-outs can be set to."""

_WITHOUT_WORDS = frozenset({"evidence", "rejected"})


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
    responses={
        202: ResponseSpec(KeptBody, generate_examples=False, description="Kept from you until you have reviewed it"),
        **problems(400, 401, 403, 404, 409, 413, 415, 422, 503),
    },
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
) -> Response[JudgementBody] | Response[KeptBody]:
    """The judgement, once it is made and written down. A judge that fails is no error: the judgement is `unscored`.

    202 for an interviewer who is to give verdicts of their own first: then it is judged meanwhile, and nothing of it
    told.
    """
    kind = AnswerKind(data.kind) if data.kind else None
    order = Order(
        question_id=data.question_id,
        answer=read_answer(data.answer, candidate_speaker=data.candidate_speaker, kind=kind),
        candidate=data.candidate,
        judge=data.judge,
        again=data.again,
        ordered_by=request.user.name,
        idempotency_key=idempotency_key,
        own_first=application.reviewing.asks_first(request.user),
    )
    made = await _made(application, order)
    if isinstance(made, FirstLook):
        kept: KeptBody = {"id": made.judgement_id, "status": "kept", "review": f"/api/reviews/{made.judgement_id}"}
        return Response(kept, status_code=202, headers={"Location": kept["review"]})
    body = await _body(application, made)
    return Response(body, status_code=201, headers={"Location": f"/api/judgements/{made.id}"})


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
    """One page of the log. Interviewers see their own alone; what waits in a reviewer's own queue is left out.

    No page takes long: where little of a long log fits, it may hold few or none, and `next_cursor` goes on from there.
    """
    refuse_odd_parameters(request, LIST_PARAMETERS)
    own = replace(wanted, created_by=restricted_to(request.user))
    indexed = None if wanted.text is None else await application.audit.indexed()
    seal = application.reviewing.seal(request.user)
    page = await application.audit.judgements(own, seal, limit=limit, cursor=cursor)
    sealed = await application.reviewing.sealed([judgement.id for judgement in page.judgements], request.user)
    shown = [_summary(judgement) for judgement in page.judgements if judgement.id not in sealed]
    return {
        "judgements": shown,
        # That a judgement has a certain flag is a result too, so who asks for that is not told how many were left out.
        "sealed": None if wanted.tells_results else len(sealed),
        "searched_to": None if page.searched_to is None else time_json(page.searched_to),
        "indexed_to": None if indexed is None or indexed.is_level else indexed.seq,
        "next_cursor": page.next_cursor,
    }


@get(
    "/{judgement_id:str}/story",
    summary="What happened to one judgement",
    responses=problems(400, 401, 403, 404, 409, 503),
)
async def get_story(
    request: SignedInRequest, judgement_id: FromPath[str], application: NamedDependency[Application]
) -> StoryBody:
    """What people said of it, and every ledger entry about it, each derived again. For reviewers and admins.

    409 while the answer is being judged, and for a reviewer while it waits in their queue.
    """
    judgement = await application.judging.get(judgement_id)
    refuse_unless_reviewer(request.user)
    await application.reviewing.note_reading(judgement, request.user)
    await application.reviewing.refuse_sealed(judgement.id, request.user)
    return cast(StoryBody, story_json(judgement, await application.audit.story(judgement)))


@get("/{judgement_id:str}", summary="One judgement", responses=problems(400, 401, 403, 404, 409, 503))
async def get_judgement(
    request: SignedInRequest, judgement_id: FromPath[str], application: NamedDependency[Application]
) -> JudgementBody:
    """The whole record. 409 while the answer is being judged, and for a reviewer while it waits in their queue."""
    return await _body(application, await readable_judgement(request, application, judgement_id))


async def _made(application: Application, order: Order) -> Judgement | FirstLook:
    """The judgement, or, at once, what keeps it from whoever ordered it."""
    if not order.own_first:
        return await application.judging.judge(order)
    begun = await application.judging.start(order)
    look = await application.reviewing.first_look(begun, order.ordered_by)
    return look or await application.judging.wait(begun, LONGEST_S) or await application.judging.get(begun)


async def _body(application: Application, judgement: Judgement) -> JudgementBody:
    effective = effective_json(await application.reviewing.effective(judgement))
    erased = None if judgement.answer.turns else (await application.erasing.of([judgement.id])).get(judgement.id)
    told = {"effective": effective, "erased": erased_json(erased) if erased else None}
    return cast(JudgementBody, {**judgement_json(judgement), **told})


def _summary(judgement: Judgement) -> JudgementSummary:
    whole = judgement_json(judgement)
    told = cast(list[dict[str, object]], whole["points"])
    points = [{name: said for name, said in point.items() if name not in _WITHOUT_WORDS} for point in told]
    kept = {name: value for name, value in whole.items() if name not in LEFT_OUT_OF_LISTS}
    return cast(JudgementSummary, {**kept, "points": points})


JUDGEMENT_ROUTES = Router(
    "/api/judgements", route_handlers=[create_judgement, list_judgements, get_judgement, get_story], tags=["Judgements"]
)
