"""How figures are taken and put into words."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from statistics import median

from benchmarks.batches.runs import BARE, OURS, Load, Run, judged
from benchmarks.batches.table import Report, Row
from benchmarks.endpoint import Script


@dataclass(frozen=True, slots=True)
class Size:
    """How much is judged: in most scenarios, in the one about growth; and how often, where ratios are taken.

    `ordinary` is the endpoint without limits or faults.
    """

    load: Load = field(default_factory=Load)
    many: int = 5_000
    rounds: int = 3
    ordinary: Script = field(default_factory=lambda: Script(latency_s=0.3))


def beside(script: Script, load: Load) -> tuple[Run, Run]:
    """Both, one after the other, each from the beginning."""
    return judged(OURS, script, load), judged(BARE, script, load)


def report(name: str, about: str, rows: Sequence[Row], runs: Sequence[Run]) -> Report:
    """The report of a scenario; harm done in any run of ours is in it."""
    harm = [f"{count} {what}" for run in runs if run.who == OURS for what, count in run.harm.items()]
    return Report(name, about, rows, harm, [run.figures for run in runs])


def losses(ours: Run, bare: Run) -> Sequence[Row]:
    """How many answers had no verdicts at the end."""
    return [Row("not judged", "0", f"{ours.unjudged}", f"{bare.unjudged}")]


def ratio_of(one: Run, other: Run, of: str) -> float:
    """One run beside another."""
    return float(getattr(one, of) / getattr(other, of))


def seconds(runs: Sequence[Run], of: str) -> str:
    """The median of a figure in seconds."""
    return f"{median(getattr(run, of) for run in runs):.2f} s"


def milliseconds(runs: Sequence[Run]) -> str:
    """The median of processor time an answer."""
    return f"{median(run.cpu_ms for run in runs):.2f} ms"


def memory(runs: Sequence[Run]) -> str:
    """The median of the most memory held."""
    return f"{median(run.told['memory_mb'] for run in runs):.0f} MB"


def tokens_sent(run: Run) -> str:
    """Tokens sent, on average over the answers."""
    return f"{run.told['input_tokens'] / run.load.answers:.0f}"


def many(load: Load) -> str:
    """How much was judged."""
    return f"{load.answers:,} answers, {load.in_flight} at once"
