"""What counts for an answer once people have reviewed it."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluator.domain.effective import Basis, FinalWord, effective
from evaluator.domain.judgements import JudgementId, PointJudgement, Verdict
from evaluator.domain.reviews import Blind, Final, FinalPoint, ReasonForChange, Review, ReviewId, Stream
from evaluator.domain.scoring import cover
from tests.records import NOON, POINTS
from tests.review_records import BLIND, FINAL, OWN_STACK, SCHEDULING, SHARES_MEMORY

COVERED, PARTIAL, MISSED, UNSURE = Verdict
PART = Blind(BLIND, NOON, NOON, 41.5)
JUDGED = {point.point_id: point.verdict for point in POINTS}
verdicts = st.sampled_from(Verdict)
rows = st.lists(verdicts, min_size=len(POINTS), max_size=len(POINTS))


def review(reviewer: str = "boris", *finals: FinalPoint) -> Review:
    final = Final(finals, NOON, 1.0) if finals else None
    return Review(ReviewId(reviewer), JudgementId("judgement-1"), reviewer, Stream.RANDOM, 0.05, PART, NOON, final)


def finished(reviewer: str, said: list[Verdict]) -> Review:
    named = zip(POINTS, said, strict=True)
    return review(reviewer, *(FinalPoint(point.point_id, verdict) for point, verdict in named))


def judged_as(said: list[Verdict]) -> list[PointJudgement]:
    return [replace(point, verdict=verdict) for point, verdict in zip(POINTS, said, strict=True)]


@pytest.mark.parametrize("reviews", [[], [review()]], ids=["nobody began", "nobody finished"])
def test_the_judges_verdicts_count_and_are_marked_as_the_judges_until_somebody_has_finished(
    reviews: list[Review],
) -> None:
    found = effective(POINTS, reviews)
    assert found.verdicts == JUDGED
    assert {point.basis for point in found.points} == {Basis.JUDGE}
    assert (found.coverage, found.is_reviewed, found.reviewers) == (cover(POINTS), False, ())


def test_what_a_person_settled_on_goes_before_the_judge() -> None:
    found = effective(POINTS, [review("boris", *FINAL), review("clara")])
    assert found.verdicts == {SHARES_MEMORY: COVERED, OWN_STACK: MISSED, SCHEDULING: MISSED}
    assert {point.basis for point in found.points} == {Basis.PEOPLE}
    assert (found.reviewers, found.disputed) == (("boris",), ())
    assert found.coverage is not None
    assert found.coverage.score == found.coverage.low == found.coverage.high == 2 / 3.5


def test_people_who_differ_leave_a_point_unsure_and_each_word_is_told() -> None:
    other = (FINAL[0], FinalPoint(OWN_STACK, PARTIAL, ReasonForChange.RUBRIC_UNCLEAR), FINAL[2])
    found = effective(POINTS, [review("boris", *FINAL), review("clara", *other)])
    (disputed,) = (point for point in found.points if point.basis is Basis.DISAGREEMENT)
    assert (disputed.point_id, disputed.verdict) == (OWN_STACK, UNSURE)
    assert disputed.said == (
        FinalWord("boris", MISSED, ReasonForChange.JUDGE_WRONG),
        FinalWord("clara", PARTIAL, ReasonForChange.RUBRIC_UNCLEAR),
    )
    assert (found.disputed, found.reviewers) == ((OWN_STACK,), ("boris", "clara"))


def test_somebody_who_cannot_tell_does_not_agree_with_somebody_who_can() -> None:
    found = effective(POINTS[:1], [finished("boris", [COVERED] * 3), finished("clara", [UNSURE] * 3)])
    assert found.points[0].basis is Basis.DISAGREEMENT


def test_an_unscored_answer_has_no_points_and_no_coverage() -> None:
    found = effective((), [])
    assert (found.points, found.coverage, found.is_reviewed) == ((), None, False)


def test_a_point_that_no_review_names_keeps_the_judges_verdict() -> None:
    found = effective(POINTS, [review("boris", FINAL[0])])
    assert [point.basis for point in found.points] == [Basis.PEOPLE, Basis.JUDGE, Basis.JUDGE]


@given(rows, st.lists(rows, max_size=4))
def test_every_point_follows_the_rule_and_coverage_is_that_of_what_counts(
    judged: list[Verdict], said: list[list[Verdict]]
) -> None:
    points = judged_as(judged)
    found = effective(points, [finished(str(number), one) for number, one in enumerate(said)])
    for place, point in enumerate(found.points):
        words = {one[place] for one in said}
        expected = judged[place] if not words else next(iter(words)) if len(words) == 1 else UNSURE
        assert point.verdict is expected
        assert (point.basis is Basis.JUDGE) is (not words)
        assert (point.basis is Basis.DISAGREEMENT) is (len(words) > 1)
        assert [word.verdict for word in point.said] == [one[place] for one in said]
    assert found.coverage == cover(judged_as([point.verdict for point in found.points]))
    assert len(found.reviewers) == len(said)


@given(rows, st.lists(rows, max_size=4), st.data())
def test_the_order_of_reviews_changes_no_verdict(
    judged: list[Verdict], said: list[list[Verdict]], data: st.DataObject
) -> None:
    reviews = [finished(str(number), one) for number, one in enumerate(said)]
    turned = data.draw(st.permutations(reviews))
    assert effective(judged_as(judged), reviews).verdicts == effective(judged_as(judged), turned).verdicts


@given(rows, rows, rows)
def test_another_opinion_never_settles_what_people_differ_on(
    first: list[Verdict], second: list[Verdict], third: list[Verdict]
) -> None:
    two = [finished("boris", first), finished("clara", second)]
    open_before = set(effective(POINTS, two).disputed)
    assert open_before <= set(effective(POINTS, [*two, finished("david", third)]).disputed)
