"""Coverage of many answers from few reviews and many judgements."""

from dataclasses import replace
from math import fsum

import numpy as np
import pytest

from evaluator.domain.agreement.coverages import Audited, correct_coverage
from evaluator.domain.agreement.figures import MeanCoverage, NotEnough, Unit
from evaluator.domain.reviews import Stream

ANSWERS = 400


def drawn(
    random: np.random.Generator, quality: float, low: float, high: float
) -> tuple[list[float], list[Audited], float]:
    """Judged coverages, reviews drawn with a higher probability where the judge sees less, and the true mean."""
    people = np.round(random.beta(2, 1.5, ANSWERS) * 8) / 8
    judge = np.clip(quality * people + (1 - quality) * random.beta(2, 1.5, ANSWERS) + 0.05, 0, 1)
    probability = np.where(judge < 0.5, high, low)
    picked = random.random(ANSWERS) < probability
    reviews = [
        Audited(float(people[at]), float(judge[at]), float(probability[at]), Stream.RANDOM)
        for at in np.flatnonzero(picked)
    ]
    return [float(share) for share in judge], reviews, float(people.mean())


def estimated(judged: list[float], reviews: list[Audited]) -> MeanCoverage:
    found = correct_coverage(len(judged), fsum(judged) / len(judged), reviews)
    assert isinstance(found, MeanCoverage)
    return found


@pytest.mark.parametrize(
    ("quality", "low", "high", "narrower"),
    [(0.8, 0.125, 0.125, 0.5), (0.0, 0.125, 0.125, 1.02), (0.6, 0.1, 0.25, 0.8), (0.0, 0.1, 0.25, 1.02)],
    ids=["good judge", "useless judge", "fair judge, uneven draws", "useless judge, uneven draws"],
)
def test_intervals_cover_in_93_of_100_and_are_no_wider_than_reviews_alone(
    quality: float, low: float, high: float, narrower: float
) -> None:
    """1,000 draws; the Monte-Carlo error is 0.8 %."""
    random = np.random.default_rng(42)
    covered = tried = 0
    widths = np.zeros(2)
    while tried < 1000:
        judged, reviews, truth = drawn(random, quality, low, high)
        if len(reviews) < 30:
            continue
        found = estimated(judged, reviews)
        tried += 1
        covered += found.low <= truth <= found.high
        widths += (found.half_width, found.reviews_alone)
    assert covered >= 930
    assert widths[0] <= narrower * widths[1]


def test_a_judge_that_is_off_by_the_same_everywhere_is_corrected() -> None:
    random = np.random.default_rng(1)
    people = random.uniform(0, 0.8, ANSWERS)
    reviews = [Audited(float(share), float(share) + 0.2, 0.125, Stream.RANDOM) for share in people[:50]]
    found = estimated([float(share) + 0.2 for share in people], reviews)
    assert found.value == pytest.approx(people.mean(), abs=1e-9)
    assert found.power == pytest.approx(1)
    assert found.half_width == pytest.approx(0, abs=1e-6)
    assert (found.reviews, found.answers) == (50, ANSWERS)


def test_a_judge_who_says_the_same_of_all_is_not_relied_on() -> None:
    random = np.random.default_rng(2)
    reviews = [Audited(float(share), 0.5, 0.1, Stream.RANDOM) for share in random.random(40)]
    found = estimated([0.5] * ANSWERS, reviews)
    assert found.power == 0
    assert found.half_width == found.reviews_alone


def test_a_judge_who_says_the_opposite_is_not_relied_on() -> None:
    random = np.random.default_rng(3)
    people = [float(share) for share in random.random(60)]
    found = estimated([1 - share for share in people], [Audited(p, 1 - p, 0.5, Stream.RANDOM) for p in people[:40]])
    assert found.power == 0


def test_reviews_that_were_less_likely_stand_for_more() -> None:
    likely = [Audited(1.0, 0.5, 1.0, Stream.RANDOM)] * 30
    unlikely = [Audited(0.0, 0.5, 0.1, Stream.RANDOM)] * 3
    assert estimated([0.5] * 60, [*likely, *unlikely]).value == pytest.approx(30 / 60)


def test_where_every_answer_was_reviewed_nothing_is_left_to_chance() -> None:
    reviews = [Audited(place / 40, 0.3, 1.0, Stream.RANDOM) for place in range(40)]
    found = estimated([0.3] * 40, reviews)
    assert (found.value, found.half_width) == (pytest.approx(39 / 80), 0)


def test_an_interval_stays_within_0_and_1() -> None:
    reviews = [Audited(1.0, 0.9 + place % 2 / 10, 0.1, Stream.RANDOM) for place in range(36)]
    found = estimated([0.95] * 300, [*reviews, Audited(0.2, 0.9, 0.1, Stream.RANDOM)])
    assert found.high == 1
    assert found.low < found.value < 1


def test_under_thirty_reviews_there_is_no_estimate() -> None:
    assert correct_coverage(99, 0.5, [Audited(0.5, 0.5, 0.1, Stream.RANDOM)] * 14) == NotEnough(14, 30, Unit.ANSWERS)


GOOD = Audited(0.5, 0.5, 0.5, Stream.RANDOM)


@pytest.mark.parametrize(
    ("odd", "complaint"),
    [
        (replace(GOOD, stream=Stream.TARGETED), "random stream alone"),
        (replace(GOOD, stream=Stream.TARGETED, probability=None), "random stream alone"),
        (replace(GOOD, probability=0.0), "over 0 and at most 1"),
        (replace(GOOD, probability=1.5), "over 0 and at most 1"),
        (replace(GOOD, probability=None), "over 0 and at most 1"),
        (replace(GOOD, people=1.2), "between 0 and 1"),
        (replace(GOOD, judge=float("nan")), "between 0 and 1"),
    ],
    ids=["targeted", "targeted without", "never drawn", "too often", "unknown", "over all", "no number"],
)
def test_a_review_that_would_mislead_is_refused(odd: Audited, complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        correct_coverage(99, 0.5, [*[GOOD] * 40, odd])


def test_more_reviews_than_answers_are_refused() -> None:
    with pytest.raises(ValueError, match="count each answer once"):
        correct_coverage(39, 0.5, [GOOD] * 40)


@pytest.mark.parametrize("odd", [1.2, -0.1, float("nan")], ids=["over all", "under nothing", "no number"])
def test_a_mean_of_coverages_that_is_none_is_refused(odd: float) -> None:
    with pytest.raises(ValueError, match="between 0 and 1"):
        correct_coverage(100, odd, [GOOD] * 40)
