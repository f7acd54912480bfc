"""The web service: everything above the services put together."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress

import structlog
from litestar import Litestar
from litestar.di import Provide
from litestar.plugins.jinja import JinjaTemplateEngine
from litestar.plugins.pydantic import PydanticPlugin
from litestar.template import TemplateConfig

from evaluator.errors import EvaluatorError
from evaluator.web.addresses import refuse_nul
from evaluator.web.api import API_HANDLERS
from evaluator.web.assets import Assets, static_file
from evaluator.web.envelope import Envelope
from evaluator.web.judgement_line import log_judgement
from evaluator.web.metrics import Metrics
from evaluator.web.openapi import DescribedShapes, openapi_config
from evaluator.web.pages import PAGE_HANDLERS
from evaluator.web.problems import MAX_BODY_BYTES, answer_problem
from evaluator.web.security import Doorkeeper
from evaluator.web.sessions import SESSION_ROUTES
from evaluator.web.templating import template_environment
from evaluator.web.waiting import cancel_judgement, judgement_events
from evaluator.wiring import Application

_log = structlog.get_logger()


def create_app(application: Application) -> Litestar:
    """The service as an ASGI application. It does not open or close `application`; its lifespan settles and drains."""
    doorkeeper, metrics, assets = Doorkeeper(application.users), Metrics(), Assets()
    environment = template_environment(assets)
    application.judging.on_record(metrics.count_judgement)
    application.judging.on_record(log_judgement)
    app = Litestar(
        route_handlers=[*API_HANDLERS, SESSION_ROUTES, judgement_events, cancel_judgement, static_file, *PAGE_HANDLERS],
        guards=[doorkeeper.check],
        before_request=refuse_nul,
        dependencies={
            "application": _always(application),
            "doorkeeper": _always(doorkeeper),
            "metrics": _always(metrics),
            "assets": _always(assets),
        },
        exception_handlers={Exception: answer_problem},
        template_config=TemplateConfig(instance=JinjaTemplateEngine.from_environment(environment)),
        openapi_config=openapi_config(environment),
        request_max_body_size=MAX_BODY_BYTES,
        logging_config=None,
        plugins=[DescribedShapes(), PydanticPlugin(validate_strict=True)],
        lifespan=[_lifespan(application)],
    )
    app.asgi_handler = Envelope(app.asgi_handler, metrics.count_request)
    return app


def _always(value: object) -> Provide:
    return Provide(lambda: value, sync_to_thread=False, use_cache=True)


def _lifespan(application: Application) -> Callable[[Litestar], AbstractAsyncContextManager[None]]:
    @asynccontextmanager
    async def lifespan(_: Litestar) -> AsyncIterator[None]:
        signing = application.checkpoints.watch(asyncio.sleep, _report_signing)
        following = application.following.watch(asyncio.sleep, _report_following)
        keeping = application.keeping.watch(asyncio.sleep, _report_keeping)
        tasks = [asyncio.create_task(work) for work in (_settle(application), signing, following, keeping)]
        yield
        for task in tasks:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
        await application.ledger_check.close()
        await application.judging.close()

    return lifespan


async def _settle(application: Application) -> None:
    """Record or go on with what an earlier process left unfinished, and learn from the log.

    The service answers meanwhile.
    """
    try:
        await application.judging.recall()
        settled = await application.judging.settle_interrupted()
        resumed = await application.batches.resume()
    except EvaluatorError as error:
        _log.error("settling_failed", code=error.code)
    else:
        if settled:
            _log.info("settled_interrupted", judgements=settled)
        if resumed:
            _log.info("resumed_batches", batches=resumed)


def _report_signing(event: str, error: EvaluatorError | None) -> None:
    if error is not None:
        _log.error(event, code=error.code, why=error.message)
    elif event == "checkpoint_not_sent":
        _log.warning(event, hint="evaluator doctor tells why")
    else:
        _log.info(event)


def _report_following(follower: str, error: EvaluatorError | None) -> None:
    if error is not None:
        _log.error("following_failed", follower=follower, code=error.code, why=error.message)
    else:
        _log.info("following_again", follower=follower)


def _report_keeping(event: str, erasures: int, error: EvaluatorError | None) -> None:
    if error is not None:
        _log.error(event, code=error.code, why=error.message)
    else:
        _log.info(event, erasures=erasures)
