"""From an HTTP reply to what the model wrote, or to the fault that it shows."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from evaluator.domain.judgements import Reason, Usage
from evaluator.judge.config import Prices
from evaluator.judge.faults import Fault, Faulted, Remedy, status_fault
from evaluator.judge.text import storable

TOKENS_PRICED = 1_000_000
MOST_TOKENS = 2**40
"""A greater number is no count; sums of such as are stay within what JSON and databases can hold."""

CERTAIN = 0.01
"""The logarithm of a probability is below zero, but for a little rounding."""

ERROR_STATUS = re.compile("[45][0-9][0-9]")


@dataclass(frozen=True, slots=True)
class HttpReply:
    """What came back over HTTP, whatever its status. `headers` are found in any case."""

    status: int
    headers: Mapping[str, str]
    body: str


@dataclass(frozen=True, slots=True)
class Reply:
    """What the model wrote, and the endpoint's remarks about it. `logprobs` are those of its first token."""

    text: str
    finish_reason: str | None
    refusal: str | None
    model: str | None
    usage: Usage
    logprobs: Mapping[str, float] = field(default_factory=dict)


def read_reply(http: HttpReply, prices: Prices | None, now: datetime) -> Reply:
    """Read a chat completion; raises Faulted for anything else.

    A reply without text is a fault, except where the length limit cut it off or the model refused.
    """
    body = http.body
    value = _completion_of(http, now)
    usage = usage_of(value.get("usage"), prices)
    choice = _first_object(value.get("choices"))
    message = choice.get("message")
    if not isinstance(message, dict):
        raise Faulted(replace(_empty("no_choices"), usage=usage, raw=body))
    finish_reason = _text_or_none(choice.get("finish_reason"))
    _check_finish(finish_reason, usage, body)
    reply = Reply(
        text=storable(_written(message)),
        finish_reason=finish_reason,
        refusal=_text_or_none(message.get("refusal")),
        model=_served(value),
        usage=usage,
        logprobs=_logprobs(choice.get("logprobs")),
    )
    if not reply.text.strip() and reply.refusal is None and finish_reason != "length":
        raise Faulted(replace(_empty("no_content"), usage=usage, raw=body))
    return reply


def _served(value: Mapping[str, object]) -> str | None:
    """What the endpoint says answered: the model's name and, where it tells one, the fingerprint of how it is served.

    A provider who changes what is behind a name changes at least that.
    """
    said = [_text_or_none(value.get(key)) for key in ("model", "system_fingerprint")]
    return " ".join(part for part in said if part) or None


def usage_of(value: object, prices: Prices | None) -> Usage:
    """The tokens an endpoint counted, zeros where it did not, and their cost where prices are known."""
    if not isinstance(value, dict):
        return Usage()
    details = value.get("prompt_tokens_details")
    cached = _count(details.get("cached_tokens")) if isinstance(details, dict) else 0
    given, written = _count(value.get("prompt_tokens")), _count(value.get("completion_tokens"))
    cached = min(cached, given)
    return Usage(given, cached, written, _cost(given - cached, cached, written, prices))


def _cost(fresh: int, cached: int, written: int, prices: Prices | None) -> float | None:
    if prices is None:
        return None
    cached_price = prices.input if prices.cached_input is None else prices.cached_input
    return (fresh * prices.input + cached * cached_price + written * prices.output) / TOKENS_PRICED


def _completion_of(http: HttpReply, now: datetime) -> dict[str, object]:
    if http.status >= 300:
        raise Faulted(status_fault(http.status, http.headers, http.body, now))
    try:
        value = json.loads(http.body)
    except (ValueError, RecursionError):
        raise Faulted(_not_json(http.body, http.headers.get("content-type", ""))) from None
    if not isinstance(value, dict):
        raise Faulted(replace(_empty("no_choices"), raw=http.body))
    if value.get("error") and not value.get("choices"):
        raise Faulted(_error_inside(value["error"], http, now))
    return value


def _not_json(body: str, content_type: str) -> Fault:
    start = body.lstrip()[:1]
    if start == "<" or "html" in content_type:
        what = "The endpoint sent a web page instead of a reply; check the base URL"
        return Fault(Reason.REPLY_HTML, Remedy.GIVE_UP, "html", what, "a web page", raw=body)
    if start in ("{", "["):
        what = "The endpoint's reply broke off"
        return Fault(Reason.REPLY_NOT_JSON, Remedy.RETRY, "cut_off", what, "a reply cut off", raw=body)
    if not start:
        return replace(_empty("empty_body"), raw=body)
    what = "The endpoint's reply was not JSON"
    return Fault(Reason.REPLY_NOT_JSON, Remedy.REPEAT, "not_json", what, "not JSON", raw=body)


def _error_inside(error: object, http: HttpReply, now: datetime) -> Fault:
    """An error sent with status 200: routers do so once they have begun to answer. Its code is the true status."""
    code = error.get("code") if isinstance(error, dict) else None
    is_status = ERROR_STATUS.fullmatch(str(code))
    return status_fault(int(str(code)) if is_status else 502, http.headers, http.body, now)


def _check_finish(finish_reason: str | None, usage: Usage, body: str) -> None:
    if finish_reason == "content_filter":
        what = "The endpoint's content filter stopped the reply"
        raise Faulted(
            Fault(Reason.CONTENT_FILTERED, Remedy.GIVE_UP, "content_filter", what, "filtered", usage=usage, raw=body)
        )
    if finish_reason == "error":
        what = "The endpoint broke off with an error"
        raise Faulted(
            Fault(Reason.ENDPOINT_FAILED, Remedy.RETRY, "broke_off", what, "broke off", usage=usage, raw=body)
        )


def _written(message: Mapping[str, object]) -> str:
    """A tool call's arguments where there is one, else the content, whole or in parts."""
    call = _first_object(message.get("tool_calls")).get("function")
    arguments = call.get("arguments") if isinstance(call, dict) else None
    if isinstance(arguments, dict):
        return json.dumps(arguments, ensure_ascii=False)
    if isinstance(arguments, str) and arguments.strip():
        return arguments
    content = message.get("content")
    if isinstance(content, list):
        parts = [part.get("text") for part in content if isinstance(part, dict)]
        return "".join(part for part in parts if isinstance(part, str))
    return content if isinstance(content, str) else ""


def _logprobs(told: object) -> Mapping[str, float]:
    """What may have stood in the first token's place; a token told several times keeps the likeliest."""
    first = _first_object(told.get("content")) if isinstance(told, dict) else {}
    top = first.get("top_logprobs")
    found: dict[str, float] = {}
    for entry in [first, *(top if isinstance(top, list) else [])]:
        token, logprob = (entry.get("token"), entry.get("logprob")) if isinstance(entry, dict) else (None, None)
        if isinstance(token, str) and isinstance(logprob, float | int) and logprob <= CERTAIN:
            found[token] = max(logprob, found.get(token, logprob))
    return found


def _first_object(value: object) -> dict[str, object]:
    first = value[0] if isinstance(value, list) and value else None
    return first if isinstance(first, dict) else {}


def _text_or_none(value: object) -> str | None:
    return storable(value) if isinstance(value, str) and value else None


def _count(value: object) -> int:
    return value if isinstance(value, int) and 0 < value < MOST_TOKENS else 0


def _empty(outcome: str) -> Fault:
    return Fault(Reason.REPLY_EMPTY, Remedy.REPEAT, outcome, "The endpoint's reply held no answer", "an empty reply")
