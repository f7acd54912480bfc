"""Insights as the API gives them: every figure with its interval, or why there is none."""

from collections.abc import Mapping

from evaluator.digests import Json
from evaluator.domain.agreement.figures import Estimate, Figure, MeanCoverage, NotEnough
from evaluator.domain.agreement.proportions import Proportion
from evaluator.domain.agreement.tables import VERDICTS, Confusion
from evaluator.domain.insights import (
    Agreement,
    Calibration,
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
from evaluator.services.judgement_json import JsonObject


def insights_json(insights: Insights) -> JsonObject:
    """All of it."""
    return {
        "wanted": _wanted(insights.wanted),
        "choices": _choices(insights.choices),
        "ledger": {"followed": insights.following.seq, "head": insights.following.head},
        "judged": _judged(insights.judged),
        "compared": _compared(insights.compared),
        "judges": [_version(version) for version in insights.judges],
        "prompts": [_version(version) for version in insights.prompts],
        "banks": [_version(version) for version in insights.banks],
        "questions": [_question(question) for question in insights.questions],
        "points": [_point(point) for point in insights.points],
        "coverage": _coverage(insights.coverage),
        "revealed": _revealed(insights.revealed),
        "calibration": _calibration(insights.calibration),
        "weeks": [_week(week) for week in insights.weeks],
        "changes": [
            {"day": change.day.isoformat(), "kind": change.kind, "name": change.name} for change in insights.changes
        ],
        "days": [_day(day) for day in insights.days],
    }


def figure_json(figure: Figure) -> JsonObject:
    """A figure with its interval, or `why` it has no value, or what is `missing`."""
    nothing: JsonObject = dict.fromkeys(("value", "low", "high", "points", "answers", "why", "missing"))
    if isinstance(figure, Estimate):
        return nothing | {
            "value": figure.value,
            "low": figure.low,
            "high": figure.high,
            "points": figure.points,
            "answers": figure.answers,
        }
    if isinstance(figure, NotEnough):
        return nothing | {"why": "not enough data yet", "missing": _missing(figure)}
    return nothing | {"why": figure.why.value}


def _missing(found: NotEnough) -> JsonObject:
    return {"have": found.have, "needed": found.needed, "unit": found.unit.value}


def _wanted(wanted: InsightFilter) -> JsonObject:
    return {
        "question_id": wanted.question_id,
        "judge": wanted.judge,
        "prompt": wanted.prompt,
        "bank": wanted.bank,
        "since": wanted.since.isoformat() if wanted.since else None,
        "until": wanted.until.isoformat() if wanted.until else None,
    }


def _choices(choices: Choices) -> JsonObject:
    def listed(found: tuple[Choice, ...]) -> Json:
        return [{"value": one.value, "name": one.name, "judgements": one.judgements} for one in found]

    return {
        "questions": listed(choices.questions),
        "judges": listed(choices.judges),
        "prompts": listed(choices.prompts),
        "banks": listed(choices.banks),
        "first": choices.first.isoformat() if choices.first else None,
        "last": choices.last.isoformat() if choices.last else None,
    }


def _judged(judged: Judged) -> JsonObject:
    is_told = judged.open is not None
    return {
        "scored": judged.scored,
        "unscored": judged.unscored,
        "shared": judged.shared,
        "open": judged.open,
        "reasons": dict(judged.reasons),
        "flags": dict(judged.flags) if is_told else None,
        "verdicts": _by_verdict(judged.verdicts),
        "priced": judged.priced,
        "cost": judged.cost,
        "input_tokens": judged.input_tokens,
        "cached_tokens": judged.cached_tokens,
        "output_tokens": judged.output_tokens,
        "covered": judged.covered,
        "coverage": judged.coverage,
    }


def _by_verdict(counts: Mapping[Verdict, int]) -> JsonObject | None:
    """Counts of the verdicts; None where they are not told, since 0 would be a count."""
    return {verdict.value: counts.get(verdict, 0) for verdict in VERDICTS} if counts else None


def _table(table: Confusion) -> JsonObject | None:
    """What was said, and for each the blind verdicts that it met; None where it is not told, or there is nothing."""
    if not table.pairs:
        return None
    return {said.value: {blind.value: table.count(said, blind) for blind in VERDICTS} for said in VERDICTS}


def _agreement(agreement: Agreement) -> JsonObject:
    figures = {name: figure_json(figure) for name, figure in agreement.figures.items()}
    return {
        "answers": agreement.answers,
        "compared": agreement.table.compared if agreement.table.pairs else None,
        "table": _table(agreement.table),
        "figures": figures,
    }


def _compared(compared: Compared) -> JsonObject:
    return {
        "reviews": compared.reviews,
        "judge": _agreement(compared.judge),
        "people": _agreement(compared.people),
    }


def _version(version: Version) -> JsonObject:
    return {
        "value": version.value,
        "name": version.name,
        "since": version.since.isoformat(),
        "compared": _compared(version.compared),
    }


def _coverage(coverage: CoverageEstimate) -> JsonObject:
    found = coverage.estimate
    estimate: Json = None
    if isinstance(found, MeanCoverage):
        estimate = {
            "value": found.value,
            "low": found.low,
            "high": found.high,
            "power": found.power,
            "reviews": found.reviews,
            "reviews_alone": found.reviews_alone,
        }
    return {
        "answers": coverage.answers,
        "judge": coverage.judge,
        "estimate": estimate,
        "missing": _missing(found) if isinstance(found, NotEnough) else None,
    }


def _question(question: QuestionInsight) -> JsonObject:
    return {
        "question_id": question.question_id,
        "name": question.name,
        "judged": question.judged,
        "compared": _compared(question.compared),
        "coverage": _coverage(question.coverage),
    }


def _point(point: PointInsight) -> JsonObject:
    return {
        "question_id": point.question_id,
        "point_id": point.point_id,
        "name": point.name,
        "verdicts": _by_verdict(point.verdicts),
        "reviews": point.reviews,
        "table": _table(point.table),
        "same": figure_json(point.same),
        "unclear": point.unclear,
        "under_people": point.under_people,
        "compared": _compared(point.compared) if point.compared else None,
    }


def _proportion(found: Proportion) -> JsonObject:
    return {"hits": found.hits, "cases": found.cases, "share": found.share, "low": found.low, "high": found.high}


def _revealed(revealed: Revealed) -> JsonObject:
    pull = revealed.pull
    flow = {blind.value: {final.value: pull.flow.get((blind, final), 0) for final in VERDICTS} for blind in VERDICTS}
    return {
        "finished": revealed.finished,
        "differed": _proportion(pull.differed),
        "followed": _proportion(pull.followed),
        "elsewhere": _proportion(pull.elsewhere),
        "seeded": _proportion(pull.seeded),
        "unseeded": _proportion(pull.unseeded),
        "flow": flow,
        "reasons": {reason.value: count for reason, count in revealed.reasons.items()},
    }


def _calibration(calibration: Calibration) -> JsonObject:
    return {
        "worth": {verdict.value: figure_json(figure) for verdict, figure in calibration.worth.items()},
        "bins": [
            {"low": one.low, "high": one.high, "probability": one.probability, "covered": _proportion(one.covered)}
            for one in calibration.bins
        ],
        "brier": figure_json(calibration.brier),
        "ece": figure_json(calibration.ece),
    }


def _week(week: Week) -> JsonObject:
    return {
        "monday": week.monday.isoformat(),
        "reviews": week.reviews,
        "compared": week.table.compared if week.table.pairs else None,
        "same": figure_json(week.same),
    }


def _day(day: Day) -> JsonObject:
    return {
        "day": day.day.isoformat(),
        "judgements": day.judgements,
        "unscored": day.unscored,
        "priced": day.priced,
        "cost": day.cost,
        "input_tokens": day.input_tokens,
        "cached_tokens": day.cached_tokens,
        "output_tokens": day.output_tokens,
    }
