"""What judging one answer costs besides the model: `POST /api/judgements` beside the same calls by the bare SDK.

The judge answers at once from another process on this machine; everything else is real: HTTP, access, prompt, quotes
checked, guards, the record with its ledger entry in SQLite. The bare SDK sends the very messages that the service sent.
Run as `python -m benchmarks.judge_one [--requests N]`; takes well under a minute.
"""

import argparse
import asyncio
import json
import os
import platform
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles
from typing import Any

import aiohttp
from openai import AsyncOpenAI, DefaultAioHttpClient

from benchmarks.endpoint import Script
from benchmarks.endpoint.replies import ids_in, prompt_of

IN_FLIGHT = 16
TOKEN = "benchmark-token-of-no-worth-0123456789"
QUESTION = "caching"
POINTS = {
    "fast-storage-of-frequent-data": ["a cache keeps the data we read most in memory, close to the process"],
    "improves-response-time": ["the page went from about eight hundred milliseconds to under a hundred"],
    "in-memory-cache": ["In my last project we put Redis in front of a slow query for product prices"],
}
SAID = (
    "So a cache keeps the data we read most in memory, close to the process, so a page does not have to ask "
    "the database each time. In my last project we put Redis in front of a slow query for product prices, and "
    "the page went from about eight hundred milliseconds to under a hundred, because most reads never reached "
    "Postgres any more. Um, for pictures and scripts we set the cache headers and pushed them to a CDN, so "
    "they come from somewhere near the user. You have to think about expiry though: we kept prices for sixty "
    "seconds and deleted the key when somebody edited a product, because stale prices are worse than slow "
    "ones. I would also watch the hit rate from day one, we only noticed a bad key by accident when somebody "
    "looked at the memory graph on a Monday morning after the sale."
)

TEXT = {"type": "string"}
POINT = {"properties": {"evidence": TEXT, "reason": TEXT, "verdict": TEXT}}
"""What is asked about each point."""

Call = Callable[[int], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Figures:
    """Latencies one at a time, in milliseconds, and judgements a second with IN_FLIGHT at once."""

    p50: float
    p99: float
    per_second: float


async def measure(call: Call, requests: int) -> Figures:
    """Warm up, then measure one at a time, then many at once. Every call judges an answer of its own."""
    for number in range(20):
        await call(number)
    singles = []
    for number in range(100, 100 + requests):
        began = time.perf_counter()
        await call(number)
        singles.append((time.perf_counter() - began) * 1000)
    numbers = iter(range(100_000, 100_000 + 2 * requests))

    async def worker() -> None:
        for number in numbers:
            await call(number)

    began = time.perf_counter()
    await asyncio.gather(*(worker() for _ in range(IN_FLIGHT)))
    rate = 2 * requests / (time.perf_counter() - began)
    return Figures(median(singles), quantiles(singles, n=100)[98], rate)


def said(number: int) -> str:
    """An answer of about 160 words that no other number has."""
    return f"{SAID} That was in project {number}."


@contextmanager
def running(command: list[str], **environment: str) -> Iterator[subprocess.Popen[str]]:
    """A process of ours, ended at the end."""
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=os.environ | environment) as process:
        try:
            yield process
        finally:
            process.terminate()


def free_port() -> int:
    """A port of loopback that nobody uses."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


async def ready(session: aiohttp.ClientSession, url: str) -> None:
    """Wait until the service answers, at most 30 seconds."""
    until = time.monotonic() + 30
    while time.monotonic() < until:
        try:
            async with session.get(f"{url}/health/ready") as response:
                if response.status == 200:
                    return
        except aiohttp.ClientError:
            pass
        await asyncio.sleep(0.1)
    raise SystemExit("The service did not start within 30 seconds.")


async def through_service(url: str, requests: int) -> tuple[Figures, list[dict[str, str]]]:
    """The figures of the service, and the messages it sent for one answer."""
    headers = {"Authorization": f"Bearer {TOKEN}"}
    async with aiohttp.ClientSession(headers=headers) as session:
        await ready(session, url)

        async def post(number: int) -> dict[str, object]:
            body = {"question_id": QUESTION, "answer": said(number), "candidate": f"C-{number}"}
            async with session.post(f"{url}/api/judgements", json=body) as response:
                judgement: dict[str, object] = await response.json()
            if response.status != 201 or judgement["status"] != "scored":
                raise SystemExit(f"Not judged: {response.status} {json.dumps(judgement)[:300]}")
            return judgement

        async def call(number: int) -> None:
            await post(number)

        figures = await measure(call, requests)
        provenance = (await post(7))["provenance"]
        assert isinstance(provenance, dict)
        return figures, list(provenance["sent"])


async def bare(endpoint: str, messages: list[Any], requests: int) -> Figures:
    """The figures of the bare SDK with the same messages: one request, the reply parsed, nothing kept."""
    ids = ids_in(prompt_of({"messages": messages}))
    shape = {"properties": {"points": {"type": "object", "properties": dict.fromkeys(ids, POINT)}}}
    form: Any = {"type": "json_schema", "json_schema": {"name": "points", "schema": shape}}
    async with AsyncOpenAI(base_url=endpoint, api_key="none", http_client=DefaultAioHttpClient()) as client:

        async def call(number: int) -> None:
            last = messages[-1]["content"].replace("project", f"project {number}")
            reply = await client.chat.completions.create(
                model="scripted",
                messages=[*messages[:-1], messages[-1] | {"content": last}],
                temperature=0,
                response_format=form,
            )
            json.loads(reply.choices[0].message.content or "")

        return await measure(call, requests)


async def compare(requests: int) -> None:
    """Measure both in one run and print them side by side."""
    with (
        tempfile.TemporaryDirectory() as home,
        running([sys.executable, "-m", "benchmarks.endpoint", "--script", Script(POINTS).to_json()]) as scripted,
    ):
        assert scripted.stdout is not None
        endpoint = f"http://127.0.0.1:{scripted.stdout.readline().strip()}/v1"
        port = free_port()
        service = running(
            [sys.executable, "-m", "evaluator", "serve", "--port", str(port)],
            EVALUATOR_DATA_DIR=str(Path(home) / "var"),
            EVALUATOR_ADMIN_TOKEN=TOKEN,
            EVALUATOR_LLM_BASE_URL=endpoint,
            EVALUATOR_LLM_MODEL="scripted",
            EVALUATOR_LLM_REPLY_FORMAT="json_schema",
            EVALUATOR_LOG_LEVEL="warning",
        )
        with service:
            ours, messages = await through_service(f"http://127.0.0.1:{port}", requests)
        theirs = await bare(endpoint, messages, requests)
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, {requests} requests")
    print(f"{'':34}{'p50 ms':>9}{'p99 ms':>9}{f'per s, {IN_FLIGHT} at once':>20}")
    for name, figures in (("POST /api/judgements", ours), ("bare SDK, nothing kept", theirs)):
        print(f"{name:34}{figures.p50:9.2f}{figures.p99:9.2f}{figures.per_second:20.0f}")
    ratios = (ours.p50 / theirs.p50, ours.p99 / theirs.p99, ours.per_second / theirs.per_second)
    print("{:34}{:9.2f}{:9.2f}{:20.2f}".format("ratio", *ratios))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--requests", type=int, default=300)
    asyncio.run(compare(parser.parse_args().requests))
