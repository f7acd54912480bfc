"""The page of insights as its template draws it."""

from collections.abc import Container
from dataclasses import dataclass

from evaluator.domain.agreement.figures import Figure
from evaluator.domain.insights import Insights
from evaluator.domain.judgements import FlagCode
from evaluator.domain.ledger import Following
from evaluator.web.pages.figures import thousands
from evaluator.web.pages.insights_agreement import MeasuresView, PointsView, measures_view, points_view, versions
from evaluator.web.pages.insights_course import (
    CostView,
    CoverageView,
    DriftView,
    RevealView,
    cost_view,
    coverage_view,
    drift_view,
    reveal_view,
)
from evaluator.web.pages.insights_figures import NOTHING, Headline, coefficient_headline, drawable, share_headline
from evaluator.web.pages.insights_filters import Asked, Filters, filters
from evaluator.web.pages.insights_verdicts import (
    CalibrationView,
    ConfusionView,
    WorthView,
    calibration_view,
    confusion_view,
    worth_view,
)
from evaluator.web.plots.forest import Forest
from evaluator.web.plots.intervals import ANSWERS, Interval, Lack


@dataclass(frozen=True, slots=True)
class InsightsView:
    """The page. `counted` says how far the figures have come; `is_behind` that newer entries are not in them yet."""

    address: str
    queue: str
    filters: Filters
    counted: str
    is_behind: bool
    is_empty: bool
    headlines: tuple[Headline, ...]
    points: PointsView
    confusion: ConfusionView
    measures: MeasuresView
    coverage: CoverageView
    worth: WorthView
    calibration: CalibrationView
    reveal: RevealView
    cost: CostView
    drift: DriftView
    versions: Forest


def insights_view(insights: Insights, asked: Asked, sealed: Container[str] = ()) -> InsightsView:
    """The page for what the address asks for. Of judgements that are `sealed` none is named."""
    compared, judged = insights.compared, insights.judged
    return InsightsView(
        address=asked.address,
        queue=asked.queue,
        filters=filters(asked, insights.choices),
        counted=_counted(insights.following),
        is_behind=not insights.following.is_level,
        is_empty=judged.scored + judged.unscored == 0,
        headlines=_headlines(insights),
        points=points_view(insights, asked),
        confusion=confusion_view(
            compared.judge,
            [mistake for mistake in insights.mistakes if mistake.judgement_id not in sealed],
            {question.question_id: question.name for question in insights.questions},
        ),
        measures=measures_view(insights),
        coverage=coverage_view(insights.coverage),
        worth=worth_view(insights),
        calibration=calibration_view(insights.calibration, compared.judge.answers),
        reveal=reveal_view(insights.revealed),
        cost=cost_view(insights),
        drift=drift_view(insights),
        versions=versions(insights, asked),
    )


def _counted(following: Following) -> str:
    if following.is_level:
        return f"Counted up to ledger entry #{thousands(following.seq)}, the newest."
    return (
        f"Catching up: counted up to ledger entry #{thousands(following.seq)} of #{thousands(following.head)}. "
        "What came after is not in these figures yet."
    )


def _headlines(insights: Insights) -> tuple[Headline, ...]:
    ours, theirs, judged = insights.compared.judge, insights.compared.people, insights.judged
    return (
        Headline("Verdicts compared", _compared(ours.figures.get("same")), f"in {thousands(ours.answers)} answers"),
        share_headline("Same verdict", ours.figures.get("same")),
        coefficient_headline("Beyond chance (κ)", ours.figures.get("kappa")),
        share_headline("Two people agree", theirs.figures.get("same")),
        share_headline("Judge unsure", ours.figures.get("share_unsure")),
        _of_judged("Quotes not found", judged.flags.get(FlagCode.UNVERIFIED_EVIDENCE, 0), judged.scored),
        _of_judged("Not scored", judged.unscored, judged.scored + judged.unscored),
    )


def _compared(same: Figure | None) -> str:
    """On how many points a share stands. From few answers there is no table that could be counted."""
    shown = drawable(same)
    if isinstance(shown, Interval):
        return thousands(shown.n)
    return thousands(shown.have) if isinstance(shown, Lack) and shown.unit == "points" else NOTHING


def _of_judged(label: str, count: int, of: int) -> Headline:
    """A share of all there is, which needs no interval; not of a few, of which it would tell too much."""
    if of < ANSWERS:
        return Headline(label, NOTHING, f"{of} of {ANSWERS} answers")
    return Headline(label, f"{100 * count / of:.1f}\u00a0%", f"in {thousands(count)} of {thousands(of)} answers")
