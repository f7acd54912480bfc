"""/api/batches: have a file of answers judged, follow it, stop it, and fetch what came of it."""

from dataclasses import dataclass
from typing import Annotated

from litestar import Response, Router, get, post
from litestar.datastructures import ResponseHeader, UploadFile
from litestar.di import NamedDependency
from litestar.enums import RequestEncodingType
from litestar.params import BodyKwarg, FromPath, QueryParameter
from litestar.response import ServerSentEvent, Stream
from pydantic import BaseModel, ConfigDict

from evaluator.domain.batches import Batch
from evaluator.errors import RequestInvalid
from evaluator.files.sheets.origins import MAX_BYTES
from evaluator.services.batch_orders import BatchProgress
from evaluator.services.batch_results import point_columns, write_results
from evaluator.services.tables import ResultFormat
from evaluator.web.api.batches_events import batch_events
from evaluator.web.api.batches_intake import (
    FAULTS_TOLD,
    checked_file,
    kept_batch,
    mapping_of,
    order_of,
    refuse_bad_rows,
    refuse_odd_budget,
)
from evaluator.web.api.batches_shapes import (
    BatchBody,
    BatchPageBody,
    NewBatchBody,
    batch_body,
    fault_body,
)
from evaluator.web.api.batches_uploads import Uploads
from evaluator.web.api.described import problems
from evaluator.web.api.downloads import FileOperation, Format, sent, written
from evaluator.web.api.strictness import json_only, multipart_only, refuse_odd_parameters
from evaluator.web.rights import refuse_unless_own, refuse_unless_readable, restricted_to
from evaluator.web.security import SignedInRequest
from evaluator.wiring import Application

MAX_REQUEST_BYTES = MAX_BYTES + 64 * 1024
"""Largest upload: the largest file and the fields beside it. A longer one is refused before it is read."""


@dataclass(frozen=True, slots=True)
class NewBatch:
    """A file of answers to be judged, as CSV, JSON Lines or XLSX.

    `columns` says which column is used as what where their names do not: a JSON object such as
    {"answer": "response", "question_id": "q"}. `question` names one question for all rows. `sheet` names one of a
    workbook's. `budget` stops the batch before it costs more.
    """

    file: UploadFile
    judge: str | None = None
    question: str | None = None
    columns: str | None = None
    sheet: str | None = None
    budget: float | None = None
    skip_bad_rows: bool = False
    start: bool = True


class NewBudget(BaseModel):
    """What a batch may cost at most from now on, in the currency of the price table; null is no bound."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, hide_input_in_errors=True)

    budget: float | None


_FIELDS = frozenset(NewBatch.__dataclass_fields__)


@post(
    "/",
    summary="Judge a file of answers",
    guards=[multipart_only],
    request_max_body_size=MAX_REQUEST_BYTES,
    response_headers=[ResponseHeader("Location", documentation_only=True, description="Where the batch is.")],
    responses=problems(400, 401, 403, 404, 409, 413, 415, 422, 503),
)
async def create_batch(
    request: SignedInRequest,
    data: Annotated[NewBatch, BodyKwarg(media_type=RequestEncodingType.MULTI_PART, description="A file of answers.")],
    application: NamedDependency[Application],
) -> Response[NewBatchBody]:
    """The batch, kept and, unless `start` is false, begun. The same rows and judge are the same batch: posted again,
    it goes on, under the `budget` said now if one is. Where a row cannot be judged nothing is kept and `faults` names
    each, unless `skip_bad_rows` is true.
    """
    odd = sorted((await request.form()).keys() - _FIELDS)
    if odd:
        raise RequestInvalid(
            f"The form has fields that are not known. Known: {', '.join(sorted(_FIELDS))}.", faults=odd
        )
    refuse_odd_budget(data.budget)
    mapping = mapping_of(data.columns, data.question)
    async with uploads_of(application).passing(data.file, request.user.name) as upload:
        checked = await checked_file(upload, application.bank, mapping, data.sheet or None)
        intake = checked.intake
        refuse_bad_rows(intake, skip=data.skip_bad_rows)
        order = order_of(intake, request.user, data.judge or None, data.budget)
        batch = await kept_batch(application, request.user, order, checked)
    if data.start:
        refuse_unless_own(request.user, batch.created_by)
        await application.batches.start(batch.id)
    body: NewBatchBody = {
        **batch_body(await application.batches.progress(batch.id)),
        "rows": intake.rows,
        "left_out": len(intake.bad),
        "notes": list(intake.notes),
        "faults": [fault_body(fault) for fault in intake.faults[:FAULTS_TOLD]],
    }
    return Response(body, status_code=201, headers={"Location": f"/api/batches/{batch.id}"})


@get("/", summary="Batches, newest first", responses=problems(400, 401, 422, 503))
async def list_batches(
    request: SignedInRequest,
    application: NamedDependency[Application],
    limit: Annotated[int, QueryParameter(ge=1, le=200, description="The most to list.")] = 50,
    cursor: Annotated[str | None, QueryParameter(description="`next_cursor` of the page before.")] = None,
) -> BatchPageBody:
    """One page of batches. Interviewers see their own alone."""
    refuse_odd_parameters(request, frozenset({"limit", "cursor"}))
    page = await application.batches.page(created_by=restricted_to(request.user), limit=limit, cursor=cursor)
    return {"batches": [batch_body(BatchProgress(batch)) for batch in page.batches], "next_cursor": page.next_cursor}


@get("/{batch_id:str}", summary="One batch", responses=problems(400, 401, 403, 404, 503))
async def get_batch(
    request: SignedInRequest, batch_id: FromPath[str], application: NamedDependency[Application]
) -> BatchBody:
    """How a batch stands: its answers, its cost, and why it waits if it does."""
    await readable_batch(request, application, batch_id)
    return await _standing(application, batch_id)


@get(
    "/{batch_id:str}/events",
    summary="How a batch gets on",
    media_type="text/event-stream",
    responses=problems(400, 401, 403, 404, 503),
)
async def follow_batch(
    request: SignedInRequest, batch_id: FromPath[str], application: NamedDependency[Application]
) -> ServerSentEvent:
    """Server-sent events, each with the whole batch as JSON: `progress` at once and at every change, once a second at
    most, and `done` when it is over."""
    await readable_batch(request, application, batch_id)
    return ServerSentEvent(batch_events(application.batches, batch_id), headers={"Cache-Control": "no-store"})


@post(
    "/{batch_id:str}/start",
    summary="Start a batch, or go on",
    status_code=200,
    responses=problems(400, 401, 403, 404, 409, 503),
)
async def start_batch(
    request: SignedInRequest, batch_id: FromPath[str], application: NamedDependency[Application]
) -> BatchBody:
    """Judge what waits, be the batch new, paused or left behind. One that is over stays as it is."""
    await own_batch(request, application, batch_id)
    await application.batches.start(batch_id)
    return await _standing(application, batch_id)


@post("/{batch_id:str}/pause", summary="Pause a batch", status_code=200, responses=problems(400, 401, 403, 404, 503))
async def pause_batch(
    request: SignedInRequest, batch_id: FromPath[str], application: NamedDependency[Application]
) -> BatchBody:
    """Send nothing more; what is under way is finished and recorded. It goes on when it is started again."""
    await own_batch(request, application, batch_id)
    await application.batches.pause(batch_id)
    return await _standing(application, batch_id)


@post(
    "/{batch_id:str}/budget",
    summary="Set what a batch may cost",
    guards=[json_only],
    status_code=200,
    responses=problems(400, 401, 403, 404, 415, 422, 503),
)
async def set_budget(
    request: SignedInRequest,
    batch_id: FromPath[str],
    data: Annotated[NewBudget, BodyKwarg(media_type=RequestEncodingType.JSON, description="A ceiling, or none.")],
    application: NamedDependency[Application],
) -> BatchBody:
    """Raise, lower or lift the ceiling. A batch that was paused for it goes on when it is started."""
    refuse_odd_budget(data.budget)
    await own_batch(request, application, batch_id)
    await application.batches.rebudget(batch_id, data.budget)
    return await _standing(application, batch_id)


@post(
    "/{batch_id:str}/again",
    summary="Judge again what was not scored",
    status_code=200,
    responses=problems(400, 401, 403, 404, 409, 422, 503),
)
async def judge_unscored_again(
    request: SignedInRequest, batch_id: FromPath[str], application: NamedDependency[Application]
) -> BatchBody:
    """Have the answers of a finished batch that could not be scored judged anew, and paid for anew. What was recorded
    of them stays in the log."""
    await own_batch(request, application, batch_id)
    await application.batches.judge_again(batch_id)
    await application.batches.start(batch_id)
    return await _standing(application, batch_id)


@post("/{batch_id:str}/cancel", summary="Cancel a batch", status_code=200, responses=problems(400, 401, 403, 404, 503))
async def cancel_batch(
    request: SignedInRequest, batch_id: FromPath[str], application: NamedDependency[Application]
) -> BatchBody:
    """End a batch for good: what is under way is finished and recorded, what waits is never judged."""
    await own_batch(request, application, batch_id)
    await application.batches.cancel(batch_id)
    return await _standing(application, batch_id)


def uploads_of(application: Application) -> Uploads:
    """Where files lie on their way in."""
    return Uploads(application.settings.data_dir / "uploads")


@get(
    "/{batch_id:str}/results",
    summary="What came of a batch",
    operation_class=FileOperation,
    responses=problems(400, 401, 403, 404, 409, 422, 503),
)
async def batch_results(
    request: SignedInRequest,
    batch_id: FromPath[str],
    application: NamedDependency[Application],
    written_as: Format = ResultFormat.CSV,
) -> Stream:
    """One row for each answer, in the file's order, be the batch over or not; an answer without a score has none. JSON
    Lines hold the whole judgements, XLSX has the evidence on a sheet of its own. 409 for a reviewer while answers of it
    wait in their queue, unless the batch is theirs."""
    refuse_odd_parameters(request, frozenset({"format"}))
    batch = await readable_batch(request, application, batch_id)
    await application.reviewing.refuse_sealed_batch(batch.id, request.user)
    answers, columns = application.batches.judged(batch), point_columns(await application.batches.questions(batch))
    file, _ = await written(lambda stream: write_results(answers, columns, written_as, stream))
    return sent(file, batch.name, "results", written_as)


async def readable_batch(request: SignedInRequest, application: Application, batch_id: str) -> Batch:
    """The batch, if this person may read it. Raises BatchUnknown or NotAllowed."""
    batch = await application.batches.get(batch_id)
    refuse_unless_readable(request.user, batch.created_by)
    return batch


async def own_batch(request: SignedInRequest, application: Application, batch_id: str) -> Batch:
    """The batch, if this person may start and stop it. Raises BatchUnknown or NotAllowed."""
    batch = await readable_batch(request, application, batch_id)
    refuse_unless_own(request.user, batch.created_by)
    return batch


async def _standing(application: Application, batch_id: str) -> BatchBody:
    return batch_body(await application.batches.progress(batch_id))


BATCH_ROUTES = Router(
    "/api/batches",
    route_handlers=[
        create_batch,
        list_batches,
        get_batch,
        follow_batch,
        batch_results,
        start_batch,
        pause_batch,
        cancel_batch,
        set_budget,
        judge_unscored_again,
    ],
    tags=["Batches"],
)
