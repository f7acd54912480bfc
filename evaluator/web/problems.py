"""One table from errors to HTTP answers: problem+json (RFC 9457) for programs, a page for people."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import structlog
from litestar import Request, Response
from litestar.datastructures import State
from litestar.exceptions import HTTPException, ValidationException
from litestar.response import Redirect, Template

from evaluator import errors
from evaluator.errors import EvaluatorError
from evaluator.web.envelope import request_id

PROBLEM_JSON = "application/problem+json"
TYPE = "/schema#"
"""A problem's type is the place in the API's description where its code is explained."""

MAX_BODY_BYTES = 1024 * 1024
"""Largest request body accepted; a longer one is refused before it is read."""

_log = structlog.get_logger()

STATUSES: Mapping[type[EvaluatorError], tuple[int, str]] = {
    errors.AnswerEmpty: (422, "The answer is empty"),
    errors.AnswerTooLong: (422, "The answer is too long"),
    errors.AnswerNotText: (422, "The answer is not plain text"),
    errors.SpeakerUnclear: (422, "It is not clear who the candidate is"),
    errors.CandidateInvalid: (422, "The candidate's code is not usable"),
    errors.RequestInvalid: (422, "The request is not valid"),
    errors.IdempotencyKeyReused: (422, "The idempotency key was used before"),
    errors.SheetUnreadable: (422, "The file is not a table of answers"),
    errors.SheetTooLarge: (422, "The file is too large"),
    errors.ColumnsUnclear: (422, "It is not clear which column is what"),
    errors.RowsRefused: (422, "Some rows cannot be judged"),
    errors.QuestionUnknown: (404, "No such question"),
    errors.JudgeUnknown: (404, "No such judge"),
    errors.JudgementUnknown: (404, "No such judgement"),
    errors.BatchUnknown: (404, "No such batch"),
    errors.ReviewUnknown: (404, "Nothing to review here"),
    errors.CandidateUnknown: (404, "No such candidate"),
    errors.ErasureUnknown: (404, "No such erasure"),
    errors.HoldUnknown: (404, "No such hold"),
    errors.UserUnknown: (404, "No such user"),
    errors.NotSignedIn: (401, "Not signed in"),
    errors.NotAllowed: (403, "Not allowed"),
    errors.UserExists: (409, "The name is taken"),
    errors.LastAdmin: (409, "The last admin stays"),
    errors.JudgementOpen: (409, "Still being judged"),
    errors.BatchBusy: (409, "Being judged by another process"),
    errors.JudgeUnfit: (409, "The judge is unfit"),
    errors.JudgementSealed: (409, "Sealed: in your queue"),
    errors.WordsHeld: (409, "Held"),
    errors.ReviewTaken: (409, "Somebody else reviews it"),
    errors.ReviewCommitted: (409, "Committed already"),
    errors.ReviewNotRevealed: (409, "Blind verdicts come first"),
    errors.SettingsInvalid: (500, "The settings cannot be used"),
    errors.BankInvalid: (500, "The question bank cannot be used"),
    errors.PromptInvalid: (500, "The prompt cannot be used"),
    errors.CoefficientsInvalid: (500, "The matcher's file cannot be used"),
    errors.DatabaseUnavailable: (503, "The database is not available"),
    errors.DatabaseLocked: (503, "The database is locked"),
    errors.DatabaseOutdated: (503, "The database is out of date"),
    errors.DiskFull: (503, "The disk is full"),
    errors.OutputRefused: (500, "Results cannot be written"),
    errors.LedgerBroken: (500, "The ledger is broken"),
}
"""Every leaf of the error tree with its status and title."""

HTTP_CODES: Mapping[int, tuple[str, str]] = {
    400: ("request_malformed", "The request cannot be read. Its body must be what its Content-Type says, in UTF-8."),
    404: ("not_found", "There is nothing at this address."),
    405: ("method_not_allowed", "This address does not take this method."),
    413: (
        "body_too_large",
        f"The request is too large. The most is {MAX_BODY_BYTES // 1024:,} KiB for one answer and 200 MB for a file of "
        "answers. Send one answer at a time, or divide the file.",
    ),
    415: (
        "media_type_unsupported",
        "The body must be sent as application/json, or as multipart/form-data where it is a file of answers.",
    ),
}
"""What goes wrong before any of our code is asked: status, code, and what to say of it."""

_HEADERS: Mapping[int, Mapping[str, str]] = {
    401: {"WWW-Authenticate": 'Bearer realm="evaluator"'},
    503: {"Retry-After": "5"},
}
_SENT_AS = {"data": "body", "written_as": "format", "idempotency_key": "Idempotency-Key"}
"""What a caller sends under another name than the one it has in here."""

_INTERNAL = "Something went wrong that was not foreseen. The service's log has it under this request's id."


class NotReadyError(Exception):
    """The service cannot judge; `faults` says why, one sentence each."""

    def __init__(self, faults: Sequence[str]) -> None:
        super().__init__("not ready")
        self.faults = tuple(faults)


@dataclass(frozen=True, slots=True)
class Problem:
    """One error as it is told to the outside. `headers` go with it; `near`, `speakers`, `faults` where they help."""

    status: int
    title: str
    detail: str
    code: str
    faults: tuple[str, ...] = ()
    near: tuple[str, ...] = ()
    speakers: tuple[str, ...] = ()
    headers: Mapping[str, str] | None = None

    def document(self, of_request: str) -> dict[str, str | int | Sequence[str]]:
        """The JSON of it; members that say nothing are left out."""
        told: dict[str, str | int | Sequence[str]] = {
            "type": TYPE + self.code,
            "title": self.title,
            "status": self.status,
            "detail": self.detail,
            "code": self.code,
            "request_id": of_request,
        }
        optional = {"faults": self.faults, "near": self.near, "speakers": self.speakers}
        return told | {name: members for name, members in optional.items() if members}


def problem_of(error: Exception) -> Problem:
    """What to tell of an error. Of one that was not foreseen, nothing but that."""
    if isinstance(error, EvaluatorError):
        return _of_ours(error)
    if isinstance(error, ValidationException):
        return _of_validation(error)
    if isinstance(error, NotReadyError):
        return Problem(
            503, "Not ready", "Judging is not possible now.", "not_ready", error.faults, headers=_HEADERS[503]
        )
    if isinstance(error, HTTPException) and error.status_code in HTTP_CODES:
        code, detail = HTTP_CODES[error.status_code]
        title = HTTPStatus(error.status_code).phrase
        return Problem(error.status_code, title, detail, code, headers=error.headers)
    return Problem(500, "Internal error", _INTERNAL, "internal_error")


def answer_problem(request: Request[Any, Any, State], error: Exception) -> Response[Any]:
    """The exception handler of the whole service."""
    problem = problem_of(error)
    if problem.status >= HTTPStatus.INTERNAL_SERVER_ERROR and not isinstance(error, NotReadyError):
        _log.error("problem", code=problem.code, request_id=request_id(request.scope), exc_info=error)
    if speaks_json(request):
        return Response(
            problem.document(request_id(request.scope)),
            status_code=problem.status,
            media_type=PROBLEM_JSON,
            headers=dict(problem.headers or {}),
        )
    if problem.status == HTTPStatus.UNAUTHORIZED:
        return Redirect(login_address(request), status_code=303)
    return Template(
        "error.html",
        context={"status": problem.status, "title": problem.title, "message": problem.detail},
        status_code=problem.status,
        headers=dict(problem.headers or {}),
    )


def speaks_json(request: Request[Any, Any, State]) -> bool:
    """Whether a program is asking: an address of the API, or a token in the header."""
    path = request.scope["path"]
    return path.startswith(("/api/", "/health/", "/metrics", "/schema/openapi")) or "authorization" in request.headers


def login_address(request: Request[Any, Any, State]) -> str:
    """Where a stranger is sent, so that they come back to what they wanted to read."""
    if request.method != "GET":
        return "/login"
    query = request.scope["query_string"].decode("latin-1")
    wanted = request.scope["path"] + ("?" + query if query else "")
    return "/login" if wanted == "/" else "/login?next=" + quote(wanted, safe="/")


def known_codes() -> dict[str, tuple[int, str]]:
    """Every code with its status and title, for the description of the API."""
    codes = {kind.code: told for kind, told in STATUSES.items()}
    codes |= {code: (status, HTTPStatus(status).phrase) for status, (code, _) in HTTP_CODES.items()}
    return codes | {"not_ready": (503, "Not ready"), "internal_error": (500, "Internal error")}


def _of_ours(error: EvaluatorError) -> Problem:
    status, title = next((STATUSES[kind] for kind in type(error).__mro__ if kind in STATUSES), (500, "Internal error"))
    return Problem(
        status,
        title,
        error.message,
        error.code,
        faults=error.faults,
        near=error.near if isinstance(error, errors.QuestionUnknown) else (),
        speakers=error.speakers if isinstance(error, errors.SpeakerUnclear) else (),
        headers=_HEADERS.get(status),
    )


def _of_validation(error: ValidationException) -> Problem:
    found = error.extra if isinstance(error.extra, list) else []
    named = ((one.get("key", "data"), one["message"]) for one in found)
    faults = tuple(f"{_SENT_AS.get(key, key)}: {_in_plain_words(message)}" for key, message in named)
    detail = "The request has a fault." if len(faults) < 2 else f"The request has {len(faults)} faults."
    return Problem(422, "The request is not valid", detail, "request_invalid", faults=faults)


def _in_plain_words(fault: str) -> str:
    """What was found by the framework, without the names of our own classes and arguments."""
    if fault == "'data'":
        return "There is nothing in it"
    if fault.startswith("Unsupported type"):
        return "Was sent more than once, or as something else than a file"
    return "Input should be an object" if " or instance of " in fault else fault
