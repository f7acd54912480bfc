"""A measurement as text for a terminal: figures with intervals, who said what, where the judge is weakest."""

from collections.abc import Iterator, Sequence

from evaluator.cli.printing import columns, counted, printable
from evaluator.domain.agreement.figures import Estimate, Figure, NotEnough
from evaluator.domain.agreement.tables import VERDICTS
from evaluator.domain.measures.report import Comparison, Drawn, Group, GroupKind, JudgeReport, Material, Report, weakest
from evaluator.services.judge_card import FIGURES
from evaluator.services.measure_examples import HEADS, example_rows, examples_words

WEAKEST = 10
"""Questions and points that are listed, those of least agreement; and examples."""

_TITLES = {
    GroupKind.QUESTION: "Questions, weakest first",
    GroupKind.POINT: "Points, weakest first",
    GroupKind.SCORE: "By people's score",
    GroupKind.BAND: "By kind of answer",
}
_OF_VERDICTS = ("accuracy", "kappa", "auc", "share_unsure")
_OF_SCORES = ("pearson", "rmse", "qwk")


def material_text(material: Material) -> str:
    """What judges are measured on, in a line or two."""
    labels = ", ".join(f"{count:,} {label}" for label, count in material.labels.items())
    told = [f"{counted(material.answers)} to {counted(material.questions, 'question', 'questions')}"]
    told += [f"labels: {labels}"] if labels else []
    told += [f"{material.scores:,} scores"] if material.scores else []
    told += [f"{material.blank:,} rows without words left out"] if material.blank else []
    part = f", part {material.part}" if material.part else ""
    return printable(f"{material.name}{part}: {'; '.join(told)}.")


def report_text(report: Report, *, compares: bool) -> str:
    """The whole report."""
    lines = [material_text(report.material), _about(report)]
    for judge in report.judges:
        lines += ["", *_judge_lines(judge)]
    if compares:
        lines += ["", "Quality and cost", columns(_side_by_side(report.judges))]
        for comparison in report.comparisons:
            lines += ["", *_comparison_lines(comparison)]
    return "\n".join(lines)


def figure_text(figure: Figure) -> str:
    """A figure with its interval, or why there is none."""
    if isinstance(figure, Estimate):
        return f"{figure.value:.3f}  {figure.low:.3f} to {figure.high:.3f}"
    if isinstance(figure, NotEnough):
        return f"-  not enough data: {figure.have:,} of {figure.needed} {figure.unit.value}"
    return f"-  {figure.why.value}"


def _about(report: Report) -> str:
    binary = (
        "People's labels know no partial: a judge's partial counts as credit. " if report.material.is_binary else ""
    )
    drawn = "answers" if report.drawn is Drawn.ANSWERS else "whole questions"
    return f"{binary}Intervals are 95 %, from drawing {drawn} again; unsure counts in no coefficient."


def _judge_lines(judge: JudgeReport) -> Iterator[str]:
    overall = judge.overall
    yield printable(f"{judge.identity.name} ({judge.identity.model}, {judge.identity.mode})")
    yield f"  {overall.answers:,} answers, {overall.unscored:,} of them not scored; {overall.points:,} labelled points"
    yield from _example_lines(judge)
    rows = [
        (name, figure_text(overall.figures[key])) for key, name in FIGURES.items() if _is_told(overall.figures[key])
    ]
    yield _indented(columns(rows)) if rows else "  Nothing could be compared."
    if overall.points:
        yield ""
        yield _indented(columns(_confusion_rows(judge)))
    yield ""
    yield _indented(columns(_effort_rows(judge)))
    for kind, title in _TITLES.items():
        is_ranked = kind in (GroupKind.QUESTION, GroupKind.POINT)
        groups = judge.of(kind)
        listed = weakest(groups, _told_of(judge)[0])[:WEAKEST] if is_ranked else groups
        if any(_is_told(group.measured.figures[name]) for group in listed for name in _told_of(judge)):
            yield ""
            yield f"  {title}"
            yield _indented(columns(_group_rows(judge, listed, len(groups), is_ranked=is_ranked)))


def _example_lines(judge: JudgeReport) -> Iterator[str]:
    if words := examples_words(judge):
        yield f"  {words}"
    if rows := list(example_rows(judge)):
        left = [(f"and {len(rows) - WEAKEST:,} more", "", "", "")] if len(rows) > WEAKEST else []
        yield from ("", _indented(columns([HEADS, *rows[:WEAKEST], *left])), "")


def _told_of(judge: JudgeReport) -> Sequence[str]:
    """The figures that groups are told with: of verdicts where there are labels, else of scores."""
    return _OF_VERDICTS if judge.overall.points else _OF_SCORES


def _is_told(figure: Figure) -> bool:
    """Whether there is anything to a figure: not of a kind that the file or the judge has nothing of."""
    return isinstance(figure, Estimate) or not isinstance(figure, NotEnough) or figure.have > 0


def _confusion_rows(judge: JudgeReport) -> Iterator[Sequence[str]]:
    table = judge.overall.table
    labels = VERDICTS[:-1]
    yield ("judge down, people across", *(label.value for label in labels))
    for said in VERDICTS:
        yield (said.value, *(f"{table.count(said, label):,}" for label in labels))


def _effort_rows(judge: JudgeReport) -> Iterator[Sequence[str]]:
    effort = judge.effort
    yield "tokens", f"{effort.input_tokens:,} in, {effort.output_tokens:,} out"
    yield "cost", "not known" if effort.cost is None else f"{effort.cost:.4f}"
    if effort.median_s is not None and effort.slow_s is not None:
        yield "seconds an answer", f"{effort.median_s:.3f} in the middle, 95 % under {effort.slow_s:.3f}"
    for reason, count in judge.reasons.items():
        yield f"not scored: {reason.value}", f"{count:,}"
    for flag, count in judge.flags.items():
        yield f"flag: {flag.value}", f"{count:,}"


def _group_rows(judge: JudgeReport, listed: Sequence[Group], of: int, *, is_ranked: bool) -> Iterator[Sequence[str]]:
    names = _told_of(judge)
    yield ("", "answers", "points", *(FIGURES[name] for name in names))
    for group in listed:
        measured = group.measured
        figures = map(_brief, (measured.figures[name] for name in names))
        yield (group.key if is_ranked else group.name, f"{measured.answers:,}", f"{measured.points:,}", *figures)
    left = of - len(listed)
    if left:
        yield (f"and {left:,} more", *("" for _ in range(len(names) + 2)))


def _brief(figure: Figure) -> str:
    return f"{figure.value:.2f} ({figure.low:.2f} to {figure.high:.2f})" if isinstance(figure, Estimate) else "-"


def _side_by_side(judges: Sequence[JudgeReport]) -> Iterator[Sequence[str]]:
    quality = ("kappa", "auc", "share_unsure", "pearson")
    yield ("judge", "way", *(FIGURES[name] for name in quality), "not scored", "cost an answer", "seconds an answer")
    for judge in judges:
        effort = judge.effort
        yield (
            judge.identity.name,
            judge.identity.mode,
            *(_brief(judge.overall.figures[name]) for name in quality),
            f"{judge.overall.unscored:,}",
            "not known" if effort.cost_an_answer is None else f"{effort.cost_an_answer:.6f}",
            "-" if effort.median_s is None else f"{effort.median_s:.3f}",
        )


def _comparison_lines(comparison: Comparison) -> Iterator[str]:
    yield printable(f"{comparison.one} less {comparison.other}, on {comparison.answers:,} answers that both scored")
    told = {name: figure for name, figure in comparison.differences.items() if _is_told(figure)}
    yield _indented(columns([(FIGURES[name], figure_text(told[name])) for name in FIGURES if name in told]))


def _indented(text: str) -> str:
    return "\n".join(f"  {line}" for line in text.splitlines())
