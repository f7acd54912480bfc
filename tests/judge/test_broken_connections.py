"""Endpoints on loopback that break off, keep silent or drip: the transport is real, the verdict on it is ours."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, closing, suppress
from dataclasses import replace

import pytest

from evaluator.domain.judgements import Reason
from evaluator.judge.chat import ChatClient
from evaluator.judge.config import Limits, Timeouts
from evaluator.judge.exchange import ChatFailed
from evaluator.judge.pacing import Pacing
from tests.judge.endpoints import CONFIG, REQUEST

Serve = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]
HEAD = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 1000\r\n\r\n"


async def hang_up(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.transport.abort()


async def send_half(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.write(HEAD + b'{"choices": [')
    await writer.drain()


async def keep_silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.read()


async def drip(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.write(HEAD)
    while True:
        writer.write(b" ")
        await writer.drain()
        await asyncio.sleep(0.005)


@asynccontextmanager
async def serving(serve: Serve) -> AsyncIterator[str]:
    """A server that has read a request's head and then behaves as told; yields its base URL."""
    answering: set[asyncio.Task[None]] = set()

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError), closing(writer):
            await reader.readuntil(b"\r\n\r\n")
            await serve(reader, writer)

    def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        answering.add(asyncio.create_task(answer(reader, writer)))

    async with await asyncio.start_server(connected, "127.0.0.1", 0) as server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/v1"
        for task in answering:
            task.cancel()
        await asyncio.gather(*answering, return_exceptions=True)


async def failure_at(base_url: str, timeouts: Timeouts) -> ChatFailed:
    config = replace(CONFIG, base_url=base_url, timeouts=timeouts, limits=Limits(attempts=1))
    client = ChatClient(config, pacing=Pacing(config.limits))
    try:
        with pytest.raises(ChatFailed) as caught:
            await client.complete(REQUEST)
    finally:
        await client.aclose()
    return caught.value


@pytest.mark.parametrize(
    ("serve", "timeouts", "reason", "outcome"),
    [
        pytest.param(hang_up, Timeouts(), Reason.ENDPOINT_UNREACHABLE, "connection", id="hangs up"),
        pytest.param(send_half, Timeouts(), Reason.ENDPOINT_UNREACHABLE, "connection", id="breaks off"),
        pytest.param(keep_silent, Timeouts(read=0.05), Reason.ENDPOINT_TIMEOUT, "timeout", id="keeps silent"),
        pytest.param(drip, Timeouts(read=1.0, total=0.1), Reason.ENDPOINT_TIMEOUT, "timeout", id="drips"),
    ],
)
async def test_a_broken_connection_is_told_from_a_slow_endpoint(
    serve: Serve, timeouts: Timeouts, reason: Reason, outcome: str
) -> None:
    async with serving(serve) as base_url:
        failure = await failure_at(base_url, timeouts)
    assert failure.unscored.reason is reason
    assert [attempt.outcome for attempt in failure.attempts] == [outcome]


async def test_a_port_where_nobody_listens_is_unreachable(unused_tcp_port: int) -> None:
    failure = await failure_at(f"http://127.0.0.1:{unused_tcp_port}/v1", Timeouts())
    assert failure.unscored.reason is Reason.ENDPOINT_UNREACHABLE
