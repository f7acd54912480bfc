"""How the time of one judging runs, with somebody waiting and in a batch."""

import asyncio
import math

import pytest

from evaluator.judge.clock import SYSTEM_CLOCK
from evaluator.judge.patience import Patience
from tests.clocks import Sleeper


def test_an_interactive_judgings_time_runs_from_the_beginning_and_in_the_queue(sleeper: Sleeper) -> None:
    patience = Patience(10.0, sleeper.clock)
    sleeper.time = 4.0
    patience.stop()
    sleeper.time = 9.0
    patience.go_on()
    assert patience.left == 1.0


@pytest.mark.parametrize("in_batch", [False, True], ids=["somebody waits", "in a batch"])
def test_requests_beside_each_other_have_the_time_that_is_left_and_turns_of_their_own(
    sleeper: Sleeper, in_batch: bool
) -> None:
    patience = Patience(10.0, sleeper.clock, in_batch=in_batch)
    patience.go_on()
    sleeper.time = 4.0
    patience.stop()
    one, other = patience.beside(), patience.beside()
    one.go_on()
    sleeper.time = 5.0
    assert (one.left, other.left) == (5.0, 6.0 if in_batch else 5.0)
    assert one.in_batch is in_batch


def test_a_batchs_time_runs_only_from_a_turn_to_the_next_queueing(sleeper: Sleeper) -> None:
    patience = Patience(10.0, sleeper.clock, in_batch=True)
    sleeper.time = 3_600.0
    assert patience.left == 10.0
    patience.go_on()
    sleeper.time += 4.0
    patience.stop()
    sleeper.time += 1_000.0
    assert patience.left == 6.0
    patience.stop()
    patience.go_on()
    sleeper.time += 5.0
    assert patience.left == 1.0


async def test_when_the_time_is_over_what_is_under_way_ends() -> None:
    patience = Patience(0.01, SYSTEM_CLOCK)
    with pytest.raises(TimeoutError):
        async with patience.limit():
            await asyncio.Event().wait()


async def test_in_a_batch_nothing_ends_while_the_time_stands_still() -> None:
    patience = Patience(0.01, SYSTEM_CLOCK, in_batch=True)
    turns = 0

    async def queue_and_hang() -> None:
        nonlocal turns
        async with patience.limit():
            for _ in range(2):
                await asyncio.sleep(0.02)
                patience.go_on()
                patience.stop()
                turns += 1
            patience.go_on()
            await asyncio.Event().wait()

    with pytest.raises(TimeoutError):
        await queue_and_hang()
    assert turns == 2


async def test_patience_may_be_infinite() -> None:
    patience = Patience(math.inf, SYSTEM_CLOCK)
    async with patience.limit():
        await asyncio.sleep(0)
    assert patience.left == math.inf
