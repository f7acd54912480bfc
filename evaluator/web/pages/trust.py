"""How far judges may be trusted, and whether one has become worse: for reviewers and admins."""

from litestar import get
from litestar.di import NamedDependency
from litestar.params import FromQuery
from litestar.response import Template

from evaluator.web.pages.masthead import shown
from evaluator.web.pages.trust_view import ADDRESS, bound_of, trust_view
from evaluator.web.pages.watched_view import watched_views
from evaluator.web.rights import refuse_insights_unless_reviewer
from evaluator.web.security import SignedInRequest
from evaluator.wiring import Application


@get(ADDRESS, include_in_schema=False)
async def trust_page(
    request: SignedInRequest, application: NamedDependency[Application], bound: FromQuery[str] = ""
) -> Template:
    """What may stand without review while errors stay under a bound, and the course of each watch."""
    refuse_insights_unless_reviewer(request.user)
    trust = trust_view(await application.trust_board.show(bound_of(bound)))
    watched = watched_views(await application.anchors.rounds())
    return await shown(request, application, "trust.html", view=trust, watched=watched)
