"""The card of a judge: what a buyer or an auditor asks for, every number from one measurement and none by hand."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from evaluator.domain.agreement.figures import Estimate, Figure, NotEnough
from evaluator.domain.agreement.tables import VERDICTS, Confusion
from evaluator.domain.days import told_day
from evaluator.domain.judgements import FlagCode, Verdict
from evaluator.domain.measures.report import Drawn, Group, GroupKind, JudgeReport, Report, weakest
from evaluator.services.card_suites import Suites, suite_rows, suite_sentences
from evaluator.services.measure_examples import HEADS, example_rows, examples_words
from evaluator.services.plain_words import SECOND_OPINION

FIGURES: Mapping[str, str] = {
    "accuracy": "same verdict as people",
    "macro_f1": "macro-F1",
    "kappa": "Cohen's kappa",
    "ac1": "Gwet's AC1",
    "tpr": "of what people credit, credited",
    "tnr": "of what people call missed, called missed",
    "precision_covered": "of what it calls covered, covered",
    "precision_missed": "of what it calls missed, missed",
    "share_unsure": "unsure, left to people",
    "auc": "AUC of its probabilities",
    "brier": "Brier score",
    "ece": "calibration error",
    "kappa_at_half": "kappa, every point decided at one half",
    "pearson": "Pearson's r of scores",
    "pearson_expected": "Pearson's r from probabilities",
    "qwk": "weighted kappa of scores",
    "rmse": "root mean square error of scores",
    "evidence_valid": "quotes that stood",
    "share_unscored": "answers not scored",
}
"""What figures are called, in the order in which they are told."""

COUNTS = ("points", "left unsure", "credited, of those that people call missed")
"""What is counted of each question and kind of answer, few as they may be."""

WEAKEST = 5
"""Questions and points that are named as known failures."""

USE = (
    "It reads one interview answer against one question and says of each expected point whether the answer covers it, "
    "with the candidate's own words for it. It prepares a person's reading and does not replace it.",
    "Not for deciding about people, ranking them or turning anybody away; not for judging character, speech or origin; "
    "not for questions without written expected points, nor for languages other than those it was measured in.",
)
ONLY_WORDS = (
    "It finds talk about a point and cannot tell right from wrong: whoever says something false in the right words is "
    "credited. All its verdicts wait for a person."
)
MADE_UP = (
    "Whether answers and labels are real or made up is for whoever made them to say. The golden answers that come with "
    "the evaluator (data/golden) are synthetic, written by whoever labelled them, and say little of real interviews."
)
OVERSIGHT = (
    "A point it cannot prove with the candidate's words is unsure and waits for a person. Reviewers give their own "
    "verdicts before they see the judge's, and theirs count. Every judgement and review is kept in a chained, signed "
    "ledger, with what was sent and what came back.",
    SECOND_OPINION,
)


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a card. `rows` is a table, its first row the heads; empty where there is none."""

    title: str
    sentences: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Card:
    """The card of one judge."""

    title: str
    parts: tuple[Part, ...]


def cards_of(report: Report, suites: Suites) -> tuple[Card, ...]:
    """A card for each judge of a report, with what attack and invariance suites found."""
    return tuple(
        Card(f"Judge card: {judge.identity.name}", tuple(_parts(report, judge, suites))) for judge in report.judges
    )


def _parts(report: Report, judge: JudgeReport, suites: Suites) -> Iterator[Part]:
    yield Part("Judge", rows=tuple(_identity(judge)))
    yield Part("Intended use", (*USE, ONLY_WORDS) if FlagCode.MATCHER_ONLY in judge.flags else USE)
    yield Part("Measured on", tuple(_material(report)))
    if words := examples_words(judge):
        rows = tuple(example_rows(judge))
        yield Part("Examples", (words,), (HEADS, *rows) if rows else ())
    yield Part("Figures", tuple(_how_figures_count(judge)), tuple(_figures(judge)))
    if judge.overall.points:
        yield Part("Who said what", ("The judge down, people across.",), tuple(_confusion(judge)))
    for kind, title in ((GroupKind.QUESTION, "By question"), (GroupKind.BAND, "By kind of answer")):
        groups = judge.of(kind)
        if groups:
            yield Part(title, rows=tuple(_groups(judge, groups)))
    yield Part("Known failures", tuple(_failures(judge)))
    name = judge.identity.name
    attacked = tuple(suite_sentences(suites, ("attacks", "honest"), name))
    yield Part("Attacks", attacked, suite_rows(suites, "attacks", ("attack", "gained credit without a flag")))
    same = tuple(suite_sentences(suites, ("invariance", "reruns"), name))
    yield Part("Invariance", same, suite_rows(suites, "invariance", ("the answer, but", "verdicts that flipped")))
    yield Part("Cost and time", tuple(_effort(judge)))
    yield Part("Oversight", OVERSIGHT)


def figure_words(figure: Figure) -> tuple[str, str, str]:
    """A figure's value, its interval and what it stands on; or why it has none."""
    if isinstance(figure, Estimate):
        return f"{figure.value:.3f}", f"{figure.low:.3f} to {figure.high:.3f}", f"{figure.points:,}"
    if isinstance(figure, NotEnough):
        return "too few", f"{figure.have:,} of {figure.needed} {figure.unit.value}", ""
    return "not told", figure.why.value, ""


def _identity(judge: JudgeReport) -> Iterator[tuple[str, ...]]:
    identity = judge.identity
    yield "what", "which"
    yield "name", identity.name
    yield "model", identity.model
    yield "way of judging", identity.mode
    yield "prompt", identity.prompt
    yield "where answers go", identity.host or "nowhere: it runs in the evaluator's own process"
    if identity.settings_digest is not None:
        yield "settings", identity.settings_digest


def _material(report: Report) -> Iterator[str]:
    material = report.material
    part = f", part {material.part}" if material.part else ""
    yield f"{material.name}{part}: {material.answers:,} answers to {material.questions:,} questions."
    yield f"Digest of answers and labels: {material.digest}."
    if material.labels:
        yield f"Labels by people: {', '.join(f'{count:,} {label}' for label, count in material.labels.items())}."
    if material.labels and material.is_binary:
        yield "Labels know no partial: the judge's partial counts as credit."
    if material.scores:
        yield f"Scores by people: {material.scores:,}."
    if material.blank:
        yield f"Rows without words, left out: {material.blank:,}."
    drawn = "answers" if report.drawn is Drawn.ANSWERS else "whole questions"
    yield MADE_UP
    yield f"Measured {told_day(report.at)} with evaluator {report.version or 'of no version'}; intervals draw {drawn}."


def _how_figures_count(judge: JudgeReport) -> Iterator[str]:
    yield "Each with its 95 % interval, and the points or answers that it stands on."
    if unsure := judge.overall.table.unsure_said:
        yield (
            f"Shares and coefficients of verdicts leave out the {unsure:,} of {judge.overall.points:,} points that it "
            "left unsure: read them beside the share of those."
        )


def _figures(judge: JudgeReport) -> Iterator[tuple[str, ...]]:
    yield "figure", "value", "95 % interval", "on"
    for name, label in FIGURES.items():
        figure = judge.overall.figures[name]
        if not (isinstance(figure, NotEnough) and figure.have == 0):
            yield label, *figure_words(figure)


def _confusion(judge: JudgeReport) -> Iterator[tuple[str, ...]]:
    labels = VERDICTS[:-1]
    yield "judge", *(label.value for label in labels)
    for said in VERDICTS:
        yield said.value, *(f"{judge.overall.table.count(said, label):,}" for label in labels)


def _groups(judge: JudgeReport, groups: Sequence[Group]) -> Iterator[tuple[str, ...]]:
    has_points = judge.overall.points > 0
    names = ("accuracy", "kappa", "share_unsure") if has_points else ("pearson", "rmse")
    yield "", "answers", *(COUNTS if has_points else ()), *(FIGURES[name] for name in names)
    for group in groups:
        told = [figure_words(group.measured.figures[name]) for name in names]
        name = f"{group.name} ({group.key})" if group.kind is GroupKind.QUESTION else group.name
        counts = _counts(group.measured.table) if has_points else ()
        yield name, f"{group.measured.answers:,}", *counts, *(f"{value} ({interval})" for value, interval, _ in told)


def _counts(table: Confusion) -> tuple[str, ...]:
    missed = sum(table.count(said, Verdict.MISSED) for said in VERDICTS)
    return f"{table.pairs:,}", f"{table.unsure_said:,}", f"{_credited(table):,} of {missed:,}"


def _credited(table: Confusion) -> int:
    return table.count(Verdict.COVERED, Verdict.MISSED) + table.count(Verdict.PARTIAL, Verdict.MISSED)


def _failures(judge: JudgeReport) -> Iterator[str]:
    overall = judge.overall
    costly = overall.table.count(Verdict.COVERED, Verdict.MISSED)
    if overall.points:
        yield f"Points called covered that people call missed: {costly:,}."
        for kind, what in ((GroupKind.BAND, "kind of answer"), (GroupKind.QUESTION, "question")):
            found = Counter({group.key: _credited(group.measured.table) for group in judge.of(kind)})
            if worst := [(key, count) for key, count in found.most_common(WEAKEST) if count]:
                yield f"Credited though people call it missed, by {what}{_counted(worst)}."
        yield f"Points left unsure: {overall.table.unsure_said:,} of {overall.points:,}."
    yield f"Answers not scored: {overall.unscored:,} of {overall.answers:,}{_counted(judge.reasons.items())}."
    if judge.flags:
        yield f"Flags raised, by answers{_counted(judge.flags.items())}."
    for kind, what in (
        (GroupKind.QUESTION, "Questions"),
        (GroupKind.POINT, "Points"),
        (GroupKind.BAND, "Kinds of answer"),
    ):
        if named := [group.key for group in weakest(judge.of(kind), "accuracy")[:WEAKEST]]:
            yield f"{what} of least agreement, by the lower end of its interval: {', '.join(named)}."


def _counted(counts: Iterable[tuple[str, int]]) -> str:
    told = ", ".join(f"{name}: {count:,}" for name, count in counts)
    return f" ({told})" if told else ""


def _effort(judge: JudgeReport) -> Iterator[str]:
    effort = judge.effort
    answers = judge.overall.answers
    before = "" if effort.asked >= answers else "; the others had been judged before"
    yield f"Asked anew for {effort.asked:,} of {answers:,} answers{before}."
    yield f"Tokens: {effort.input_tokens:,} in, {effort.output_tokens:,} out."
    cost = "not known" if effort.cost_an_answer is None else "nothing"
    yield f"Cost of an answer: {f'{effort.cost_an_answer:.6f} by the price table' if effort.cost_an_answer else cost}."
    if effort.median_s is not None and effort.slow_s is not None:
        yield f"Seconds an answer: {effort.median_s:.3f} in the middle, 95 % under {effort.slow_s:.3f}."
