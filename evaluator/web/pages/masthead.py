"""What every page for somebody signed in shows at its head."""

from typing import Any

from litestar.response import Template

from evaluator.web.pages.judges import in_service
from evaluator.web.security import SignedInRequest
from evaluator.web.templating import page
from evaluator.wiring import Application


async def shown(
    request: SignedInRequest, application: Application, template: str, *, status: int = 200, **context: Any
) -> Template:
    """A page with its masthead: who is signed in, and which judge is at work."""
    judge = in_service(application.judging.judges)
    return page(request, template, status=status, judge_in_service=judge, **context)
