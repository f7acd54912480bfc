"""Requests to one OpenAI-compatible endpoint and what comes back. The only module that talks to endpoints.

It carries them and nothing more: retries, parsing and time limits have their own.
"""

import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import BinaryIO
from urllib.parse import urlencode, urlsplit
from urllib.request import getproxies, proxy_bypass

from aiohttp import ClientError, ClientResponse, ClientSession, ClientTimeout, DummyCookieJar, FormData, TCPConnector

from evaluator.errors import SettingsInvalid
from evaluator.judge.body import HttpReply
from evaluator.judge.config import JudgeConfig
from evaluator.judge.endpoint import Endpoint, endpoint_of
from evaluator.judge.faults import Faulted, connection_fault, timeout_fault, unreadable_fault

IDLE_S = 4.0
"""How long a connection may rest before it is closed: many servers close theirs after five seconds, and a request on
its way meanwhile is lost."""

PIECE = 65_536
"""Bytes of a file written at a time."""


class Wire:
    """The connections to one endpoint, opened with the first request; close them with `aclose`.

    Every method raises Faulted where no reply came at all; what came is given as it is, whatever its status. Raises
    SettingsInvalid for a base URL or a key that cannot be used. Redirects are not followed: an answer goes to the host
    in the settings and to no other.
    """

    def __init__(self, config: JudgeConfig) -> None:
        self._endpoint = endpoint_of(config)
        self._headers = _headers(config, self._endpoint)
        self._proxy = _proxy_to(self._endpoint.url)
        self._limits = ClientTimeout(sock_connect=config.timeouts.connect, sock_read=config.timeouts.read)
        self._session: ClientSession | None = None

    async def post(self, path: str, fields: Mapping[str, object]) -> HttpReply:
        """Send fields as they are."""
        return await self._exchange("POST", path, fields=fields)

    async def get(self, path: str, query: Mapping[str, object]) -> HttpReply:
        """Ask for what is there."""
        return await self._exchange("GET", path, query=query)

    async def delete(self, path: str) -> HttpReply:
        """Have something deleted."""
        return await self._exchange("DELETE", path)

    async def upload(self, path: str, name: str, content: BinaryIO) -> HttpReply:
        """Send a file of requests, read as it goes out."""
        form = FormData({"purpose": "batch"})
        form.add_field("file", content, filename=name, content_type="application/octet-stream")
        return await self._exchange("POST", path, form=form)

    async def download(self, file_id: str, into: BinaryIO) -> HttpReply:
        """Write a file's content as it comes in. The reply has no body, unless it is an error's."""
        async with self._answered("GET", f"/files/{file_id}/content") as response:
            if response.status >= 300:
                return await _reply(response)
            async for data in response.content.iter_chunked(PIECE):
                into.write(data)
            return HttpReply(response.status, response.headers, "")

    async def aclose(self) -> None:
        """Close the connections."""
        if self._session is not None:
            await self._session.close()

    async def _exchange(
        self,
        method: str,
        path: str,
        *,
        query: Mapping[str, object] | None = None,
        fields: Mapping[str, object] | None = None,
        form: FormData | None = None,
    ) -> HttpReply:
        async with self._answered(method, path, query=query, fields=fields, form=form) as response:
            return await _reply(response)

    @asynccontextmanager
    async def _answered(
        self,
        method: str,
        path: str,
        *,
        query: Mapping[str, object] | None = None,
        fields: Mapping[str, object] | None = None,
        form: FormData | None = None,
    ) -> AsyncIterator[ClientResponse]:
        if self._session is None:
            self._session = ClientSession(
                # How many requests there are at once is the gate's to say.
                connector=TCPConnector(limit=0, keepalive_timeout=IDLE_S),
                headers=self._headers,
                timeout=self._limits,
                cookie_jar=DummyCookieJar(),
                json_serialize=_written,
            )
        asked = urlencode({**self._endpoint.query, **(query or {})})
        url = f"{self._endpoint.url}{path}{'?' if asked else ''}{asked}"
        try:
            async with self._session.request(
                method, url, json=fields, data=form, allow_redirects=False, proxy=self._proxy
            ) as response:
                yield response
        except TimeoutError:
            raise Faulted(timeout_fault()) from None
        except (ClientError, ConnectionError):
            raise Faulted(connection_fault()) from None
        except Exception:
            # What else a library that reads a stranger's bytes may come upon is this one request's fault.
            raise Faulted(unreadable_fault()) from None


async def _reply(response: ClientResponse) -> HttpReply:
    return HttpReply(response.status, response.headers, (await response.read()).decode("utf-8-sig", "replace"))


def _written(fields: object) -> str:
    return json.dumps(fields, ensure_ascii=False, separators=(",", ":"))


def _proxy_to(url: str) -> str | None:
    """The way out that the environment or the system names for this address, None for straight on."""
    parts = urlsplit(url)
    return None if proxy_bypass(parts.netloc) else getproxies().get(parts.scheme)


def _headers(config: JudgeConfig, endpoint: Endpoint) -> Mapping[str, str]:
    """The headers of every request: the key where the endpoint wants it."""
    if not config.key.isascii() or not config.key.isprintable():
        raise SettingsInvalid(
            f"The key of judge {config.name} holds characters that cannot be sent; look for a line break at its end."
        )
    headers = {"Accept": "application/json", "User-Agent": "evaluator"}
    if config.key:
        name, scheme = (endpoint.key_header, "") if endpoint.key_header else ("Authorization", "Bearer ")
        headers[name] = scheme + config.key
    return headers
