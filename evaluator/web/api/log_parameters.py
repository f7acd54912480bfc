"""What lists and exports of the log can be narrowed by: parameters of the address, the same as on the page /audit."""

from dataclasses import fields
from datetime import date
from typing import Annotated

from litestar.params import QueryParameter

from evaluator.domain.judgements import FlagCode, Status, Verdict
from evaluator.services.orders import JudgementFilter

FILTERS = frozenset({field.name for field in fields(JudgementFilter)} - {"created_by"})
LIST_PARAMETERS = FILTERS | {"limit", "cursor"}

_OF_POINT = "The point that `verdict` is asked of; else it is that of any point."
_FROM = "All of its coverage is at least this, in whole per cent."
_TO = "All of its coverage is at most this, in whole per cent."
_TEXT = "Words the answer or the candidate's code has, a phrase in double quotes, or `#` and the number of its entry."


def wanted_judgements(
    question_id: Annotated[str | None, QueryParameter(description="Answers to this question.")] = None,
    candidate: Annotated[str | None, QueryParameter(description="Answers of this candidate, by code.")] = None,
    judge: Annotated[str | None, QueryParameter(description="Judged by the judge of this name.")] = None,
    status: Annotated[Status | None, QueryParameter(description="`scored` or `unscored`.")] = None,
    flag: Annotated[FlagCode | None, QueryParameter(description="Carrying this flag.")] = None,
    needs_review: Annotated[bool | None, QueryParameter(description="Whether a person should look.")] = None,
    verdict: Annotated[Verdict | None, QueryParameter(description="The judge's verdict on a point.")] = None,
    point_id: Annotated[str | None, QueryParameter(description=_OF_POINT)] = None,
    coverage_from: Annotated[int | None, QueryParameter(ge=0, le=100, description=_FROM)] = None,
    coverage_to: Annotated[int | None, QueryParameter(ge=0, le=100, description=_TO)] = None,
    reviewer: Annotated[str | None, QueryParameter(description="Reviewed by the user of this name.")] = None,
    reviewed: Annotated[bool | None, QueryParameter(description="Whether anybody has reviewed it.")] = None,
    since: Annotated[date | None, QueryParameter(description="Judged on this day (UTC) or later.")] = None,
    until: Annotated[date | None, QueryParameter(description="Judged on this day (UTC) or before.")] = None,
    batch: Annotated[str | None, QueryParameter(description="Of the batch of this id.")] = None,
    text: Annotated[str | None, QueryParameter(description=_TEXT, max_length=1_000)] = None,
) -> JudgementFilter:
    """The filter that an address asks for."""
    return JudgementFilter(
        question_id=question_id,
        candidate=candidate,
        judge=judge,
        status=status,
        flag=flag,
        needs_review=needs_review,
        verdict=verdict,
        point_id=point_id,
        coverage_from=coverage_from,
        coverage_to=coverage_to,
        reviewer=reviewer,
        reviewed=reviewed,
        since=since,
        until=until,
        batch=batch,
        text=text,
    )
