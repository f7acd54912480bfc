"""What went wrong with one request, classified first; what to do about it is decided by the class alone.

No sentence here holds an endpoint's own words: error messages may repeat what was sent.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from evaluator.domain.judgements import Reason, Usage
from evaluator.judge.retry_after import retry_after


class Remedy(StrEnum):
    """What to do about a fault.

    `retry` uses up a try; `repeat` does so too, and only a few times; `wait` uses up none, the deadline bounds it;
    `adapt` asks again at once in another way; `give_up` is for what asking again cannot mend.
    """

    RETRY = "retry"
    REPEAT = "repeat"
    WAIT = "wait"
    ADAPT = "adapt"
    GIVE_UP = "give_up"


@dataclass(frozen=True, slots=True)
class Fault:
    """One failed request. `what` is a clause for people without a full stop, `brief` the same in a word or a status.

    `outcome` is the stable word for the attempt; `raw` the HTTP body, which may hold a candidate's words.
    """

    reason: Reason
    remedy: Remedy
    outcome: str
    what: str
    brief: str
    status: int | None = None
    retry_after_s: float | None = None
    usage: Usage = field(default_factory=Usage)
    raw: str | None = field(default=None, repr=False)


class Faulted(Exception):
    """Carries a fault up to whoever decides about it."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.outcome)
        self.fault = fault


@dataclass(frozen=True, slots=True)
class ErrorBody:
    """The parts of an error's body that tell what it is about, in whichever of the common shapes it came."""

    code: str = ""
    kind: str = ""
    param: str = ""
    message: str = field(default="", repr=False)

    @property
    def codes(self) -> frozenset[str]:
        """The machine-readable words, in lower case."""
        return frozenset({self.code.lower(), self.kind.lower()} - {""})


QUOTA_CODES = frozenset(
    {"insufficient_quota", "billing_hard_limit_reached", "billing_not_active", "insufficient_balance"}
)
CONTEXT_CODES = frozenset({"context_length_exceeded", "exceed_context_size_error", "string_above_max_length"})
CONTEXT_WORDS = re.compile(
    r"context (?:length|window|size)|maximum context|prompt is too long|input is too long|too many (?:input )?tokens"
    r"|reduce the length|exceeds the (?:available|maximum) context",
    re.IGNORECASE,
)
FILTER_CODES = frozenset({"content_filter", "responsibleaipolicyviolation", "content_policy_violation"})
FILTER_WORDS = re.compile(r"content management policy|content[_ ]filter|requires moderation|was flagged", re.IGNORECASE)
PLAIN_CODE = re.compile(r"[A-Za-z][A-Za-z0-9_.-]{0,63}")


def error_body(body: str) -> ErrorBody:
    """Read an error's body: OpenAI's, FastAPI's, a bare message, or nothing that is known."""
    try:
        value = json.loads(body)
    except (ValueError, RecursionError):
        return ErrorBody(message=body)
    if isinstance(value, dict):
        value = value.get("error") or value.get("detail") or value
    if isinstance(value, list):
        return _validation_errors(value)
    if not isinstance(value, dict):
        return ErrorBody(message=str(value))
    return ErrorBody(
        code=str(value.get("code") or ""),
        kind=str(value.get("type") or ""),
        param=str(value.get("param") or ""),
        message=str(value.get("message") or ""),
    )


def _validation_errors(entries: list[object]) -> ErrorBody:
    """FastAPI's `detail`: a list of places and messages. What was put in is left out on purpose."""
    known = [entry for entry in entries if isinstance(entry, dict)]
    paths = [entry["loc"] for entry in known if isinstance(entry.get("loc"), list)]
    places = [str(part) for path in paths for part in path]
    return ErrorBody(message=" ".join([*places, *(str(entry.get("msg") or "") for entry in known)]))


def status_fault(status: int, headers: Mapping[str, str], body: str, now: datetime) -> Fault:
    """The fault that an HTTP status stands for, told apart by the error's code where one status means several."""
    error = error_body(body)
    fault = _by_content(status, error) or _by_status(status, error)
    waits = fault.remedy in (Remedy.WAIT, Remedy.RETRY)
    asked = retry_after(headers, now) if waits else None
    if fault.remedy is Remedy.WAIT and asked:
        fault = replace(fault, what=f"{fault.what} and asked for {seconds(asked)}")
    return replace(fault, status=status, retry_after_s=asked, raw=body)


def seconds(value: float) -> str:
    """A duration for people: `3 s`, `0.4 s`."""
    return f"{value:.0f} s" if value >= 10 else f"{value:.2g} s"


def _by_content(status: int, error: ErrorBody) -> Fault | None:
    """What the error's code or words say, where that goes before the status."""
    refused = status in (400, 403, 413, 422)
    if (status == 429 and error.codes & QUOTA_CODES) or status == 402:
        return _final(Reason.QUOTA_EXHAUSTED, status, "The key's quota or credit at the endpoint is used up")
    if refused and (error.codes & FILTER_CODES or FILTER_WORDS.search(error.message)):
        return _final(Reason.CONTENT_FILTERED, status, "The endpoint's content filter stopped the request")
    too_long = error.codes & CONTEXT_CODES or CONTEXT_WORDS.search(error.message)
    if status == 413 or (too_long and (refused or status == 500)):
        return _final(Reason.CONTEXT_OVERFLOW, status, "The answer and the question are too long for the model")
    return None


def _by_status(status: int, error: ErrorBody) -> Fault:
    if status == 429:
        return Fault(Reason.RATE_LIMITED, Remedy.WAIT, "http_429", "The endpoint is at its limit", "429")
    if status == 408:
        return Fault(Reason.ENDPOINT_TIMEOUT, Remedy.RETRY, "http_408", "The endpoint ran out of time (408)", "408")
    if status == 409 or status >= 500:
        what = f"The endpoint failed ({status})"
        return Fault(Reason.ENDPOINT_FAILED, Remedy.RETRY, f"http_{status}", what, str(status))
    if status in (401, 403):
        return _final(Reason.KEY_REFUSED, status, "The endpoint did not accept the key")
    if status == 404:
        return _final(Reason.MODEL_UNKNOWN, status, "The endpoint knows no such model, or the base URL is wrong")
    if 300 <= status < 400:
        return _final(Reason.REQUEST_REFUSED, status, "The endpoint points to another address; set the base URL to it")
    code = next((word for word in (error.code, error.kind) if PLAIN_CODE.fullmatch(word)), None)
    named = f": {code}" if code else ""
    return _final(Reason.REQUEST_REFUSED, status, f"The endpoint refused the request{named}")


def _final(reason: Reason, status: int, what: str) -> Fault:
    return Fault(reason, Remedy.GIVE_UP, f"http_{status}", f"{what} ({status})", str(status))


def connection_fault() -> Fault:
    """No connection, or one that broke off."""
    return Fault(
        Reason.ENDPOINT_UNREACHABLE,
        Remedy.RETRY,
        "connection",
        "The connection to the endpoint failed",
        "no connection",
    )


def timeout_fault() -> Fault:
    """Connected, or tried to, and heard nothing for too long."""
    what = "The endpoint did not answer in time"
    return Fault(Reason.ENDPOINT_TIMEOUT, Remedy.RETRY, "timeout", what, "no reply in time")


def unreadable_fault() -> Fault:
    """A reply so odd that the SDK failed on it, such as an error page in a character set that does not exist."""
    what = "The endpoint's reply could not be read"
    return Fault(Reason.ENDPOINT_FAILED, Remedy.RETRY, "unreadable", what, "unreadable reply")
