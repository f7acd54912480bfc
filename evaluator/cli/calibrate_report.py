"""What calibration found, as text for a terminal and as JSON."""

from collections.abc import Iterator, Mapping

from evaluator.cli.printing import columns, printable
from evaluator.domain.agreement.calibration import COVERED, MISSED, UNSURE, Bounds, Calibration, Worth
from evaluator.domain.agreement.figures import Estimate, Figure, NotEnough
from evaluator.domain.scales import Thresholds
from evaluator.services.calibrating import Adjustable, Calibrated
from evaluator.services.plain_words import per_cent

NEVER = "never"

_ROWS: Mapping[str, tuple[str, str]] = {
    COVERED: ("precision_covered", "right of `covered`"),
    MISSED: ("precision_missed", "right of `missed`"),
    UNSURE: ("share_unsure", "left unsure"),
}
"""What each figure is called in JSON, and on a terminal."""


def calibrated_text(one: Calibrated, bounds: Bounds) -> str:
    """What was found for one judge: the figures now and then, and the lines for evaluator.toml."""
    identity, found = one.judge.identity, one.found
    title = printable(f"{identity.name} ({identity.model}, {identity.mode})")
    told = f"{title}: {one.points:,} reviewed points of {one.answers:,} answers"
    if isinstance(found, NotEnough):
        return f"{told}. Too few to choose thresholds on: {found.needed} {found.unit.value} are needed."
    return "\n".join([told, "", *_figures(found, bounds), "", *_settings(one.judge, found.thresholds)])


def _figures(found: Calibration, bounds: Bounds) -> Iterator[str]:
    yield columns(
        [("", "now", "then")]
        + [(name, _said(found.now[key]), _said(found.then[key])) for key, (_, name) in _ROWS.items()]
    )
    yield ""
    yield "Then: each tenth of the answers, decided by thresholds chosen on the others. Intervals are 95 %."
    for verdict, key, bound in (("covered", COVERED, bounds.covered), ("missed", MISSED, bounds.missed)):
        figure = found.then[key]
        if isinstance(figure, Estimate) and figure.value < bound:
            asked = per_cent(bound)
            yield f"Fewer of `{verdict}` are right then than the {asked} asked for: more reviews would settle it."


def _settings(judge: Adjustable, thresholds: Thresholds) -> Iterator[str]:
    if thresholds == Thresholds(None, None):
        yield "No threshold makes either verdict right often enough on these reviews: there is nothing to set."
    elif thresholds == judge.thresholds:
        yield "These are the thresholds in force: there is nothing to change."
    else:
        now = judge.thresholds
        yield f"For evaluator.toml; {_toml(now.covered_from)} and {_toml(now.missed_up_to)} are in force:"
        yield ""
        yield from _lines(judge, thresholds)
        yield ""
        yield "With these it is another judge to the record: it is screened anew, and `evaluator rejudge` judges again."


def _lines(judge: Adjustable, thresholds: Thresholds) -> Iterator[str]:
    if judge.trial is not None:
        yield "[matcher]"
    else:
        yield "[[judges]]                 # the table that is there already"
        yield f'name = "{judge.identity.name}"'
    yield f"covered_from = {_toml(thresholds.covered_from)}"
    yield f"missed_up_to = {_toml(thresholds.missed_up_to)}"


def _toml(threshold: float | None) -> str:
    return f'"{NEVER}"' if threshold is None else str(threshold)


def _said(figure: Figure) -> str:
    if isinstance(figure, Estimate):
        return f"{figure.value:.2f} ({figure.low:.2f} to {figure.high:.2f})"
    return "too few to tell" if isinstance(figure, NotEnough) else figure.why.value


def calibrated_json(one: Calibrated, bounds: Bounds) -> dict[str, object]:
    """The same for programs."""
    identity, found = one.judge.identity, one.found
    known: dict[str, object] = {
        "judge": identity.name,
        "model": identity.model,
        "mode": identity.mode,
        "bounds": {"covered": bounds.covered, "missed": bounds.missed},
        "points": one.points,
        "answers": one.answers,
        "in_force": _thresholds_json(one.judge.thresholds),
    }
    if isinstance(found, NotEnough):
        return {**known, "thresholds": None, "have": found.have, "needed": found.needed, "unit": found.unit.value}
    return {
        **known,
        "thresholds": _thresholds_json(found.thresholds),
        "chosen_on": {"covered": _worth_json(found.covered), "missed": _worth_json(found.missed)},
        "now": _figures_json(found.now),
        "then": _figures_json(found.then),
    }


def _thresholds_json(thresholds: Thresholds) -> dict[str, object]:
    return {
        "covered_from": NEVER if thresholds.covered_from is None else thresholds.covered_from,
        "missed_up_to": NEVER if thresholds.missed_up_to is None else thresholds.missed_up_to,
    }


def _worth_json(worth: Worth) -> dict[str, int]:
    return {"right": worth.right, "passed": worth.passed}


def _figures_json(figures: Mapping[str, Figure]) -> dict[str, object]:
    return {name: _figure_json(figures[key]) for key, (name, _) in _ROWS.items()}


def _figure_json(figure: Figure) -> dict[str, object] | None:
    """None where there is too little to tell a figure."""
    if not isinstance(figure, Estimate):
        return None
    return {"value": figure.value, "low": figure.low, "high": figure.high, "points": figure.points}
