"""The API's description: OpenAPI as JSON and YAML, and a page of it that needs nothing from anywhere else."""

from collections.abc import Mapping
from typing import Any

from litestar import Request
from litestar.datastructures import State
from litestar.openapi import OpenAPIConfig
from litestar.openapi.plugins import JsonRenderPlugin, OpenAPIRenderPlugin, YamlRenderPlugin
from litestar.openapi.spec import Components, SecurityScheme

from evaluator import __version__
from evaluator.web.problems import known_codes

_ABOUT = (
    "A second opinion on interview answers that can be checked. Every error is `application/problem+json` with a "
    "stable `code`. Offsets count Unicode code points of `answer.text`."
)


def openapi_config() -> OpenAPIConfig:
    """Everything at /schema asks for a token, but for what says that it does not."""
    bearer = SecurityScheme(
        type="http", scheme="bearer", description="A user's token; `evaluator users add` makes one."
    )
    return OpenAPIConfig(
        title="Evaluator",
        version=__version__,
        description=_ABOUT,
        path="/schema",
        components=Components(security_schemes={"token": bearer}),
        security=[{"token": []}],
        render_plugins=[SchemaPage(), JsonRenderPlugin(), YamlRenderPlugin()],
        use_handler_docstrings=True,
        operation_id_creator=lambda handler, _, __: handler.handler_name,
    )


class SchemaPage(OpenAPIRenderPlugin):
    """The description as a page for people, rendered here."""

    def __init__(self) -> None:
        super().__init__(path="/")

    def render(self, request: Request[Any, Any, State], openapi_schema: Mapping[str, Any]) -> bytes:
        """The page's HTML."""
        engine = request.app.template_engine
        template = engine.get_template("schema.html")
        rendered: str = template.render(schema=openapi_schema, codes=known_codes())
        return rendered.encode()
