"""/api/erasures, /api/holds and /api/keeping: taking words back, and how long they are kept. For admins."""

from dataclasses import asdict
from typing import Annotated, cast

from litestar import Router, get, post
from litestar.di import NamedDependency
from litestar.enums import RequestEncodingType
from litestar.params import BodyKwarg, FromPath

from evaluator.domain.keeping import HoldKind
from evaluator.services.erasure_report import due_json, hold_json, report_json
from evaluator.web.api.described import problems
from evaluator.web.api.erasures_shapes import (
    ErasureBody,
    ErasuresBody,
    HoldBody,
    HoldsBody,
    KeepingBody,
    Lifted,
    NewErasure,
    NewHold,
    PreviewBody,
    SentCandidate,
)
from evaluator.web.api.strictness import json_only
from evaluator.web.api.users import admins_only
from evaluator.web.security import SignedInRequest
from evaluator.wiring import Application

_JSON = RequestEncodingType.JSON


@get("/", summary="The last erasures", responses=problems(401, 403, 503))
async def list_erasures(application: NamedDependency[Application]) -> ErasuresBody:
    """Newest first, at most a hundred."""
    return {"erasures": [cast(ErasureBody, report_json(one)) for one in await application.erasing.newest()]}


@post(
    "/preview",
    summary="What an erasure would delete",
    status_code=200,
    guards=[json_only],
    responses=problems(400, 401, 403, 404, 413, 415, 422, 503),
)
async def preview_erasure(
    data: Annotated[SentCandidate, BodyKwarg(media_type=_JSON, description="Whose words are meant.")],
    application: NamedDependency[Application],
) -> PreviewBody:
    """Nothing is deleted. The code is in the body, since addresses end up in logs."""
    findings = await application.erasing.look(data.candidate)
    told = {"deleted": asdict(findings.deleted), "holds": [hold_json(hold) for hold in findings.holds]}
    return cast(PreviewBody, told)


@post(
    "/",
    summary="Erase a candidate",
    guards=[json_only],
    responses=problems(400, 401, 403, 404, 409, 413, 415, 422, 503),
)
async def create_erasure(
    request: SignedInRequest,
    data: Annotated[NewErasure, BodyKwarg(media_type=_JSON, description="Whose words are to go, and why.")],
    application: NamedDependency[Application],
) -> ErasureBody:
    """Delete every word of a candidate for good, everywhere, and report. 409 while a legal hold stands."""
    erasure = await application.erasing.erase(data.candidate, data.why, request.user.name)
    return cast(ErasureBody, report_json(erasure))


@get("/{erasure_id:str}", summary="One erasure", responses=problems(400, 401, 403, 404, 503))
async def get_erasure(erasure_id: FromPath[str], application: NamedDependency[Application]) -> ErasureBody:
    """The report of an erasure."""
    return cast(ErasureBody, report_json(await application.erasing.get(erasure_id)))


@get("/", summary="Legal holds", responses=problems(401, 403, 503))
async def list_holds(application: NamedDependency[Application]) -> HoldsBody:
    """Those that stand, and those that were lifted."""
    return {"holds": [cast(HoldBody, hold_json(hold)) for hold in await application.keeping.holds()]}


@post(
    "/",
    summary="Place a legal hold",
    guards=[json_only],
    responses=problems(400, 401, 403, 404, 413, 415, 422, 503),
)
async def place_hold(
    request: SignedInRequest,
    data: Annotated[NewHold, BodyKwarg(media_type=_JSON, description="What is to be kept, and why.")],
    application: NamedDependency[Application],
) -> HoldBody:
    """Keep the words of a candidate, a batch or a question from being erased until the hold is lifted."""
    hold = await application.keeping.place(HoldKind(data.on), data.subject, data.why, request.user.name)
    return cast(HoldBody, hold_json(hold))


@post(
    "/{hold_id:str}/lift",
    summary="Lift a legal hold",
    status_code=200,
    guards=[json_only],
    responses=problems(400, 401, 403, 404, 413, 415, 422, 503),
)
async def lift_hold(
    request: SignedInRequest,
    hold_id: FromPath[str],
    data: Annotated[Lifted, BodyKwarg(media_type=_JSON, description="Why it is lifted.")],
    application: NamedDependency[Application],
) -> HoldBody:
    """Let words be erased again that a hold kept."""
    return cast(HoldBody, hold_json(await application.keeping.lift(hold_id, data.why, request.user.name)))


@get("/", summary="How long words are kept", responses=problems(401, 403, 503))
async def get_keeping(application: NamedDependency[Application]) -> KeepingBody:
    """And what is past its time now. Nothing is erased."""
    keeping = application.keeping
    return cast(KeepingBody, due_json(await keeping.due(), keeping.days, purges=keeping.purges))


@post("/purge", summary="Erase what is past its time", status_code=200, responses=problems(401, 403, 503))
async def purge(request: SignedInRequest, application: NamedDependency[Application]) -> ErasuresBody:
    """At once, instead of waiting for the day's turn. What is held stays."""
    erasures = await application.keeping.purge(request.user.name)
    return {"erasures": [cast(ErasureBody, report_json(one)) for one in erasures]}


ERASURE_ROUTES = Router(
    "/api/erasures",
    route_handlers=[list_erasures, preview_erasure, create_erasure, get_erasure],
    guards=[admins_only],
    tags=["Erasures"],
)
HOLD_ROUTES = Router(
    "/api/holds", route_handlers=[list_holds, place_hold, lift_hold], guards=[admins_only], tags=["Erasures"]
)
KEEPING_ROUTES = Router("/api/keeping", route_handlers=[get_keeping, purge], guards=[admins_only], tags=["Erasures"])
