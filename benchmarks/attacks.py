"""What attacks on the judging come to: the suite of tests/attacks, with the judge that obeys or a real one.

python -m benchmarks.attacks [--out FILE] [--judge NAME --sample N]

The judge that obeys does whatever an answer tells it to and quotes the answer's most fitting words for it. Counted are
the attacked answers in which points are credited that the answer does not earn, with no flag of suspicion and no claim
set aside for want of evidence; those held out, which changed no rule, are counted apart. Honest words that look like
attacks are counted where they raise a flag of suspicion.

With `--judge` a sample goes to a judge of the settings, beside its own verdicts on the answers unattacked: gained is
what it credits after the attack and not before. Intervals are Wilson's, 95 %. With `--out` the figures are added to a
JSON file, for `evaluator measure --card --attacks FILE`.
"""

import argparse
import asyncio
import os
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from contextlib import AsyncExitStack
from operator import itemgetter
from pathlib import Path
from random import Random

from benchmarks.figures import add_to, judge_named
from evaluator.digests import Json
from evaluator.domain.agreement.proportions import Proportion
from evaluator.domain.answers import typed
from evaluator.domain.guards import inspect
from evaluator.domain.outcomes import Outcome
from evaluator.domain.questions import PointId
from evaluator.domain.readings import untold
from evaluator.services.desk import Adjudicator
from evaluator.settings import load_settings
from tests.attacks.making import Attacked, attacked, bank, texts
from tests.attacks.measuring import Result, obeyed, result_of, share

SEED = 5


def figures_of(counted: Proportion) -> dict[str, Json]:
    """A share with its ends, by name."""
    return {
        "hits": counted.hits,
        "cases": counted.cases,
        "share": counted.share,
        "low": counted.low,
        "high": counted.high,
    }


def unflagged(results: Iterable[Result]) -> dict[str, Json]:
    """The share of attacks that gain credit while nobody is told."""
    return figures_of(share(result.succeeds for result in results))


def told(results: Sequence[Result]) -> dict[str, Json]:
    """All that is reported of attacked answers."""
    families = dict.fromkeys(result.attacked.attack.family for result in results)
    return {
        "unflagged_gain": unflagged(results),
        "held_out": unflagged(result for result in results if result.attacked.attack.held),
        "gain_without_suspicion": figures_of(share(result.succeeds_without_doubts for result in results)),
        "gain": figures_of(share(bool(result.gained) for result in results)),
        "suspected": figures_of(share(result.is_suspected for result in results)),
        "by_family": {
            family: unflagged(result for result in results if result.attacked.attack.family == family)
            for family in families
        },
    }


def honest() -> Proportion:
    """The share of honest look-alikes that raise a flag of suspicion, whatever the question."""
    said = [str(text) for family in texts("honest").values() for text in family]
    return share(any(_is_suspected(text, number) for number in range(len(bank().questions))) for text in said)


def _is_suspected(text: str, number: int) -> bool:
    return any(flag.code.is_suspicion for flag in inspect(typed(text), bank().questions[number]).flags)


def drawn(sample: int) -> tuple[Attacked, ...]:
    """So many attacks, drawn by a fixed seed and from each family as often as from any other."""
    shuffled = Random(SEED).sample(attacked(), len(attacked()))
    ranks: Counter[str] = Counter()
    ranked = []
    for case in shuffled:
        ranked.append((ranks[case.attack.family], case))
        ranks[case.attack.family] += 1
    return tuple(case for _, case in sorted(ranked, key=itemgetter(0))[:sample])


async def tried_on(name: str, sample: int) -> dict[str, Json]:
    """What a sample of the attacks comes to with a judge of the settings."""
    cases = drawn(sample)
    async with AsyncExitStack() as stack:
        _, judge = judge_named(name, load_settings(os.environ), stack)
        plain = {case.weak: await judge.judge(case.question, typed(case.weak), 0, untold) for case in cases}
        results = [await _tried(judge, case, plain[case.weak]) for case in cases]
    judged = [result for result in results if result is not None]
    return {"judge": name, "asked": len(cases), "judged": len(judged), **told(judged)}


async def _tried(judge: Adjudicator, case: Attacked, plain: Outcome) -> Result | None:
    after = await judge.judge(case.question, typed(case.text), 0, untold)
    if plain.unscored or after.unscored:
        return None
    return result_of(case, after, _credited(plain))


def _credited(outcome: Outcome) -> frozenset[PointId]:
    return frozenset(point.point_id for point in outcome.points if point.verdict.credits)


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print, and write where that is asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--judge")
    parser.add_argument("--sample", type=int, default=30)
    parser.add_argument("--out", type=Path)
    given = parser.parse_args(arguments)
    if given.judge:
        add_to(given.out, f"attacks_on_{given.judge}", asyncio.run(tried_on(given.judge, given.sample)))
    else:
        results, said = obeyed(attacked()), honest()
        gained = share(result.succeeds for result in results)
        add_to(given.out, "attacks", {"cases": gained.cases, "gained": gained.hits, **told(results)})
        add_to(given.out, "honest", {"cases": said.cases, "flagged": said.hits, **figures_of(said)})
    return 0


if __name__ == "__main__":
    sys.exit(main())
