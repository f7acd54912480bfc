"""The ways to ask for a reply of one form, and what the endpoint says when it does not take one of them."""

import re
from collections.abc import Mapping

from evaluator.judge.config import ReplyFormat
from evaluator.judge.exchange import ChatRequest, Parameters
from evaluator.judge.faults import ErrorBody

LADDER = (ReplyFormat.JSON_SCHEMA, ReplyFormat.JSON_OBJECT, ReplyFormat.TOOL, ReplyFormat.TEXT)
"""Strictest first."""

ABOUT_RESPONSE_FORMAT = re.compile(
    r"response[_ ]format|json[_ ]?schema|json[_ ]object|structured[_ ]outputs?|guided|grammar|invalid schema",
    re.IGNORECASE,
)
ABOUT_TOOLS = re.compile(r"\btools?\b|tool[_ ]choice|\bfunctions?\b|function[_ ]call|grammar", re.IGNORECASE)
WORDS_ABOUT = {
    ReplyFormat.JSON_SCHEMA: ABOUT_RESPONSE_FORMAT,
    ReplyFormat.JSON_OBJECT: ABOUT_RESPONSE_FORMAT,
    ReplyFormat.TOOL: ABOUT_TOOLS,
}
REFUSING_STATUSES = frozenset({400, 404, 422, 500, 501})
"""A router says 404 where no provider takes a parameter; some servers say 500 to a schema they cannot compile."""


def fields_of(
    model: str, request: ChatRequest, reply_format: ReplyFormat, parameters: Parameters
) -> Mapping[str, object]:
    """The body of a chat request that asks for a reply of that form."""
    return {"model": model, "messages": request.messages, **parameters, **options_for(reply_format, request)}


def options_for(reply_format: ReplyFormat, request: ChatRequest) -> dict[str, object]:
    """The fields of a chat request that ask for a reply of that form."""
    if reply_format is ReplyFormat.JSON_SCHEMA:
        named = {"name": request.schema_name, **_strictness(request), "schema": request.schema}
        return {"response_format": {"type": "json_schema", "json_schema": named}}
    if reply_format is ReplyFormat.JSON_OBJECT:
        return {"response_format": {"type": "json_object"}}
    if reply_format is ReplyFormat.TOOL:
        function = {"name": request.schema_name, **_strictness(request), "parameters": request.schema}
        return {
            "tools": [{"type": "function", "function": function}],
            "tool_choice": {"type": "function", "function": {"name": request.schema_name}},
        }
    return {}


def _strictness(request: ChatRequest) -> dict[str, bool]:
    """Strict modes take closed schemas only; servers that decode under a grammar keep to an open one as well."""
    return {"strict": True} if request.schema.get("additionalProperties") is False else {}


def refuses_format(reply_format: ReplyFormat, status: int, error: ErrorBody) -> bool:
    """Whether an error is about the form asked for, and not about the request itself."""
    words = WORDS_ABOUT.get(reply_format)
    if words is None or status not in REFUSING_STATUSES:
        return False
    return words.search(f"{error.param} {error.message}") is not None
