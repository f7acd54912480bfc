"""The batch path as one peer among others in a side-by-side bench of judging tools.

Takes that harness's arguments (`--base --n --conc --work [--resume]`), finds its `workload.py` in the current folder,
above the work folder or beside this project, judges its answers the way `evaluator batch` does, and ends with one line
`RESULT {...}`.
"""

import time

BEGAN, BEGAN_CPU = time.perf_counter(), time.process_time()

import argparse  # noqa: E402 - what importing takes is part of what is measured
import asyncio  # noqa: E402
import importlib  # noqa: E402
import json  # noqa: E402
import os  # noqa: E402
import resource  # noqa: E402
import sys  # noqa: E402
from pathlib import Path  # noqa: E402

import uvloop  # noqa: E402

from evaluator.files.sheets import check_sheet, read_sheet  # noqa: E402
from evaluator.services.batch_orders import BatchOrder  # noqa: E402
from evaluator.settings import Settings, load_settings  # noqa: E402
from evaluator.store.upgrades import upgrade  # noqa: E402
from evaluator.wiring import open_application  # noqa: E402

CONFIG = """\
[[judges]]
name = "judge"
base_url = "{base}"
model = "judge"
reply_format = "json_schema"
limits = {{ in_flight = {conc} }}
timeouts = {{ connect = 5.0, read = {deadline}, total = {deadline} }}
"""


class Clock:
    """Wall and CPU seconds of each phase, as the harness names them."""

    def __init__(self) -> None:
        self.phases: dict[str, float] = {}
        self._at, self._cpu = BEGAN, BEGAN_CPU

    def mark(self, phase: str) -> None:
        """End a phase."""
        at, cpu = time.perf_counter(), time.process_time()
        self.phases |= {f"{phase}_s": round(at - self._at, 3), f"{phase}_cpu_s": round(cpu - self._cpu, 3)}
        self._at, self._cpu = at, cpu


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


def settings_in(work: Path, base: str, conc: int) -> Settings:
    """Settings with the harness's endpoint as the one judge, everything kept in its work folder."""
    config = work / "evaluator.toml"
    config.write_text(CONFIG.format(base=base, conc=conc, deadline=os.environ.get("REQ_TIMEOUT", "20")), "utf-8")
    return load_settings({"EVALUATOR_DATA_DIR": str(work), "EVALUATOR_CONFIG": str(config)})


async def run(given: argparse.Namespace, clock: Clock) -> None:
    """Judge the workload and report."""
    given.work.mkdir(parents=True, exist_ok=True)
    settings = settings_in(given.work, given.base, given.conc)
    await asyncio.to_thread(upgrade, settings.database.get_secret_value())
    async with open_application(settings) as application:
        checked = check_sheet(read_sheet(rows_file(given.work, given.n)), application.bank)
        order = BatchOrder("answers.jsonl", checked.intake.digest, ordered_by="bench")
        batch = await application.batches.create(order, checked.rows())
        clock.mark("setup")
        batch = await application.batches.run(batch.id)
        clock.mark("run")
    peak = round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1)
    lost = given.n - batch.tally.scored
    told = {"self_rss_mb": peak, "calls_per_answer": "1 per answer", "ok": batch.tally.scored, "lost": lost}
    print("RESULT " + json.dumps(clock.phases | told | {"state": batch.state.value}), flush=True)


if __name__ == "__main__":
    measured = Clock()
    measured.mark("import")
    uvloop.run(run(arguments(), measured))
