"""The blind page: what was asked, what was said, what counts, and what this person has chosen so far.

It is made from a BlindItem alone, which holds nothing of the judge's.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from evaluator.domain.answers import Answer, Span
from evaluator.domain.questions import Anchors
from evaluator.domain.review_queue import MOST_COUNTED, ReviewProgress, SkipReason
from evaluator.domain.reviews import MAX_NOTE, PointReview
from evaluator.services.blind import BlindItem, BlindPoint
from evaluator.web.pages.answer_view import AnswerView, answer_view
from evaluator.web.pages.figures import NBSP, counted, thousands
from evaluator.web.pages.judgement_view import shape_of
from evaluator.web.pages.points_view import weight_note
from evaluator.web.pages.review_narrowing import Narrowing, Wanted

_SKIPS = {
    SkipReason.LATER: "Later, not now",
    SkipReason.KNOWS_CANDIDATE: "I know the candidate",
    SkipReason.NOT_MY_FIELD: "Not my field",
    SkipReason.UNREADABLE: "It cannot be read",
    SkipReason.SEEN_BEFORE: "I have seen it before",
}


OWN = "You had this answer judged, so your own view comes first"


@dataclass(frozen=True, slots=True)
class ReasonView:
    """One reason that a button stands for."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class TakenView:
    """Words that a person took as evidence: `value` is their place as forms send it, `anchor` their paragraph."""

    value: str
    text: str
    anchor: str
    place: str


@dataclass(frozen=True, slots=True)
class ChoiceView:
    """One point to be settled. `counts` says in the question's own words what counts as what; empty where unknown."""

    number: int
    id: str
    text: str
    weight: str
    counts: tuple[tuple[str, str], ...]
    chosen: str
    note: str
    taken: tuple[TakenView, ...]


@dataclass(frozen=True, slots=True)
class BlindView:
    """The whole page. `commit` and `skip` are the addresses of its two forms; whoever is asked first cannot skip."""

    id: str
    question: str
    progress: str
    shape: str
    answer: AnswerView
    points: tuple[ChoiceView, ...]
    commit: str
    skip: str
    reasons: tuple[ReasonView, ...]
    narrowings: tuple[Narrowing, ...]
    longest_note: int
    error: str


@dataclass(frozen=True, slots=True)
class EmptyView:
    """The page when nothing waits."""

    is_narrowed: bool
    done: str
    narrowings: tuple[Narrowing, ...]


def blind_view(
    item: BlindItem,
    progress: ReviewProgress,
    wanted: Wanted,
    narrowings: Sequence[Narrowing],
    said: Sequence[PointReview] = (),
    error: str = "",
) -> BlindView:
    """The page of an answer. `said` and `error` are what was sent and what was wrong with it."""
    answer = answer_view(item.answer)
    kept = {point.point_id: point for point in said}
    return BlindView(
        id=item.judgement_id,
        question=item.question_text,
        progress=place_in_queue(progress, progress.today + 1),
        shape=shape_of(item.answer, answer),
        answer=answer,
        points=tuple(
            _choice(number, point, kept.get(point.point_id), item.answer, answer)
            for number, point in enumerate(item.points, start=1)
        ),
        commit=wanted.address(f"/review/{item.judgement_id}/blind"),
        skip=wanted.address(f"/review/{item.judgement_id}/skip"),
        reasons=tuple(ReasonView(reason.value, label) for reason, label in _SKIPS.items()),
        narrowings=tuple(narrowings),
        longest_note=MAX_NOTE,
        error=error,
    )


def first_view(item: BlindItem, said: Sequence[PointReview] = (), error: str = "") -> BlindView:
    """The page of whoever had the answer judged and is asked before they see the result. There is no queue."""
    nothing = ReviewProgress(0, 0, 0)
    view = blind_view(item, nothing, Wanted(), (), said, error)
    return replace(view, progress=OWN, skip="", reasons=())


def empty_view(progress: ReviewProgress, wanted: Wanted, narrowings: Sequence[Narrowing]) -> EmptyView:
    """The page when nothing waits: what was done, and whether more waits behind the filters."""
    done = f"You have reviewed {counted(progress.done, 'answer')}, {thousands(progress.today)} of them today."
    return EmptyView(wanted.is_narrowed, done if progress.done else "", tuple(narrowings))


def place_in_queue(progress: ReviewProgress, number: int) -> str:
    """Where somebody is in their day: `Answer 8 of 23 in your queue`."""
    of = progress.today + progress.waiting
    more = "more than " if progress.waiting >= MOST_COUNTED else ""
    return f"Answer {thousands(number)} of {more}{thousands(max(of, number))} in your queue"


def taken_views(spans: Sequence[Span], answer: Answer, view: AnswerView) -> tuple[TakenView, ...]:
    """Words of an answer that a person took, with the paragraph where they begin."""
    return tuple(_taken(span, answer, view) for span in spans)


def _taken(span: Span, answer: Answer, view: AnswerView) -> TakenView:
    places = view.places(span)
    place = f"¶{NBSP}{places[0]}" if places else ""
    anchor = f"t{places[0]}" if places else "answer-h"
    return TakenView(f"{span.start}-{span.end}", " ".join(answer.text[span.start : span.end].split()), anchor, place)


def _choice(number: int, point: BlindPoint, said: PointReview | None, answer: Answer, view: AnswerView) -> ChoiceView:
    return ChoiceView(
        number=number,
        id=point.point_id,
        text=point.text,
        weight=weight_note(point.weight),
        counts=_counts(point.anchors),
        chosen=said.verdict.value if said else "",
        note=said.note if said else "",
        taken=taken_views(said.evidence if said else (), answer, view),
    )


def _counts(anchors: Anchors | None) -> tuple[tuple[str, str], ...]:
    if anchors is None:
        return ()
    return (("Covered", anchors.covered), ("Partial", anchors.partial), ("Missed", anchors.missed))
