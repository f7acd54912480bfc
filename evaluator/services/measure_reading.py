"""A measurement read back from the JSON it was kept as."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from evaluator.domain.agreement.figures import Estimate, Figure, NotEnough, Unit
from evaluator.domain.agreement.proportions import Proportion
from evaluator.domain.agreement.tables import VERDICTS, Confusion
from evaluator.domain.agreement.undefined import Undefined, Why
from evaluator.domain.judgements import FlagCode, JudgeIdentity, Reason
from evaluator.domain.measures.report import (
    Bin,
    Comparison,
    Drawn,
    Effort,
    Group,
    GroupKind,
    JudgeReport,
    Material,
    Measured,
    MeasurementId,
    Report,
)
from evaluator.domain.measures.shown import Examples, ShownExample

_FIGURE_KEYS = {"value", "low", "high", "why"}
_COUNTED = {"cost_an_answer"}


def report_of(found: Mapping[str, Any]) -> Report:
    """The report of which this is the JSON. Raises LookupError or ValueError for what is none."""
    return Report(
        id=MeasurementId(found["id"]),
        at=datetime.fromisoformat(found["made_at"]),
        material=_material(found["material"]),
        drawn=Drawn(found["drawn"]),
        judges=tuple(_judge(one) for one in found["judges"].values()),
        comparisons=tuple(_comparison(one) for one in found["comparisons"]),
        bank_digest=found["bank_digest"],
        version=found["version"],
    )


def figure_of(found: Mapping[str, Any]) -> Figure:
    """A figure from its JSON."""
    if found["value"] is not None:
        return Estimate(found["value"], found["low"], found["high"], found["points"], found["answers"])
    if found["missing"] is not None:
        missing = found["missing"]
        return NotEnough(missing["have"], missing["needed"], Unit(missing["unit"]))
    return Undefined(Why(found["why"]))


def _material(found: Mapping[str, Any]) -> Material:
    return Material(**{name: value for name, value in found.items() if name != "classes"})


def _judge(found: Mapping[str, Any]) -> JudgeReport:
    effort = {name: value for name, value in found["effort"].items() if name not in _COUNTED}
    return JudgeReport(
        identity=JudgeIdentity(**found["judge"]),
        overall=_measured(found),
        groups=tuple(Group(GroupKind(one["kind"]), one["key"], one["name"], _measured(one)) for one in found["groups"]),
        bins=tuple(_bin(one) for one in found["calibration"]),
        effort=Effort(**effort),
        reasons={Reason(reason): count for reason, count in found["reasons"].items()},
        flags={FlagCode(flag): count for flag, count in found["flags"].items()},
        waiting=found["waiting"],
        examples=_examples(found.get("examples")),
    )


def _examples(found: Mapping[str, Any] | None) -> Examples:
    """None in what was kept before judges were measured with examples."""
    if found is None:
        return Examples()
    return Examples(found["answers"], tuple(ShownExample(**one) for one in found["shown"]))


def _measured(found: Mapping[str, Any]) -> Measured:
    figures = {
        name: figure_of(value)
        for name, value in found.items()
        if isinstance(value, dict) and value.keys() >= _FIGURE_KEYS
    }
    return Measured(found["answers"], found["unscored"], _confusion(found["confusion"]), figures)


def _confusion(found: Mapping[str, Mapping[str, int]]) -> Confusion:
    return Confusion(tuple(found[said].get(label, 0) for said in VERDICTS for label in VERDICTS))


def _bin(found: Mapping[str, Any]) -> Bin:
    return Bin(found["low"], found["high"], found["probability"], Proportion(found["covered"], found["points"]))


def _comparison(found: Mapping[str, Any]) -> Comparison:
    differences = {name: figure_of(value) for name, value in found["differences"].items()}
    return Comparison(found["one"], found["other"], found["answers"], differences)
