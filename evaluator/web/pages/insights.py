"""How far judge and people agree, and where not to trust it: for reviewers and admins."""

from litestar import get
from litestar.di import NamedDependency
from litestar.params import FromQuery
from litestar.response import Template

from evaluator.web.pages.insights_filters import ADDRESS, Asked
from evaluator.web.pages.insights_view import insights_view
from evaluator.web.pages.masthead import shown
from evaluator.web.pages.screenings import drift_alarms
from evaluator.web.rights import refuse_insights_unless_reviewer
from evaluator.web.security import SignedInRequest
from evaluator.wiring import Application


@get(ADDRESS, include_in_schema=False)
async def insights_page(
    request: SignedInRequest,
    application: NamedDependency[Application],
    judge: FromQuery[str] = "",
    question: FromQuery[str] = "",
    prompt: FromQuery[str] = "",
    bank: FromQuery[str] = "",
    days: FromQuery[str] = "",
) -> Template:
    """Insights of what the address narrows them to."""
    refuse_insights_unless_reviewer(request.user)
    asked = Asked(judge=judge, question=question, prompt=prompt, bank=bank, days=days)
    insights = await application.insights.show(asked.wanted(application.now().date()))
    sealed = await application.reviewing.sealed({one.judgement_id for one in insights.mistakes}, request.user)
    alarms = await drift_alarms(application)
    view = insights_view(insights, asked, sealed)
    return await shown(request, application, "insights.html", view=view, alarms=alarms)
