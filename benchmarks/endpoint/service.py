"""The scripted endpoint on loopback."""

import asyncio

from aiohttp import web

from benchmarks.endpoint.script import Script
from benchmarks.endpoint.scripted import ScriptedEndpoint

WAITING = 1_024
"""Connections that may wait to be accepted."""


def application(endpoint: ScriptedEndpoint) -> web.Application:
    """Chat completions, and what was counted at /counts."""

    async def complete(request: web.Request) -> web.Response:
        response = await endpoint.answer(await request.json())
        if response.body is None and request.transport is not None:
            request.transport.abort()
        return web.Response(
            status=response.status,
            headers=response.headers,
            body=(response.body or "").encode(),
            content_type="application/json",
        )

    async def counts(_request: web.Request) -> web.Response:
        return web.Response(text=endpoint.counts.to_json(), content_type="application/json")

    served = web.Application()
    served.router.add_post("/v1/chat/completions", complete)
    served.router.add_get("/counts", counts)
    return served


async def serve(script: Script) -> None:
    """Serve on a free port of loopback, and print which."""
    runner = web.AppRunner(application(ScriptedEndpoint(script)), access_log=None, handler_cancellation=True)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0, backlog=WAITING).start()
    print(runner.addresses[0][1], flush=True)
    await asyncio.Event().wait()
