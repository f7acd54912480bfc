"""The watch over a judge's anchor answers."""

from statistics import median

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluator.domain.agreement.drift import ALARM, Watch


def watched(watch: Watch, outcomes: list[bool]) -> Watch:
    for is_same in outcomes:
        watch = watch.see(is_same=is_same)
    return watch


def delay(random: np.random.Generator, before: int, after: int) -> int:
    """Judgements from a drop from 0.90 to 0.80 to the alarm; `after` where none came. Negative: a false alarm."""
    watch, rates = Watch(0.9), np.concatenate([np.full(before, 0.9), np.full(after, 0.8)])
    for seen, is_same in enumerate(random.random(before + after) < rates, start=1):
        watch = watch.see(is_same=bool(is_same))
        if watch.is_alarmed:
            return seen - before
    return after


def test_a_watch_begins_without_evidence() -> None:
    watch = Watch(0.9)
    assert (watch.evidence, watch.is_alarmed, watch.seen) == (1, False, 0)


def test_a_judge_as_good_as_ever_is_rarely_accused() -> None:
    """Of 400 streams of 200, at most 1 % are promised, however long the stream; docs/decisions has 1,000 of 1,000."""
    random, alarms = np.random.default_rng(1), 0
    for outcomes in random.random((400, 200)) < 0.9:
        alarms += watched(Watch(0.9), [bool(is_same) for is_same in outcomes]).is_alarmed
    assert alarms <= 4


@pytest.mark.parametrize(
    ("before", "most"), [(0, 200), (100, 220), (500, 300)], ids=["at once", "after a hundred", "after five hundred"]
)
def test_a_drop_is_found_soon(before: int, most: int) -> None:
    random = np.random.default_rng(2)
    assert median(delay(random, before, after=700) for _ in range(41)) <= most


def test_the_alarm_stays_until_a_new_watch_begins() -> None:
    alarmed = watched(Watch(0.9), [False] * 5)
    calmed = watched(alarmed, [True] * 200)
    assert alarmed.evidence >= ALARM > calmed.evidence
    assert calmed.is_alarmed


@given(expected=st.floats(0.05, 0.95), outcomes=st.lists(st.booleans(), max_size=40))
def test_the_next_judgement_adds_no_evidence_on_average_while_the_judge_is_as_expected(
    expected: float, outcomes: list[bool]
) -> None:
    watch = watched(Watch(expected), outcomes)
    on_average = expected * watch.see(is_same=True).evidence + (1 - expected) * watch.see(is_same=False).evidence
    assert on_average == pytest.approx(watch.evidence, rel=1e-9)


@given(outcomes=st.lists(st.booleans(), max_size=60))
def test_a_same_verdict_lessens_the_evidence_and_another_adds_to_it(outcomes: list[bool]) -> None:
    watch = watched(Watch(0.9), outcomes)
    assert watch.see(is_same=True).evidence < watch.evidence < watch.see(is_same=False).evidence


@pytest.mark.parametrize("expected", [0, 1, -0.2, float("nan")])
def test_a_rate_that_leaves_nothing_to_bet_on_is_refused(expected: float) -> None:
    with pytest.raises(ValueError, match="between 0 and 1"):
        Watch(expected)
