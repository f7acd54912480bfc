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
RERUN = "run to run"
OPPOSITES = {Verdict.COVERED, Verdict.MISSED}

Verdicts = dict[PointId, Verdict]


def figures_of(rows: Sequence[Row]) -> dict[str, Json]:
    """How many points changed, of how many, and how many turned round from `covered` to `missed` or back: the share
    with its interval over answers (at least 2)."""
    sample = collect(rows)
    flipped, reversed_, points = (float(total) for total in sample.totals)
    sums = resample(sample, SEED)
    found = interval(sums[:, 0] / sums[:, 2], flipped / points, sample.answers)
    low, high = found if found else (None, None)
    counts: dict[str, Json] = {"answers": sample.answers, "points": int(points), "flipped": int(flipped)}
    return {**counts, "reversed": int(reversed_), "share": flipped / points, "low": low, "high": high}


async def verdicts(judge: Adjudicator, question: Question, answer: Answer, sample: int = 0) -> Verdicts:
    """The verdict on each point; none where the judge failed."""
    outcome = await judge.judge(question, answer, sample, untold)
    return {point.point_id: point.verdict for point in outcome.points}


def flips(one: Verdicts, other: Verdicts) -> Row | None:
    """How many points have another verdict, how many the opposite one, and how many there are; None where one of two
    was not judged."""
    if not one or not other:
        return None
    changed = [{one[point], other[point]} for point in one if one[point] is not other[point]]
    return float(len(changed)), float(changed.count(OPPOSITES)), float(len(one))


async def compare(judge: Adjudicator, rows: Sequence[LabelledAnswer]) -> dict[str, tuple[Row, ...]]:
    """Flips by disturbance, those from run to run first; an answer with a judging that failed is left out."""
    found: dict[str, list[Row]] = {RERUN: [], **{name: [] for name in DISTURBANCES}}
    for row in rows:
        plain = await verdicts(judge, row.question, row.answer)
        again = flips(plain, await verdicts(judge, row.question, row.answer, 1))
        changed = {RERUN: again}
        for name, disturb in DISTURBANCES.items():
            text = disturb(row.answer.text, Random(f"{name}-{row.answer_id}"))
            changed[name] = flips(plain, await verdicts(judge, row.question, typed(text)))
        judged = {name: flipped for name, flipped in changed.items() if flipped is not None}
        if len(judged) == len(changed):
            for name, flipped in judged.items():
                found[name].append(flipped)
    return {name: tuple(met) for name, met in found.items()}


async def measured(judge_name: str | None, answers: int | None) -> dict[str, tuple[Row, ...]]:
    """The flips of one judge of the settings."""
    async with AsyncExitStack() as stack:
        bank, judge = judge_named(judge_name, load_settings(os.environ), stack)
        rows = list(read_labelled(sorted(GOLDEN.glob("*.jsonl")), bank).rows())
        chosen = rows if answers is None else Random(SEED).sample(rows, min(answers, len(rows)))
        return await compare(judge, chosen)


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print, and write where that is asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--judge")
    parser.add_argument("--answers", type=int, help="Judge so many of the golden answers, drawn by a fixed seed.")
    parser.add_argument("--out", type=Path)
    given = parser.parse_args(arguments)
    found = asyncio.run(measured(given.judge, given.answers))
    again = found.pop(RERUN)
    by_kind: dict[str, Json] = {name: figures_of(rows) for name, rows in found.items()}
    every = [tuple(map(sum, zip(*rows, strict=True))) for rows in zip(*found.values(), strict=True)]
    add_to(given.out, "invariance", {"judge": given.judge or "matcher", **figures_of(every), "by_kind": by_kind})
    add_to(given.out, "reruns", figures_of(again))
    return 0


if __name__ == "__main__":
    sys.exit(main())
