"""One judge of a measurement as its page and its file draw it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product

from evaluator.domain.agreement.figures import Estimate, Figure
from evaluator.domain.agreement.tables import VERDICTS, Confusion
from evaluator.domain.judgements import Verdict
from evaluator.domain.measures.report import Bin, Group, GroupKind, JudgeReport, Measured, weakest
from evaluator.services.measure_examples import example_rows, examples_words
from evaluator.web.pages.figures import counted, money, seconds, thousands
from evaluator.web.pages.insights_figures import (
    NOTHING,
    Headline,
    coefficient_headline,
    drawable,
    drawable_share,
    share_headline,
)
from evaluator.web.pages.insights_verdicts import Cell, ConfusionRow
from evaluator.web.plots import calibration as plots
from evaluator.web.plots.forest import Forest, Row, forest_of_coefficients, forest_of_shares
from evaluator.web.plots.intervals import REVIEWS_OF_A_POINT, Interval, Lack, Unknown
from evaluator.web.plots.intervals import Figure as Drawable

MOST_ROWS = 20
"""Questions or points that one plot shows, the weakest of them."""

SHARES = (
    ("accuracy", "same verdict", "of the points on which judge and people gave one"),
    ("tpr", "finds what is there", "of the points that people credit, those it credits"),
    ("tnr", "sees what is missing", "of the points that people call missed, those it calls missed"),
    ("precision_covered", "says covered", "of these, those that people call covered"),
    ("precision_missed", "says missed", "of these, those that people call missed"),
    ("share_unsure", "unsure", "of all labelled points, those it left to people"),
    ("evidence_valid", "quotes that stood", "of all quotes it gave, those found in the answer and about the point"),
    ("share_unscored", "not scored", "of all answers, those it failed on"),
)
COEFFICIENTS = (
    ("kappa", "Cohen’s κ", "Agreement without the part that chance alone would bring about."),
    ("ac1", "Gwet’s AC1", "The same, steadier where one verdict is far more common."),
    ("macro_f1", "Macro-F1", "The mean of the verdicts’ F1."),
    ("auc", "AUC", "How often a covered point has the higher probability than one that is not; ½ is chance."),
    ("kappa_at_half", "κ, all decided", "Were every point decided by its probability, at one half."),
    ("pearson", "Pearson’s r", "Of its scores and people’s; unsure points are left out of its scores."),
    ("pearson_expected", "r, from probabilities", "The same with the score that its probabilities come to."),
    ("qwk", "Weighted κ of scores", "By the nearest quarter; far off costs more than near."),
)
ERRORS = (
    ("brier", "Brier score"),
    ("ece", "Calibration error"),
    ("rmse", "Root mean square error of scores"),
)
GROUPS = (
    (GroupKind.QUESTION, "By question", "Question", "weakest first"),
    (GroupKind.POINT, "By point", "Point", "weakest first"),
    (GroupKind.BAND, "By kind of answer", "Kind", ""),
    (GroupKind.SCORE, "By people’s score", "Score", ""),
)


_GIVEN = VERDICTS[:-1]
_PART_OF = {
    "tpr": (_GIVEN, (Verdict.COVERED, Verdict.PARTIAL)),
    "tnr": (_GIVEN, (Verdict.MISSED,)),
    "precision_covered": ((Verdict.COVERED,), _GIVEN),
    "precision_missed": ((Verdict.MISSED,), _GIVEN),
}
"""Of which points a share is, where not of all: what the judge said of them, and what people said."""


@dataclass(frozen=True, slots=True)
class GroupView:
    """One plot of groups, with what was left out of it."""

    kind: str
    title: str
    what: str
    hint: str
    plot: Forest
    share: str
    note: str


@dataclass(frozen=True, slots=True)
class JudgeMeasured:
    """One judge. `confusion` is empty where no point has a label, `calibration` None where there are too few.

    `examples` says what it was shown beforehand, None where it is shown nothing anyway.
    """

    slug: str
    name: str
    facts: tuple[str, ...]
    headlines: tuple[Headline, ...]
    across: tuple[Verdict, ...]
    confusion: tuple[ConfusionRow, ...]
    shares: Forest
    coefficients: Forest
    errors: tuple[Headline, ...]
    calibration: plots.Calibration | None
    calibration_rows: tuple[tuple[str, ...], ...]
    groups: tuple[GroupView, ...]
    examples: str | None
    example_rows: tuple[tuple[str, ...], ...]


def judge_view(number: int, judge: JudgeReport) -> JudgeMeasured:
    """The judge, the so-many-eth of its measurement."""
    overall, figures = judge.overall, judge.overall.figures
    drawn = _calibration(judge.bins, overall.answers)
    return JudgeMeasured(
        slug=f"judge-{number}",
        name=judge.identity.name,
        facts=tuple(
            fact for fact in (judge.identity.model, judge.identity.mode, judge.identity.prompt) if fact != "none"
        ),
        headlines=_headlines(judge),
        across=VERDICTS[:-1],
        confusion=tuple(_confusion(overall)) if overall.points else (),
        shares=forest_of_shares(_on_what(overall.table, rows_of(figures, SHARES))),
        coefficients=forest_of_coefficients(rows_of(figures, COEFFICIENTS)),
        errors=tuple(coefficient_headline(label, figures[name]) for name, label in ERRORS if _is_told(figures[name])),
        calibration=drawn,
        calibration_rows=tuple(
            (line.said, line.covered, line.interval, thousands(line.n)) for line in (drawn.lines if drawn else ())
        ),
        groups=tuple(_groups(judge)),
        examples=examples_words(judge),
        example_rows=tuple(example_rows(judge)),
    )


def _headlines(judge: JudgeReport) -> tuple[Headline, ...]:
    overall, effort = judge.overall, judge.effort
    compared = Headline("Points compared", thousands(overall.table.compared), f"of {thousands(overall.points)}")
    verdicts = (
        compared,
        share_headline("Same verdict", overall.figures["accuracy"]),
        coefficient_headline("Beyond chance (κ)", overall.figures["kappa"]),
        share_headline("Unsure", overall.figures["share_unsure"]),
    )
    scores = (
        Headline("Answers", thousands(overall.answers)),
        coefficient_headline("Pearson’s r", overall.figures["pearson"]),
        coefficient_headline("Error of scores", overall.figures["rmse"]),
    )
    cost = NOTHING if effort.cost_an_answer is None else money(effort.cost_an_answer)
    time = NOTHING if effort.median_s is None else seconds(effort.median_s)
    return (
        *(verdicts if overall.points else scores),
        Headline("Not scored", thousands(overall.unscored), f"of {counted(overall.answers, 'answer')}"),
        Headline("Cost an answer", cost, f"{counted(effort.input_tokens + effort.output_tokens, 'token')} in all"),
        Headline("Time an answer", time, "in the middle"),
    )


def _confusion(measured: Measured) -> Iterator[ConfusionRow]:
    for said in VERDICTS:
        counts = ((label, measured.table.count(said, label)) for label in VERDICTS[:-1])
        yield ConfusionRow(said, tuple(Cell(thousands(count), _kind(said, label, count)) for label, count in counts))


def _kind(said: Verdict, label: Verdict, count: int) -> str:
    if said is label:
        return "same"
    return "sore" if count and (said, label) == (Verdict.COVERED, Verdict.MISSED) else ""


def rows_of(figures: Mapping[str, Figure], named: Sequence[tuple[str, str, str]]) -> list[Row]:
    """A row for each figure of which there is anything to tell."""
    return [Row(label, _drawn(figures[name]), note=note) for name, label, note in named if _is_told(figures[name])]


def _on_what(table: Confusion, rows: Sequence[Row]) -> list[Row]:
    """Rows of shares, each told on as many points as it is a share of."""
    cases = {
        label: sum(table.count(*cell) for cell in product(*_PART_OF[name]))
        for name, label, _ in SHARES
        if name in _PART_OF
    }
    return [
        replace(row, figure=replace(row.figure, n=cases[row.label]))
        if isinstance(row.figure, Interval) and row.label in cases
        else row
        for row in rows
    ]


def _drawn(figure: Figure) -> Drawable:
    """A figure for a plot, which refuses what stands on very little and says so in words of reviews."""
    shown = drawable(figure)
    if isinstance(shown, Interval) and shown.n < REVIEWS_OF_A_POINT:
        return Unknown(f"{shown.n} of {REVIEWS_OF_A_POINT} cases")
    return shown


def _is_told(figure: Figure) -> bool:
    """Whether there is anything to a figure: not where file or judge have nothing of the kind."""
    shown = drawable(figure)
    return not isinstance(shown, Lack) or shown.have > 0


def _calibration(bins: Sequence[Bin], answers: int) -> plots.Calibration | None:
    shares = [(one.probability, drawable_share(one.covered)) for one in bins]
    drawn = plots.calibration([plots.Bin(said, one) for said, one in shares if isinstance(one, Interval)], answers)
    return drawn if isinstance(drawn, plots.Calibration) else None


def _groups(judge: JudgeReport) -> Iterator[GroupView]:
    name, share = ("accuracy", "Same") if judge.overall.points else ("pearson", "r")
    draw = forest_of_shares if judge.overall.points else forest_of_coefficients
    for kind, title, what, hint in GROUPS:
        groups = judge.of(kind)
        ranked = weakest(groups, name)
        listed = ranked[:MOST_ROWS] if kind in (GroupKind.QUESTION, GroupKind.POINT) else groups
        if not ranked:
            continue
        plot = draw([Row(group.name, _drawn(group.measured.figures[name]), note=_beside(group)) for group in listed])
        yield GroupView(kind.value, title, what, hint, plot, share, _left(len(groups), len(ranked), len(listed), kind))


def _beside(group: Group) -> str:
    unsure = group.measured.figures["share_unsure"]
    told = [group.key] if group.kind in (GroupKind.QUESTION, GroupKind.POINT) else []
    told += [f"{round(100 * unsure.value)} % unsure"] if isinstance(unsure, Estimate) else []
    return ", ".join(told)


def _left(groups: int, ranked: int, listed: int, kind: GroupKind) -> str:
    if kind not in (GroupKind.QUESTION, GroupKind.POINT):
        return ""
    told = [f"The weakest {listed} of {ranked}."] if listed < ranked else []
    few = groups - ranked
    if few:
        told.append(f"{thousands(few)} more with too few labels, or too many unsure, to be told.")
    return " ".join(told)
