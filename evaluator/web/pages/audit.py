"""The log: every judgement, newest first, with filters that stand in the address, and where the ledger stands."""

from litestar import get, post
from litestar.di import NamedDependency
from litestar.response import Redirect, Template

from evaluator.domain.checkpoints import Checkpoint
from evaluator.domain.users import Role
from evaluator.errors import LedgerBroken
from evaluator.web.pages.export_links import export_links
from evaluator.web.pages.ledger_view import LedgerView, ledger_view
from evaluator.web.pages.log_form import ADDRESS, wanted_by
from evaluator.web.pages.log_view import log_view
from evaluator.web.pages.masthead import shown
from evaluator.web.rights import may_review, refuse_unless_admin, refuse_unless_reviewer, restricted_to
from evaluator.web.security import SignedInRequest
from evaluator.web.templating import page
from evaluator.wiring import Application

PAGE_LENGTH = 50


@get(ADDRESS, include_in_schema=False)
async def audit_page(request: SignedInRequest, application: NamedDependency[Application]) -> Template:
    """One page of the log. Interviewers see their own judgements alone."""
    query = dict(request.query_params)
    wanted, cursor = wanted_by(query, restricted_to(request.user)), query.get("cursor") or None
    indexed = None if wanted.text is None else await application.audit.indexed()
    seal = application.reviewing.seal(request.user)
    found = await application.audit.lines(wanted, seal, limit=PAGE_LENGTH, cursor=cursor)
    sealed = await application.reviewing.sealed([line.id for line in found.lines], request.user)
    judges = application.judging.judges
    view = log_view(found, wanted, application.bank, judges, is_first=cursor is None, sealed=sealed, indexed=indexed)
    ledger = await _ledger(request, application)
    exports = export_links(wanted, may_review=may_review(request.user))
    return await shown(request, application, "audit.html", view=view, ledger=ledger, exports=exports)


@get(f"{ADDRESS}/ledger", include_in_schema=False)
async def ledger_line(request: SignedInRequest, application: NamedDependency[Application]) -> Template:
    """The line about the ledger alone, for a page that waits for a check to end."""
    return page(request, "ledger_line.html", ledger=await _ledger(request, application))


@post(f"{ADDRESS}/verify", include_in_schema=False)
async def verify_ledger(request: SignedInRequest, application: NamedDependency[Application]) -> Redirect:
    """Check the whole ledger. It goes on when it takes longer than a moment."""
    refuse_unless_reviewer(request.user)
    await application.ledger_check.begin()
    return Redirect(f"{ADDRESS}#ledger", status_code=303)


@post(f"{ADDRESS}/checkpoint", include_in_schema=False)
async def sign_ledger(request: SignedInRequest, application: NamedDependency[Application]) -> Redirect:
    """Sign where the ledger stands."""
    refuse_unless_admin(request.user)
    await application.checkpoints.make()
    return Redirect(f"{ADDRESS}#ledger", status_code=303)


async def _ledger(request: SignedInRequest, application: Application) -> LedgerView:
    signed: Checkpoint | str | None
    try:
        signed = await application.checkpoints.newest()
    except LedgerBroken as error:
        signed = error.message
    check = application.ledger_check
    return ledger_view(
        await application.ledger.head(),
        signed,
        check.last,
        check.present,
        may_verify=may_review(request.user),
        may_sign=request.user.role is Role.ADMIN,
    )
