"""Requests to one OpenAI-compatible endpoint and what comes back. The only module that knows the SDK.

The SDK carries them and nothing more: retries, parsing and time limits are this package's own.
"""

import ssl
from collections.abc import Awaitable, Mapping
from typing import BinaryIO

from evaluator.errors import SettingsInvalid
from evaluator.judge.body import HttpReply
from evaluator.judge.certificates import unread
from evaluator.judge.config import JudgeConfig
from evaluator.judge.endpoint import Endpoint, endpoint_of
from evaluator.judge.faults import Faulted, connection_fault, timeout_fault, unreadable_fault

with unread():
    # aiohttp, its transport, makes two contexts for TLS as it is imported. What checks certificates here is made below.
    from openai import (
        APIConnectionError,
        APIStatusError,
        APITimeoutError,
        AsyncOpenAI,
        DefaultAioHttpClient,
        HttpxBinaryResponseContent,
        Omit,
        RequestOptions,
        Timeout,
    )


class Wire:
    """The connections to one endpoint; close it with `aclose`.

    Every method raises Faulted where no reply came at all; what came is given as it is, whatever its status. Raises
    SettingsInvalid for a base URL or a key that cannot be used.
    """

    def __init__(self, config: JudgeConfig) -> None:
        endpoint = endpoint_of(config)
        self._headers = _headers(config, endpoint)
        self._sdk = _sdk(config, endpoint)

    async def post(self, path: str, fields: Mapping[str, object]) -> HttpReply:
        """Send fields as they are: the SDK's typed methods would walk through every one, at a quarter of the cost."""
        post = self._sdk.post(path, cast_to=HttpxBinaryResponseContent, body=fields, options={"headers": self._headers})
        return await _heard(_sent(post))

    async def get(self, path: str, query: Mapping[str, object]) -> HttpReply:
        """Ask for what is there."""
        options: RequestOptions = {"headers": self._headers, "params": query}
        return await _heard(_sent(self._sdk.get(path, cast_to=HttpxBinaryResponseContent, options=options)))

    async def delete(self, path: str) -> HttpReply:
        """Have something deleted."""
        options: RequestOptions = {"headers": self._headers}
        return await _heard(_sent(self._sdk.delete(path, cast_to=HttpxBinaryResponseContent, options=options)))

    async def upload(self, path: str, name: str, content: BinaryIO) -> HttpReply:
        """Send a file of requests, read as it goes out."""
        options: RequestOptions = {"headers": {**self._headers, "Content-Type": "multipart/form-data"}}
        fields, files = {"purpose": "batch"}, [("file", (name, content))]
        post = self._sdk.post(path, cast_to=HttpxBinaryResponseContent, body=fields, files=files, options=options)
        return await _heard(_sent(post))

    async def download(self, file_id: str, into: BinaryIO) -> HttpReply:
        """Write a file's content as it comes in. The reply has no body, unless it is an error's."""

        async def poured() -> HttpReply:
            content = self._sdk.files.with_streaming_response.content
            async with content(file_id, extra_headers=self._headers) as response:
                async for data in response.iter_bytes():
                    into.write(data)
                return HttpReply(response.status_code, response.headers, "")

        return await _heard(poured())

    async def aclose(self) -> None:
        """Close the connections."""
        await self._sdk.close()


async def _heard(sending: Awaitable[HttpReply]) -> HttpReply:
    try:
        return await sending
    except APIStatusError as error:
        return _reply(HttpxBinaryResponseContent(error.response))
    except APIConnectionError as error:
        raise Faulted(timeout_fault() if _is_late(error) else connection_fault()) from None
    except Exception:
        # The SDK reads an error's body in whatever character set the endpoint names, and fails in as many ways.
        raise Faulted(unreadable_fault()) from None


async def _sent(sending: Awaitable[HttpxBinaryResponseContent]) -> HttpReply:
    return _reply(await sending)


def _reply(content: HttpxBinaryResponseContent) -> HttpReply:
    response = content.response
    return HttpReply(response.status_code, response.headers, response.content.decode("utf-8-sig", "replace"))


def _sdk(config: JudgeConfig, endpoint: Endpoint) -> AsyncOpenAI:
    """The SDK, without retries and redirects: an answer goes to the host in the settings and to no other."""
    limits = config.timeouts
    return AsyncOpenAI(
        api_key=config.key or "none",
        base_url=endpoint.url,
        default_query=dict(endpoint.query),
        max_retries=0,
        timeout=Timeout(limits.read, connect=limits.connect, pool=None),
        http_client=DefaultAioHttpClient(follow_redirects=False, verify=_trusted(endpoint)),
    )


def _trusted(endpoint: Endpoint) -> ssl.SSLContext | bool:
    """Whose certificates are believed: nobody's where none is shown, since reading them all takes its time."""
    return True if endpoint.url.startswith("https:") else ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


def _headers(config: JudgeConfig, endpoint: Endpoint) -> Mapping[str, str | Omit]:
    """The headers of every request: the key where the endpoint wants it, and nothing from the SDK's own environment."""
    if not config.key.isascii() or not config.key.isprintable():
        raise SettingsInvalid(
            f"The key of judge {config.name} holds characters that cannot be sent; look for a line break at its end."
        )
    headers: dict[str, str | Omit] = {"OpenAI-Organization": Omit(), "OpenAI-Project": Omit()}
    if endpoint.key_header or not config.key:
        headers["Authorization"] = Omit()
    if endpoint.key_header and config.key:
        headers[endpoint.key_header] = config.key
    return headers


def _is_late(error: APIConnectionError) -> bool:
    """Whether it was time that ran out: the aiohttp transport reports every broken connection as a time-out too."""
    if not isinstance(error, APITimeoutError) or error.__cause__ is None:
        return False
    origin = error.__cause__.__cause__
    return origin is None or isinstance(origin, TimeoutError)
