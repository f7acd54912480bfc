"""The page of batches: send a file, follow what is judged, stop it and go on."""

from dataclasses import dataclass

from litestar import get, post
from litestar.datastructures import UploadFile
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect, Template

from evaluator.domain.batches import Batch
from evaluator.errors import RequestInvalid
from evaluator.services.batch_orders import BatchProgress
from evaluator.web.api.batches import MAX_REQUEST_BYTES, own_batch, uploads_of
from evaluator.web.pages.batches_view import batch_card, past_batch
from evaluator.web.pages.figures import amount, money
from evaluator.web.pages.masthead import shown
from evaluator.web.rights import restricted_to
from evaluator.web.security import SignedInRequest
from evaluator.wiring import Application

ADDRESS = "/batches"
PAGE_LENGTH = 50


@get(ADDRESS, include_in_schema=False)
async def batches_page(
    request: SignedInRequest, application: NamedDependency[Application], cursor: FromQuery[str] = ""
) -> Template:
    """Batches, newest first: those that go on with how far they are. Interviewers see their own alone."""
    return await _page(request, application, cursor)


@post(ADDRESS, include_in_schema=False, request_max_body_size=MAX_REQUEST_BYTES)
async def send_file(request: SignedInRequest, application: NamedDependency[Application]) -> Redirect | Template:
    """Keep a file and show what is in it. Nothing is judged yet."""
    sent = (await request.form()).get("file")
    if not isinstance(sent, UploadFile) or not sent.filename:
        return await _page(request, application, "", error="Choose a file first: .csv, .jsonl or .xlsx.")
    upload = await uploads_of(application).keep(sent, request.user.name)
    return Redirect(f"{ADDRESS}/new/{upload.id}", status_code=303)


@post(ADDRESS + "/{batch_id:str}/{what:str}", include_in_schema=False)
async def move_batch(
    request: SignedInRequest, batch_id: FromPath[str], what: FromPath[str], application: NamedDependency[Application]
) -> Redirect:
    """Start, pause or cancel a batch or judge again what it left, and show where it stands."""
    batches = application.batches

    async def again(batch_id: str) -> Batch:
        await batches.judge_again(batch_id)
        return await batches.start(batch_id)

    moves = {"start": batches.start, "pause": batches.pause, "cancel": batches.cancel, "again": again}
    if what not in moves:
        raise RequestInvalid("A batch can be started, paused, cancelled and judged again, and nothing else.")
    await own_batch(request, application, batch_id)
    await moves[what](batch_id)
    return _back_to(batch_id)


@post(ADDRESS + "/{batch_id:str}/budget", include_in_schema=False)
async def raise_budget(
    request: SignedInRequest, batch_id: FromPath[str], application: NamedDependency[Application]
) -> Redirect | Template:
    """Set what a batch may cost and let it go on, or say at the field why not."""
    batch = await own_batch(request, application, batch_id)
    said = (await request.form()).get("budget")
    budget = amount(said) if isinstance(said, str) else None
    spent = batch.usage.cost or 0.0
    if not budget or budget <= spent:
        wrong = CeilingWrong(batch.id, f"This must be more than the {money(spent)} spent so far, such as 2.50.")
        return await _page(request, application, "", wrong=wrong)
    await application.batches.rebudget(batch_id, budget)
    await application.batches.start(batch_id)
    return _back_to(batch_id)


def _back_to(batch_id: str) -> Redirect:
    """The page of batches at this one, where whoever pressed its button goes on by keys."""
    return Redirect(f"{ADDRESS}#b-{batch_id}", status_code=303)


@dataclass(frozen=True, slots=True)
class CeilingWrong:
    """What is wrong with a ceiling that was typed for a batch."""

    batch_id: str
    words: str


async def _page(
    request: SignedInRequest,
    application: Application,
    cursor: str,
    error: str = "",
    wrong: CeilingWrong | None = None,
) -> Template:
    batches, judges = application.batches, application.judging.judges
    page = await batches.page(created_by=restricted_to(request.user), limit=PAGE_LENGTH, cursor=cursor or None)
    under_way: list[BatchProgress] = [
        await batches.progress(batch.id) for batch in page.batches if not batch.state.is_over
    ]
    return await shown(
        request,
        application,
        "batches.html",
        status=422 if error or wrong else 200,
        cards=[batch_card(progress, request.user, judges) for progress in under_way],
        past=[past_batch(batch, request.user) for batch in page.batches if batch.state.is_over],
        is_own=restricted_to(request.user) is not None,
        is_first=not cursor,
        older=page.next_cursor,
        error=error,
        wrong=wrong,
    )
