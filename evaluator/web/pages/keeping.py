"""Erasing what candidates said, legal holds, and how long words are kept. For admins."""

from litestar import get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect, Template

from evaluator.domain.erasures import checked_reason
from evaluator.domain.keeping import HoldKind
from evaluator.errors import Conflict, InputError, NotFound, RequestInvalid
from evaluator.web.pages.keeping_view import ADDRESS, Typed, check_view, keeping_view, report_view
from evaluator.web.pages.masthead import shown
from evaluator.web.rights import refuse_unless_admin
from evaluator.web.security import SignedInRequest, readable_form
from evaluator.wiring import Application

NOTHING = Typed()


@get(ADDRESS, include_in_schema=False)
async def keeping_page(request: SignedInRequest, application: NamedDependency[Application]) -> Template:
    """What is kept, what is held, and what was erased."""
    refuse_unless_admin(request.user)
    return await _page(request, application)


@post(f"{ADDRESS}/check", include_in_schema=False)
async def check_erasure(request: SignedInRequest, application: NamedDependency[Application]) -> Template:
    """What erasing a candidate would delete, with one more question; or what is wrong, at the field."""
    refuse_unless_admin(request.user)
    typed = await _typed(request)
    try:
        why = checked_reason(typed.why, besides=[typed.subject] if typed.subject else [])
        findings = await application.erasing.look(typed.subject)
    except (InputError, NotFound) as error:
        return await _page(request, application, erase=_refused(typed, error))
    view = check_view(typed.subject, why, findings)
    return await shown(request, application, "erase_check.html", view=view)


@post(f"{ADDRESS}/erase", include_in_schema=False)
async def erase_candidate(request: SignedInRequest, application: NamedDependency[Application]) -> Redirect | Template:
    """Erase a candidate for good, then show the report."""
    refuse_unless_admin(request.user)
    typed = await _typed(request)
    try:
        erasure = await application.erasing.erase(typed.subject, typed.why, request.user.name)
    except (InputError, NotFound, Conflict) as error:
        return await _page(request, application, erase=_refused(typed, error))
    return Redirect(f"{ADDRESS}/erasures/{erasure.id}", status_code=303)


@get(f"{ADDRESS}/erasures/{{erasure_id:str}}", include_in_schema=False)
async def erasure_report(
    request: SignedInRequest, erasure_id: FromPath[str], application: NamedDependency[Application]
) -> Template:
    """The report of an erasure."""
    refuse_unless_admin(request.user)
    view = report_view(await application.erasing.get(erasure_id))
    return await shown(request, application, "erasure.html", view=view)


@post(f"{ADDRESS}/finish", include_in_schema=False)
async def finish_erasures(request: SignedInRequest, application: NamedDependency[Application]) -> Redirect:
    """Finish what erasures have left to do."""
    refuse_unless_admin(request.user)
    await application.erasing.finish()
    return Redirect(ADDRESS, status_code=303)


@post(f"{ADDRESS}/holds", include_in_schema=False)
async def place_hold(request: SignedInRequest, application: NamedDependency[Application]) -> Redirect | Template:
    """Place a legal hold, or say what is wrong at the field."""
    refuse_unless_admin(request.user)
    typed = await _typed(request)
    kind = next((kind for kind in HoldKind if kind.value == typed.kind), None)
    try:
        if kind is None:
            raise RequestInvalid("Say what is to be held: a candidate, a batch or a question.")
        await application.keeping.place(kind, typed.subject, typed.why, request.user.name)
    except (InputError, NotFound) as error:
        return await _page(request, application, hold=_refused(typed, error))
    return Redirect(f"{ADDRESS}#holds", status_code=303)


@post(f"{ADDRESS}/holds/{{hold_id:str}}/lift", include_in_schema=False)
async def lift_hold(
    request: SignedInRequest, hold_id: FromPath[str], application: NamedDependency[Application]
) -> Redirect:
    """Lift a legal hold."""
    refuse_unless_admin(request.user)
    await application.keeping.lift(hold_id, (await _typed(request)).why, request.user.name)
    return Redirect(f"{ADDRESS}#holds", status_code=303)


@post(f"{ADDRESS}/purge", include_in_schema=False)
async def purge(request: SignedInRequest, application: NamedDependency[Application]) -> Redirect:
    """Erase at once what is past its time."""
    refuse_unless_admin(request.user)
    await application.keeping.purge(request.user.name)
    return Redirect(f"{ADDRESS}#erasures", status_code=303)


async def _page(
    request: SignedInRequest, application: Application, *, erase: Typed = NOTHING, hold: Typed = NOTHING
) -> Template:
    view = await keeping_view(application.erasing, application.keeping, erase, hold)
    status = 422 if erase.error or hold.error else 200
    return await shown(request, application, "keeping.html", status=status, view=view)


async def _typed(request: SignedInRequest) -> Typed:
    form = await readable_form(request)
    said = {name: value for name in ("subject", "kind", "why") if isinstance(value := form.get(name), str)}
    return Typed(**said)


def _refused(typed: Typed, error: InputError | NotFound | Conflict) -> Typed:
    message = " ".join([error.message, *(f"{fault}." for fault in error.faults)])
    return Typed(typed.subject, typed.kind, typed.why, message)
