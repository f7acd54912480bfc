"""Where checkpoints are sent to in tests: a place in memory, and a server on this machine."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime

from aiohttp import web

from evaluator.checkpoints.outbox import SendingFailed
from evaluator.domain.checkpoints import Checkpoint


@dataclass
class Box:
    """A place that takes what it is given, unless it has a `fault`."""

    name: str = "box"
    fault: str = ""
    taken: list[Checkpoint] = field(default_factory=list)

    async def send(self, checkpoint: Checkpoint, now: datetime) -> None:
        if self.fault:
            raise SendingFailed(self.fault)
        self.taken.append(checkpoint)


class Receiver:
    """A server that answers with one status after the other, the last one for ever."""

    def __init__(self, *statuses: int, silent: bool = False) -> None:
        self._statuses = list(statuses)
        self._silent = silent
        self.requests: list[tuple[str, str, dict[str, str], bytes]] = []
        self.address = ""

    async def answer(self, request: web.Request) -> web.Response:
        headers = {name.lower(): value for name, value in request.headers.items()}
        self.requests.append((request.method, request.raw_path, headers, await request.read()))
        if self._silent:
            await asyncio.Event().wait()
        status = self._statuses.pop(0) if len(self._statuses) > 1 else self._statuses[0]
        return web.Response(status=status, headers={"Location": "/elsewhere"} if status == 307 else {})


@asynccontextmanager
async def listening(receiver: Receiver) -> AsyncIterator[Receiver]:
    runner = web.ServerRunner(web.Server(receiver.answer), shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    host, port = runner.addresses[0][:2]
    receiver.address = f"http://{host}:{port}"
    try:
        yield receiver
    finally:
        await runner.cleanup()
