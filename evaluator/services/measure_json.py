"""A measurement as JSON: what `evaluator measure --json` prints and what is kept; docs/measuring.md explains it."""

from datetime import UTC

from evaluator.digests import Json
from evaluator.domain.agreement.tables import VERDICTS, Confusion
from evaluator.domain.measures.report import Bin, Comparison, Effort, Group, JudgeReport, Material, Measured, Report
from evaluator.domain.measures.shown import Examples
from evaluator.services.insight_json import figure_json
from evaluator.services.judgement_json import JsonObject, judge_json, time_json

FORMAT = 1
"""Raised when the shape changes."""


def report_json(report: Report) -> JsonObject:
    """The whole report. `judges` is keyed by name; every figure has `value`, `low` and `high`, or null and `why`."""
    return {
        "format": FORMAT,
        "id": report.id,
        "made_at": time_json(report.at.astimezone(UTC)),
        "version": report.version,
        "bank_digest": report.bank_digest,
        "material": _material(report.material),
        "drawn": report.drawn.value,
        "judges": {one.identity.name: _judge(one) for one in report.judges},
        "comparisons": [_comparison(one) for one in report.comparisons],
    }


def _material(material: Material) -> JsonObject:
    return {
        "name": material.name,
        "digest": material.digest,
        "answers": material.answers,
        "questions": material.questions,
        "labels": dict(material.labels),
        "scores": material.scores,
        "blank": material.blank,
        "part": material.part,
        "classes": 2 if material.is_binary else 3,
    }


def _judge(one: JudgeReport) -> JsonObject:
    return {
        **_measured(one.overall),
        "waiting": one.waiting,
        "judge": judge_json(one.identity),
        "examples": _examples(one.examples),
        "effort": _effort(one.effort),
        "reasons": {reason.value: count for reason, count in one.reasons.items()},
        "flags": {flag.value: count for flag, count in one.flags.items()},
        "calibration": [_bin(each) for each in one.bins],
        "groups": [_group(group) for group in one.groups],
    }


def _measured(measured: Measured) -> JsonObject:
    return {
        "n": measured.points,
        "compared": measured.table.compared,
        "answers": measured.answers,
        "unscored": measured.unscored,
        **{name: figure_json(figure) for name, figure in measured.figures.items()},
        "confusion": _confusion(measured.table),
    }


def _confusion(table: Confusion) -> JsonObject:
    """What the judge said, and for each what people said."""
    return {said.value: {label.value: table.count(said, label) for label in VERDICTS[:-1]} for said in VERDICTS}


def _examples(examples: Examples) -> JsonObject:
    shown: list[Json] = [
        {
            "judgement_id": one.judgement_id,
            "question_id": one.question_id,
            "mark": one.mark,
            "answers": one.answers,
        }
        for one in examples.shown
    ]
    return {"answers": examples.answers, "shown": shown}


def _effort(effort: Effort) -> JsonObject:
    return {
        "asked": effort.asked,
        "input_tokens": effort.input_tokens,
        "cached_tokens": effort.cached_tokens,
        "output_tokens": effort.output_tokens,
        "cost": effort.cost,
        "cost_an_answer": effort.cost_an_answer,
        "median_s": effort.median_s,
        "slow_s": effort.slow_s,
    }


def _bin(one: Bin) -> JsonObject:
    said: dict[str, Json] = {"low": one.low, "high": one.high, "probability": one.probability}
    return said | {"covered": one.covered.hits, "points": one.covered.cases}


def _group(group: Group) -> JsonObject:
    return {"kind": group.kind.value, "key": group.key, "name": group.name, **_measured(group.measured)}


def _comparison(one: Comparison) -> JsonObject:
    return {
        "one": one.one,
        "other": one.other,
        "answers": one.answers,
        "differences": {name: figure_json(figure) for name, figure in one.differences.items()},
    }
