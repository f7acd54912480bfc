"""Lets respx answer what `evaluator.judge.wire` sends: `respx.mock(using=WireMocker.name)`.

All is real but aiohttp's session. A route's side effect may raise httpx's exceptions; they arrive as aiohttp's own.
"""

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from typing import Any, ClassVar

import aiohttp
import httpx
from multidict import CIMultiDict
from respx.mocks import Mocker

FAILURES: Mapping[type[Exception], Exception] = {
    httpx.TimeoutException: aiohttp.SocketTimeoutError(),
    httpx.TransportError: aiohttp.ServerDisconnectedError(),
}
"""How aiohttp says what httpx says, the closer kind first."""


class Content:
    """The body of a reply as it comes in."""

    def __init__(self, body: bytes) -> None:
        self._body = body

    async def iter_chunked(self, size: int) -> AsyncIterator[bytes]:
        """The body, piece by piece."""
        for start in range(0, len(self._body), size):
            yield self._body[start : start + size]


class Response:
    """A reply as aiohttp gives it."""

    def __init__(self, answer: httpx.Response) -> None:
        self.status = answer.status_code
        self.headers = CIMultiDict(answer.headers.multi_items())
        self.content = Content(answer.content)
        self._body = answer.content

    async def read(self) -> bytes:
        """The whole body."""
        return self._body


class Session:
    """What stands in for aiohttp's session: it asks respx."""

    def __init__(self, *, headers: Mapping[str, str], json_serialize: Callable[[object], str], **_options: Any) -> None:
        self._headers = headers
        self._serialize = json_serialize

    @asynccontextmanager
    async def request(
        self, method: str, url: str, *, json: object, data: aiohttp.FormData | None, **_options: Any
    ) -> AsyncIterator[Response]:
        """Give the request to respx and its answer back."""
        asked = httpx.Request(method, url, headers=dict(self._headers), content=await self._body(json, data))
        try:
            answer = await WireMocker.async_handler(asked)
            await answer.aread()
        except httpx.TransportError as error:
            raise next(said for kind, said in FAILURES.items() if isinstance(error, kind)) from None
        yield Response(answer)

    async def close(self) -> None:
        """There is nothing to close."""

    async def _body(self, json: object, data: aiohttp.FormData | None) -> bytes:
        if data is not None:
            return await data().as_bytes()
        return b"" if json is None else self._serialize(json).encode()


class WireMocker(Mocker):
    """Puts respx's routes in the place of the session that a wire opens."""

    name = "wire"
    targets: ClassVar[list[str]] = ["evaluator.judge.wire"]
    target_methods: ClassVar[list[str]] = ["ClientSession"]

    @classmethod
    def mock(cls, spec: object) -> type[Session]:
        """What stands in for aiohttp's session."""
        return Session
