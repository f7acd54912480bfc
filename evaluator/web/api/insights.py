"""/api/insights: how far the judge and people agree, and what judging took. For reviewers and admins."""

from datetime import date
from typing import Annotated, cast

from litestar import Router, get
from litestar.di import NamedDependency
from litestar.params import QueryParameter

from evaluator.digests import Digest
from evaluator.domain.insights import InsightFilter
from evaluator.domain.questions import QuestionId
from evaluator.services.insight_json import insights_json
from evaluator.web.api.described import problems
from evaluator.web.api.insights_shapes import InsightsBody
from evaluator.web.api.reviews import reviewers_only
from evaluator.web.api.strictness import refuse_odd_parameters
from evaluator.web.security import SignedInRequest
from evaluator.wiring import Application

_PARAMETERS = frozenset({"question_id", "judge", "prompt", "bank", "since", "until"})


@get("/", summary="How far judge and people agree", responses=problems(400, 401, 403, 422, 503))
async def insights(
    request: SignedInRequest,
    application: NamedDependency[Application],
    question_id: Annotated[str | None, QueryParameter(description="Of this question.")] = None,
    judge: Annotated[str | None, QueryParameter(description="Judged by the judge of this name.")] = None,
    prompt: Annotated[str | None, QueryParameter(description="Judged with the prompt of this fingerprint.")] = None,
    bank: Annotated[str | None, QueryParameter(description="Judged with the bank of this digest.")] = None,
    since: Annotated[date | None, QueryParameter(description="Judged on this day (UTC) or later.")] = None,
    until: Annotated[date | None, QueryParameter(description="Judged on this day (UTC) or before.")] = None,
) -> InsightsBody:
    """Agreement of the judge with blind reviews and of reviewers among themselves, each figure with its 95 % interval
    or what is missing for it; coverage, calibration, what people did after the reveal, drift and cost."""
    refuse_odd_parameters(request, _PARAMETERS)
    wanted = InsightFilter(
        QuestionId(question_id) if question_id is not None else None,
        judge,
        Digest(prompt) if prompt is not None else None,
        Digest(bank) if bank is not None else None,
        since,
        until,
    )
    return cast(InsightsBody, insights_json(await application.insights.show(wanted)))


INSIGHT_ROUTES = Router("/api/insights", route_handlers=[insights], guards=[reviewers_only], tags=["Insights"])
