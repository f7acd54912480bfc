"""The ledger itself, entry by entry: who did what, and when."""

from typing import Annotated

from litestar import get
from litestar.di import NamedDependency
from litestar.params import Parameter
from litestar.response import Template

from evaluator.domain.journal import Chapter
from evaluator.web.pages.journal_view import ADDRESS, journal_view, judgements_in
from evaluator.web.pages.masthead import shown
from evaluator.web.rights import refuse_unless_reviewer
from evaluator.web.security import SignedInRequest
from evaluator.wiring import Application

PAGE_LENGTH = 50


@get(ADDRESS, include_in_schema=False)
async def journal_page(
    request: SignedInRequest,
    application: NamedDependency[Application],
    what: Annotated[str, Parameter(max_length=40)] = "",
    before: Annotated[int | None, Parameter(ge=1)] = None,
) -> Template:
    """One page of the ledger, for those who may audit."""
    refuse_unless_reviewer(request.user)
    chapter = next((one for one in Chapter if one == what), None)
    found = await application.audit.journal(chapter, before=before, limit=PAGE_LENGTH)
    sealed = await application.reviewing.sealed(judgements_in(found), request.user)
    view = journal_view(found, chapter, application.bank, is_first=before is None, sealed=sealed)
    return await shown(request, application, "journal.html", view=view)
