"""What goes over the wire, seen by a server on loopback."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass, field, replace

import pytest

from evaluator.judge.body import HttpReply
from evaluator.judge.wire import Wire
from tests.judge.endpoints import CONFIG

OK = b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nhi"
MOVED = b"HTTP/1.1 307 Moved\r\ncontent-length: 0\r\nlocation: /elsewhere\r\n\r\n"


@dataclass
class Server:
    """Gives the same reply to every request, and keeps what was asked."""

    reply: bytes
    base_url: str = ""
    asked: list[bytes] = field(default_factory=list)

    @asynccontextmanager
    async def serving(self) -> AsyncIterator["Server"]:
        """While it listens."""
        done = asyncio.Event()

        async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            with closing(writer):
                head = await reader.readuntil(b"\r\n\r\n")
                length = head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0]
                self.asked.append(head + await reader.readexactly(int(length or 0)))
                writer.write(self.reply)
                await writer.drain()
                await done.wait()

        async with await asyncio.start_server(answer, "127.0.0.1", 0) as server:
            self.base_url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/v1"
            yield self
            done.set()


async def posted(base_url: str) -> HttpReply:
    wire = Wire(replace(CONFIG, base_url=base_url))
    try:
        return await wire.post("/chat/completions", {"größer": [1, None]})
    finally:
        await wire.aclose()


async def test_fields_go_as_compact_json_with_the_key() -> None:
    async with Server(OK).serving() as server:
        reply = await posted(server.base_url)
    head, _, body = server.asked[0].partition(b"\r\n\r\n")
    first, *headers = head.decode().split("\r\n")
    assert (reply.status, reply.body) == (200, "hi")
    assert first == "POST /v1/chat/completions HTTP/1.1"
    assert body.decode() == '{"größer":[1,null]}'
    assert {"Authorization: Bearer sk-secret", "Content-Type: application/json"} < set(headers)


async def test_a_redirect_is_not_followed() -> None:
    async with Server(MOVED).serving() as server:
        assert (await posted(server.base_url)).status == 307
    assert len(server.asked) == 1


async def test_requests_go_by_the_proxy_that_the_environment_names(monkeypatch: pytest.MonkeyPatch) -> None:
    async with Server(OK).serving() as server:
        monkeypatch.setenv("http_proxy", server.base_url.removesuffix("/v1"))
        monkeypatch.setenv("no_proxy", "inside.example")
        assert (await posted("http://llm.example/v1")).body == "hi"
    assert server.asked[0].startswith(b"POST http://llm.example/v1/chat/completions HTTP/1.1\r\n")
