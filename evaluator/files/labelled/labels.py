"""What people said of one answer, as a row has it: verdicts on points, one word for the only point, a score."""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from evaluator.digests import Json
from evaluator.domain.judgements import Verdict
from evaluator.domain.questions import PointId

SETTLED = (Verdict.COVERED, Verdict.PARTIAL, Verdict.MISSED)
"""What people may say of a point."""

WORDS: Mapping[str, Verdict] = {
    **{verdict.value: verdict for verdict in SETTLED},
    "correct": Verdict.COVERED,
    "partially_correct": Verdict.PARTIAL,
    "incorrect": Verdict.MISSED,
    "contradictory": Verdict.MISSED,
}
"""What `label` may say of the one point of a question."""

_NAMED = 6
"""Points that one fault names."""


@dataclass(frozen=True, slots=True)
class Labels:
    """Verdicts and score of one row; `flaws` has a line for each thing that is wrong, `point_labels: what, what to do`.

    A point is in `verdicts` where it has a label that is not null.
    """

    verdicts: Mapping[PointId, Verdict]
    score: float | None
    flaws: tuple[str, ...] = ()


def labels_of(cells: Mapping[str, Json], points: Sequence[PointId]) -> Labels:
    """The labels of a row whose question has these points."""
    flaws: list[str] = []
    verdicts = dict(_verdicts(cells, points, flaws))
    score = _score(cells, flaws)
    if not flaws and not verdicts and score is None:
        flaws.append("it has neither labels nor a score: give it point_labels, label or score")
    return Labels(verdicts, score, tuple(flaws))


def _verdicts(
    cells: Mapping[str, Json], points: Sequence[PointId], flaws: list[str]
) -> Iterator[tuple[PointId, Verdict]]:
    given = cells.get("point_labels")
    if given is None:
        yield from _of_the_one_point(cells.get("label"), points, flaws)
        return
    if not isinstance(given, Mapping):
        flaws.append("point_labels: must be an object of point ids and labels")
        return
    unknown, missing = [name for name in given if name not in points], [one for one in points if one not in given]
    if unknown:
        flaws.append(f"point_labels: the question has no point {_listed(unknown)}; its points are {_listed(points)}")
    if missing:
        flaws.append(f"point_labels: no label for {_listed(missing)}; write null where nobody labelled a point")
    for point in points:
        verdict = _verdict(given.get(point))
        if isinstance(verdict, str) and not isinstance(verdict, Verdict):
            flaws.append(f"point_labels: the label of {point} {verdict}")
        elif verdict is not None:
            yield point, verdict


def _verdict(label: Json) -> Verdict | str | None:
    """The verdict that a label is, what is wrong with it, or None where there is none."""
    if label is None:
        return None
    if isinstance(label, int | float):
        if label in (0, 1):
            return Verdict.COVERED if label else Verdict.MISSED
    elif isinstance(label, str) and label.strip().lower() in set(SETTLED):
        return Verdict(label.strip().lower())
    return "must be covered, partial or missed, or 1 or 0"


def _of_the_one_point(label: Json, points: Sequence[PointId], flaws: list[str]) -> Iterator[tuple[PointId, Verdict]]:
    if label is None:
        return
    verdict = WORDS.get(label.strip().lower()) if isinstance(label, str) else None
    if verdict is None:
        flaws.append(f"label: must be one of {', '.join(WORDS)}")
    elif len(points) != 1:
        flaws.append(f"label: speaks of one point, and the question has {len(points)}; give point_labels instead")
    else:
        yield points[0], verdict


def _score(cells: Mapping[str, Json], flaws: list[str]) -> float | None:
    given, most = cells.get("score"), cells.get("score_max")
    if given is None:
        return None
    full = 1.0 if most is None else _number(most)
    if full is None or full <= 0:
        flaws.append("score_max: must be a number above 0")
        return None
    score = _number(given)
    if score is None or not 0 <= score <= full:
        flaws.append(f"score: must be a number from 0 to {full:g}" + (" (score_max)" if most is not None else ""))
        return None
    return score / full


def _number(value: Json) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        return None
    return float(value)


def _listed(names: Sequence[str]) -> str:
    shown = ", ".join(name[:60] for name in names[:_NAMED])
    return f"{shown} and {len(names) - _NAMED} more" if len(names) > _NAMED else shown
