"""The blind page's parts that stand for themselves: where somebody is, what they may narrow, what is still wrong."""

from datetime import timedelta

import pytest

from evaluator.domain.answers import Span
from evaluator.domain.judgements import Verdict
from evaluator.domain.questions import PointId
from evaluator.domain.review_queue import MOST_COUNTED, Claim, ReviewProgress, SkipReason
from evaluator.domain.reviews import PointReview
from evaluator.errors import RequestInvalid
from evaluator.services.blind import blind_item
from evaluator.web.pages.review_faults import plain_faults
from evaluator.web.pages.review_narrowing import Wanted, narrowings
from evaluator.web.pages.review_view import BlindView, blind_view, empty_view, place_in_queue
from tests.batch_records import batch
from tests.web.pages.specimens import BANK, BREAD, MORNING, judgement

EVERYTHING = Wanted()
PROGRESS = ReviewProgress(waiting=16, done=40, today=7)


def seen(*said: PointReview, wanted: Wanted = EVERYTHING) -> BlindView:
    judged = judgement()
    claim = Claim(judged.id, "rea", MORNING, MORNING + timedelta(minutes=30))
    return blind_view(blind_item(judged, BREAD, claim), PROGRESS, wanted, (), said)


@pytest.mark.parametrize(
    ("progress", "number", "expected"),
    [
        pytest.param(PROGRESS, 8, "Answer 8 of 23 in your queue", id="the next one"),
        pytest.param(ReviewProgress(0, 1, 1), 1, "Answer 1 of 1 in your queue", id="the last one, just committed"),
        pytest.param(
            ReviewProgress(MOST_COUNTED, 0, 0), 1, "Answer 1 of more than 1\u00a0000 in your queue", id="too many"
        ),
        pytest.param(ReviewProgress(0, 0, 0), 1, "Answer 1 of 1 in your queue", id="held and no longer waiting"),
    ],
)
def test_where_somebody_is_in_their_queue(progress: ReviewProgress, number: int, expected: str) -> None:
    assert place_in_queue(progress, number) == expected


def test_every_point_comes_open_in_the_banks_order_with_what_counts() -> None:
    view = seen()
    assert [point.text for point in view.points] == [point.text for point in BREAD.points]
    assert {point.chosen for point in view.points} == {""}
    anchored = [point.anchors is not None for point in BREAD.points]
    assert [bool(point.counts) for point in view.points] == anchored


def test_what_was_said_is_put_back_with_its_words() -> None:
    text = judgement().answer.text
    start = text.index("linen bag")
    first = BREAD.points[0].id
    view = seen(PointReview(first, Verdict.PARTIAL, (Span(start, start + 9),), "Half."))
    point = view.points[0]
    assert (point.chosen, point.note) == ("partial", "Half.")
    assert [(quote.value, quote.text) for quote in point.taken] == [(f"{start}-{start + 9}", "linen bag")]
    assert point.taken[0].anchor.startswith("t")


def test_words_that_are_nowhere_in_the_answer_lead_nowhere() -> None:
    view = seen(PointReview(BREAD.points[0].id, Verdict.COVERED, (Span(90_000, 90_004),)))
    assert [(quote.text, quote.place) for quote in view.points[0].taken] == [("", "")]


def test_every_reason_to_skip_has_words() -> None:
    assert [reason.value for reason in seen().reasons] == list(SkipReason)


def test_both_forms_stay_within_what_is_asked_for() -> None:
    view = seen(wanted=Wanted("bread", "b 1"))
    assert view.commit == "/review/j-1/blind?question=bread&batch=b+1"
    assert view.skip == "/review/j-1/skip?question=bread&batch=b+1"


def test_the_queue_is_narrowed_by_links_that_keep_the_other_choice() -> None:
    one = batch()
    questions, batches = narrowings(Wanted(question=BREAD.id), BANK, [one])
    assert (questions.now, batches.now) == (BREAD.title, "all batches")
    assert [choice.href for choice in questions.choices if choice.label == "All questions"] == ["/review"]
    assert [choice.href for choice in batches.choices] == [
        f"/review?question={BREAD.id}",
        f"/review?question={BREAD.id}&batch={one.id}",
    ]
    assert [choice.is_chosen for choice in batches.choices] == [True, False]


def test_without_batches_there_is_no_choosing_one() -> None:
    assert [narrowing.label for narrowing in narrowings(Wanted(), BANK, [])] == ["Question"]


def test_what_the_address_names_and_nobody_knows_is_named_as_it_stands() -> None:
    questions, batches = narrowings(Wanted("gone", "old"), BANK, [])
    assert (questions.now, batches.now) == ("gone", "old")


def test_an_empty_queue_tells_what_was_done() -> None:
    assert empty_view(PROGRESS, Wanted(), ()).done == "You have reviewed 40\u00a0answers, 7 of them today."
    assert empty_view(ReviewProgress(0, 0, 0), Wanted(batch="b"), ()).done == ""


@pytest.mark.parametrize(
    ("faults", "expected"),
    [
        pytest.param(("b: has no verdict",), "Point 2 is still open.", id="one open"),
        pytest.param(("c: has no verdict", "a: has no verdict"), "Points 1 and 3 are still open.", id="two open"),
        pytest.param(("c: needs a reason: missed_it",), "Point 3 is still open.", id="a reason is missing"),
        pytest.param(
            ("a: the note is long", "b: has no verdict"), "Point 2 is still open. Point 1: the note is long.", id="both"
        ),
        pytest.param((), "The review has a fault.", id="nothing more is known"),
    ],
)
def test_faults_name_points_by_their_numbers(faults: tuple[str, ...], expected: str) -> None:
    points = [PointId("a"), PointId("b"), PointId("c")]
    assert plain_faults(RequestInvalid("The review has a fault.", faults=faults), points) == expected
