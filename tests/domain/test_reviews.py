"""Reviews: what a blind and a final part must hold, what is compared, and what counts in the end."""

from dataclasses import replace
from itertools import product

import pytest

from evaluator.domain.answers import Span
from evaluator.domain.judgements import JudgementId, Verdict
from evaluator.domain.questions import PointId
from evaluator.domain.reviews import (
    MAX_NOTE,
    MAX_SECONDS,
    MAX_SPANS,
    Blind,
    Final,
    FinalPoint,
    PointReview,
    ReasonForChange,
    Review,
    ReviewId,
    Stream,
    checked_blind,
    checked_final,
    checked_seconds,
    compare,
    reasons_for,
)
from evaluator.errors import RequestInvalid
from tests.records import NOON
from tests.review_records import BLIND, FINAL, OWN_STACK, SCHEDULING, SHARES_MEMORY, reviewable

JUDGED = reviewable()
PART = Blind(BLIND, NOON, NOON, 41.5)
COVERED, PARTIAL, MISSED, UNSURE = Verdict
RIGHT, WRONG, UNCLEAR, MISSED_IT = ReasonForChange


def faults_of_blind(*points: PointReview) -> tuple[str, ...]:
    with pytest.raises(RequestInvalid) as caught:
        checked_blind(JUDGED, points)
    return caught.value.faults


def faults_of_final(*points: FinalPoint) -> tuple[str, ...]:
    with pytest.raises(RequestInvalid) as caught:
        checked_final(JUDGED, PART, points)
    return caught.value.faults


def review(reviewer: str = "boris", *finals: FinalPoint) -> Review:
    final = Final(finals, NOON, 1.0) if finals else None
    return Review(ReviewId(reviewer), JudgementId("judgement-1"), reviewer, Stream.RANDOM, 0.05, PART, NOON, final)


def test_blind_verdicts_come_back_in_the_judgements_order_with_trimmed_notes() -> None:
    turned = [replace(point, note=f" {point.note}\n") for point in reversed(BLIND)]
    assert checked_blind(JUDGED, turned) == BLIND


def test_every_fault_of_the_points_is_told_at_once() -> None:
    stranger = PointReview(PointId("canary-1"), MISSED)
    assert faults_of_blind(BLIND[0], BLIND[0], stranger, BLIND[2]) == (
        "own-stack: has no verdict",
        "canary-1: is not a point of this question",
        "shares-memory: has two verdicts",
    )


@pytest.mark.parametrize(
    "span",
    [Span(3, 20), Span(20, 30), Span(23, 44), Span(24, 65), Span(30, 30), Span(40, 30), Span(60, 600), Span(-3, 30)],
    ids=str,
)
def test_only_the_candidates_own_words_are_evidence(span: Span) -> None:
    (fault,) = faults_of_blind(replace(BLIND[0], evidence=(span,)), *BLIND[1:])
    assert fault == f"shares-memory: [{span.start}, {span.end}) is not within the candidate's own words"


def test_a_whole_turn_of_the_candidates_is_evidence() -> None:
    whole = (replace(BLIND[0], evidence=(Span(24, 64),)), *BLIND[1:])
    assert checked_blind(JUDGED, whole) == whole


def test_a_note_that_is_too_long_is_refused() -> None:
    checked_blind(JUDGED, (replace(BLIND[0], note="x" * MAX_NOTE), *BLIND[1:]))
    (fault,) = faults_of_blind(replace(BLIND[0], note="x" * (MAX_NOTE + 1)), *BLIND[1:])
    assert fault == "shares-memory: the note has 2,001 characters; the most is 2,000"


@pytest.mark.parametrize("note", ["a\x00b", "a\x1bb", "a\ud800b"], ids=ascii)
def test_a_note_that_cannot_be_kept_is_refused_without_repeating_it(note: str) -> None:
    (fault,) = faults_of_blind(replace(BLIND[0], note=note), *BLIND[1:])
    assert fault == "shares-memory: the note holds a control character; remove it"


def test_a_note_may_have_lines() -> None:
    noted = (replace(BLIND[0], note="One\n\ttwo"), *BLIND[1:])
    assert checked_blind(JUDGED, noted) == noted


def test_there_is_a_most_of_passages_for_a_point() -> None:
    (fault,) = faults_of_blind(replace(BLIND[0], evidence=(Span(24, 30),) * (MAX_SPANS + 1)), *BLIND[1:])
    assert fault == "shares-memory: there are 21 passages; the most is 20"


def test_final_verdicts_come_back_in_the_judgements_order() -> None:
    assert checked_final(JUDGED, PART, FINAL[::-1]) == FINAL


def test_final_verdicts_are_for_every_point_too() -> None:
    assert faults_of_final(*FINAL[:2]) == ("scheduling: has no verdict",)


@pytest.mark.parametrize(
    ("point", "fault"),
    [
        (FinalPoint(SCHEDULING, MISSED), "scheduling: needs a reason: judge_right, rubric_unclear, missed_it"),
        (FinalPoint(SCHEDULING, PARTIAL), "scheduling: needs a reason: judge_wrong, rubric_unclear"),
        (FinalPoint(SCHEDULING, COVERED), "scheduling: needs a reason: judge_wrong, rubric_unclear, missed_it"),
        (
            FinalPoint(SCHEDULING, PARTIAL, RIGHT),
            "scheduling: the reason judge_right does not fit the verdicts; these do: judge_wrong, rubric_unclear",
        ),
        (
            FinalPoint(SHARES_MEMORY, COVERED, UNCLEAR),
            "shares-memory: needs no reason: nobody has changed their mind, and nobody differs",
        ),
        (
            FinalPoint(SHARES_MEMORY, MISSED),
            "shares-memory: needs a reason: judge_wrong, rubric_unclear, missed_it",
        ),
    ],
    ids=lambda value: str(value),
)
def test_a_reason_is_given_where_one_is_needed_and_only_there(point: FinalPoint, fault: str) -> None:
    others = [final for final in FINAL if final.point_id != point.point_id]
    assert faults_of_final(point, *others) == (fault,)


@pytest.mark.parametrize(("judged", "blind", "final"), list(product(Verdict, repeat=3)))
def test_reasons_fit_the_three_verdicts_of_a_point(judged: Verdict, blind: Verdict, final: Verdict) -> None:
    fitting = reasons_for(judged, blind, final)
    assert bool(fitting) is (len({judged, blind, final}) > 1)
    assert (RIGHT in fitting) <= (final is judged)
    assert (WRONG in fitting) <= (final is not judged)
    assert (MISSED_IT in fitting) <= (final is not blind)
    assert (UNCLEAR in fitting) is bool(fitting)


@pytest.mark.parametrize("seconds", [-0.1, float("nan"), float("inf"), MAX_SECONDS + 1])
def test_a_time_that_cannot_be_is_refused(seconds: float) -> None:
    with pytest.raises(RequestInvalid, match="between 0 and 86,400 seconds"):
        checked_seconds(seconds)


def test_a_time_is_kept_to_the_millisecond() -> None:
    assert checked_seconds(41.49951) == 41.5


def test_a_comparison_shows_the_points_that_differ_first_each_group_in_its_order() -> None:
    compared = compare(JUDGED, review("boris", *FINAL))
    assert [point.judged.point_id for point in compared.points] == [OWN_STACK, SCHEDULING, SHARES_MEMORY]
    assert [point.differs for point in compared.points] == [True, True, False]
    assert [(point.blind, point.final) for point in compared.points] == [
        (BLIND[1], FINAL[1]),
        (BLIND[2], FINAL[2]),
        (BLIND[0], FINAL[0]),
    ]


def test_a_comparison_before_the_end_has_no_final_verdicts() -> None:
    assert {point.final for point in compare(JUDGED, review()).points} == {None}
