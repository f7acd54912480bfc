"""An OpenAPI document as people read it."""

import pytest

from evaluator.web.schema_page import operations_of, shapes_of, with_code

DOCUMENT = {
    "paths": {
        "/things/{id}": {
            "post": {
                "operationId": "make",
                "tags": ["Things"],
                "summary": "Make a thing",
                "security": [],
                "parameters": [
                    {
                        "name": "id",
                        "in": "path",
                        "required": True,
                        "schema": {"type": "string", "description": "Its name."},
                    }
                ],
                "requestBody": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Thing"}}}},
                "responses": {
                    "404": {"description": "Not Found", "content": {"application/problem+json": {"schema": {}}}},
                    "201": {"description": "Made", "content": {}},
                },
            }
        }
    },
    "components": {
        "schemas": {
            "Thing": {
                "description": "A thing.",
                "required": ["colour"],
                "properties": {
                    "colour": {"$ref": "#/components/schemas/Colour"},
                    "size": {"oneOf": [{"type": "integer"}, {"type": "null"}]},
                    "parts": {"type": "array", "items": {"$ref": "#/components/schemas/Thing"}},
                    "notes": {"type": "object", "additionalProperties": {"type": "string"}},
                    "mode": {"enum": ["on", "off"]},
                    "kind": {"const": "thing"},
                    "rest": {},
                },
            },
            "Colour": {"type": "string", "enum": ["red", "blue"]},
        }
    },
}


def test_an_operation_is_told_with_what_it_takes_and_how_it_may_answer() -> None:
    (operation,) = operations_of(DOCUMENT)
    assert (operation.subject, operation.method, operation.path) == ("Things", "POST", "/things/{id}")
    assert operation.public
    assert [(field.name, field.place, field.required, field.description) for field in operation.parameters] == [
        ("id", "path", True, "Its name.")
    ]
    assert operation.body == ("Thing",)
    assert [(answer.status, answer.media_type) for answer in operation.answers] == [
        ("201", ""),
        ("404", "application/problem+json"),
    ]


def test_shapes_are_told_by_name_with_their_members_in_order() -> None:
    colour, thing = shapes_of(DOCUMENT)
    assert (colour.name, colour.words, colour.fields) == ("Colour", ("red", "blue"), ())
    assert [(field.name, field.kind) for field in thing.fields] == [
        ("colour", "Colour"),
        ("size", "integer or null"),
        ("parts", "list of Thing"),
        ("notes", "map of string"),
        ("mode", '"on" or "off"'),
        ("kind", '"thing"'),
        ("rest", "anything"),
    ]
    assert [field.name for field in thing.fields if field.required] == ["colour"]
    assert thing.fields[0].shapes == ("Colour",)


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("plain", "plain"),
        ("a `code` b", "a <code>code</code> b"),
        ("`<b>` & <i>", "<code>&lt;b&gt;</code> &amp; &lt;i&gt;"),
        ("", ""),
    ],
)
def test_what_stands_between_backticks_is_set_as_code_and_nothing_as_markup(text: str, html: str) -> None:
    assert with_code(text) == html
