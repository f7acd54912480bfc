"""Words that change nothing of an answer change few of the matcher's verdicts, and turn hardly any round.

Shares of the verdicts on the golden answers held back; each bound stands two standard errors above what was found when
the coefficients were last fitted (docs/attacks.md has the shares of all golden answers).
"""

from random import Random

import pytest

from benchmarks.disturbances import DISTURBANCES
from benchmarks.invariance import flips, verdicts
from evaluator.domain.answers import typed
from evaluator.domain.kinship import Kinship
from evaluator.domain.outcomes import JudgeSummary
from evaluator.judge.matcher import Matcher, load_coefficients
from evaluator.judge.pipeline import Judge
from tests.golden.held import HELD


async def flipped(disturbance: str) -> tuple[float, int]:
    """The share of verdicts that a disturbance changes, and how many it turns round."""
    coefficients = load_coefficients()
    matcher = Matcher(coefficients)
    judge = Judge(matcher, Kinship(coefficients), "en", JudgeSummary(matcher.identity, is_default=True))
    disturb = DISTURBANCES[disturbance]
    rows = []
    for row in HELD:
        plain = await verdicts(judge, row.question, row.answer)
        text = disturb(row.answer.text, Random(f"{disturbance}-{row.answer_id}"))
        rows.append(flips(plain, await verdicts(judge, row.question, typed(text))))
    changed, turned, points = (sum(column) for column in zip(*filter(None, rows), strict=True))
    return changed / points, int(turned)


@pytest.mark.parametrize(
    ("disturbance", "most"),
    [
        ("fillers", 0.11),
        ("grammar slips", 0.07),
        ("non-native phrasing", 0.03),
        ("names and pronouns swapped", 0.02),
        ("sentences reordered", 0.06),
        ("10 % recognition noise", 0.14),
        ("twice as wordy", 0.13),
    ],
)
async def test_words_that_say_nothing_change_few_verdicts_and_turn_hardly_any_round(
    disturbance: str, most: float
) -> None:
    share, turned = await flipped(disturbance)
    assert share <= most
    assert turned <= 1
