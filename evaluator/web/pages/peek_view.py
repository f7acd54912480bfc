"""One point of a judgement at a glance: its verdict, and the words it rests on with a few around them."""

from dataclasses import dataclass

from evaluator.domain.answers import Span
from evaluator.domain.judgements import FlagCode, Judgement
from evaluator.web.pages.answer_view import answer_view
from evaluator.web.pages.figures import counted
from evaluator.web.pages.points_view import PointView, point_views
from evaluator.web.pages.votes_view import splits_of

AROUND = 60
"""Code points shown on either side of a quote, at most."""


@dataclass(frozen=True, slots=True)
class Glimpse:
    """A quote as it stands in the answer, and where that is. `before` and `after` are cut between words."""

    before: str
    words: str
    after: str
    place: str


@dataclass(frozen=True, slots=True)
class PeekView:
    """What stands beside the grid for one cell."""

    title: str
    href: str
    point: PointView
    glimpses: tuple[Glimpse, ...]
    length: str


def peek_view(judgement: Judgement, number: int) -> PeekView:
    """The point of that number, counted from 1. Raises IndexError where there is none."""
    judged, text = judgement.points[number - 1], judgement.answer.text
    voided = judgement.flag(FlagCode.CANARY_CREDITED) is not None
    answer, splits = answer_view(judgement.answer), splits_of(judgement)
    point = point_views(judgement.points, answer, voided=voided, splits=splits)[number - 1]
    notes = [", ".join(part for part in (quote.place, quote.note) if part) for quote in point.quotes]
    return PeekView(
        title=f"{judgement.candidate or 'Answer'}, point {number}",
        href=f"/judgements/{judgement.id}#p{number}",
        point=point,
        glimpses=tuple(
            _glimpse(text, evidence.span, note) for evidence, note in zip(judged.evidence, notes, strict=True)
        ),
        length=counted(len(judgement.answer.own_text.split()), "word"),
    )


def _glimpse(text: str, span: Span, place: str) -> Glimpse:
    before = text[max(0, span.start - AROUND) : span.start]
    after = text[span.end : span.end + AROUND]
    if span.start > AROUND:
        before = f"… {before.partition(' ')[2]}"
    if span.end + AROUND < len(text):
        after = f"{after.rpartition(' ')[0]} …"
    return Glimpse(before, text[span.start : span.end], after, place)
