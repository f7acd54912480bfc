"""What can be an example, and what a judge is shown of it."""

from dataclasses import replace

import pytest

from evaluator.digests import digest_text
from evaluator.domain.answers import typed
from evaluator.domain.commitments import without_words
from evaluator.domain.examples import (
    LONGEST,
    Example,
    ExamplePoint,
    Mark,
    Marked,
    example_of,
    mark_payload,
    refuse_unless_fit,
    repeats,
)
from evaluator.domain.judgements import Flag, FlagCode, Judgement, Verdict
from evaluator.domain.questions import ExpectedPoint, Question, QuestionId, QuestionKind
from evaluator.domain.reviews import Blind, Final, FinalPoint, Review, ReviewId, Stream
from evaluator.errors import RequestInvalid
from tests.records import NOON, POINTS
from tests.review_records import BLIND, FINAL, OWN_STACK, SCHEDULING, SHARES_MEMORY, reviewable

MARK = digest_text("entry")
JUDGED = reviewable(flags=())
REVIEW = Review(
    ReviewId("review-1"),
    JUDGED.id,
    "rita",
    Stream.RANDOM,
    0.05,
    Blind(BLIND, NOON, NOON, 60.0),
    NOON,
    Final(FINAL, NOON, 9.0),
)
QUESTION = Question(
    QuestionId("threads"),
    "Threads",
    "What is a thread?",
    QuestionKind.KNOWLEDGE,
    tuple(ExpectedPoint(point.point_id, point.text, point.weight) for point in POINTS),
)


def test_a_judge_is_shown_what_the_candidate_said_and_what_a_person_settled_on() -> None:
    assert example_of(Marked(JUDGED, REVIEW, MARK), QUESTION) == Example(
        JUDGED.id,
        MARK,
        ("Threads share memory, as far as I know.",),
        (
            ExamplePoint(SHARES_MEMORY, Verdict.COVERED, "Threads share memory", "They say it outright."),
            ExamplePoint(OWN_STACK, Verdict.MISSED),
            ExamplePoint(SCHEDULING, Verdict.MISSED),
        ),
    )


def settled(verdict: Verdict) -> Review:
    """The review with that verdict on the second point in the end."""
    return replace(REVIEW, final=Final((FINAL[0], FinalPoint(OWN_STACK, verdict), FINAL[2]), NOON, 9.0))


def test_without_words_that_the_person_marked_those_of_the_judge_stand_where_it_says_the_same() -> None:
    blind = replace(REVIEW.blind, points=tuple(replace(point, evidence=()) for point in BLIND))
    found = example_of(Marked(JUDGED, replace(REVIEW, blind=blind), MARK), QUESTION)
    assert found is not None
    assert found.points[0].quote == "Threads share memory"
    other = example_of(Marked(JUDGED, replace(settled(Verdict.PARTIAL), blind=blind), MARK), QUESTION)
    assert other is not None
    assert other.points[1] == ExamplePoint(OWN_STACK, Verdict.PARTIAL)


def test_no_more_words_are_quoted_than_a_judge_is_asked_for() -> None:
    words = " ".join(f"word{number}" for number in range(40))
    found = POINTS[0].evidence[0]
    points = (replace(POINTS[0], evidence=(replace(found, quote=words),), reason="x" * 900), *POINTS[1:])
    blind = replace(REVIEW.blind, points=tuple(replace(point, evidence=()) for point in BLIND))
    shown = example_of(Marked(replace(JUDGED, points=points), replace(REVIEW, blind=blind), MARK), QUESTION)
    assert shown is not None
    assert len(shown.points[0].quote.split()) == 20
    assert len(shown.points[0].reason) == 200


@pytest.mark.parametrize(
    ("judged", "review", "question"),
    [
        pytest.param(JUDGED, REVIEW, replace(QUESTION, text="What are threads?"), id="the question reads otherwise"),
        pytest.param(JUDGED, REVIEW, replace(QUESTION, points=QUESTION.points[:2]), id="a point is gone"),
        pytest.param(JUDGED, replace(REVIEW, final=None), QUESTION, id="the review is not final"),
        pytest.param(without_words(JUDGED), REVIEW, QUESTION, id="the words are erased"),
    ],
)
def test_an_answer_that_shows_nothing_of_the_question_as_it_is_asked_is_not_shown(
    judged: Judgement, review: Review, question: Question
) -> None:
    assert example_of(Marked(judged, review, MARK), question) is None


def test_a_finished_review_of_an_honest_answer_is_fit() -> None:
    refuse_unless_fit(JUDGED, REVIEW)


@pytest.mark.parametrize(
    ("judged", "review", "said"),
    [
        pytest.param(JUDGED, replace(REVIEW, final=None), "Finish your review first", id="not final"),
        pytest.param(without_words(JUDGED), REVIEW, "were erased", id="erased"),
        pytest.param(JUDGED, settled(Verdict.UNSURE), "unsure of a point", id="unsure"),
        pytest.param(
            replace(JUDGED, flags=(Flag(FlagCode.INSTRUCTION_LIKE_TEXT),)), REVIEW, "sway the judge", id="suspicious"
        ),
        pytest.param(replace(JUDGED, answer=typed("ü" * LONGEST)), REVIEW, "3,000 bytes", id="too long"),
    ],
)
def test_what_cannot_be_an_example_is_refused_with_the_reason(judged: Judgement, review: Review, said: str) -> None:
    with pytest.raises(RequestInvalid, match=said):
        refuse_unless_fit(judged, review)


def test_the_ledger_is_told_whose_verdicts_are_shown_and_by_whose_order() -> None:
    assert mark_payload(Mark(JUDGED.id, REVIEW.id, "rita", NOON)) == {"review": "review-1", "by": "rita"}


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("Threads share memory, as far as I know.", True),
        ("Threads share memory,\n\n as far as I\u200b know. ", True),
        ("Threads share memory, as far as he knows.", False),
    ],
    ids=["the answer", "laid out otherwise", "another"],
)
def test_an_example_is_the_very_answer_where_the_words_are_the_same(said: str, expected: bool) -> None:
    example = example_of(Marked(JUDGED, REVIEW, MARK), QUESTION)
    assert example is not None
    assert repeats(example, typed(said)) is expected
