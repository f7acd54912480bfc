"""What judging a pile of answers takes, beside the bare SDK in the same run, against an endpoint of our own making.

Run as `python -m benchmarks.judge_batches [SCENARIO...]`: without a scenario the quick ones, `all` for every one, which
takes about ten minutes. Exits with 1 where an answer was lost, recorded twice or scored although judging it failed;
how fast it was never matters to that.
"""

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from benchmarks.batches.figures import Size
from benchmarks.batches.runs import Load
from benchmarks.batches.scenarios import QUICK, SCENARIOS
from benchmarks.batches.table import Report, machine, table


def chosen(names: Sequence[str]) -> Sequence[str]:
    """The scenarios meant by the arguments."""
    if not names:
        return QUICK
    return list(SCENARIOS) if "all" in names else names


def main(arguments: Sequence[str]) -> int:
    """Measure, show, and say whether harm was done."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("scenarios", nargs="*", metavar="SCENARIO", help=f"all, or some of {', '.join(SCENARIOS)}")
    parser.add_argument("--answers", type=int, default=400, help="how many in most scenarios")
    parser.add_argument("--many", type=int, default=5_000, help="how many in `growth`")
    parser.add_argument("--in-flight", type=int, default=64)
    parser.add_argument("--rounds", type=int, default=3, help="how often where ratios are taken")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write everything measured there as well")
    given = parser.parse_args(arguments)
    unknown = [name for name in given.scenarios if name not in (*SCENARIOS, "all")]
    if unknown:
        parser.error(f"there is no scenario {unknown[0]}; choose from all, {', '.join(SCENARIOS)}")
    print(machine(), flush=True)
    size = Size(Load(given.answers, in_flight=given.in_flight), given.many, given.rounds)
    reports: list[Report] = []
    for name in chosen(given.scenarios):
        reports.append(SCENARIOS[name](size))
        print(f"\n{table(reports[-1])}", flush=True)
    if given.json:
        told = {"machine": machine(), "reports": [asdict(report) for report in reports]}
        given.json.write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")
    return int(any(report.harm for report in reports))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
