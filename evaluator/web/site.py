"""What is the same for every application that is served: routes, pages, files and the API's description.

Putting them together takes longer than anything else in the web layer, so it is done once and holds no application: a
request brings along what it is answered from, and one site can answer for several applications.
"""

from dataclasses import dataclass

from litestar import Litestar
from litestar.di import Provide
from litestar.handlers import BaseRouteHandler
from litestar.plugins.jinja import JinjaTemplateEngine
from litestar.plugins.pydantic import PydanticPlugin
from litestar.template import TemplateConfig
from litestar.types import Scope

from evaluator.web.addresses import refuse_nul
from evaluator.web.api import API_HANDLERS
from evaluator.web.assets import Assets, static_file
from evaluator.web.metrics import Metrics
from evaluator.web.openapi import DescribedShapes, openapi_config
from evaluator.web.pages import PAGE_HANDLERS
from evaluator.web.problems import MAX_BODY_BYTES, answer_problem
from evaluator.web.security import Connection, Doorkeeper
from evaluator.web.sessions import SESSION_ROUTES
from evaluator.web.templating import template_environment
from evaluator.web.waiting import cancel_judgement, judgement_events
from evaluator.wiring import Application

_BEHIND = "evaluator_behind"


@dataclass(frozen=True, slots=True)
class Behind:
    """What stands behind the site for one request: the application, who knows its users, and what counts for it."""

    application: Application
    doorkeeper: Doorkeeper
    metrics: Metrics

    def put(self, scope: Scope) -> None:
        """Let a request be answered from here."""
        scope.setdefault("state", {})[_BEHIND] = self

    @staticmethod
    def of(scope: Scope) -> "Behind":
        """What was put behind the site for this request."""
        found: Behind = scope["state"][_BEHIND]
        return found


def build_site() -> Litestar:
    """The site. It answers requests that something was put behind; it has no lifespan of its own."""
    assets = Assets()
    environment = template_environment(assets)
    return Litestar(
        route_handlers=[*API_HANDLERS, SESSION_ROUTES, judgement_events, cancel_judgement, static_file, *PAGE_HANDLERS],
        guards=[_check],
        before_request=refuse_nul,
        dependencies={
            "application": Provide(_application, sync_to_thread=False),
            "doorkeeper": Provide(_doorkeeper, sync_to_thread=False),
            "metrics": Provide(_metrics, sync_to_thread=False),
            "assets": Provide(lambda: assets, sync_to_thread=False, use_cache=True),
        },
        exception_handlers={Exception: answer_problem},
        template_config=TemplateConfig(instance=JinjaTemplateEngine.from_environment(environment)),
        openapi_config=openapi_config(environment),
        request_max_body_size=MAX_BODY_BYTES,
        logging_config=None,
        plugins=[DescribedShapes(), PydanticPlugin(validate_strict=True)],
    )


async def _check(connection: Connection, handler: BaseRouteHandler) -> None:
    await Behind.of(connection.scope).doorkeeper.check(connection, handler)


def _application(scope: Scope) -> Application:
    return Behind.of(scope).application


def _doorkeeper(scope: Scope) -> Doorkeeper:
    return Behind.of(scope).doorkeeper


def _metrics(scope: Scope) -> Metrics:
    return Behind.of(scope).metrics
