"""One file of answers judged by one process against one scripted endpoint, and what that took."""

import os
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from benchmarks.batches.stopwatch import heard
from benchmarks.batches.workload import SENTENCES, write_rows
from benchmarks.endpoint import Counts, Script

ROOT = Path(__file__).parents[2]
OURS, BARE = "ours", "bare"
LONGEST_S = 600.0
"""A process that takes longer is ended."""

LOOK_EVERY_S = 0.02
DIRECTLY = urllib.request.build_opener(urllib.request.ProxyHandler({}))


@dataclass(frozen=True, slots=True)
class Load:
    """What is judged: so many answers, the last `twins` of them the same as the first; so many at once."""

    answers: int = 400
    twins: int = 0
    in_flight: int = 64
    deadline_s: float = 60.0
    prices: str = ""


@dataclass(frozen=True, slots=True)
class Run:
    """What one process took. `told` is what it said itself, `counts` what the endpoint saw of it."""

    who: str
    load: Load
    told: Mapping[str, float]
    counts: Counts
    started_at: float

    @property
    def wall_s(self) -> float:
        """Seconds while judging."""
        return self.told["run_s"]

    @property
    def cpu_ms(self) -> float:
        """Processor milliseconds an answer, while judging."""
        return 1_000 * self.told["run_cpu_s"] / self.load.answers

    @property
    def start_s(self) -> float:
        """Seconds from the start of the process to its first request."""
        return (self.counts.first_at or self.started_at) - self.started_at

    @property
    def figures(self) -> Mapping[str, object]:
        """All of it, plain."""
        seen = {"requests": self.counts.requests, "refused": self.counts.refused, "faults": dict(self.counts.faults)}
        return {"who": self.who, "answers": self.load.answers, "start_s": round(self.start_s, 3), **seen, **self.told}

    @property
    def unjudged(self) -> int:
        """Answers without verdicts at the end."""
        return self.load.answers - int(self.told["scored"])

    @property
    def harm(self) -> Mapping[str, int]:
        """What must never happen, by name: answers lost or recorded twice, failures with a score, a broken ledger."""
        names = ("lost", "twice", "misjudged", "broken")
        return {name: int(self.told[name]) for name in names if self.told.get(name)}


@dataclass(frozen=True, slots=True)
class Bench:
    """An endpoint and a file in a folder: what is run here one after the other goes on where the last one stopped."""

    load: Load
    base_url: str
    answers: Path

    @property
    def folder(self) -> Path:
        """Where everything is kept."""
        return self.answers.parent

    def run(self, who: str) -> Run:
        """Let it judge to the end; exits with what it said where it fails."""
        started_at = time.time()
        with self._process(who) as process:
            lines, errors = process.communicate(timeout=LONGEST_S)
        told = heard(lines)
        if not told.get("scored"):
            raise SystemExit(f"{who} ended with {process.returncode} and has judged nothing.\n{errors[-2_000:]}")
        return Run(who, self.load, told, self.counts(), started_at)

    def kill(self, who: str, served: int) -> Counts:
        """Let it judge until so many answers were served, and kill it; returns what the endpoint had seen by then."""
        until = time.monotonic() + LONGEST_S
        with self._process(who) as process:
            while self.counts().served.total() < served and process.poll() is None and time.monotonic() < until:
                time.sleep(LOOK_EVERY_S)
            process.kill()
        return self.counts()

    def counts(self) -> Counts:
        """What the endpoint has seen so far."""
        with DIRECTLY.open(f"{self.base_url.removesuffix('/v1')}/counts", timeout=10) as response:
            return Counts.from_json(response.read().decode())

    @contextmanager
    def _process(self, who: str) -> Iterator[subprocess.Popen[str]]:
        load = self.load
        command = [sys.executable, "-m", f"benchmarks.batches.{who}", str(self.answers)]
        command += ["--base-url", self.base_url, "--work", str(self.folder)]
        command += ["--in-flight", str(load.in_flight), "--deadline-s", str(load.deadline_s)]
        if who == OURS:
            command += ["--prices", load.prices]
        pipe, environment = subprocess.PIPE, os.environ | {"NO_PROXY": "127.0.0.1"}
        started = subprocess.Popen(command, stdout=pipe, stderr=pipe, text=True, cwd=ROOT, env=environment)
        with ended(started) as process:
            yield process


@contextmanager
def ended(process: subprocess.Popen[str]) -> Iterator[subprocess.Popen[str]]:
    """A process of ours, ended at the end whatever happens."""
    with process:
        try:
            yield process
        finally:
            process.kill()


@contextmanager
def endpoint(script: Script) -> Iterator[str]:
    """The base URL of a scripted endpoint in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.endpoint", "--script", script.to_json()]
    with ended(subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT)) as process:
        assert process.stdout is not None
        port = process.stdout.readline().strip()
        if not port:
            raise SystemExit("The scripted endpoint did not start.")
        yield f"http://127.0.0.1:{port}/v1"


@contextmanager
def bench(script: Script, load: Load) -> Iterator[Bench]:
    """A fresh endpoint that knows the points, and a fresh folder."""
    with (
        tempfile.TemporaryDirectory(prefix="bench-") as folder,
        endpoint(replace(script, points=SENTENCES)) as base_url,
    ):
        yield Bench(load, base_url, write_rows(Path(folder) / "answers.jsonl", load.answers, load.twins))


def judged(who: str, script: Script, load: Load) -> Run:
    """One run from the beginning to the end."""
    with bench(script, load) as made:
        return made.run(who)
