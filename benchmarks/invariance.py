"""How often a judge's verdict on a point changes with words that change nothing, beside how often it does by itself.

python -m benchmarks.invariance [--judge NAME] [--answers N] [--out FILE]

Judges the golden answers as they are, once more with another sample, and disturbed in seven ways (`disturbances`), and
counts the points whose verdict is another one. Settings are read as by the command line; without `--judge` the matcher
judges all 160 answers in about a minute. The intervals are 95 % bootstrap intervals over answers. With `--out` the
figures are added to a JSON file, for `evaluator measure --card --attacks FILE`.
"""

import argparse
import asyncio
import os
import sys
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from random import Random

from benchmarks.disturbances import DISTURBANCES
from benchmarks.figures import add_to, judge_named
from evaluator.digests import Json
from evaluator.domain.agreement.bootstrap import interval, resample
from evaluator.domain.agreement.samples import Row, collect
from evaluator.domain.answers import Answer, typed
from evaluator.domain.judgements import Verdict
from evaluator.domain.labelled import LabelledAnswer
from evaluator.domain.questions import PointId, Question
from evaluator.domain.readings import untold
from evaluator.files.labelled import read_labelled
from evaluator.services.desk import Adjudicator
from evaluator.settings import load_settings

GOLDEN = Path(__file__).parents[1] / "data" / "golden"
SEED = 5

Verdicts = dict[PointId, Verdict]


@dataclass(frozen=True)
class Flips:
    """How many points changed in each answer, of how many: the share with its interval over answers."""

    rows: tuple[Row, ...]

    def json(self) -> dict[str, Json]:
        """The figures by name."""
        sample = collect(self.rows)
        flipped, points = (float(total) for total in sample.totals)
        sums = resample(sample, SEED)
        found = interval(sums[:, 0] / sums[:, 1], flipped / points, sample.answers)
        low, high = found if found else (None, None)
        share = flipped / points
        return {"answers": sample.answers, "points": int(points), "share": share, "low": low, "high": high}


async def verdicts(judge: Adjudicator, question: Question, answer: Answer, sample: int = 0) -> Verdicts:
    """The verdict on each point; none where the judge failed."""
    outcome = await judge.judge(question, answer, sample, untold)
    return {point.point_id: point.verdict for point in outcome.points}


def flips(one: Verdicts, other: Verdicts) -> Row | None:
    """How many points have another verdict, and how many there are; None where one of two was not judged."""
    if not one or not other:
        return None
    return (float(sum(one[point] is not other[point] for point in one)), float(len(one)))


async def compare(judge: Adjudicator, rows: Sequence[LabelledAnswer]) -> dict[str, Json]:
    """Flips by disturbance, those from run to run first."""
    found: dict[str, list[Row]] = {"run to run": [], **{name: [] for name in DISTURBANCES}}
    for row in rows:
        plain = await verdicts(judge, row.question, row.answer)
        again = flips(plain, await verdicts(judge, row.question, row.answer, 1))
        changed = {"run to run": again}
        for name, disturb in DISTURBANCES.items():
            text = disturb(row.answer.text, Random(f"{name}-{row.answer_id}"))
            changed[name] = flips(plain, await verdicts(judge, row.question, typed(text)))
        for name, flipped in changed.items():
            if flipped is not None:
                found[name].append(flipped)
    return {name: Flips(tuple(met)).json() for name, met in found.items() if len(met) > 1}


async def measured(judge_name: str | None, answers: int | None) -> dict[str, Json]:
    """The figures of one judge of the settings."""
    async with AsyncExitStack() as stack:
        bank, judge = judge_named(judge_name, load_settings(os.environ), stack)
        rows = list(read_labelled(sorted(GOLDEN.glob("*.jsonl")), bank).rows())
        chosen = rows if answers is None else Random(SEED).sample(rows, min(answers, len(rows)))
        return {"judge": judge.summary.identity.name, "flips": await compare(judge, chosen)}


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print, and write where that is asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--judge")
    parser.add_argument("--answers", type=int, help="Judge so many of the golden answers, drawn by a fixed seed.")
    parser.add_argument("--out", type=Path)
    given = parser.parse_args(arguments)
    figures = asyncio.run(measured(given.judge, given.answers))
    add_to(given.out, "invariance", figures)
    return 0


if __name__ == "__main__":
    sys.exit(main())
