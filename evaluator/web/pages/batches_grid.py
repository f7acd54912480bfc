"""One batch: what came of each answer, point by point, with filters and order that stand in the address."""

from litestar import get
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from litestar.response import Template

from evaluator.web.api.batches import readable_batch
from evaluator.web.pages.batches_grid_view import FILTERS, GridWanted, grid_view
from evaluator.web.pages.masthead import shown
from evaluator.web.security import SignedInRequest
from evaluator.wiring import Application


@get("/batches/{batch_id:str}", include_in_schema=False)
async def batch_page(
    request: SignedInRequest,
    batch_id: FromPath[str],
    application: NamedDependency[Application],
    question: FromQuery[str] = "",
    show: FromQuery[str] = "all",
    sort: FromQuery[str] = "row",
    start: FromQuery[int] = 0,
) -> Template:
    """The grid of a batch, in the file's order unless the address says otherwise."""
    batch = await readable_batch(request, application, batch_id)
    rows = [row async for row in application.batches.rows(batch)]
    wanted = GridWanted(question, show if show in FILTERS else "all", sort, max(0, start))
    view = grid_view(batch, await application.batches.questions(batch), rows, wanted)
    return shown(request, application, "batch_grid.html", view=view)
