"""The batch path as one peer among others in a side-by-side bench of judging tools.

Takes that harness's arguments (`--base --n --conc --work [--resume]`), finds its `workload.py` in the current folder,
above the work folder or beside this project, judges its answers the way `evaluator batch` does, and ends with one line
`RESULT {...}`.
"""

import time

BEGAN, BEGAN_CPU = time.perf_counter(), time.process_time()

import argparse  # noqa: E402 - what importing takes is part of what is measured
import importlib  # noqa: E402
import json  # noqa: E402
import os  # noqa: E402
import sys  # noqa: E402
from pathlib import Path  # noqa: E402

import uvloop  # noqa: E402

from benchmarks.batches.judging import judged, settings_in  # noqa: E402
from benchmarks.batches.stopwatch import Stopwatch, peak_memory_mb, say  # noqa: E402


def arguments() -> argparse.Namespace:
    """What the harness passes."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--base", default="http://127.0.0.1:18931/v1")
    parser.add_argument("--n", type=int, default=400)
    parser.add_argument("--conc", type=int, default=64)
    parser.add_argument("--work", type=Path, default=Path("work/evaluator"))
    parser.add_argument(
        "--resume", action="store_true", help="The same again: a batch always goes on where it stopped."
    )
    parser.add_argument("--variant", default="")
    return parser.parse_args()


def rows_file(work: Path, count: int) -> Path:
    """The harness's question and answers as a file of answers, the points in every row."""
    homes = [Path.cwd(), *work.resolve().parents, Path(__file__).parents[2] / "shared" / "peers-bench"]
    sys.path.insert(0, str(next(home for home in homes if (home / "workload.py").exists())))
    loaded = importlib.import_module("workload").load(count)
    path = work / "answers.jsonl"
    with path.open("w", encoding="utf-8") as stream:
        for answer in loaded["answers"]:
            row = {"id": answer["id"], "question": loaded["question"], "points": loaded["points"]}
            stream.write(json.dumps(row | {"answer": answer["answer"]}) + "\n")
    return path


async def run(given: argparse.Namespace, watch: Stopwatch) -> None:
    """Judge the workload and report."""
    given.work.mkdir(parents=True, exist_ok=True)
    settings = settings_in(given.work, given.base, given.conc, float(os.environ.get("REQ_TIMEOUT", "20")))
    async with judged(rows_file(given.work, given.n), settings, watch) as (_, batch):
        lost = given.n - batch.tally.scored
        told = {"self_rss_mb": peak_memory_mb(), "calls_per_answer": "1 per answer", "ok": batch.tally.scored}
        say(watch.phases | told | {"lost": lost, "state": batch.state.value})


if __name__ == "__main__":
    measured = Stopwatch(BEGAN, BEGAN_CPU)
    measured.mark("import")
    uvloop.run(run(arguments(), measured))
