"""What is remembered of an endpoint."""

import asyncio

import pytest

from evaluator.domain.judgements import Reason, Unscored
from evaluator.judge.config import ReplyFormat
from evaluator.judge.exchange import Capabilities, ChatFailed
from evaluator.judge.traits import Traits

FOUND = Capabilities(ReplyFormat.TOOL, (), (), (), "m-1", ())


class Probe:
    """A probe that waits to be let go, then fails as often as it is told to."""

    def __init__(self, *, failures: int = 0) -> None:
        self.failures = failures
        self.begun = 0
        self.let_go = asyncio.Event()

    async def __call__(self) -> Capabilities:
        self.begun += 1
        await self.let_go.wait()
        if self.begun <= self.failures:
            raise ChatFailed(Unscored(Reason.ENDPOINT_UNREACHABLE, "No connection."))
        return FOUND


async def ask_together(traits: Traits, probe: Probe, callers: int) -> list[Capabilities | BaseException]:
    asking = [asyncio.create_task(traits.known(probe)) for _ in range(callers)]
    await asyncio.sleep(0)
    probe.let_go.set()
    return await asyncio.gather(*asking, return_exceptions=True)


async def test_one_probe_serves_all_who_ask_at_once_and_all_who_ask_later() -> None:
    traits, probe = Traits(), Probe()
    assert not traits.is_known
    assert await ask_together(traits, probe, 5) == [FOUND] * 5
    assert await traits.known(probe) == FOUND
    assert traits.is_known
    assert probe.begun == 1


async def test_a_failure_goes_to_all_who_wait_and_is_forgotten() -> None:
    traits, probe = Traits(), Probe(failures=1)
    assert [type(outcome) for outcome in await ask_together(traits, probe, 3)] == [ChatFailed] * 3
    assert await traits.known(probe) == FOUND
    assert probe.begun == 2


async def test_who_stops_waiting_does_not_stop_the_probe() -> None:
    traits, probe = Traits(), Probe()
    waiting = asyncio.create_task(traits.known(probe))
    await asyncio.sleep(0)
    waiting.cancel()
    assert await ask_together(traits, probe, 1) == [FOUND]
    assert probe.begun == 1


async def test_a_probe_under_way_is_ended_at_the_end() -> None:
    traits, probe = Traits(), Probe()
    waiting = asyncio.create_task(traits.known(probe))
    await asyncio.sleep(0)
    await traits.forget()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    assert not traits.is_known
    await traits.forget()


def test_the_best_form_is_the_strictest_at_or_below_the_one_found_that_is_not_refused() -> None:
    traits = Traits()
    assert traits.best_format(ReplyFormat.JSON_OBJECT) is ReplyFormat.JSON_OBJECT
    traits.refuse_format(ReplyFormat.JSON_OBJECT)
    assert traits.best_format(ReplyFormat.JSON_OBJECT) is ReplyFormat.TOOL
    assert traits.best_format(ReplyFormat.JSON_SCHEMA) is ReplyFormat.JSON_SCHEMA


def test_what_is_refused_is_noted_once_and_in_order() -> None:
    traits = Traits()
    for name in ("seed", "temperature", "seed"):
        traits.refuse_parameter(name)
    traits.refuse_format(ReplyFormat.TOOL)
    assert traits.parameters_refused == ("seed", "temperature")
    assert traits.notes == ("seed", "temperature", "reply_format=tool")
