"""What judging a pile of answers takes, beside the bare SDK in the same run, against an endpoint of our own making.

Run as `python -m benchmarks.judge_batches [SCENARIO...]`: without a scenario the quick ones, `all` for every one, which
takes about ten minutes. Exits with 1 where an answer was lost, recorded twice or scored although judging it failed;
how fast it was never matters to that.
"""

import argparse
import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path

from benchmarks.batches.block import block_in, put_into
from benchmarks.batches.figures import Size
from benchmarks.batches.runs import Load
from benchmarks.batches.scenarios import QUICK, SCENARIOS, Scenario
from benchmarks.batches.table import Report, machine, table
from benchmarks.endpoint import Script


def main(arguments: Sequence[str], scenarios: Mapping[str, Scenario] = SCENARIOS) -> int:
    """Measure, show, and say whether harm was done."""
    given = parsed(arguments, scenarios)
    if given.document:
        block_in(given.document)
    shown = [machine()]
    print(shown[0], flush=True)
    load = Load(given.answers, in_flight=given.in_flight)
    size = Size(load, given.many, given.rounds, Script(latency_s=given.latency_ms / 1_000))
    reports: list[Report] = []
    for name in scenarios if "all" in given.scenarios else given.scenarios or QUICK:
        reports.append(scenarios[name](size))
        shown.append(table(reports[-1]))
        print(f"\n{shown[-1]}", flush=True)
    if given.json:
        told = {"machine": shown[0], "reports": [asdict(report) for report in reports]}
        given.json.write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")
    if given.document:
        put_into(given.document, "\n\n".join(shown) + "\n")
    return int(any(report.harm for report in reports))


def parsed(arguments: Sequence[str], scenarios: Iterable[str]) -> argparse.Namespace:
    """The arguments; exits with what is wrong with them."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("scenarios", nargs="*", metavar="SCENARIO", help=f"all, or some of {', '.join(scenarios)}")
    parser.add_argument("--answers", type=int, default=400, help="how many in most scenarios")
    parser.add_argument("--many", type=int, default=5_000, help="how many in `growth`")
    parser.add_argument("--in-flight", type=int, default=64, help="how many at once")
    parser.add_argument("--latency-ms", type=float, default=300, help="how long an ordinary reply takes")
    parser.add_argument("--rounds", type=int, default=3, help="how often where ratios are taken")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write everything measured there as well")
    parser.add_argument("--document", type=Path, metavar="FILE", help="quote it there, as README.md does")
    given = parser.parse_args(arguments)
    unknown = [name for name in given.scenarios if name not in (*scenarios, "all")]
    if unknown:
        parser.error(f"there is no scenario {unknown[0]}; choose from all, {', '.join(scenarios)}")
    return given


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
