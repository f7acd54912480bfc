"""The compared page: differences first, both sides with their words, and reasons that fit what the judge said."""

from dataclasses import replace

from evaluator.domain.answers import Span
from evaluator.domain.commitments import without_words
from evaluator.domain.judgements import Judgement, Verdict
from evaluator.domain.review_queue import ReviewProgress
from evaluator.domain.reviews import (
    Blind,
    Final,
    FinalPoint,
    PointReview,
    ReasonForChange,
    Review,
    ReviewId,
    Stream,
    compare,
)
from evaluator.web.pages.figures import Range
from evaluator.web.pages.review_compared_view import ComparedView, compared_view
from evaluator.web.pages.review_narrowing import Wanted
from tests.web.pages.specimens import MORNING, judgement

PROGRESS = ReviewProgress(waiting=15, done=41, today=8)
SAID = (Verdict.COVERED, Verdict.COVERED, Verdict.MISSED, Verdict.MISSED)
"""Where the judge of the specimen says covered, partial, unsure and missed."""


def review(judged: Judgement, final: Final | None = None) -> Review:
    points = tuple(
        PointReview(point.point_id, verdict, (Span(0, 11),) if place == 1 else (), "Half of it." if place == 1 else "")
        for place, (point, verdict) in enumerate(zip(judged.points, SAID, strict=True))
    )
    blind = Blind(points, MORNING, MORNING, 61.0)
    return Review(ReviewId("r-1"), judged.id, "rea", Stream.RANDOM, 1.0, blind, MORNING, final)


def seen(judged: Judgement | None = None, final: Final | None = None) -> ComparedView:
    judged = judged or judgement()
    return compared_view(compare(judged, review(judged, final)), PROGRESS, Wanted(question="bread"))


def test_differences_come_first_under_the_banks_numbers() -> None:
    view = seen()
    assert [point.number for point in view.differing] == [2, 3]
    assert [point.number for point in view.agreed] == [1, 4]
    assert (view.of, view.agreed_on) == ("4\u00a0points", "You agree on 2\u00a0points")


def test_both_coverages_stand_side_by_side_and_a_settled_one_is_a_number() -> None:
    view = seen()
    assert view.yours.low == view.yours.high
    assert view.judges == Range(50, 79, 70)


def test_each_side_comes_with_its_own_words() -> None:
    second = seen().differing[0]
    assert (second.yours.verdict, second.yours.reason, second.yours.spans) == ("covered", "Half of it.", "0-11")
    assert (second.judges.verdict, second.judges.reason) == ("partial", "Says so.")
    assert [quote.text for quote in second.judges.quotes] == ["n the fridge"]


def test_a_judge_that_was_unsure_is_neither_called_wrong_nor_right() -> None:
    second, third = seen().differing
    assert [reason.value for reason in second.reasons] == [reason.value for reason in third.reasons]
    assert {reason.label for reason in second.reasons} >= {"The judge is wrong", "The judge is right"}
    assert {reason.label for reason in third.reasons} >= {"It can be told", "It cannot be told"}


def test_every_reason_can_be_given_and_the_first_is_that_one_missed_it() -> None:
    reasons = [reason.value for reason in seen().differing[0].reasons]
    assert reasons[0] == ReasonForChange.MISSED_IT
    assert sorted(reasons) == sorted(ReasonForChange)


def test_a_finished_review_says_what_stands_and_why() -> None:
    judged = judgement()
    stands = tuple(
        FinalPoint(point.point_id, Verdict.COVERED, ReasonForChange.JUDGE_WRONG if place == 1 else None)
        for place, point in enumerate(judged.points)
    )
    view = seen(judged, Final(stands, MORNING, 12.0))
    assert view.is_finished
    assert (view.differing[0].final, view.differing[0].why_in_words) == ("covered", "The judge is wrong")


def test_the_way_on_leaves_out_the_answer_at_hand() -> None:
    view = seen()
    assert view.finish == "/review/j-1/final?question=bread"
    assert view.onward == "/review?question=bread&after=j-1"
    assert view.progress == "Answer 8 of 23 in your queue"


def test_an_erased_answer_is_compared_without_its_words() -> None:
    judged = judgement()
    erased = without_words(judged)
    bare = replace(
        review(judged),
        blind=Blind(
            tuple(PointReview(p.point_id, p.verdict) for p in review(judged).blind.points), MORNING, MORNING, 1
        ),
    )
    view = compared_view(compare(erased, bare), PROGRESS, Wanted())
    assert view.answer.paragraphs == ()
    assert not view.has_own


def test_where_nothing_differs_there_is_nothing_to_explain() -> None:
    judged = judgement()
    same = tuple(PointReview(point.point_id, point.verdict) for point in judged.points)
    agreeing = replace(review(judged), blind=Blind(same, MORNING, MORNING, 30.0))
    view = compared_view(compare(judged, agreeing), PROGRESS, Wanted())
    assert view.differing == ()
    assert view.lead.startswith("Nothing to explain.")
