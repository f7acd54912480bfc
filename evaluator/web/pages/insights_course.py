"""What happens over time and after the reveal, as the page of insights shows it, and coverage from few reviews."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from evaluator.domain.agreement.figures import MeanCoverage
from evaluator.domain.insights import CoverageEstimate, Insights, Revealed
from evaluator.domain.judgements import Coverage
from evaluator.domain.reviews import ReasonForChange
from evaluator.web.pages.figures import Range, counted, coverage_range, money, thousands
from evaluator.web.pages.insights_figures import NOTHING, Headline, drawable, share_headline
from evaluator.web.plots import bars as bar_plots
from evaluator.web.plots import drift as drift_plots
from evaluator.web.plots import flow as flow_plots
from evaluator.web.plots.intervals import Lack, share_text

WEEK = timedelta(6)
MOST_DAYS = 120
"""Over so many days costs are told by the week."""

NOT_SEEDED = Headline("Moved to a planted wrong verdict", NOTHING, "none are planted")

REASONS = {
    ReasonForChange.JUDGE_RIGHT: "the judge is right",
    ReasonForChange.JUDGE_WRONG: "the judge is wrong",
    ReasonForChange.RUBRIC_UNCLEAR: "the point is unclear",
    ReasonForChange.MISSED_IT: "I missed it",
}


@dataclass(frozen=True, slots=True)
class CoverageView:
    """The mean coverage as a range, or what is lacking."""

    range: Range | None
    lack: Lack | None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RevealView:
    """What people did after the reveal: the figures, and the plot with its table, or what is lacking."""

    figures: tuple[Headline, ...]
    plot: flow_plots.Flow | None
    lack: Lack | None
    summary: str = ""
    rows: tuple[tuple[str, ...], ...] = ()
    reasons: str = ""


@dataclass(frozen=True, slots=True)
class DriftView:
    """Agreement by week: the plot with its table, or what is lacking."""

    plot: drift_plots.Drift | None
    lack: Lack | None
    rows: tuple[tuple[str, ...], ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class CostView:
    """What a day costs, or a week (`each`): the plot with its table; None where nothing was paid."""

    plot: bar_plots.Bars | None
    each: str
    hint: str
    rows: tuple[tuple[str, ...], ...] = ()


def coverage_view(coverage: CoverageEstimate) -> CoverageView:
    """The mean coverage corrected by what people say."""
    found = coverage.estimate
    if not isinstance(found, MeanCoverage):
        return CoverageView(None, Lack(found.have, found.needed, "answers reviewed at random"))
    return CoverageView(
        coverage_range(Coverage(found.value, found.low, found.high)), None, tuple(_on_coverage(found, coverage.judge))
    )


def reveal_view(revealed: Revealed) -> RevealView:
    """Whether people moved to the judge."""
    pull = revealed.pull
    figures = (
        share_headline("Differed from the judge", pull.differed),
        share_headline("Then moved to the judge", pull.followed),
        share_headline("Moved to a planted wrong verdict", pull.seeded) if pull.seeded.cases else NOT_SEEDED,
    )
    drawn = flow_plots.flow(pull.flow, revealed.finished)
    if isinstance(drawn, Lack):
        return RevealView(figures, None, drawn)
    summary = f"{counted(drawn.changed, 'verdict')} of {thousands(drawn.points)} changed after the reveal."
    rows = tuple((one.blind, one.final, thousands(one.count)) for one in drawn.ribbons)
    return RevealView(figures, drawn, None, summary, rows, _reasons(revealed))


def drift_view(insights: Insights) -> DriftView:
    """Agreement by week with the days on which something changed."""
    stretches = [drift_plots.Stretch(week.monday, week.monday + WEEK, drawable(week.same)) for week in insights.weeks]
    changes = [drift_plots.Change(change.day, f"{change.kind} {change.name}") for change in insights.changes]
    drawn = drift_plots.drift(stretches, changes, insights.compared.judge.answers)
    if isinstance(drawn, Lack):
        return DriftView(None, drawn)
    rows = tuple((line.when, line.value or NOTHING, line.interval, line.n) for line in drawn.lines)
    dashed = "; ".join(f"{change.what} from {change.when}" for change in drawn.changes)
    return DriftView(drawn, None, rows, f"Dashed: {dashed}." if dashed else "")


def cost_view(insights: Insights) -> CostView:
    """What each day cost; each week where there are too many days to tell them apart."""
    span = (insights.days[-1].day - insights.days[0].day).days if insights.days else 0
    length = 1 if span < MOST_DAYS else 7
    costs, priced = defaultdict[date, float](float), Counter[date]()
    for one in insights.days:
        begun = one.day if length == 1 else one.day - timedelta(one.day.weekday())
        costs[begun] += one.cost or 0.0
        priced[begun] += one.priced
    drawn = bar_plots.bars(costs, money, _money_tick, length)
    judged, each = insights.judged, "day" if length == 1 else "week"
    hint = f"{money(judged.cost / judged.priced)} an answer" if judged.cost and judged.priced else ""
    rows = tuple((line.when, line.amount, thousands(priced[line.day])) for line in drawn.lines) if drawn else ()
    return CostView(drawn, each, hint, rows)


def _on_coverage(found: MeanCoverage, judge: float | None) -> Iterator[str]:
    yield (
        f"What people would find in {counted(found.answers, 'judged answer')}, estimated from "
        f"{counted(found.reviews, 'blind review')} drawn at random."
    )
    if judge is not None:
        where = "within" if found.low <= judge <= found.high else "outside of"
        yield f"The judge alone says {share_text(judge)}: {where} that range."
    if found.high > found.low:
        yield (
            f"The range reaches {_points(found.half_width)} to either side; "
            f"from the reviews alone it would be {_points(found.reviews_alone)}."
        )


def _points(share: float) -> str:
    return f"{share * 100:.1f}\u00a0points"


def _reasons(revealed: Revealed) -> str:
    given = [
        f"{words} {thousands(count)}" for reason, words in REASONS.items() if (count := revealed.reasons.get(reason))
    ]
    return f"Reasons given: {', '.join(given)}." if given else ""


def _money_tick(amount: float, step: float) -> str:
    """With as many digits as the steps between ticks need."""
    digits = next((digits for digits in (0, 1, 2, 3, 4) if round(step, digits) == step), 5)
    return f"${amount:,.{digits if digits != 1 else 2}f}".replace(",", "\u00a0")
