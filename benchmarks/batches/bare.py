"""Run as `python -m benchmarks.batches.bare FILE --base-url URL --work FOLDER ...`: the yardstick.

What a careful afternoon makes of the official SDK: a semaphore, `asyncio.gather`, the SDK's own retries and parsing,
and a row of SQLite for each answer, so that it can be run again. No guards, no check of quotes, no ledger, no pacing.
"""

import argparse
import asyncio
import json
import sqlite3
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

from openai import AsyncOpenAI
from pydantic import BaseModel, create_model

from benchmarks.batches.stopwatch import Stopwatch, peak_memory_mb, say

PROMPT = """\
Question: {question}
Expected points:
{points}
Say for each point whether the answer covers it: covered or missed, with the words that show it.
Answer:
{answer}"""


class Point(BaseModel):
    """What is said about one point."""

    evidence: list[str]
    reason: str
    verdict: Literal["covered", "missed"]


def form_for(points: list[Mapping[str, str]]) -> type[BaseModel]:
    """The reply asked for: a Point for each id."""
    fields: Any = {point["id"]: (Point, ...) for point in points}
    return create_model("Reply", points=(create_model("Points", **fields), ...))


def record_in(folder: Path) -> sqlite3.Connection:
    """A table with a row for each answer judged."""
    record = sqlite3.connect(folder / "bare.db", isolation_level=None)
    record.execute("PRAGMA journal_mode = wal")
    record.execute("PRAGMA synchronous = normal")
    record.execute("CREATE TABLE IF NOT EXISTS judged (id TEXT PRIMARY KEY, body TEXT)")
    return record


async def run(given: argparse.Namespace) -> None:
    """Judge all that is not in the record, and report."""
    watch = Stopwatch()
    rows = [json.loads(line) for line in given.answers.read_text(encoding="utf-8").splitlines()]
    record = record_in(given.work)
    done = {name for (name,) in record.execute("SELECT id FROM judged")}
    form = form_for(rows[0]["points"])
    client = AsyncOpenAI(base_url=given.base_url, api_key="none", timeout=given.deadline_s)
    gate = asyncio.Semaphore(given.in_flight)
    used = {"input_tokens": 0, "output_tokens": 0}

    async def judge(row: Mapping[str, Any]) -> None:
        points = "\n".join(f"{point['id']}: {point['text']}" for point in row["points"])
        prompt = PROMPT.format(question=row["question"], points=points, answer=row["answer"])
        async with gate:
            reply = await client.chat.completions.parse(
                model="judge", messages=[{"role": "user", "content": prompt}], response_format=form
            )
        parsed = reply.choices[0].message.parsed
        assert parsed is not None
        assert reply.usage is not None
        used["input_tokens"] += reply.usage.prompt_tokens
        used["output_tokens"] += reply.usage.completion_tokens
        record.execute("INSERT INTO judged VALUES (?, ?)", (row["id"], parsed.model_dump_json()))

    watch.mark("setup")
    await asyncio.gather(*(judge(row) for row in rows if row["id"] not in done), return_exceptions=True)
    watch.mark("run")
    (kept,) = record.execute("SELECT count(*) FROM judged").fetchone()
    say(watch.phases | used | {"memory_mb": peak_memory_mb(), "scored": kept, "lost": len(rows) - kept, "twice": 0})


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("answers", type=Path)
    parser.add_argument("--base-url", required=True)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--in-flight", type=int, default=64)
    parser.add_argument("--deadline-s", type=float, default=60.0)
    asyncio.run(run(parser.parse_args()))
