"""Which verdicts may be taken without a review."""

import numpy as np
import pytest
from scipy.stats import binom

from evaluator.domain.agreement.figures import NotEnough, Unit
from evaluator.domain.agreement.thresholds import Trust
from evaluator.domain.agreement.trust import Checked, at_most, correlation, find_threshold

Points = list[tuple[float, bool]]
"""Those of an answer: the judge's confidence in each, and whether it was wrong."""


def checked(answers: list[Points]) -> Checked:
    told = [(*point, number) for number, points in enumerate(answers) for point in points]
    sure, wrong, owners = zip(*told, strict=True) if told else ((), (), ())
    return Checked(np.array(sure, dtype=np.float64), np.array(wrong, dtype=np.bool_), np.array(owners, dtype=np.int64))


def reviewed(random: np.random.Generator, answers: int, error: float, slope: float = 0.0) -> list[Points]:
    """Up to six points an answer, errors alike within it, each wrong with `error` + `slope` * (1 - confidence)."""
    made = []
    for luck in random.beta(2, 2, size=answers):
        sure = random.random(int(random.integers(1, 7)))
        wrong = random.random(len(sure)) < 2 * luck * (error + slope * (1 - sure))
        made.append(list(zip(sure.tolist(), wrong.tolist(), strict=True)))
    return made


def found(answers: list[Points], bound: float) -> Trust:
    trust = find_threshold(checked(answers), bound)
    assert isinstance(trust, Trust)
    return trust


def alike(groups: list[list[bool]]) -> float:
    sizes, hits = ([float(count(group)) for group in groups] for count in (len, sum))
    return correlation(np.array(sizes), np.array(hits))


def test_few_reviews_leave_everything_to_people() -> None:
    assert find_threshold(checked([[(1.0, False)]] * 49), 0.1) == NotEnough(49, 50)
    assert find_threshold(checked([]), 0.1) == NotEnough(0, 50)


def test_few_answers_do_too_however_many_points_they_have() -> None:
    answers = checked([[(1.0, False)] * 20] * 9)
    assert find_threshold(answers, 0.1) == NotEnough(9, 10, Unit.ANSWERS)


def test_it_is_told_what_was_tested_and_where_that_ended() -> None:
    sure, unsure = [[(0.9, False)]] * 150, [[(0.3, True)]] * 60
    first, last = found([*sure, *unsure], 0.1).tested
    assert (first.threshold, first.taken, first.wrong) == (0.9, 150, 0)
    assert first.chance == pytest.approx(0.9**150)
    assert (last.threshold, last.taken, last.wrong) == (0.3, 210, 60)
    assert last.chance == pytest.approx(1.0)


def test_thresholds_at_which_nothing_could_be_shown_are_passed_over() -> None:
    tested = found([[(place / 100, False)] for place in range(100)], 0.1).tested
    assert [one.chance is None for one in tested] == [True] * 12 + [False] * 8


def test_reviews_too_few_for_the_bound_leave_everything_to_people() -> None:
    assert found([[(1.0, False)]] * 60, 0.02) == Trust(None, 0, 0, 60)


def test_a_judge_without_errors_is_taken_at_its_word() -> None:
    assert found([[(place / 100, False)] for place in range(100)], 0.1) == Trust(0.0, 100, 0, 100)


def test_a_judge_who_is_wrong_where_it_is_sure_is_never_taken_at_its_word() -> None:
    answers = [[(place / 300, place > 200)] for place in range(300)]
    assert found(answers, 0.1).threshold is None


def test_the_threshold_keeps_out_what_is_mostly_wrong() -> None:
    answers = [[(0.9, False)]] * 150 + [[(0.3, True)]] * 60 + [[]]
    assert found(answers, 0.1) == Trust(0.9, 150, 0, 210)


def test_a_looser_bound_takes_no_fewer_points() -> None:
    random = np.random.default_rng(1)
    answers = reviewed(random, answers=300, error=0.0, slope=0.3)
    taken = [found(answers, bound).taken for bound in (0.05, 0.1, 0.2)]
    assert taken == sorted(taken)
    assert taken[-1] > taken[0]


@pytest.mark.parametrize(("error", "slope"), [(0.101, 0.0), (0.0, 0.4)], ids=["just over everywhere", "rising"])
def test_the_bound_holds_in_95_of_100(error: float, slope: float) -> None:
    """400 streams with errors alike within an answer; the Monte-Carlo error is 1.1 %. docs/decisions has 1,000."""
    random, broken = np.random.default_rng(2), 0
    for _ in range(400):
        threshold = found(reviewed(random, answers=60, error=error, slope=slope), 0.1).threshold
        broken += threshold is not None and error + slope * (1 - threshold) / 2 > 0.1
    assert broken <= 20


@pytest.mark.parametrize("bound", [0, 1, -0.1, float("nan")])
def test_a_bound_that_bounds_nothing_is_refused(bound: float) -> None:
    with pytest.raises(ValueError, match="between 0 and 1"):
        find_threshold(checked([]), bound)


@pytest.mark.parametrize(
    ("hits", "cases", "rate"), [(0, 30, 0.1), (3, 50, 0.05), (70, 900, 0.1), (5, 5, 0.4), (9, 5, 0.4)]
)
def test_the_binomial_tail_is_that_of_scipy(hits: int, cases: int, rate: float) -> None:
    assert at_most(hits, cases, rate) == pytest.approx(binom.cdf(hits, cases, rate), abs=1e-12)


@pytest.mark.parametrize(
    ("groups", "expected"),
    [
        ([[True, True], [False, False], [True, True]], 1.0),
        ([[True, False]] * 5, 0.0),
        ([[True], [False]], 0.0),
        ([[True, False, True]], 0.0),
        ([[False, False]] * 4, 0.0),
        ([], 0.0),
    ],
    ids=["all alike", "all unlike", "single cases", "one group", "no errors", "nothing"],
)
def test_cases_of_a_group_are_alike_as_far_as_groups_differ(groups: list[list[bool]], expected: float) -> None:
    assert alike(groups) == pytest.approx(expected, abs=1e-12)


def test_the_correlation_is_found_again_in_large_samples() -> None:
    random = np.random.default_rng(3)
    rates = random.beta(0.3 * 4, 0.7 * 4, size=4_000)
    groups = [[bool(wrong) for wrong in random.random(4) < rate] for rate in rates]
    assert alike(groups) == pytest.approx(0.2, abs=0.03)
