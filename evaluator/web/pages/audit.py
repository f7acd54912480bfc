"""The log: every judgement, newest first, with filters that stand in the address."""

from typing import TypeVar

from litestar import get
from litestar.di import NamedDependency
from litestar.params import FromQuery
from litestar.response import Template

from evaluator.domain.judgements import FlagCode, Status
from evaluator.services.orders import JudgementFilter
from evaluator.web.pages.log_view import ADDRESS, log_view
from evaluator.web.pages.masthead import shown
from evaluator.web.rights import restricted_to
from evaluator.web.security import SignedInRequest
from evaluator.wiring import Application

PAGE_LENGTH = 50

_Value = TypeVar("_Value", Status, FlagCode)


@get(ADDRESS, include_in_schema=False)
async def audit_page(
    request: SignedInRequest,
    application: NamedDependency[Application],
    question: FromQuery[str] = "",
    candidate: FromQuery[str] = "",
    judge: FromQuery[str] = "",
    status: FromQuery[str] = "",
    look: FromQuery[str] = "",
    cursor: FromQuery[str] = "",
) -> Template:
    """One page of the log. Interviewers see their own judgements alone."""
    wanted = JudgementFilter(
        question_id=question or None,
        candidate=candidate.strip() or None,
        judge=judge or None,
        status=_one_of(Status, status),
        flag=_one_of(FlagCode, look),
        created_by=restricted_to(request.user),
    )
    found = await application.judging.page(wanted, limit=PAGE_LENGTH, cursor=cursor or None)
    sealed = await application.reviewing.sealed((judgement.id for judgement in found.judgements), request.user)
    judges = application.judging.judges
    view = log_view(found, wanted, application.bank, judges, is_first=not cursor, sealed=sealed)
    return await shown(request, application, "audit.html", view=view)


def _one_of(kind: type[_Value], value: str) -> _Value | None:
    """The value of that name; a filter that says nothing known filters nothing."""
    return next((member for member in kind if member.value == value), None)
