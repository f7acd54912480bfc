"""How far a batch has come, told while it is judged: a bar on a terminal, one line of JSON a second elsewhere."""

import asyncio
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TextIO

from evaluator.domain.batches import Batch
from evaluator.services.batch_orders import BatchProgress
from evaluator.services.batches import BatchService

EVERY_S = {"bar": 0.25, "json": 1.0, "none": 60.0}
"""Seconds between two tellings."""

IDLE = "no worker has judged any of it for a minute: is `evaluator worker` running?"

Tell = Callable[[BatchProgress], None]


async def shown(batches: BatchService, batch: Batch, kind: str, stream: TextIO) -> Batch:
    """Judge a batch to its end or its pause, telling of it as `kind` says: auto, bar, json or none."""
    if kind == "auto":
        kind = "bar" if stream.isatty() else "json"
    judging = asyncio.create_task(batches.run(batch.id))
    try:
        with _teller(kind, batch, stream) as tell:
            while not judging.done():
                await asyncio.wait({judging}, timeout=EVERY_S[kind])
                tell(await batches.progress(batch.id))
    except asyncio.CancelledError:
        judging.cancel()
        await asyncio.wait({judging})
        stream.write("Stopped; what was judged is kept. Run the same command again to go on.\n")
        raise
    return await judging


@contextmanager
def _teller(kind: str, batch: Batch, stream: TextIO) -> Iterator[Tell]:
    if kind == "bar":
        with _bar(batch, stream) as tell:
            yield tell
    elif kind == "json":
        yield lambda progress: _write_line(progress, stream)
    else:
        yield _say_nothing


def _say_nothing(_: BatchProgress) -> None:
    """For those who want to hear of the end alone."""


def _write_line(progress: BatchProgress, stream: TextIO) -> None:
    stream.write(json.dumps(progress_json(progress)) + "\n")
    stream.flush()


def progress_json(progress: BatchProgress) -> dict[str, object]:
    """The progress as JSON: counts, what it has cost, and why it waits, if it does."""
    batch, tally = progress.batch, progress.batch.tally
    pause = progress.pause or batch.pause
    return {
        "batch": batch.id,
        "state": batch.state.value,
        "total": tally.total,
        "done": tally.done,
        "scored": tally.scored,
        "unscored": tally.unscored,
        "shared": tally.shared,
        "waiting": tally.waiting,
        "in_flight": progress.in_flight,
        "queued": progress.queued,
        "idle": progress.is_idle,
        "cost": batch.usage.cost,
        "seconds_left": None if progress.seconds_left is None else round(progress.seconds_left, 1),
        "pause": pause.reason.value if pause else None,
    }


@contextmanager
def _bar(batch: Batch, stream: TextIO) -> Iterator[Tell]:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[told]}", markup=False),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(file=stream), transient=True) as progress:
        task = progress.add_task("", total=batch.tally.total, completed=batch.tally.done, told="")

        def tell(now: BatchProgress) -> None:
            progress.update(task, completed=now.batch.tally.done, told=bar_words(now))

        yield tell


def bar_words(progress: BatchProgress) -> str:
    """What stands beside the bar."""
    tally, pause = progress.batch.tally, progress.pause
    told = f"{tally.scored:,} scored, {tally.unscored:,} not scored, {progress.in_flight} under way"
    told += f", {progress.queued} of them waiting on the limit" if progress.queued else ""
    told += f"; {IDLE}" if progress.is_idle else ""
    return f"{told}; {pause.detail}" if pause else told
