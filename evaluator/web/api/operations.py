"""What operators and their monitors ask: is the process alive, can it judge, what has it done."""

from collections.abc import AsyncIterator

from litestar import Router, get
from litestar.di import NamedDependency

from evaluator.errors import StoreError
from evaluator.web.api.described import problems
from evaluator.web.api.shapes import HealthBody
from evaluator.web.metrics import CONTENT_TYPE, Metrics
from evaluator.web.openapi import PublicOperation
from evaluator.web.problems import NotReadyError
from evaluator.web.security import PUBLIC
from evaluator.wiring import Application


@get(
    "/health/live",
    opt=PUBLIC,
    operation_class=PublicOperation,
    summary="Whether the process answers",
    responses=problems(),
    sync_to_thread=False,
)
def live() -> HealthBody:
    """Always ok: a process that is not does not answer."""
    return {"status": "ok"}


@get(
    "/health/ready",
    opt=PUBLIC,
    operation_class=PublicOperation,
    summary="Whether judging is possible",
    responses=problems(503),
)
async def ready(application: NamedDependency[Application]) -> HealthBody:
    """Ok when the database answers, the bank holds questions and a judge is configured; `faults` says what fails."""
    faults = [fault async for fault in faults_of(application)]
    if faults:
        raise NotReadyError(faults)
    return {"status": "ok"}


@get(
    "/metrics",
    summary="Counts and times for Prometheus",
    media_type=CONTENT_TYPE,
    responses=problems(401),
    sync_to_thread=False,
)
def prometheus(metrics: NamedDependency[Metrics]) -> bytes:
    """Prometheus's text format."""
    return metrics.text()


async def faults_of(application: Application) -> AsyncIterator[str]:
    """What keeps the service from judging, one sentence each."""
    try:
        await application.database.check()
    except StoreError as error:
        yield f"database: {error.message}"
    if not application.bank.questions:
        yield "bank: there are no questions. `evaluator questions lint` says more."
    if not application.judging.judges:
        yield "judges: none is configured."


OPERATION_ROUTES = Router("/", route_handlers=[live, ready, prometheus], tags=["Operations"])
