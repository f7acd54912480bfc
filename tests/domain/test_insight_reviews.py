"""What reviews tell besides agreement: the reveal, calibration, coverage."""

from collections.abc import Sequence

import pytest

from evaluator.domain.agreement.figures import Estimate, MeanCoverage, NotEnough, Unit
from evaluator.domain.agreement.measuring import measure
from evaluator.domain.agreement.probabilities import BRIER, ECE, Forecast
from evaluator.domain.agreement.proportions import Proportion
from evaluator.domain.insight_counts import BILLION, Reviewed, Sums
from evaluator.domain.insight_reviews import MOST_MISTAKES, audit, calibrate, estimate, mistakes, reveal, unclear
from evaluator.domain.insights import CoverageEstimate
from evaluator.domain.judgements import Verdict
from evaluator.domain.reviews import ReasonForChange, Stream
from tests.domain.agreement.sampled import sample_forecasts
from tests.domain.reviewed import LOCKS, THREADS, TODAY, measuring, reviewed

MEASURING = measuring(200)

FIVE_OF_TEN = Sums(with_coverage=1_000, coverage_billionths=500 * BILLION)


def finished(number: int, **more: object) -> Reviewed:
    one = reviewed(f"a{number}", "cpm", "ccm", final="cpm", reasons="-u-")
    return one._replace(**more)


def test_the_costly_mistakes_are_named_once_each_the_last_reviewed_first() -> None:
    reviews = [reviewed("a", "cm", "mm"), reviewed("b", "ccp", "pcm", series=2), reviewed("c", "pcc", "mmm", series=2)]
    found = mistakes([*reviews, reviewed("a", "cm", "mc")], {1: THREADS, 2: LOCKS})
    assert [(one.judgement_id, one.question_id, one.point, one.day) for one in found] == [
        ("a", THREADS, 0, TODAY),
        ("c", LOCKS, 2, TODAY),
        ("c", LOCKS, 1, TODAY),
    ]
    assert mistakes([], {}) == ()


def test_of_many_costly_mistakes_the_last_are_named() -> None:
    found = mistakes([reviewed(f"a{number}", "cc", "mm") for number in range(60)], {1: THREADS})
    assert (len(found), found[0].judgement_id, found[-1].judgement_id) == (MOST_MISTAKES, "a59", "a35")


def test_who_gave_up_a_verdict_for_the_judges_has_moved() -> None:
    open_still = reviewed("b", "ccc", "mmm")
    found = reveal([*(finished(number) for number in range(12)), finished(12, final="ccm", reasons="-w-"), open_still])
    assert found.finished == 13
    assert (found.pull.differed, found.pull.followed) == (Proportion(13, 39), Proportion(12, 13))
    assert found.pull.flow[Verdict.COVERED, Verdict.PARTIAL] == 12
    assert found.reasons == {ReasonForChange.RUBRIC_UNCLEAR: 12, ReasonForChange.JUDGE_WRONG: 1}


def test_a_verdict_shown_that_was_not_the_judges_was_made_wrong_on_purpose() -> None:
    found = reveal([finished(number, shown="mpm", final="mpm", reasons="ru-") for number in range(10)])
    assert (found.pull.seeded, found.pull.unseeded) == (Proportion(10, 10), Proportion(10, 10))


def test_what_few_people_did_after_the_reveal_is_not_told() -> None:
    found = reveal([finished(number) for number in range(9)])
    assert (found.finished, found.pull.differed, found.reasons) == (9, Proportion(0, 0), {})


def test_points_whose_wording_was_the_reason_are_counted() -> None:
    points = {1: [0, 1, 2], 2: [2, 3]}
    reviews = [
        finished(1),
        finished(2, reasons="u-u"),
        finished(3, reasons="---"),
        reviewed("b", "cc", "cc", 2, final="cc", reasons="u-"),
        reviewed("c", "cc", "cc", 2),
    ]
    assert unclear(reviews, points) == {0: 1, 1: 1, 2: 2}


def forecast(number: int, probabilities: str | None = "[0.95, 0.42, null]", blind: str = "cmu") -> Reviewed:
    return reviewed(f"a{number}", "cpm", blind, probabilities=probabilities)


def test_probabilities_are_held_against_what_people_called_covered() -> None:
    reviews = [forecast(number) for number in range(30)] + [forecast(30, None), forecast(31, "[1.0, 0.0, 0.5]", "cuc")]
    bins, brier, ece = calibrate(reviews, MEASURING)
    assert [(one.low, one.high, one.covered) for one in bins] == [
        (0.4, 0.5, Proportion(0, 30)),
        (0.5, 0.6, Proportion(1, 1)),
        (0.9, 1.0, Proportion(31, 31)),
    ]
    assert bins[2].probability == pytest.approx((30 * 0.95 + 1.0) / 31)
    pairs = [[Forecast(0.95, True), Forecast(0.42, False)]] * 30 + [[Forecast(1.0, True), Forecast(0.5, True)]]
    one_by_one = measure(sample_forecasts(pairs), (BRIER, ECE), seed=1, resamples=200)
    assert {"brier": brier, "ece": ece} == one_by_one


def test_an_answer_that_two_people_reviewed_is_one_answer_to_calibration() -> None:
    bins, brier, _ = calibrate([forecast(number % 20) for number in range(40)], MEASURING)
    assert isinstance(brier, Estimate)
    assert (brier.points, brier.answers, len(bins)) == (80, 20, 2)


@pytest.mark.parametrize(
    ("reviews", "lack"),
    [
        ([], NotEnough(0, 50)),
        ([forecast(1, None)], NotEnough(0, 50)),
        ([forecast(1)], NotEnough(1, 10, Unit.ANSWERS)),
        ([forecast(number) for number in range(10)], NotEnough(20, 50)),
    ],
    ids=["no reviews", "no probabilities", "few answers", "few points"],
)
def test_few_probabilities_have_no_bins(reviews: list[Reviewed], lack: NotEnough) -> None:
    assert calibrate(reviews, MEASURING) == ((), lack, lack)


def estimated(reviews: Sequence[Reviewed], sums: Sums = FIVE_OF_TEN) -> CoverageEstimate:
    return estimate([answer for answers in audit(reviews).values() for answer in answers], sums)


def test_answers_reviewed_in_the_random_stream_are_kept_by_their_series() -> None:
    found = audit(
        [reviewed("a", "c", "c"), reviewed("b", "c", "c", 2), reviewed("a", "c", "c"), reviewed("c", "c", "c")]
    )
    assert {series: len(answers) for series, answers in found.items()} == {1: 2, 2: 1}


def test_coverage_is_corrected_by_reviews_of_the_random_stream_alone() -> None:
    drawn = [reviewed(f"a{number}", "c", "c", judge=0.5, people=0.7) for number in range(40)]
    targeted = [
        reviewed(
            f"t{number}", "c", "c", judge=0.9, people=0.0, stream=Stream.TARGETED.value, inclusion_probability=None
        )
        for number in range(40)
    ]
    alone, mixed = estimated(drawn), estimated([*drawn, *targeted])
    assert alone == mixed
    assert isinstance(alone.estimate, MeanCoverage)
    assert (alone.answers, alone.judge, alone.estimate.reviews) == (1_000, 0.5, 40)
    assert alone.estimate.value == pytest.approx(0.7)


def test_an_answer_that_two_people_reviewed_counts_once_with_their_mean() -> None:
    drawn = [
        reviewed(f"a{number % 35}", "c", "c", judge=0.5, people=0.4 + 0.2 * (number >= 35)) for number in range(70)
    ]
    found = estimated(drawn).estimate
    assert isinstance(found, MeanCoverage)
    assert (found.reviews, found.value) == (35, pytest.approx(0.5))


def test_answers_on_which_one_side_was_unsure_of_everything_have_no_coverage() -> None:
    drawn = [reviewed("a", "u", "c", judge=None), reviewed("b", "c", "u", people=None)]
    assert estimated(drawn).estimate == NotEnough(0, 30, Unit.ANSWERS)


@pytest.mark.parametrize("answers", [0, 49])
def test_the_mean_of_few_judgements_would_tell_what_the_judge_said(answers: int) -> None:
    found = estimated([], Sums(with_coverage=answers, coverage_billionths=answers * BILLION // 2))
    assert (found.answers, found.judge, found.estimate) == (None, None, NotEnough(0, 30, Unit.ANSWERS))
