"""One batch: what came of each answer, point by point, with filters and order that stand in the address."""

from collections.abc import Sequence
from dataclasses import dataclass

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


@dataclass(frozen=True, slots=True)
class _Part:
    """Some rows of a grid, and what they are shown by. `withheld` says why results are held back, if they are."""

    batch: Batch
    questions: Sequence[Question]
    withheld: str
    wanted: GridWanted
    rows: GridPage
    sealed: frozenset[JudgementId]


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
    part = await _part(request, application, batch_id, GridWanted.said(question, show, sort, after))
    counts = await application.grids.counts(part.batch.id, part.wanted.question_of(part.questions).id)
    view = grid_view(part.batch, part.questions, counts, part.rows, part.wanted, part.sealed, part.withheld)
    again = again_label(part.batch, request.user)
    return await shown(request, application, "batch_grid.html", view=view, again=again)


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
    part = await _part(request, application, batch_id, GridWanted.said(question, show, sort, after))
    view = rows_view(part.batch, part.wanted.question_of(part.questions), part.rows, part.wanted, part.sealed)
    return page(request, "batch_rows.html", view=view)


async def _part(request: SignedInRequest, application: Application, batch_id: str, wanted: GridWanted) -> _Part:
    batch = await readable_batch(request, application, batch_id)
    questions = await application.batches.questions(batch)
    withheld = await _withheld(request, application, batch)
    wanted = wanted.without_results() if withheld else wanted
    query = wanted.query(wanted.question_of(questions))
    rows = await application.grids.page(batch.id, query, after=wanted.after, limit=WINDOW)
    sealed = await application.reviewing.sealed((row.judgement_id for row in rows.rows), request.user)
    return _Part(batch, questions, withheld, wanted, rows, sealed)


async def _withheld(request: SignedInRequest, application: Application, batch: Batch) -> str:
    """Why results of the whole batch are held back from this reader; empty where they are not."""
    try:
        await application.reviewing.refuse_sealed_batch(batch.id, request.user)
    except JudgementSealed as error:
        return error.message
    return ""
