"""How long the running service takes for what people look at all day, asked one after the other over HTTP."""

import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median, quantiles
from typing import Any
from urllib.parse import urlencode

import aiohttp

from benchmarks.record.making import Made

WARM_UP = 3
NOT_THERE = (404, 422)
SEALED = 409


@dataclass(frozen=True, slots=True)
class Figures:
    """What one kind of request took, in milliseconds, and how many bytes came back on average.

    `busy_ms` is what processors did for it, in 19 of 20 times no more: what it would take on a machine that has nothing
    else to do, and has read what it needs from the disk before.
    """

    name: str
    asked_ms: float
    times: int
    p50_ms: float
    p95_ms: float
    worst_ms: float
    busy_ms: float
    bytes: int

    @property
    def is_met(self) -> bool:
        """Whether it is as quick as asked."""
        return self.p95_ms <= self.asked_ms


@dataclass
class Visitor:
    """Somebody with a token, and what their requests took since they last told."""

    session: aiohttp.ClientSession
    token: str = field(repr=False)
    spent_ms: Callable[[], float]
    took_ms: list[float] = field(default_factory=list)
    busy_ms: list[float] = field(default_factory=list)
    received: list[int] = field(default_factory=list)

    async def get(self, path: str, **query: str) -> tuple[int, bytes]:
        """Ask for that, measured: the status and the body."""
        address = f"{path}?{urlencode(query)}" if query else path
        busy, began = self.spent_ms(), time.perf_counter()
        async with self.session.get(address, headers=self.headers, allow_redirects=False) as response:
            body = await response.read()
        self.took_ms.append((time.perf_counter() - began) * 1000)
        self.busy_ms.append(self.spent_ms() - busy)
        self.received.append(len(body))
        if response.status >= 400 and response.status not in (*NOT_THERE, SEALED):
            raise SystemExit(f"{address}: {response.status} {body[:300].decode(errors='replace')}")
        return response.status, body

    async def look(self, path: str, query: Mapping[str, str]) -> dict[str, Any]:
        """Ask for that, not measured: what the JSON says."""
        async with self.session.get(path, params=query, headers=self.headers) as response:
            found: dict[str, Any] = await response.json()
            return found

    async def post(self, path: str, body: Mapping[str, Any]) -> None:
        """Say that; nobody measures how long it takes."""
        async with self.session.post(path, json=body, headers=self.headers) as response:
            if response.status >= 400:
                raise SystemExit(f"{path}: {response.status} {(await response.text())[:300]}")

    def figures(self, name: str, asked_ms: float) -> Figures:
        """What the requests took since this was last asked, those to warm up left out."""
        took, busy, received = self.took_ms[WARM_UP:], self.busy_ms[WARM_UP:], self.received[WARM_UP:]
        self.forget()
        mean = sum(received) // len(received)
        return Figures(name, asked_ms, len(took), median(took), _p95(took), max(took), _p95(busy), mean)

    def forget(self) -> None:
        """Measure anew."""
        self.took_ms, self.busy_ms, self.received = [], [], []

    @property
    def headers(self) -> Mapping[str, str]:
        """What tells who asks."""
        return {"Authorization": f"Bearer {self.token}"}


Ask = Callable[[Visitor, int], Awaitable[bool]]
"""Asks for the thing of that number; False where the service has no such thing."""


@dataclass(frozen=True, slots=True)
class Case:
    """One kind of request."""

    name: str
    asked_ms: float
    ask: Ask
    by_reviewer: bool = False


@dataclass(frozen=True, slots=True)
class Sample:
    """Names to look for, spread over the whole record."""

    candidates: Sequence[str]
    batches: Sequence[str]
    judgements: Sequence[str]
    questions: Sequence[str]


def sample_of(made: Sequence[Made]) -> Sample:
    """A few of each from some stretches."""
    judged = [one.judgement for each in made for one in each.sealed[:: max(1, len(each.sealed) // 7)]]
    return Sample(
        [str(one.candidate) for one in judged],
        [each.stretch.batch_id for each in made if each.stretch.in_file],
        [one.id for one in judged],
        sorted({one.question_id for one in judged}),
    )


@asynccontextmanager
async def session(url: str) -> AsyncIterator[aiohttp.ClientSession]:
    """Connections to the service."""
    async with aiohttp.ClientSession(url) as opened:
        yield opened


async def measured(cases: Sequence[Case], admin: Visitor, reviewer: Visitor, times: int) -> list[Figures]:
    """The figures of every case the service knows, each asked so many times."""
    figures = []
    for case in cases:
        visitor = reviewer if case.by_reviewer else admin
        if not await case.ask(visitor, 0):
            visitor.forget()
            print(f"  {case.name}: not there", flush=True)
            continue
        for number in range(1, times + WARM_UP):
            await case.ask(visitor, number)
        found = visitor.figures(case.name, case.asked_ms)
        print(f"  {told(found)}", flush=True)
        figures.append(found)
    return figures


def told(one: Figures) -> str:
    """One line."""
    mark = "" if one.is_met else "  MISSED"
    return (
        f"{one.name:<50} p50 {one.p50_ms:6.1f}  p95 {one.p95_ms:6.1f}  worst {one.worst_ms:6.1f}"
        f"  busy {one.busy_ms:6.1f} ms  (asked {one.asked_ms:.0f}){mark}"
    )


def spent_by(processes: Callable[[], Sequence[int]]) -> Callable[[], float]:
    """Tells the milliseconds that processors have worked for these processes; 0 where the system does not tell."""

    def spent_ms() -> float:
        tasks = (task for process in processes() for task in Path(f"/proc/{process}/task").glob("*/schedstat"))
        return sum(int(task.read_text().split()[0]) for task in tasks) / 1e6

    return spent_ms


def _p95(figures: Sequence[float]) -> float:
    return quantiles(figures, n=20, method="inclusive")[18]
