"""Where judge and people agree, as the page of insights shows it: by point, by question and version, beyond chance."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from evaluator.domain.agreement.figures import Estimate, NotEnough
from evaluator.domain.insights import Insights, PointInsight
from evaluator.web.pages.figures import counted
from evaluator.web.pages.insights_figures import drawable, interval_of, lack_of
from evaluator.web.pages.insights_filters import Asked
from evaluator.web.plots.forest import Forest, Row, forest_of_coefficients, forest_of_shares
from evaluator.web.plots.intervals import REVIEWS_OF_A_POINT, Figure, Lack, share_range, share_text

MOST_POINTS = 20
"""So many points stand on the page of all questions; that of one question has them all."""

MEASURES = (
    ("kappa", "Cohen’s κ", "Their agreement without the part that chance alone would bring about."),
    ("ac1", "Gwet’s AC1", "The same, steadier where one verdict is far more common than the others."),
    ("quadratic_kappa", "Weighted κ", "Takes covered against missed for four times as bad as either against partial."),
    ("alpha_nominal", "Krippendorff’s α", "The same for any number of people, even where some were unsure."),
    ("alpha_ordinal", "α, in order", "The same, where partial lies between covered and missed."),
)
"""The coefficients of an `Agreement` by their names, as people call them, in plain words."""


@dataclass(frozen=True, slots=True)
class PointsView:
    """Where judge and people agree, by point; `lack` where no point has enough reviews."""

    plot: Forest
    notes: tuple[str, ...]
    lack: Lack | None


@dataclass(frozen=True, slots=True)
class MeasuresView:
    """Agreement beyond chance; `lack` where there is no coefficient of either side."""

    plot: Forest
    lack: Lack | None


def points_view(insights: Insights, asked: Asked) -> PointsView:
    """The points, weakest first. Of all questions only those with enough reviews are shown, and not too many."""
    drawn = [point for point in insights.points if isinstance(point.same, Estimate)]
    listed: Sequence[PointInsight] = insights.points if asked.question else drawn[:MOST_POINTS]
    titles = {question.question_id: question.name for question in insights.questions}
    rows = [
        Row(
            point.name,
            _of_point(point),
            note=_beside(point, "" if asked.question else titles.get(point.question_id, point.question_id)),
            href="" if asked.question else asked.but(question=point.question_id),
        )
        for point in listed
    ]
    mean = interval_of(insights.compared.judge.figures.get("same"))
    people = interval_of(insights.compared.people.figures.get("same"))
    plot = forest_of_shares(rows, mean.value if mean else None, people)
    notes = [*_on_plot(plot, insights), *_left_out(insights, asked, len(drawn))]
    most = max((point.same.have for point in insights.points if isinstance(point.same, NotEnough)), default=0)
    lack = Lack(most, REVIEWS_OF_A_POINT, "reviews of one point") if plot.is_blank else None
    return PointsView(plot, tuple(notes), lack)


def versions(insights: Insights, asked: Asked) -> Forest:
    """Questions, judges, prompts and banks that were reviewed, each with the address that narrows the page to it."""
    questions = [("question", one.name, str(one.question_id), one.compared) for one in insights.questions]
    kinds = (("judge", insights.judges), ("prompt", insights.prompts), ("bank", insights.banks))
    made_by = [(kind, one.name, one.value, one.compared) for kind, all_ in kinds for one in all_]
    rows = [
        Row(name, drawable(compared.judge.figures.get("same")), note=kind, href=asked.but(**{kind: value}))
        for kind, name, value, compared in (*questions, *made_by)
        if compared.reviews
    ]
    return forest_of_shares(rows, None, interval_of(insights.compared.people.figures.get("same")))


def measures_view(insights: Insights) -> MeasuresView:
    """Every coefficient of judge and people, with that of two people beside it."""
    ours, theirs = insights.compared.judge.figures, insights.compared.people.figures
    plot = forest_of_coefficients(
        [Row(label, drawable(ours.get(name)), drawable(theirs.get(name)), note) for name, label, note in MEASURES]
    )
    return MeasuresView(plot, lack_of(*ours.values()) if plot.is_blank else None)


def _of_point(point: PointInsight) -> Figure:
    """A point of an answer is compared once a review, so what it lacks is reviews."""
    shown = drawable(point.same)
    return replace(shown, unit="reviews") if isinstance(shown, Lack) and shown.unit == "points" else shown


def _beside(point: PointInsight, title: str) -> str:
    times = "once" if point.unclear == 1 else f"{point.unclear} times"
    unclear = f"called unclear {times}" if point.unclear else ""
    return ", ".join(part for part in (title, unclear) if part)


def _on_plot(plot: Forest, insights: Insights) -> Iterator[str]:
    mean = interval_of(insights.compared.judge.figures.get("same"))
    people = interval_of(insights.compared.people.figures.get("same"))
    if mean and plot.lines:
        yield f"The dashed line is the average, {share_text(mean.value)}."
    if people and plot.lines:
        yield f"The band is what two people reach with each other, {share_range(people)} %."
    if plot.has_low:
        yield "A triangle: the whole interval lies under that band. Do not trust the judge there."


def _left_out(insights: Insights, asked: Asked, drawn: int) -> Iterator[str]:
    if not insights.points:
        yield "No point was reviewed blind yet."
    elif asked.question:
        return
    elif drawn > MOST_POINTS:
        yield f"The weakest {MOST_POINTS} of {drawn} points. Choose a question to see all of its points."
    few = len(insights.points) - drawn
    if few:
        what = counted(few, "point has", "points have")
        yield f"{what} fewer than {REVIEWS_OF_A_POINT} blind reviews. Choose a question to see how many are missing."
