"""The web service: everything above the services put together."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any

import structlog
from litestar import Litestar
from litestar.routes import HTTPRoute
from litestar.types import LifeSpanReceive, LifeSpanScope, LifeSpanSend, Scope

from evaluator.errors import EvaluatorError
from evaluator.web.envelope import Envelope
from evaluator.web.judgement_line import log_judgement
from evaluator.web.metrics import Metrics
from evaluator.web.security import Doorkeeper
from evaluator.web.site import Behind, build_site
from evaluator.wiring import Application

_log = structlog.get_logger()


class WebService:
    """One application behind the site, as an ASGI application. It does not open or close the application."""

    def __init__(self, application: Application, site: Litestar) -> None:
        metrics = Metrics()
        application.judging.on_record(metrics.count_judgement)
        application.judging.on_record(log_judgement)
        self.site = site
        self._application = application
        self._behind = Behind(application, Doorkeeper(application.users), metrics)
        methods = {route.path_format: route.methods for route in site.routes if isinstance(route, HTTPRoute)}
        self._answer = Envelope(site, metrics.count_request, methods)

    async def __call__(self, scope: Scope | LifeSpanScope, receive: Any, send: Any) -> None:
        """Handle one connection, or the lifespan. Which messages go to and fro depends on which it is."""
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        else:
            self._behind.put(scope)
            await self._answer(scope, receive, send)

    @asynccontextmanager
    async def lifespan(self) -> AsyncIterator[None]:
        """Settle what was left unfinished and watch over what goes on by itself; at the end, drain."""
        application = self._application
        signing = application.checkpoints.watch(asyncio.sleep, _report_signing)
        following = application.following.watch(asyncio.sleep, _report_following)
        keeping = application.keeping.watch(asyncio.sleep, _report_keeping)
        works = [_settle(application), signing, following, keeping]
        if application.settings.anchors.every_days:
            works.append(application.anchor_watch.watch(asyncio.sleep, _report_anchors))
        tasks = [asyncio.create_task(work) for work in works]
        yield
        for task in tasks:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
        await application.ledger_check.close()
        await application.judging.close()

    async def _live(self, receive: LifeSpanReceive, send: LifeSpanSend) -> None:
        # An exception on the way tells the server what a message of failure would.
        await receive()
        async with self.lifespan():
            await send({"type": "lifespan.startup.complete"})
            await receive()
        await send({"type": "lifespan.shutdown.complete"})


def create_app(application: Application, site: Litestar | None = None) -> WebService:
    """The service as an ASGI application, behind a site of its own unless it is given one."""
    return WebService(application, site or build_site())


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


def _report_anchors(event: str, judge: str, error: EvaluatorError | None) -> None:
    if error is not None:
        _log.error(event, judge=judge, code=error.code, why=error.message)
    elif event == "anchors_judged":
        _log.info(event, judge=judge)
    else:
        _log.warning(event, judge=judge, hint="/insights/trust and evaluator doctor tell more")
