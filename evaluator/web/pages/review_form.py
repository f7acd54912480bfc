"""What the forms of a review send: `verdict.ID`, `note.ID`, `evidence.ID` (`start-end`, any number), `why.ID`,
`final.ID` for the point ID, and `seconds`."""

import re
from collections.abc import Iterable, Sequence
from typing import TypeVar

from litestar.datastructures import FormMultiDict

from evaluator.domain.answers import Span
from evaluator.domain.judgements import Verdict
from evaluator.domain.questions import PointId
from evaluator.domain.reviews import Comparison, FinalPoint, PointComparison, PointReview, ReasonForChange, Seeded
from evaluator.errors import RequestInvalid

_Kind = TypeVar("_Kind", Verdict, ReasonForChange)
_SPAN = re.compile("([0-9]{1,9})-([0-9]{1,9})")


def said_blind(form: FormMultiDict, points: Iterable[PointId]) -> tuple[PointReview, ...]:
    """What was said of the points that have a verdict. Raises RequestInvalid for what no page of ours sends."""
    return tuple(
        PointReview(
            point_id,
            _member(Verdict, verdict),
            tuple(_span(value) for value in _texts(form, f"evidence.{point_id}")),
            _text(form, f"note.{point_id}"),
        )
        for point_id in points
        if (verdict := _text(form, f"verdict.{point_id}"))
    )


def said_finally(form: FormMultiDict, points: Sequence[PointComparison]) -> tuple[FinalPoint, ...]:
    """What stands for the points that are settled: where the two agree, that; else what follows from the reason.

    Raises RequestInvalid for what no page of ours sends.
    """
    return tuple(final for point in points if (final := _settled(form, point)))


def said_again(form: FormMultiDict, comparison: Comparison, seeded: Seeded) -> FinalPoint:
    """What stands for the point on which a wrong verdict was shown: `final`, and `why` where it is another than before.

    Raises RequestInvalid where nothing was chosen, or for what no page of ours sends.
    """
    chosen, why = _text(form, "final"), _text(form, "why")
    if not chosen:
        raise RequestInvalid("Choose your final verdict on this point.")
    final = _member(Verdict, chosen)
    blind = next(point.verdict for point in comparison.review.blind.points if point.point_id == seeded.point_id)
    if final is blind:
        return FinalPoint(seeded.point_id, final)
    if not why:
        raise RequestInvalid("Say why your verdict is another than before.")
    return FinalPoint(seeded.point_id, final, _member(ReasonForChange, why))


def said_seconds(form: FormMultiDict) -> float:
    """The time spent as the page's script measured it; 0 where there is none to measure."""
    try:
        return float(_text(form, "seconds") or 0)
    except ValueError:
        raise RequestInvalid("The time spent must be a number of seconds.") from None


def _settled(form: FormMultiDict, point: PointComparison) -> FinalPoint | None:
    point_id = point.judged.point_id
    if not point.differs:
        return FinalPoint(point_id, point.blind.verdict)
    why = _text(form, f"why.{point_id}")
    if not why:
        return None
    reason = _member(ReasonForChange, why)
    if reason is ReasonForChange.RUBRIC_UNCLEAR:
        final = _text(form, f"final.{point_id}")
        return FinalPoint(point_id, _member(Verdict, final), reason) if final else None
    keeps = reason is ReasonForChange.JUDGE_WRONG
    return FinalPoint(point_id, point.blind.verdict if keeps else point.judged.verdict, reason)


def _member(kind: type[_Kind], value: str) -> _Kind:
    try:
        return kind(value)
    except ValueError:
        raise RequestInvalid("The form names a verdict or a reason that there is not. Reload the page.") from None


def _span(value: str) -> Span:
    found = _SPAN.fullmatch(value)
    if found is None:
        raise RequestInvalid("The form names words by a place that cannot be read. Reload the page.")
    return Span(int(found[1]), int(found[2]))


def _text(form: FormMultiDict, name: str) -> str:
    return next(iter(_texts(form, name)), "")


def _texts(form: FormMultiDict, name: str) -> Sequence[str]:
    return [value for value in form.getall(name, []) if isinstance(value, str)]
