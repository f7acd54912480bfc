"""A measurement as its page and its file draw it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from evaluator.digests import digest_in_brief
from evaluator.domain.measures.report import Comparison, Drawn, JudgeReport, Listed, Material, Report
from evaluator.web.pages.figures import Moment, counted, moment, money, seconds, thousands
from evaluator.web.pages.insights_figures import NOTHING, coefficient_headline, share_headline
from evaluator.web.pages.measures_judge_view import COEFFICIENTS, SHARES, JudgeMeasured, judge_view, rows_of
from evaluator.web.plots.forest import Forest, forest_of_coefficients

ADDRESS = "/insights/measures"


@dataclass(frozen=True, slots=True)
class ComparisonView:
    """What one judge has more of than another."""

    slug: str
    title: str
    hint: str
    plot: Forest


@dataclass(frozen=True, slots=True)
class MeasureView:
    """One measurement. `costs` has a row for each judge, where there are several."""

    title: str
    lead: str
    facts: tuple[str, ...]
    made: Moment
    notes: tuple[str, ...]
    judges: tuple[JudgeMeasured, ...]
    comparisons: tuple[ComparisonView, ...]
    costs: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class ListedView:
    """A measurement in the list."""

    href: str
    name: str
    answers: str
    judges: str
    made: Moment


def listed_view(listed: Iterable[Listed]) -> tuple[ListedView, ...]:
    """The list, in the order given."""
    return tuple(
        ListedView(f"{ADDRESS}/{one.id}", one.name, thousands(one.answers), ", ".join(one.judges), moment(one.at))
        for one in listed
    )


def measure_view(report: Report) -> MeasureView:
    """One measurement as it is drawn."""
    several = len(report.judges) > 1
    return MeasureView(
        title=report.material.name,
        lead=_lead(report.material),
        facts=tuple(_facts(report)),
        made=moment(report.at),
        notes=tuple(_notes(report)),
        judges=tuple(judge_view(number, judge) for number, judge in enumerate(report.judges, 1)),
        comparisons=tuple(_comparison(number, one) for number, one in enumerate(report.comparisons, 1)),
        costs=tuple(map(_cost, report.judges)) if several else (),
    )


def _lead(material: Material) -> str:
    told = [f"{counted(material.answers, 'answer')} to {counted(material.questions, 'question')}"]
    if material.labels:
        told.append(", ".join(f"{thousands(count)} {label}" for label, count in material.labels.items()))
    if material.scores:
        told.append(counted(material.scores, "score"))
    return "; ".join(told) + "."


def _facts(report: Report) -> Iterator[str]:
    material = report.material
    yield f"Labelled file {digest_in_brief(material.digest)}"
    if material.part:
        yield f"Part {material.part}"
    if material.blank:
        yield f"{counted(material.blank, 'row')} without words left out"
    if report.version:
        yield f"Evaluator {report.version}"


def _notes(report: Report) -> Iterator[str]:
    drawn = "answers" if report.drawn is Drawn.ANSWERS else "whole questions"
    yield f"Lines show the 95 % interval, from drawing {drawn} again."
    yield "Unsure is no verdict: it counts in no coefficient, and its share stands beside them."
    if report.material.labels and report.material.is_binary:
        yield "People’s labels know no partial here: a judge’s partial counts as credit."


def _comparison(number: int, comparison: Comparison) -> ComparisonView:
    names = [(name, label, "") for name, label, _ in (*COEFFICIENTS, *SHARES) if name in comparison.differences]
    return ComparisonView(
        slug=f"comparison-{number}",
        title=f"{comparison.one} less {comparison.other}",
        hint=f"on {counted(comparison.answers, 'answer')} that both scored",
        plot=forest_of_coefficients(rows_of(comparison.differences, names)),
    )


def _cost(judge: JudgeReport) -> tuple[str, ...]:
    figures, effort = judge.overall.figures, judge.effort
    quality = (
        coefficient_headline("", figures["kappa"]),
        coefficient_headline("", figures["auc"]),
        share_headline("", figures["share_unsure"]),
        coefficient_headline("", figures["pearson"]),
    )
    return (
        judge.identity.name,
        judge.identity.mode,
        *(headline.value for headline in quality),
        NOTHING if effort.cost_an_answer is None else money(effort.cost_an_answer),
        NOTHING if effort.median_s is None else seconds(effort.median_s),
    )
