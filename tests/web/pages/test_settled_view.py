"""What counts after review, in the words of a page."""

from evaluator.domain.effective import effective
from evaluator.domain.judgements import JudgementId, Verdict
from evaluator.domain.reviews import Blind, Final, FinalPoint, ReasonForChange, Review, ReviewId, Stream
from evaluator.web.pages.settled_view import WordView, settled_view
from tests.records import NOON, POINTS
from tests.review_records import BLIND, FINAL, OWN_STACK, reviewable

JUDGED = reviewable()
OTHER = (FINAL[0], FinalPoint(OWN_STACK, Verdict.PARTIAL, ReasonForChange.RUBRIC_UNCLEAR), FINAL[2])


def review(reviewer: str, *finals: FinalPoint) -> Review:
    part = Blind(BLIND, NOON, NOON, 41.5)
    final = Final(finals, NOON, 1.0) if finals else None
    return Review(ReviewId(reviewer), JudgementId("judgement-1"), reviewer, Stream.RANDOM, 0.05, part, NOON, final)


def test_nothing_is_said_before_somebody_has_finished() -> None:
    assert settled_view(JUDGED, effective(POINTS, [review("boris")])) is None


def test_each_persons_word_stands_beside_the_judges_with_its_reason() -> None:
    view = settled_view(JUDGED, effective(POINTS, [review("boris", *FINAL)]))
    assert view is not None
    assert [(point.judged, point.verdict) for point in view.points] == [
        ("covered", "covered"),
        ("unsure", "missed"),
        ("missed", "missed"),
    ]
    assert [point.said for point in view.points] == [
        (WordView("covered", ""),),
        (WordView("missed", "it can be told"),),
        (WordView("missed", "missed it at first"),),
    ]
    assert (view.reviewers, view.note) == (("boris",), "People’s verdicts count, not the judge’s.")
    assert (view.range and view.range.text, view.tally) == ("57", (("covered", 1), ("missed", 2)))


def test_a_disagreement_is_said_plainly_and_leaves_the_point_open() -> None:
    view = settled_view(JUDGED, effective(POINTS, [review("boris", *FINAL), review("clara", *OTHER)]))
    assert view is not None
    assert view.note == "boris and clara differ on point 2: it stays unsure."
    assert [point.is_disputed for point in view.points] == [False, True, False]
    assert view.points[1].verdict == "unsure"
    assert view.range is not None
    assert view.range.low < view.range.high


def test_several_disagreements_are_named_together() -> None:
    other = tuple(FinalPoint(point.point_id, Verdict.PARTIAL) for point in POINTS)
    view = settled_view(JUDGED, effective(POINTS, [review("boris", *FINAL), review("clara", *other)]))
    assert view is not None
    assert view.note == "boris and clara differ on points 1, 2 and 3: they stay unsure."
