"""When a batch stops asking an endpoint, and when it may try again."""

import asyncio
import math

import pytest

from evaluator.domain.judgements import Reason
from evaluator.judge.breaker import FAILURES, FIRST_PAUSE_S, LONGEST_PAUSE_S, Breaker
from tests.clocks import Sleeper

DEAD = Reason.ENDPOINT_UNREACHABLE


def opened(sleeper: Sleeper) -> Breaker:
    breaker = Breaker(sleeper.clock)
    for _ in range(FAILURES):
        breaker.note(DEAD)
    return breaker


def fail_probe(breaker: Breaker, sleeper: Sleeper) -> float:
    """Wait for the next probe and let it fail; returns how long the wait was."""
    waited = breaker.allow()
    sleeper.time += waited
    assert breaker.allow() == 0.0
    breaker.note(DEAD)
    return waited


def test_a_closed_breaker_lets_everything_pass(sleeper: Sleeper) -> None:
    breaker = Breaker(sleeper.clock)
    assert [breaker.allow() for _ in range(3)] == [0.0, 0.0, 0.0]
    assert breaker.opened is None


@pytest.mark.parametrize(
    "reason", [DEAD, Reason.ENDPOINT_TIMEOUT, Reason.ENDPOINT_FAILED, Reason.REPLY_HTML], ids=lambda reason: reason
)
def test_failures_one_after_the_other_open_it_with_the_last_of_them(sleeper: Sleeper, reason: Reason) -> None:
    breaker = Breaker(sleeper.clock)
    for _ in range(FAILURES - 1):
        breaker.note(DEAD)
    assert breaker.opened is None
    sleeper.time = 60.0
    breaker.note(reason)
    assert (breaker.opened, breaker.allow()) == (reason, FIRST_PAUSE_S)


@pytest.mark.parametrize(
    "reply", [None, Reason.REPLY_INVALID, Reason.CONTENT_FILTERED, Reason.REQUEST_REFUSED], ids=lambda reply: str(reply)
)
def test_a_reply_between_failures_shows_that_the_endpoint_lives(sleeper: Sleeper, reply: Reason | None) -> None:
    breaker = Breaker(sleeper.clock)
    for _ in range(3):
        for _ in range(FAILURES - 1):
            breaker.note(DEAD)
        breaker.note(reply)
    assert breaker.opened is None


@pytest.mark.parametrize(
    "nothing", [Reason.RATE_LIMITED, Reason.CANCELLED, Reason.INTERRUPTED], ids=lambda reason: reason
)
def test_what_says_nothing_of_the_endpoint_neither_opens_nor_closes_it(sleeper: Sleeper, nothing: Reason) -> None:
    breaker = Breaker(sleeper.clock)
    for _ in range(FAILURES):
        breaker.note(nothing)
    assert breaker.opened is None
    for _ in range(FAILURES):
        breaker.note(DEAD)
        breaker.note(nothing)
    assert breaker.opened is DEAD


@pytest.mark.parametrize(
    "reason", [Reason.KEY_REFUSED, Reason.QUOTA_EXHAUSTED, Reason.MODEL_UNKNOWN], ids=lambda reason: reason
)
def test_what_only_a_person_can_mend_opens_it_at_once_and_until_told_otherwise(
    sleeper: Sleeper, reason: Reason
) -> None:
    breaker = Breaker(sleeper.clock)
    breaker.note(reason)
    assert (breaker.opened, breaker.allow()) == (reason, math.inf)
    sleeper.time = 1e6
    breaker.note(None)
    assert breaker.allow() == math.inf
    breaker.reset()
    assert breaker.allow() == 0.0
    assert breaker.opened is None


def test_a_lasting_failure_takes_the_place_of_a_passing_one(sleeper: Sleeper) -> None:
    breaker = opened(sleeper)
    sleeper.time = 3.0
    breaker.note(Reason.KEY_REFUSED)
    assert (breaker.opened, breaker.allow()) == (Reason.KEY_REFUSED, math.inf)


def test_after_a_pause_one_caller_may_probe_and_the_others_wait(sleeper: Sleeper) -> None:
    breaker = opened(sleeper)
    assert [breaker.allow(), breaker.allow()] == [FIRST_PAUSE_S, FIRST_PAUSE_S]
    sleeper.time += FIRST_PAUSE_S
    assert breaker.allow() == 0.0
    assert breaker.allow() > 0


def test_a_probe_that_succeeds_closes_it_and_forgets_what_was(sleeper: Sleeper) -> None:
    breaker = opened(sleeper)
    fail_probe(breaker, sleeper)
    sleeper.time += breaker.allow()
    breaker.allow()
    breaker.note(None)
    assert (breaker.opened, breaker.allow()) == (None, 0.0)
    for _ in range(FAILURES):
        breaker.note(DEAD)
    assert breaker.allow() == FIRST_PAUSE_S


def test_pauses_double_while_probes_fail_up_to_the_longest(sleeper: Sleeper) -> None:
    breaker = opened(sleeper)
    waits = [fail_probe(breaker, sleeper) for _ in range(9)]
    assert waits[:3] == [FIRST_PAUSE_S, 2 * FIRST_PAUSE_S, 4 * FIRST_PAUSE_S]
    assert waits[-1] == LONGEST_PAUSE_S


def test_failures_of_what_was_under_way_do_not_make_the_pause_longer(sleeper: Sleeper) -> None:
    breaker = opened(sleeper)
    for _ in range(60):
        breaker.note(DEAD)
    assert breaker.allow() == FIRST_PAUSE_S


def test_a_probe_that_is_never_heard_of_again_does_not_keep_it_shut(sleeper: Sleeper) -> None:
    breaker = opened(sleeper)
    for _ in range(3):
        sleeper.time += breaker.allow()
        assert breaker.allow() == 0.0
        breaker.note(Reason.CANCELLED)
    assert breaker.allow() == FIRST_PAUSE_S


async def test_who_waits_for_a_probe_hears_of_it_when_another_has_found_the_endpoint_well(sleeper: Sleeper) -> None:
    breaker = opened(sleeper)
    waiting = asyncio.create_task(breaker.changed())
    breaker.note(DEAD)
    await asyncio.sleep(0)
    assert not waiting.done()
    breaker.note(None)
    await waiting
    assert breaker.allow() == 0.0


async def test_who_waits_for_a_probe_hears_of_it_when_it_is_no_use_any_more(sleeper: Sleeper) -> None:
    breaker = opened(sleeper)
    waiting = asyncio.create_task(breaker.changed())
    await asyncio.sleep(0)
    breaker.note(Reason.KEY_REFUSED)
    await waiting
    assert breaker.allow() == math.inf
