"""Requests and replies in files, a line each, as OpenAI's Batch API and `vllm run-batch` take and give them.

A line of requests: `{"custom_id", "method", "url", "body"}`. A line of replies: `{"custom_id", "response":
{"status_code", "request_id", "body"}, "error"}`, in any order. What joins them is the custom id: an answer's judgement
id, fixed when its batch was made.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

URL = "/v1/chat/completions"
"""Where each request is to be sent, below the provider's host."""

CODE = re.compile(r"[A-Za-z][A-Za-z0-9_.-]{0,63}")
"""A provider's word for an error. Anything else may repeat what was sent."""

GOOD = 200


class NoReply(ValueError):
    """The line is not a reply to anything: cut off, not JSON, or without a custom id."""


class RequestInstead(NoReply):
    """The line is a request, as it was handed out."""


@dataclass(frozen=True, slots=True)
class BulkRequest:
    """One request as it stands in a file."""

    custom_id: str
    body: Mapping[str, object] = field(repr=False)

    def line(self) -> bytes:
        """The request as one line of JSON, its end included."""
        fields = {"custom_id": self.custom_id, "method": "POST", "url": URL, "body": self.body}
        return json.dumps(fields, ensure_ascii=False).encode() + b"\n"


@dataclass(frozen=True, slots=True)
class BulkReply:
    """One reply as it stood in a file. `body` is the HTTP body, a chat completion where all went well.

    `error` is a word for why there is none; None where a completion came.
    """

    custom_id: str
    body: str = field(default="", repr=False)
    request_id: str | None = None
    error: str | None = None


def reply_of(line: bytes) -> BulkReply:
    """The reply on one line; raises NoReply where there is none, RequestInstead where it is a request."""
    try:
        value = json.loads(line)
    except (ValueError, RecursionError):
        raise NoReply from None
    custom_id = value.get("custom_id") if isinstance(value, dict) else None
    if not isinstance(custom_id, str):
        raise NoReply
    if "method" in value and not value.keys() & {"response", "error"}:
        raise RequestInstead
    response = value.get("response")
    if not isinstance(response, dict):
        return BulkReply(custom_id, error=_word_of(value.get("error"), "no_response"))
    body, request_id = response.get("body"), response.get("request_id")
    error = _error_of(value.get("error"), response.get("status_code", GOOD), body)
    return BulkReply(
        custom_id,
        json.dumps(body, ensure_ascii=False) if error is None else "",
        request_id if isinstance(request_id, str) and CODE.fullmatch(request_id) else None,
        error,
    )


def _error_of(error: object, status: object, body: object) -> str | None:
    """Why there is no completion, None where there is one."""
    within = body.get("error") if isinstance(body, dict) and not body.get("choices") else None
    if status == GOOD and isinstance(body, dict) and not error and not within:
        return None
    return _word_of(error or within, f"http_{status}" if isinstance(status, int) and status != GOOD else "no_body")


def _word_of(error: object, otherwise: str) -> str:
    """The provider's own word for an error, in whichever of the usual places it stands."""
    if isinstance(error, dict):
        inner = error.get("error")
        named = inner if isinstance(inner, dict) else error
        for word in (named.get("code"), named.get("type")):
            if isinstance(word, str) and CODE.fullmatch(word):
                return word
    return otherwise
