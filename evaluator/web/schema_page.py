"""An OpenAPI document as a page shows it: operations, the fields of what goes in and comes out."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup, escape

Document = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class FieldRow:
    """One parameter or member. `kind` is its type in words, `shapes` the names of the shapes in it."""

    name: str
    kind: str
    shapes: tuple[str, ...]
    place: str
    required: bool
    description: str


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """One way an operation may answer."""

    status: str
    description: str
    media_type: str
    shapes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OperationRow:
    """One method at one address. `subject` is what it is about, `body` the shape of what is sent, if anything is."""

    id: str
    subject: str
    method: str
    path: str
    summary: str
    description: str
    public: bool
    parameters: tuple[FieldRow, ...]
    body: tuple[str, ...]
    answers: tuple[AnswerRow, ...]


@dataclass(frozen=True, slots=True)
class ShapeRow:
    """One named piece of JSON: an object with its members, or one of the `words`."""

    name: str
    description: str
    fields: tuple[FieldRow, ...]
    words: tuple[str, ...]


def operations_of(document: Document) -> tuple[OperationRow, ...]:
    """Every operation, in the document's order."""
    return tuple(
        _operation(path, method, told)
        for path, methods in document["paths"].items()
        for method, told in methods.items()
    )


def shapes_of(document: Document) -> tuple[ShapeRow, ...]:
    """Every named shape, by name."""
    return tuple(_shape(name, told) for name, told in sorted(document["components"]["schemas"].items()))


def with_code(text: str) -> Markup:
    """A description's words, what stands between backticks set as code."""
    parts = text.split("`")
    return Markup("").join(
        Markup("<code>{}</code>").format(part) if place % 2 else escape(part) for place, part in enumerate(parts)
    )


def _operation(path: str, method: str, told: Document) -> OperationRow:
    return OperationRow(
        id=told["operationId"],
        subject=told["tags"][0],
        method=method.upper(),
        path=path,
        summary=told["summary"],
        description=told.get("description", ""),
        public=told.get("security") == [],
        parameters=tuple(_parameter(parameter) for parameter in told.get("parameters", ())),
        body=tuple(_shapes(told.get("requestBody", {}))),
        answers=tuple(_answer(status, answer) for status, answer in sorted(told["responses"].items())),
    )


def _parameter(told: Document) -> FieldRow:
    return _field(told["name"], told["schema"], place=told["in"], required=told["required"])


def _answer(status: str, told: Document) -> AnswerRow:
    content = told.get("content", {})
    return AnswerRow(status, told["description"], next(iter(content), ""), tuple(_shapes(content)))


def _shape(name: str, told: Document) -> ShapeRow:
    needed = told.get("required", ())
    fields = (
        _field(member, schema, place="body", required=member in needed)
        for member, schema in told.get("properties", {}).items()
    )
    return ShapeRow(name, told.get("description", ""), tuple(fields), tuple(told.get("enum", ())))


def _field(name: str, schema: Document, *, place: str, required: bool) -> FieldRow:
    return FieldRow(name, _kind(schema), tuple(_shapes(schema)), place, required, schema.get("description", ""))


def _kind(schema: Document) -> str:
    if "$ref" in schema:
        return _name(schema["$ref"])
    if "oneOf" in schema:
        return " or ".join(_kind(choice) for choice in schema["oneOf"])
    if "enum" in schema:
        return " or ".join(f'"{value}"' for value in schema["enum"])
    if "const" in schema:
        return f'"{schema["const"]}"'
    if schema.get("type") == "array":
        return f"list of {_kind(schema['items'])}"
    if "additionalProperties" in schema:
        return f"map of {_kind(schema['additionalProperties'])}"
    return str(schema.get("type", "anything"))


def _shapes(told: object) -> Iterator[str]:
    if isinstance(told, Mapping):
        if "$ref" in told:
            yield _name(told["$ref"])
        for value in told.values():
            yield from _shapes(value)
    elif isinstance(told, Sequence) and not isinstance(told, str):
        for value in told:
            yield from _shapes(value)


def _name(reference: str) -> str:
    return reference.rpartition("/")[2]
