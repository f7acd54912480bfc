"""Lets respx answer the OpenAI SDK, which speaks httpx2: `respx.mock(using=Httpx2Mocker.name)`.

A route's side effect may raise httpx2's own exceptions; they arrive without
respx's own in their chain, as from a transport.
"""

from collections.abc import Callable, Iterator
from typing import ClassVar

import httpx
import httpx2
import pytest
import respx
from respx.mocks import Mocker


class Httpx2Mocker(Mocker):
    """Puts respx's routes in the place of whatever transport an httpx2 client has."""

    name = "httpx2"
    targets: ClassVar[list[str]] = ["httpx2._client.AsyncClient"]
    target_methods: ClassVar[list[str]] = ["_transport_for_url"]

    @classmethod
    def mock(cls, spec: object) -> Callable[..., httpx2.AsyncBaseTransport]:
        """What stands in for the method that picks a transport."""

        def transport_for_url(_client: httpx2.AsyncClient, _url: httpx2.URL) -> httpx2.AsyncBaseTransport:
            return httpx2.MockTransport(cls._answer)

        return transport_for_url

    @classmethod
    async def _answer(cls, request: httpx2.Request) -> httpx2.Response:
        asked = httpx.Request(
            request.method, str(request.url), headers=request.headers.raw, content=await request.aread()
        )
        try:
            answer = await cls.async_handler(asked)
        except httpx2.TransportError as error:
            raise error from None
        return httpx2.Response(answer.status_code, headers=answer.headers.raw, content=await answer.aread())


@pytest.fixture
def router() -> Iterator[respx.MockRouter]:
    """Where endpoints are put; an address that has none fails loudly."""
    with respx.mock(using=Httpx2Mocker.name, assert_all_called=False) as router:
        yield router
