"""Run as `python -m benchmarks.batches.ours FILE --base-url URL --work FOLDER ...`: judge a file, and say what it took.

Run again with the same folder, it goes on where it stopped.
"""

import argparse
from pathlib import Path

import uvloop

from benchmarks.batches.judging import judged, recount, settings_in
from benchmarks.batches.stopwatch import Stopwatch, peak_memory_mb, say


async def run(given: argparse.Namespace) -> None:
    """Judge, look the record over, and report."""
    watch = Stopwatch()
    settings = settings_in(given.work, given.base_url, given.in_flight, given.deadline_s, given.prices)
    async with judged(given.answers, settings, watch) as (application, batch):
        memory, tally, usage = peak_memory_mb(), batch.tally, batch.usage
        told: dict[str, float | None] = {
            "memory_mb": memory,
            "scored": tally.scored,
            "unscored": tally.unscored,
            "shared": tally.shared,
            "input_tokens": usage.input_tokens,
            "cached_tokens": usage.cached_tokens,
            "output_tokens": usage.output_tokens,
            "cost": usage.cost,
        }
        say({**watch.phases, **told, **await recount(application, batch)})


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("answers", type=Path)
    parser.add_argument("--base-url", required=True)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--in-flight", type=int, default=64)
    parser.add_argument("--deadline-s", type=float, default=60.0)
    parser.add_argument("--prices", default="")
    uvloop.run(run(parser.parse_args()))
