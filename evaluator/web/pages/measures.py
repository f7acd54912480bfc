"""Measurements of judges on labelled answers: for reviewers and admins."""

from litestar import get
from litestar.di import NamedDependency
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from litestar.response import Template

from evaluator.web.pages.masthead import shown
from evaluator.web.pages.measures_view import ADDRESS, listed_view, measure_view
from evaluator.web.rights import refuse_insights_unless_reviewer
from evaluator.web.security import SignedInRequest
from evaluator.wiring import Application


@get(ADDRESS, include_in_schema=False)
async def measures_page(request: SignedInRequest, application: NamedDependency[Application]) -> Template:
    """All measurements that are kept, newest first."""
    refuse_insights_unless_reviewer(request.user)
    listed = listed_view(await application.measurements.listed())
    return await shown(request, application, "measure_list.html", listed=listed)


@get(ADDRESS + "/{measurement_id:str}", include_in_schema=False)
async def measure_page(
    request: SignedInRequest, application: NamedDependency[Application], measurement_id: FromPath[str]
) -> Template:
    """One measurement, or 404 where there is none of that id."""
    refuse_insights_unless_reviewer(request.user)
    report = await application.measurements.get(measurement_id)
    if report is None:
        raise NotFoundException
    return await shown(request, application, "measure.html", view=measure_view(report))
