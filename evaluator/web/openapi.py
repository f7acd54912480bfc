"""The API's description: OpenAPI as JSON and YAML, and a page of it that needs nothing from anywhere else."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, get_type_hints

from jinja2 import Environment
from litestar import Request
from litestar.datastructures import State
from litestar.openapi import OpenAPIConfig
from litestar.openapi.plugins import JsonRenderPlugin, OpenAPIRenderPlugin, YamlRenderPlugin
from litestar.openapi.spec import Components, Operation, Schema, SecurityScheme
from litestar.plugins import OpenAPISchemaPlugin
from litestar.plugins.pydantic import PydanticSchemaPlugin
from litestar.typing import FieldDefinition
from pydantic import BaseModel

from evaluator import __version__
from evaluator.web.problems import known_codes
from evaluator.web.schema_page import operations_of, shapes_of, with_code

_ABOUT = (
    "A second opinion on interview answers that can be checked. Every error is `application/problem+json` with a "
    "stable `code`. Offsets count Unicode code points of `answer.text`."
)


@dataclass
class PublicOperation(Operation):
    """An operation that asks for no token. The framework would leave out a `security` that is merely empty."""

    def __post_init__(self) -> None:
        self.security = []


def openapi_config(environment: Environment) -> OpenAPIConfig:
    """Every operation asks for a token, but for those that are public."""
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
        render_plugins=[SchemaPage(environment), JsonRenderPlugin(), YamlRenderPlugin()],
        use_handler_docstrings=True,
        operation_id_creator=lambda handler, _, __: handler.handler_name,
    )


class DescribedShapes(OpenAPISchemaPlugin):
    """Gives the JSON shapes the descriptions that they have in the code."""

    def is_plugin_supported_field(self, field_definition: FieldDefinition) -> bool:
        """Whether it is a TypedDict, or a model that a request is read as."""
        return field_definition.is_typeddict_type or field_definition.is_subclass_of(BaseModel)

    def to_openapi_schema(self, field_definition: FieldDefinition, schema_creator: Any) -> Schema:
        """The schema of such a shape, its docstring the description."""
        shape = field_definition.annotation
        if not field_definition.is_typeddict_type:
            model = PydanticSchemaPlugin().to_openapi_schema(field_definition, schema_creator)
            model.description = shape.__doc__
            return model
        schema: Schema = schema_creator.create_component_schema(
            field_definition,
            required=sorted(shape.__required_keys__),
            property_fields={
                name: FieldDefinition.from_kwarg(kind, name) for name, kind in get_type_hints(shape).items()
            },
        )
        schema.description = shape.__doc__
        return schema


class SchemaPage(OpenAPIRenderPlugin):
    """The description as a page for people, rendered here."""

    def __init__(self, environment: Environment) -> None:
        super().__init__(path="/")
        self._environment = environment

    def render(self, _: Request[Any, Any, State], openapi_schema: Mapping[str, Any]) -> bytes:
        """The page's HTML."""
        rendered = self._environment.get_template("schema.html").render(
            about=openapi_schema["info"],
            operations=operations_of(openapi_schema),
            shapes=shapes_of(openapi_schema),
            codes=known_codes(),
            with_code=with_code,
        )
        return rendered.encode()
