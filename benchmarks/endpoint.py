"""A scripted OpenAI-compatible endpoint on loopback that answers at once: what is left is the caller's own cost.

Every point named in `--credit` is called covered with the answer's first words as its quote, every other one missed.
Run as `python -m benchmarks.endpoint --credit id ...`; prints its port, then serves until it is ended.
"""

import argparse
import asyncio
import json
import re

from aiohttp import web

QUOTED_WORDS = 8
ANSWER = re.compile(r"^\[.*\]$", re.MULTILINE)


def reply_text(request: dict[str, object], credited: frozenset[str]) -> str:
    """The model's words: a claim for each id that the request's schema asks for."""
    messages = request["messages"]
    assert isinstance(messages, list)
    found = ANSWER.search(str(messages[-1]["content"]))
    turns = json.loads(found[0]) if found else [""]
    quote = " ".join(str(turns[0]).split()[:QUOTED_WORDS])
    wanted = request["response_format"]["json_schema"]["schema"]["properties"]["points"]["required"]  # type: ignore[index]
    points = {
        name: {"evidence": [quote], "reason": "The answer says so.", "verdict": "covered"}
        if name in credited
        else {"evidence": [], "reason": "Nothing in the answer says so.", "verdict": "missed"}
        for name in wanted
    }
    return json.dumps({"points": points})


def completion(request: dict[str, object], credited: frozenset[str]) -> dict[str, object]:
    """The body of a chat completion."""
    text = reply_text(request, credited)
    usage = {"prompt_tokens": 600, "completion_tokens": len(text) // 4, "total_tokens": 600 + len(text) // 4}
    choice = {"index": 0, "message": {"role": "assistant", "content": text}, "finish_reason": "stop"}
    return {
        "id": "chatcmpl-0",
        "object": "chat.completion",
        "created": 0,
        "model": "scripted",
        "choices": [choice],
        "usage": usage,
    }


async def serve(credited: frozenset[str]) -> None:
    """Serve on a free port of loopback, and print which."""

    async def handle(request: web.Request) -> web.Response:
        return web.json_response(completion(await request.json(), credited))

    app = web.Application()
    app.router.add_post("/v1/chat/completions", handle)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    print(runner.addresses[0][1], flush=True)
    await asyncio.Event().wait()


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--credit", nargs="*", default=[])
    asyncio.run(serve(frozenset(parser.parse_args().credit)))
