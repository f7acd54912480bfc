"""The watch over a judge's anchor answers."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from evaluator.domain.agreement.drift import ALARM, AT_ONCE, EARLY, FEARED, LIKELY, Watch

SHARES = np.array(FEARED)


def watched(watch: Watch, outcomes: list[bool]) -> Watch:
    for is_same in outcomes:
        watch = watch.see(is_same=is_same)
    return watch


def evidence(outcomes: NDArray[np.bool_], expected: float = 0.9) -> NDArray[np.float64]:
    """The evidence after each judgement of many streams (streams, judgements) at once, as `Watch` has it of one."""
    streams, length = outcomes.shape
    stakes, found = np.zeros((streams, len(FEARED))), np.empty(outcomes.shape)
    saved = np.append(1, (1 - AT_ONCE) * EARLY / (EARLY + np.arange(1, length + 1)))
    for seen in range(length):
        stakes += (saved[seen] - saved[seen + 1]) * np.array(LIKELY)
        same = outcomes[:, seen, None]
        stakes *= np.where(same, SHARES, (1 - expected * SHARES) / (1 - expected))
        found[:, seen] = stakes.sum(axis=1) + saved[seen + 1]
    return found


def delays(before: int, after: float = 0.8) -> NDArray[np.int64]:
    """Judgements from a drop from 0.90 to the alarm in 300 streams, of those without a false one before."""
    rates = np.append(np.full(before, 0.9), np.full(800, after))
    is_over = evidence(np.random.default_rng(2).random((300, len(rates))) < rates) >= ALARM
    first = np.where(is_over.any(axis=1), is_over.argmax(axis=1), len(rates)) + 1
    return first[first > before] - before


def test_a_watch_begins_without_evidence() -> None:
    watch = Watch(0.9)
    assert (watch.evidence, watch.is_alarmed, watch.seen) == (1, False, 0)


def test_many_streams_at_once_come_to_what_one_does() -> None:
    stream = np.random.default_rng(3).random((1, 60)) < 0.8
    watch = watched(Watch(0.9), [bool(one) for one in stream[0]])
    assert evidence(stream)[0, -1] == pytest.approx(watch.evidence, rel=1e-9)


def test_a_judge_as_good_as_ever_is_accused_in_one_stream_of_a_hundred_at_most() -> None:
    """1,000 streams of 1,500 judgements: more than a year of rounds a month. At any length 1 % is promised."""
    streams = np.random.default_rng(1).random((1_000, 1_500)) < 0.9
    assert (evidence(streams) >= ALARM).any(axis=1).mean() <= 0.01


@pytest.mark.parametrize("before", [0, 135, 500, 1_000])
def test_a_drop_by_ten_of_a_hundred_is_found_within_two_hundred_judgements_whenever_it_comes(before: int) -> None:
    assert np.median(delays(before)) <= 200


def test_a_greater_drop_is_found_sooner() -> None:
    assert np.median(delays(500, after=0.7)) <= 80


def test_the_alarm_stays_until_a_new_watch_begins() -> None:
    alarmed = watched(Watch(0.9), [False] * 6)
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
