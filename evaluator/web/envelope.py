"""The outermost layer: an id, the security headers, one log line and one count for every request.

One hand-written ASGI layer, because each of the framework's own costs more than all of this.
"""

import os
import time
from collections.abc import Callable, Collection, Mapping
from http import HTTPStatus
from typing import Any

import structlog
from litestar.enums import ScopeType
from litestar.types import ASGIApp, Message, Receive, Scope, Send

POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_HEADERS = [
    (b"content-security-policy", POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"same-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
]
_PRIVATE = (b"cache-control", b"no-store")
"""What people said is private: nothing is kept by browsers or proxies unless a response says otherwise."""

_ID = "evaluator_request_id"
UNMATCHED = "(none)"
"""The route of a request for an address that does not exist."""

KNOWN_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT"})
UNKNOWN_METHOD = "(other)"
"""What every other method counts as: strangers may send any word for one, and each would be a series of its own."""

_log = structlog.get_logger()

Count = Callable[[str, str, int], None]
"""Told of each finished request: method, route, status."""


def request_id(scope: Scope) -> str:
    """The id of a request, as it stands in the log and in `X-Request-ID`."""
    found: str = scope["state"].get(_ID, "")
    return found


class Envelope:
    """Wraps the service. The log line holds no query, header, cookie or body: they may hold secrets or words.

    `methods` are those of each route, by its template.
    """

    def __init__(self, app: ASGIApp, count: Count, methods: Mapping[str, Collection[str]]) -> None:
        self._app = app
        self._count = count
        self._methods = methods

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one connection."""
        if scope["type"] != ScopeType.HTTP:
            await self._app(scope, receive, send)
            return
        began = time.perf_counter()
        identifier = scope["state"][_ID] = os.urandom(8).hex()
        method, status = scope["method"], 500
        if method == "HEAD":
            # The handlers know GET only; what they say is the same without its body.
            scope["method"] = "GET"

        async def send_sealed(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                seal(message, identifier)
                if method == "OPTIONS" or status == HTTPStatus.METHOD_NOT_ALLOWED:
                    correct_allowed(message, self._methods.get(scope.get("path_template", ""), ()))
            elif message["type"] == "http.response.body" and method == "HEAD":
                message["body"] = b""
            await send(message)

        try:
            await self._app(scope, receive, send_sealed)
        finally:
            self._close(scope, method, status, (time.perf_counter() - began) * 1000)

    def _close(self, scope: Scope, method: str, status: int, elapsed_ms: float) -> None:
        route = scope.get("path_template") or UNMATCHED
        user: Any = scope.get("user")
        method = method if method in KNOWN_METHODS else UNKNOWN_METHOD
        self._count(method, route, status)
        _log.info(
            "request",
            method=method,
            route=route,
            status=status,
            ms=round(elapsed_ms, 1),
            user=user.name if user else None,
            request_id=request_id(scope),
        )


def correct_allowed(message: Any, methods: Collection[str]) -> None:
    """Have `Allow` name all methods there are: the framework names those that it came upon first, and never HEAD."""
    for place, (name, value) in enumerate(message["headers"]):
        if name == b"allow":
            named = {*methods, *value.decode().split(", ")}
            told = sorted(named | {"HEAD"} if "GET" in named else named)
            message["headers"][place] = (name, ", ".join(told).encode())


def seal(message: Any, identifier: str) -> None:
    """Add the headers every response carries to the message that begins it."""
    headers = message["headers"] = [*message.get("headers", ()), *_HEADERS, (b"x-request-id", identifier.encode())]
    if not any(name == b"cache-control" for name, _ in headers):
        headers.append(_PRIVATE)
