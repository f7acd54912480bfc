"""Thresholds are chosen where enough is right, and what they are worth is told on answers they were not chosen on."""

from collections.abc import Sequence
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluator.domain.agreement.calibration import (
    COVERED,
    LEAST,
    MISSED,
    UNSURE,
    Bounds,
    Calibration,
    Reviewed,
    Worth,
    calibrate,
    choose,
)
from evaluator.domain.agreement.figures import Estimate, NotEnough, Unit
from evaluator.domain.agreement.pairs import Pair
from evaluator.domain.judgements import Verdict
from evaluator.domain.questions import PointId
from evaluator.domain.scales import Thresholds

HALF = Bounds(0.5, 0.5)


def point(
    probability: float,
    blind: Verdict,
    said: Verdict = Verdict.UNSURE,
    *,
    may_cover: bool = True,
    may_miss: bool = True,
) -> Reviewed:
    return Reviewed(Pair(PointId("p"), said, blind), probability, probability, may_cover, may_miss)


def points(
    count: int, probability: float, blind: Verdict, *, may_cover: bool = True, may_miss: bool = True
) -> list[Reviewed]:
    return [point(probability, blind, may_cover=may_cover, may_miss=may_miss)] * count


HIGH, LOW = points(30, 0.8, Verdict.COVERED), points(30, 0.2, Verdict.MISSED)
MIXED = points(30, 0.5, Verdict.COVERED) + points(30, 0.5, Verdict.MISSED)


def test_what_is_nearly_always_right_is_let_through_and_what_is_not_stays_unsure() -> None:
    assert choose([*HIGH, *MIXED, *LOW], Bounds()) == Thresholds(0.8, 0.2)


def test_thresholds_have_three_decimals_and_keep_the_points_they_were_chosen_on() -> None:
    found = choose([*points(30, 0.87654, Verdict.COVERED), *MIXED, *points(30, 0.12345, Verdict.MISSED)], Bounds())
    assert found == Thresholds(0.876, 0.124)


def test_looser_bounds_let_more_through() -> None:
    nearly = points(20, 0.6, Verdict.COVERED) + points(10, 0.6, Verdict.PARTIAL)
    assert choose([*HIGH, *nearly, *MIXED], Bounds(0.9, 0.9)).covered_from == 0.8
    assert choose([*HIGH, *nearly, *MIXED], Bounds(0.75, 0.9)).covered_from == 0.6


def test_one_error_more_is_counted_than_was_seen() -> None:
    assert choose(points(LEAST, 0.9, Verdict.COVERED), Bounds(0.95, 0.95)).covered_from == 0.9
    assert choose(points(LEAST, 0.9, Verdict.COVERED), Bounds(0.96, 0.95)).covered_from is None


def test_too_few_points_choose_no_threshold() -> None:
    assert choose(points(LEAST - 1, 0.9, Verdict.COVERED), HALF) == Thresholds(None, None)


def test_points_that_are_wrong_are_not_let_in_on_the_credit_of_others() -> None:
    many = points(400, 0.9, Verdict.COVERED)
    assert choose([*many, *points(LEAST, 0.3, Verdict.PARTIAL)], Bounds()).covered_from == 0.9


def test_where_everything_is_covered_nothing_is_missed_below_it() -> None:
    found = choose([*points(60, 0.0, Verdict.COVERED), *points(40, 1.0, Verdict.COVERED)], Bounds())
    assert found == Thresholds(0.0, None)


def test_the_thresholds_never_meet() -> None:
    found = choose([*points(30, 0.5004, Verdict.COVERED), *points(30, 0.4999, Verdict.MISSED)], Bounds())
    assert found == Thresholds(0.5, 0.499)


def test_a_judge_may_know_better_what_is_missing_than_what_is_covered() -> None:
    partly = [Reviewed(Pair(PointId("p"), Verdict.UNSURE, Verdict.PARTIAL), 0.2, 0.9)] * 30
    absent = [Reviewed(Pair(PointId("p"), Verdict.UNSURE, Verdict.MISSED), 0.3, 0.1)] * 30
    assert choose([*HIGH, *partly, *absent], Bounds()) == Thresholds(0.8, 0.1)


def test_what_checks_would_set_aside_counts_for_neither_side() -> None:
    unproved = points(30, 0.9, Verdict.MISSED, may_cover=False)
    doubted = points(30, 0.1, Verdict.COVERED, may_miss=False)
    assert choose([*HIGH, *LOW, *unproved, *doubted], Bounds()) == Thresholds(0.8, 0.2)


@given(
    st.lists(st.tuples(st.floats(0, 1), st.sampled_from([Verdict.COVERED, Verdict.PARTIAL, Verdict.MISSED]))),
    st.floats(0.5, 1),
)
def test_thresholds_lie_apart_and_keep_to_their_bounds(told: list[tuple[float, Verdict]], bound: float) -> None:
    reviewed = [point(likely, blind) for likely, blind in told]
    found = choose(reviewed, Bounds(bound, bound))
    passed = [one.pair.blind for one in reviewed if found.covers(one.covered)]
    if found.covered_from is not None:
        assert passed.count(Verdict.COVERED) >= bound * len(passed)
        assert found.missed_up_to is None or found.missed_up_to < found.covered_from


def answers(count: int, seed: int = 1) -> list[list[Reviewed]]:
    """Answers of three points of a judge that knows a good deal."""
    random = Random(seed)

    def one() -> Reviewed:
        is_there = random.random() < 0.5
        likely = min(max(random.gauss(0.7 if is_there else 0.3, 0.15), 0.0), 1.0)
        said = Verdict.COVERED if likely > 0.97 else Verdict.UNSURE
        return point(likely, Verdict.COVERED if is_there else Verdict.MISSED, said)

    return [[one(), one(), one()] for _ in range(count)]


def test_the_figures_are_of_answers_that_were_left_out_of_the_choice() -> None:
    found = calibrate(answers(120), Bounds(), resamples=100)
    assert isinstance(found, Calibration)
    for key in (COVERED, MISSED):
        figure = found.then[key]
        assert isinstance(figure, Estimate)
        assert 0.8 < figure.low < figure.value < figure.high < 1
    now, then = found.now[UNSURE], found.then[UNSURE]
    assert isinstance(now, Estimate)
    assert isinstance(then, Estimate)
    assert then.high < 0.5 < now.low
    assert found.covered.right > 0.89 * found.covered.passed > 100


def test_a_judge_that_knows_nothing_gets_no_thresholds() -> None:
    random = Random(3)
    guessed = [[point(random.random(), random.choice([Verdict.COVERED, Verdict.MISSED]))] for _ in range(80)]
    found = calibrate(guessed, Bounds(0.99, 0.99), resamples=100)
    assert isinstance(found, Calibration)
    assert (found.thresholds, found.covered, found.missed) == (Thresholds(None, None), Worth(0, 0), Worth(0, 0))
    assert isinstance(found.then[COVERED], NotEnough)


def test_what_checks_set_aside_stays_unsure_then_too() -> None:
    sure: list[Sequence[Reviewed]] = [[*points(3, 0.8, Verdict.COVERED), *points(3, 0.2, Verdict.MISSED)]] * 20
    held = [[point(0.9, Verdict.COVERED, may_cover=False), point(0.1, Verdict.MISSED, may_miss=False)]] * 20
    found = calibrate([*sure, *held], Bounds(), resamples=100)
    assert isinstance(found, Calibration)
    unsure = found.then[UNSURE]
    assert isinstance(unsure, Estimate)
    assert unsure.value == 40 / 160


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        pytest.param([], NotEnough(0, 50), id="none"),
        pytest.param([[], *answers(16)], NotEnough(48, 50), id="too few points"),
        pytest.param([answer * 3 for answer in answers(9)], NotEnough(9, 10, Unit.ANSWERS), id="too few answers"),
    ],
)
def test_too_few_reviews_choose_nothing(told: list[list[Reviewed]], expected: NotEnough) -> None:
    assert calibrate(told, Bounds()) == expected
