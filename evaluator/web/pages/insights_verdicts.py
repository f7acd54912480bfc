"""What the judge's verdicts are worth, as the page of insights shows it: beside people's, and beside its certainty."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product

from evaluator.domain.agreement.tables import VERDICTS, Confusion
from evaluator.domain.insight_counts import Mistake
from evaluator.domain.insights import Agreement, Calibration, Insights
from evaluator.domain.judgements import Verdict
from evaluator.web.days import day_text
from evaluator.web.pages.figures import counted, thousands
from evaluator.web.pages.insights_figures import Headline, coefficient_headline, drawable, drawable_share, lack_of
from evaluator.web.plots import calibration as plots
from evaluator.web.plots.forest import Forest, Row, forest_of_shares
from evaluator.web.plots.intervals import ANSWERS, Figure, Interval, Lack

SETTLED = (Verdict.COVERED, Verdict.PARTIAL, Verdict.MISSED)
COSTLY = (Verdict.COVERED, Verdict.MISSED)
"""What the judge said and what a person found, where somebody may be taken on for what they never said."""

SAYS = ((Verdict.COVERED, "says covered"), (Verdict.PARTIAL, "says partial"), (Verdict.MISSED, "says missed"))
FINDS = (
    (
        "tpr",
        "finds what is there",
        "of the points that people credit, those it credits",
        (Verdict.COVERED, Verdict.PARTIAL),
    ),
    (
        "tnr",
        "sees what is missing",
        "of the points that people call missed, those it calls missed",
        (Verdict.MISSED,),
    ),
)


@dataclass(frozen=True, slots=True)
class Cell:
    """One count. `kind` is `same` where both say one thing, `sore` for the costly mistake."""

    count: str
    kind: str


@dataclass(frozen=True, slots=True)
class ConfusionRow:
    """What people said where the judge gave one verdict."""

    verdict: Verdict
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class MistakeView:
    """A judgement with a costly mistake: the address of its point, what it is about, and the day it was made."""

    href: str
    label: str
    day: str


@dataclass(frozen=True, slots=True)
class ConfusionView:
    """The table, judge down and people across; `lack` where it would tell of single answers.

    `mistakes` are the costly ones that the reader may see, `see` the words that lead to them.
    """

    across: tuple[Verdict, ...]
    rows: tuple[ConfusionRow, ...]
    notes: tuple[str, ...]
    lack: Lack | None
    see: str
    mistakes: tuple[MistakeView, ...]


@dataclass(frozen=True, slots=True)
class WorthView:
    """How often people say the same as each verdict; `lack` where nothing is known of any."""

    plot: Forest
    lack: Lack | None


@dataclass(frozen=True, slots=True)
class CalibrationView:
    """The plot with its table, or what is lacking, or neither where the judge gives no probabilities."""

    plot: plots.Calibration | None
    lack: Lack | None
    figures: tuple[Headline, ...]
    rows: tuple[tuple[str, ...], ...]


def worth_view(insights: Insights) -> WorthView:
    """How often people say the same as each verdict of the judge's, and how much the judge finds."""
    said, ours, table = insights.calibration.worth, insights.compared.judge.figures, insights.compared.judge.table
    given = [
        Row(label, _on(drawable(said.get(verdict)), _counted(table, [verdict], SETTLED)), icon=verdict)
        for verdict, label in SAYS
    ]
    found = [
        Row(label, _on(drawable(ours.get(name)), _counted(table, SETTLED, blind)), note=note)
        for name, label, note, blind in FINDS
    ]
    plot = forest_of_shares(given + found)
    return WorthView(plot, lack_of(*said.values(), *ours.values()) if plot.is_blank else None)


def confusion_view(
    agreement: Agreement, mistakes: Sequence[Mistake] = (), titles: Mapping[str, str] | None = None
) -> ConfusionView:
    """The table over the four verdicts, with what to make of it. `mistakes` are the costly ones to be named.

    Not from a few answers: who is still to read one of them blind could tell from it what the judge said.
    """
    table, answers = agreement.table, agreement.answers
    rows = tuple(ConfusionRow(said, tuple(_cell(table, said, blind) for blind in VERDICTS)) for said in VERDICTS)
    lack = Lack(answers, ANSWERS) if answers < ANSWERS else None
    shown = () if lack else tuple(_mistake(one, titles or {}) for one in mistakes)
    see = _see(len(shown), table.count(*COSTLY))
    return ConfusionView(VERDICTS, rows, tuple(_on_table(table)), lack, see, shown)


def _see(shown: int, there_are: int) -> str:
    if not shown:
        return ""
    if shown < there_are:
        return "See the newest of them" if shown == 1 else f"See the newest {shown} of them"
    return "See it" if shown == 1 else "See them"


def _mistake(mistake: Mistake, titles: Mapping[str, str]) -> MistakeView:
    title, number = titles.get(mistake.question_id, mistake.question_id), mistake.point + 1
    href = f"/judgements/{mistake.judgement_id}#p{number}"
    return MistakeView(href, f"{title}, point {number}", day_text(mistake.day))


def calibration_view(calibration: Calibration, answers: int) -> CalibrationView:
    """The judge's probabilities beside what people say, from so many reviewed answers."""
    if not calibration.bins:
        return CalibrationView(None, None, (), ())
    shares = [(one.probability, drawable_share(one.covered)) for one in calibration.bins]
    drawn = plots.calibration(
        [plots.Bin(said, share) for said, share in shares if isinstance(share, Interval)], answers
    )
    if isinstance(drawn, Lack):
        return CalibrationView(None, drawn, (), ())
    figures = (
        coefficient_headline("Brier score", calibration.brier),
        coefficient_headline("Calibration error", calibration.ece),
    )
    rows = tuple((line.said, line.covered, line.interval, thousands(line.n)) for line in drawn.lines)
    return CalibrationView(drawn, None, figures, rows)


def _on(figure: Figure, n: int) -> Figure:
    """A share of part of the compared points, told on so many of them."""
    return replace(figure, n=n) if isinstance(figure, Interval) else figure


def _counted(table: Confusion, said: Iterable[Verdict], blind: Iterable[Verdict]) -> int:
    return sum(table.count(one, other) for one, other in product(said, blind))


def _cell(table: Confusion, said: Verdict, blind: Verdict) -> Cell:
    count = table.count(said, blind)
    return Cell(thousands(count), _kind(said, blind, count))


def _kind(said: Verdict, blind: Verdict, count: int) -> str:
    if said is blind and said is not Verdict.UNSURE:
        return "same"
    return "sore" if count and (said, blind) == COSTLY else ""


def _on_table(table: Confusion) -> Iterator[str]:
    costly = table.count(*COSTLY)
    times = "once" if costly == 1 else f"{thousands(costly)} times"
    if costly:
        yield f"The costly mistake: {times} the judge said covered and a person found nothing."
    left_out = table.unsure_said + table.unsure_blind
    if left_out:
        yield f"{counted(left_out, 'pair')} with an unsure, left out of every share and coefficient."
