"""One batch: what came of each answer, point by point, with filters and order that stand in the address."""

from collections.abc import Sequence

from litestar import get
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from litestar.response import Template

from evaluator.domain.batches import Batch
from evaluator.domain.judgements import JudgementId
from evaluator.domain.questions import Question
from evaluator.errors import JudgementSealed
from evaluator.services.batch_grid import GridPage
from evaluator.web.api.batches import readable_batch
from evaluator.web.pages.batches_grid_view import WINDOW, GridWanted, grid_view, rows_view
from evaluator.web.pages.batches_view import again_label
from evaluator.web.pages.masthead import shown
from evaluator.web.security import SignedInRequest
from evaluator.web.templating import page
from evaluator.wiring import Application

ADDRESS = "/batches/{batch_id:str}"


@get(ADDRESS, include_in_schema=False)
async def batch_page(
    request: SignedInRequest,
    batch_id: FromPath[str],
    application: NamedDependency[Application],
    question: FromQuery[str] = "",
    show: FromQuery[str] = "all",
    sort: FromQuery[str] = "row",
    after: FromQuery[str] = "",
) -> Template:
    """The grid of a batch, in the file's order unless the address says otherwise."""
    batch = await readable_batch(request, application, batch_id)
    questions = await application.batches.questions(batch)
    withheld = await _withheld(request, application, batch)
    wanted = _narrowed(GridWanted.said(question, show, sort, after), withheld)
    rows = await _rows(application, batch, questions, wanted)
    sealed = await _sealed(request, application, rows)
    counts = await application.grids.counts(batch.id, wanted.question_of(questions).id)
    view = grid_view(batch, questions, counts, rows, wanted, sealed, withheld)
    return await shown(request, application, "batch_grid.html", view=view, again=again_label(batch, request.user))


@get(f"{ADDRESS}/rows", include_in_schema=False)
async def batch_rows(
    request: SignedInRequest,
    batch_id: FromPath[str],
    application: NamedDependency[Application],
    question: FromQuery[str] = "",
    show: FromQuery[str] = "all",
    sort: FromQuery[str] = "row",
    after: FromQuery[str] = "",
) -> Template:
    """Rows of the grid alone, for the page that fetches them as somebody scrolls."""
    batch = await readable_batch(request, application, batch_id)
    questions = await application.batches.questions(batch)
    withheld = await _withheld(request, application, batch)
    wanted = _narrowed(GridWanted.said(question, show, sort, after), withheld)
    rows = await _rows(application, batch, questions, wanted)
    sealed = await _sealed(request, application, rows)
    view = rows_view(batch, wanted.question_of(questions), rows, wanted, sealed)
    return page(request, "batch_rows.html", view=view)


async def _rows(application: Application, batch: Batch, questions: Sequence[Question], wanted: GridWanted) -> GridPage:
    query = wanted.query(wanted.question_of(questions))
    return await application.grids.page(batch.id, query, after=wanted.after, limit=WINDOW)


async def _sealed(request: SignedInRequest, application: Application, page: GridPage) -> frozenset[JudgementId]:
    return await application.reviewing.sealed((row.judgement_id for row in page.rows), request.user)


async def _withheld(request: SignedInRequest, application: Application, batch: Batch) -> str:
    """Why results of the whole batch are held back from this reader; empty where they are not."""
    try:
        await application.reviewing.refuse_sealed_batch(batch.id, request.user)
    except JudgementSealed as error:
        return error.message
    return ""


def _narrowed(wanted: GridWanted, withheld: str) -> GridWanted:
    return wanted.without_results() if withheld else wanted
