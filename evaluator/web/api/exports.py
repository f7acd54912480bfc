"""Judgements and reviews as files to be saved. Each export is entered in the ledger before its first byte is sent."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from functools import partial
from typing import BinaryIO

from litestar import Router, get
from litestar.di import NamedDependency, Provide
from litestar.response import Stream

from evaluator.domain.exports import Exported
from evaluator.services.exports import ExportOrder, Receipt
from evaluator.services.orders import JudgementFilter
from evaluator.services.tables import ResultFormat
from evaluator.web.api.described import problems
from evaluator.web.api.downloads import FileOperation, Format, sent, written
from evaluator.web.api.log_parameters import FILTERS, wanted_judgements
from evaluator.web.api.strictness import refuse_odd_parameters
from evaluator.web.rights import refuse_unless_reviewer, restricted_to
from evaluator.web.security import SignedInRequest, refuse_other_sites
from evaluator.wiring import Application

EXPORT_PARAMETERS = FILTERS | {"format"}

_exported = partial(
    get,
    dependencies={"wanted": Provide(wanted_judgements, sync_to_thread=False)},
    operation_class=FileOperation,
    responses=problems(400, 401, 403, 422, 503),
)


@_exported("/judgements/export", summary="Judgements as a file")
async def export_judgements(
    request: SignedInRequest,
    application: NamedDependency[Application],
    wanted: NamedDependency[JudgementFilter],
    written_as: Format = ResultFormat.CSV,
) -> Stream:
    """All that fit, newest first, with what counts after reviews. What waits in your own review queue is left out.

    The ledger tells who took how many away; the number of its entry stands in the file's name. Interviewers get their
    own judgements.
    """
    order = _order(request, wanted, written_as)
    return await _saved(Exported.JUDGEMENTS, order, application.exports.judgements)


@_exported("/reviews/export", summary="Reviews as a file")
async def export_reviews(
    request: SignedInRequest,
    application: NamedDependency[Application],
    wanted: NamedDependency[JudgementFilter],
    written_as: Format = ResultFormat.CSV,
) -> Stream:
    """All reviews of judgements that fit, newest first: who said what blind, what stands, why, and how long it took.

    What waits in your own review queue is left out. For reviewers and admins.
    """
    refuse_unless_reviewer(request.user)
    order = _order(request, wanted, written_as)
    return await _saved(Exported.REVIEWS, order, application.exports.reviews)


def _order(request: SignedInRequest, wanted: JudgementFilter, written_as: ResultFormat) -> ExportOrder:
    refuse_odd_parameters(request, EXPORT_PARAMETERS)
    if request.auth is not None:
        # A link on another site must not make an entry in the ledger in somebody's name.
        refuse_other_sites(request)
    return ExportOrder(replace(wanted, created_by=restricted_to(request.user)), written_as, request.user)


async def _saved(
    what: Exported, order: ExportOrder, write: Callable[[ExportOrder, BinaryIO], Awaitable[Receipt]]
) -> Stream:
    """The file, once it is whole and entered in the ledger. Raises StoreError leaves before the first byte is sent."""
    file, receipt = await written(partial(write, order))
    return sent(file, what, str(receipt.seq), order.written_as)


EXPORT_ROUTES = Router("/api", route_handlers=[export_judgements, export_reviews], tags=["Exports"])
