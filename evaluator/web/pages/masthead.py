"""What every page for somebody signed in shows at its head."""

from typing import Any

from litestar.response import Template

from evaluator.domain.review_queue import MOST_COUNTED
from evaluator.web.pages.figures import thousands
from evaluator.web.pages.judges import in_service
from evaluator.web.rights import may_review
from evaluator.web.security import SignedInRequest
from evaluator.web.templating import page
from evaluator.wiring import Application


async def shown(
    request: SignedInRequest,
    application: Application,
    template: str,
    *,
    status: int = 200,
    tells_judge: bool = True,
    **context: Any,
) -> Template:
    """A page with its masthead: who is signed in, which judge is at work, and how much waits for a reviewer.

    Pages of a review do not tell the judge.
    """
    judge = in_service(application.judging.judges) if tells_judge else ""
    waiting = await _waiting(request, application)
    return page(request, template, status=status, judge_in_service=judge, waiting=waiting, **context)


async def _waiting(request: SignedInRequest, application: Application) -> str | None:
    """The number beside Review, empty for none; None where somebody does not review."""
    if not may_review(request.user):
        return None
    waiting = (await application.reviewing.progress(request.user.name)).waiting
    if waiting >= MOST_COUNTED:
        return f"{thousands(MOST_COUNTED)}+"
    return thousands(waiting) if waiting else ""
