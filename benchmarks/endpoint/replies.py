"""What the model says: a perfect judge of the script's sentences, in whatever form the request's schema asks for."""

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from benchmarks.endpoint.prefixes import CHARACTERS_A_TOKEN

MARK = re.compile(r"\bproject (\d+)\b")
"""What tells one answer from another: each of a workload's says in which project it happened."""

LIST = re.compile(r"^.*\bpoints\b.*\n((?:(?:[\w.-]+: |[ \t]).*\n)+)", re.IGNORECASE | re.MULTILINE)
"""A line that announces points, and below it one each: `id: claim`, its further lines set in."""

ID = re.compile(r"^([\w.-]+): ", re.MULTILINE)


def prompt_of(request: Mapping[str, Any]) -> str:
    """All that was sent, in order."""
    return "\n".join(str(message["content"]) for message in request["messages"])


def answer_in(prompt: str) -> str:
    """Which answer the prompt is about; empty where it does not say."""
    found = MARK.search(prompt)
    return found[1] if found else ""


def tokens_of(request: Mapping[str, Any]) -> int:
    """What a request counts as: its messages and its schema."""
    schema = request.get("response_format")
    return (len(prompt_of(request)) + (len(json.dumps(schema)) if schema else 0)) // CHARACTERS_A_TOKEN


def ids_in(prompt: str) -> Sequence[str]:
    """The ids of the points that a prompt asks about, in its order."""
    lists = LIST.findall(prompt)
    return ID.findall(lists[-1]) if lists else []


def reply_to(request: Mapping[str, Any], points: Mapping[str, Sequence[str]]) -> str:
    """The model's text: each point asked about, made where one of its sentences is in the prompt.

    Knows schemas with an object for each point by its id, and with a list of objects that have one.
    """
    schema, prompt = request["response_format"]["json_schema"]["schema"], prompt_of(request)
    quotes = {name: [said for said in sentences if said in prompt] for name, sentences in points.items()}
    form = _followed(schema["properties"].get("points", schema), schema)
    if form["type"] == "array":
        entries = [_entry(form["items"], name, quotes.get(name, [])) for name in ids_in(prompt)]
        return json.dumps({"points": entries})
    by_id = {
        name: _entry(_followed(entry, schema), name, quotes.get(name, [])) for name, entry in form["properties"].items()
    }
    return json.dumps({"points": by_id} if "points" in schema["properties"] else by_id)


def _followed(form: Mapping[str, Any], schema: Mapping[str, Any]) -> Mapping[str, Any]:
    """What a reference stands for; anything else as it is."""
    found: Mapping[str, Any] = schema["$defs"][form["$ref"].rpartition("/")[2]] if "$ref" in form else form
    return found


def _entry(form: Mapping[str, Any], point: str, said: Sequence[str]) -> Mapping[str, object]:
    """What is said of one point, with the fields that the schema names."""
    is_list = form["properties"]["evidence"].get("type") == "array"
    known = {
        "id": point,
        "evidence": list(said[:1]) if is_list else "".join(said[:1]),
        "reason": "The answer says so." if said else "Nothing in the answer says so.",
        "verdict": "covered" if said else "missed",
    }
    return {name: known[name] for name in form["properties"]}


def completion(request: Mapping[str, Any], text: str, cached: int) -> dict[str, object]:
    """The body of a chat completion."""
    given, written = tokens_of(request), len(text) // CHARACTERS_A_TOKEN
    return {
        "id": "chatcmpl-0",
        "object": "chat.completion",
        "created": 0,
        "model": "scripted",
        "choices": [{"index": 0, "message": {"role": "assistant", "content": text}, "finish_reason": "stop"}],
        "usage": {
            "prompt_tokens": given,
            "completion_tokens": written,
            "total_tokens": given + written,
            "prompt_tokens_details": {"cached_tokens": cached},
        },
    }
