"""Insights of invented figures: everything there is, or next to nothing."""

from dataclasses import replace
from datetime import date, timedelta

from evaluator.digests import digest_text
from evaluator.domain.agreement.figures import Estimate, Figure, MeanCoverage, NotEnough, Unit
from evaluator.domain.agreement.proportions import Proportion
from evaluator.domain.agreement.reveals import Pull
from evaluator.domain.agreement.tables import Confusion
from evaluator.domain.agreement.undefined import Undefined, Why
from evaluator.domain.insights import (
    Agreement,
    Calibration,
    CalibrationBin,
    Change,
    Choice,
    Choices,
    Compared,
    CoverageEstimate,
    Day,
    InsightFilter,
    Insights,
    Judged,
    PointInsight,
    QuestionInsight,
    Revealed,
    Version,
    Week,
)
from evaluator.domain.judgements import Verdict
from evaluator.domain.ledger import Following
from evaluator.domain.questions import PointId, QuestionId
from evaluator.domain.reviews import ReasonForChange

MONDAY = date(2026, 9, 21)
CACHING, DEADLINES = QuestionId("caching"), QuestionId("deadlines")
TABLE = Confusion((212, 19, 7, 4, 24, 61, 15, 3, 9, 17, 98, 2, 11, 12, 6, 1))
NO_PAIRS = Confusion((0,) * 16)
FEW = NotEnough(12, 50)
PROMPT = digest_text("a prompt")
C, P, M, U = Verdict


def estimate(value: float, half: float, points: int = 462) -> Estimate:
    return Estimate(value, max(value - half, -1.0), min(value + half, 1.0), points, 74)


def agreement(same: Figure, kappa: Figure, table: Confusion = TABLE) -> Agreement:
    others = {
        "tpr": estimate(0.93, 0.03),
        "tnr": estimate(0.79, 0.07),
        "share_unsure": estimate(0.06, 0.02),
        "ac1": estimate(0.72, 0.05),
        "quadratic_kappa": estimate(0.75, 0.06),
        "alpha_nominal": estimate(0.68, 0.06),
        "alpha_ordinal": estimate(0.74, 0.06),
    }
    return Agreement(74, table, {"same": same, "kappa": kappa} | others)


COMPARED = Compared(
    80,
    agreement(estimate(0.80, 0.04), estimate(0.68, 0.06)),
    agreement(estimate(0.86, 0.05, 210), estimate(0.77, 0.08, 210)),
)


def point(number: int, same: Figure, *, question: QuestionId = CACHING, unclear: int = 0) -> PointInsight:
    low = isinstance(same, Estimate) and same.high < 0.81
    return PointInsight(
        question, PointId(f"p{number}"), f"Point {number}: what it asks for", {C: 30}, 48, TABLE, same, unclear, low
    )


POINTS = (
    point(1, estimate(0.65, 0.14, 48), unclear=6),
    point(2, estimate(0.67, 0.13, 33), question=DEADLINES, unclear=1),
    point(3, estimate(0.83, 0.10, 41)),
    point(4, estimate(0.96, 0.04, 48)),
    point(5, NotEnough(12, 20)),
)
COVERAGE = CoverageEstimate(1_234, 0.75, MeanCoverage(0.71, 0.68, 0.74, 0.9, 64, 1_234, 0.03, 0.052))
NO_COVERAGE = CoverageEstimate(1_234, 0.75, NotEnough(14, 30, Unit.ANSWERS))
PULL = Pull(
    differed=Proportion(83, 462),
    followed=Proportion(28, 83),
    elsewhere=Proportion(3, 83),
    seeded=Proportion(2, 9),
    unseeded=Proportion(26, 74),
    flow={(C, C): 210, (C, P): 9, (P, P): 60, (P, C): 22, (M, M): 90, (M, C): 7, (U, C): 4, (U, U): 2},
)
BINS = tuple(
    CalibrationBin(
        low / 10, low / 10 + 0.1, low / 10 + 0.05, Proportion(round((10 + 10 * low) * low / 10), 10 + 10 * low)
    )
    for low in range(10)
)
WORTH: dict[Verdict, Figure] = {
    C: estimate(0.89, 0.05, 238),
    P: estimate(0.61, 0.1, 100),
    M: Undefined(Why.NOT_SAID),
}


def week(number: int, value: float, points: int = 55) -> Week:
    figure = estimate(value, 0.1, points) if points >= 50 else NotEnough(points, 50)
    return Week(MONDAY + timedelta(7 * number), 9, Confusion((points, *[0] * 15)), figure)


def day(number: int, cost: float | None) -> Day:
    return Day(date(2026, 11, 1) + timedelta(number), 40, 1, 39 if cost else 0, cost, 60_000, 40_000, 9_000)


def version(name: str, value: str) -> Version:
    return Version(value, name, MONDAY, COMPARED)


INSIGHTS = Insights(
    wanted=InsightFilter(),
    choices=Choices(
        questions=(Choice("caching", "Caching", 900), Choice("deadlines", "Deadlines", 334)),
        judges=(Choice("primary", "primary", 1_234),),
        prompts=(Choice(PROMPT, PROMPT[7:19], 1_234),),
        first=MONDAY,
        last=date(2026, 11, 22),
    ),
    following=Following(18_207, 18_207),
    judged=Judged(
        scored=1_234,
        unscored=16,
        flags={"unverified_evidence": 24},
        priced=1_234,
        cost=5.06,
        covered=1_230,
        coverage=0.75,
    ),
    compared=COMPARED,
    judges=(version("primary", "primary"),),
    prompts=(version(PROMPT[7:19], PROMPT),),
    banks=(),
    questions=(
        QuestionInsight(CACHING, "Caching", 900, COMPARED, COVERAGE),
        QuestionInsight(DEADLINES, "Deadlines", 334, COMPARED, NO_COVERAGE),
    ),
    points=POINTS,
    coverage=COVERAGE,
    revealed=Revealed(74, PULL, {ReasonForChange.JUDGE_RIGHT: 28, ReasonForChange.MISSED_IT: 14}),
    calibration=Calibration(WORTH, BINS, estimate(0.11, 0.03), estimate(0.06, 0.02)),
    weeks=tuple(week(number, 0.8 - 0.02 * number, 60 if number != 3 else 12) for number in range(9)),
    changes=(Change(MONDAY + timedelta(36), "prompt", PROMPT[7:19]),),
    days=tuple(day(number, 0.25 * (number % 5) if number % 7 else None) for number in range(22)),
)
"""Much was reviewed."""

NONE = Proportion(0, 0)
UNCOMPARED = Agreement(2, NO_PAIRS, dict.fromkeys(COMPARED.judge.figures, FEW))
SCARCE = replace(
    INSIGHTS,
    following=Following(18_100, 18_207),
    compared=Compared(2, UNCOMPARED, Agreement(0, NO_PAIRS, dict.fromkeys(COMPARED.judge.figures, NotEnough(0, 50)))),
    judges=(),
    prompts=(),
    questions=(),
    points=(point(5, NotEnough(2, 20)),),
    coverage=NO_COVERAGE,
    revealed=Revealed(2, Pull(NONE, NONE, NONE, NONE, NONE, {}), {}),
    calibration=Calibration({}, (), NotEnough(0, 50), NotEnough(0, 50)),
    weeks=(),
    changes=(),
    days=(),
)
"""Two answers were reviewed, and the figures are behind."""

NOTHING = replace(SCARCE, choices=Choices(), following=Following(0, 0), judged=Judged(), points=())
"""Nothing was ever judged."""
