"""What becomes of answers when something goes wrong."""

from dataclasses import replace

from benchmarks.batches.figures import Size, beside, many, report
from benchmarks.batches.runs import BARE, OURS, Run, bench
from benchmarks.batches.table import Report, Row
from benchmarks.endpoint import Fault

FAULTY, HANGING = 0.05, 0.01
"""Shares of the requests."""


def faults(size: Size) -> Report:
    """Everything that goes wrong at endpoints, one after the other."""
    shares = dict.fromkeys(Fault, FAULTY) | {Fault.HANG: HANGING}
    load = replace(size.load, deadline_s=20.0)
    rows: list[Row] = []
    runs: list[Run] = []
    for fault, share in shares.items():
        ours, bare = beside(replace(size.ordinary, faults={fault: share}), load)
        runs += [ours, bare]
        rows += [
            Row(f"{fault} {share:.0%}: not judged", "0", f"{ours.unjudged}", f"{bare.unjudged}"),
            Row("  requests", f"<= {load.answers * 425 // 400}", f"{ours.counts.requests}", f"{bare.counts.requests}"),
        ]
    return report("faults", f"{many(load)}, {load.deadline_s:.0f} s for each", rows, runs)


def kill(size: Size) -> Report:
    """The process killed at half, and run again."""
    (ours, redone), (bare, redone_bare) = (_killed(who, size) for who in (OURS, BARE))
    rows = [
        Row("judged again", f"<= {size.load.in_flight}", f"{redone}", f"{redone_bare}"),
        Row("lost", "0", f"{ours.told['lost']}", f"{bare.told['lost']}"),
        Row("recorded twice", "0", f"{ours.told['twice']}", f"{bare.told['twice']}"),
    ]
    return report("kill", f"{many(size.load)}, kill -9 at half, run again", rows, [ours, bare])


def _killed(who: str, size: Size) -> tuple[Run, int]:
    """A run that was killed at half and run again, and how many answers were judged a second time for it."""
    with bench(size.ordinary, size.load) as made:
        made.kill(who, size.load.answers // 2)
        run = made.run(who)
        return run, sum(times - 1 for times in run.counts.served.values())
