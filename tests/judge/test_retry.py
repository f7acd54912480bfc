"""How often, after how long and until when one call is tried."""

from dataclasses import replace

import pytest

from evaluator.domain.judgements import Reason
from evaluator.domain.readings import Stage, Step, untold
from evaluator.judge.faults import Fault, Faulted, Remedy
from evaluator.judge.patience import Patience
from evaluator.judge.retry import LONGEST_WAIT_S, Retries, Tally, unscored_after, unscored_in_time
from tests.clocks import Sleeper

BUSY = Fault(Reason.ENDPOINT_FAILED, Remedy.RETRY, "http_503", "The endpoint failed (503)", "503")
HOLLOW = Fault(Reason.REPLY_EMPTY, Remedy.REPEAT, "no_content", "The endpoint's reply held no answer", "an empty reply")
FULL = Fault(Reason.RATE_LIMITED, Remedy.WAIT, "http_429", "The endpoint is at its limit", "429")
ODD = Fault(Reason.REQUEST_REFUSED, Remedy.ADAPT, "parameter_refused", "The endpoint refused the request", "400")
WRONG = Fault(Reason.KEY_REFUSED, Remedy.GIVE_UP, "http_401", "The endpoint did not accept the key (401)", "401")


def busy(retry_after_s: float) -> Fault:
    return replace(BUSY, retry_after_s=retry_after_s)


class Call:
    """A call that meets these faults, one a try, and then succeeds; the last fault goes on where `ends` is false."""

    def __init__(self, *faults: Fault, ends: bool = True) -> None:
        self.faults = faults
        self.ends = ends
        self.tally = Tally()
        self.sent = 0

    async def send(self) -> str:
        self.sent += 1
        if self.sent <= len(self.faults):
            raise Faulted(self.faults[self.sent - 1])
        if not self.ends:
            raise Faulted(self.faults[-1])
        return "done"

    async def run(
        self, sleeper: Sleeper, *, tries: int = 4, deadline: float = 120.0, told: list[Step] | None = None
    ) -> str:
        progress = untold if told is None else told.append
        return await Retries(tries, Patience(deadline, sleeper.clock), sleeper.clock, progress, self.tally).run(
            self.send
        )

    async def fail(self, sleeper: Sleeper, *, tries: int = 4, deadline: float = 120.0) -> tuple[Reason, str]:
        with pytest.raises(Faulted) as caught:
            await self.run(sleeper, tries=tries, deadline=deadline)
        unscored = unscored_after(caught.value.fault, self.tally)
        return unscored.reason, unscored.detail


async def test_what_succeeds_is_sent_once(sleeper: Sleeper) -> None:
    call = Call()
    assert await call.run(sleeper) == "done"
    assert (call.sent, sleeper.slept) == (1, [])


async def test_passing_faults_are_tried_again_after_waits_that_double(sleeper: Sleeper) -> None:
    assert await Call(BUSY, BUSY, BUSY).run(sleeper) == "done"
    assert sleeper.slept == [0.25, 0.5, 1.0]


async def test_a_wait_lies_between_half_of_its_length_and_the_whole(sleeper: Sleeper) -> None:
    sleeper.jitter = 1.0
    await Call(BUSY, BUSY, BUSY).run(sleeper)
    assert sleeper.slept == [0.5, 1.0, 2.0]


async def test_waits_stop_growing(sleeper: Sleeper) -> None:
    sleeper.jitter = 1.0
    await Call(*[BUSY] * 40).run(sleeper, tries=50, deadline=1e6)
    assert sleeper.slept[-1] == LONGEST_WAIT_S


async def test_tries_are_counted_and_the_last_fault_is_named(sleeper: Sleeper) -> None:
    call = Call(BUSY, ends=False)
    assert await call.fail(sleeper) == (Reason.ENDPOINT_FAILED, "The endpoint gave up after 4 tries (last: 503).")
    assert call.sent == 4


async def test_a_single_try_is_not_called_several(sleeper: Sleeper) -> None:
    assert await Call(BUSY).fail(sleeper, tries=1) == (Reason.ENDPOINT_FAILED, "The endpoint failed (503).")


async def test_an_answer_that_holds_nothing_is_asked_for_twice_more(sleeper: Sleeper) -> None:
    call = Call(HOLLOW, ends=False)
    detail = "The endpoint's reply held no answer, 3 times."
    assert await call.fail(sleeper, tries=9) == (Reason.REPLY_EMPTY, detail)
    assert call.sent == 3


async def test_answers_that_hold_nothing_use_up_tries_too(sleeper: Sleeper) -> None:
    call = Call(HOLLOW, BUSY, HOLLOW, ends=False)
    assert await call.fail(sleeper, tries=3) == (Reason.REPLY_EMPTY, "The endpoint's reply held no answer, twice.")


async def test_what_cannot_be_mended_is_not_tried_again(sleeper: Sleeper) -> None:
    call = Call(WRONG, ends=False)
    assert await call.fail(sleeper) == (Reason.KEY_REFUSED, "The endpoint did not accept the key (401).")
    assert (call.sent, sleeper.slept) == (1, [])


async def test_a_change_of_approach_is_tried_at_once_and_uses_up_no_try(sleeper: Sleeper) -> None:
    assert await Call(ODD, ODD, BUSY, ODD).run(sleeper, tries=2) == "done"
    assert sleeper.slept == [0.0, 0.0, 0.25, 0.0]


async def test_refusals_use_up_no_try_and_are_waited_out_at_the_gate(sleeper: Sleeper) -> None:
    assert await Call(*[replace(FULL, retry_after_s=1.0)] * 30).run(sleeper, tries=1) == "done"
    assert not any(sleeper.slept)


async def test_a_wait_asked_for_is_kept_in_full_and_spread_by_chance_beyond_it(sleeper: Sleeper) -> None:
    sleeper.jitter = 0.5
    await Call(busy(4.0), busy(0.0)).run(sleeper)
    assert sleeper.slept == [5.0, 0.25]


async def test_no_wait_is_begun_that_would_reach_past_the_deadline(sleeper: Sleeper) -> None:
    assert await Call(busy(300.0)).fail(sleeper) == (Reason.ENDPOINT_FAILED, "The endpoint failed (503).")
    assert sleeper.slept == []


@pytest.mark.parametrize(
    ("refusals", "times"), [(1, "refused once"), (2, "refused twice"), (6, "refused 6 times")], ids=["1", "2", "6"]
)
async def test_who_was_refused_until_the_time_was_up_is_told_how_often(
    sleeper: Sleeper, refusals: int, times: str
) -> None:
    detail = f"The endpoint was at its limit for longer than there was time ({times})."
    call = Call(*[FULL] * refusals, replace(FULL, remedy=Remedy.GIVE_UP))
    assert await call.fail(sleeper) == (Reason.RATE_LIMITED, detail)


async def test_an_error_of_our_own_is_passed_on_untouched(sleeper: Sleeper) -> None:
    async def broken() -> str:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await Retries(4, Patience(120.0, sleeper.clock), sleeper.clock, untold, Tally()).run(broken)


async def test_every_try_and_every_wait_is_told_before_it_begins(sleeper: Sleeper) -> None:
    told: list[Step] = []
    await Call(busy(3.0), FULL, ODD).run(sleeper, told=told)
    assert told == [
        Step(Stage.ASK, 1, 4),
        Step(Stage.ASK, 2, 4, 3.0, "The endpoint failed (503)."),
        Step(Stage.ASK, 2, 4),
        Step(Stage.ASK, 2, 4),
        Step(Stage.ASK, 2, 4),
    ]


@pytest.mark.parametrize(
    ("last", "is_queued", "expected"),
    [
        (None, False, (Reason.ENDPOINT_TIMEOUT, "The endpoint gave no whole reply in the time allowed.")),
        (BUSY, False, (Reason.ENDPOINT_TIMEOUT, "The endpoint gave no whole reply in the time allowed (last: 503).")),
        (None, True, (Reason.RATE_LIMITED, "There was no room at the endpoint in the time allowed.")),
        (FULL, True, (Reason.RATE_LIMITED, "There was no room at the endpoint in the time allowed (last: 429).")),
    ],
    ids=["sent", "sent again", "queued", "queued again"],
)
def test_a_deadline_tells_an_endpoint_that_is_slow_from_one_that_is_full(
    last: Fault | None, is_queued: bool, expected: tuple[Reason, str]
) -> None:
    unscored = unscored_in_time(Tally(last=last), is_queued=is_queued)
    assert (unscored.reason, unscored.detail) == expected


def test_a_fault_prints_none_of_the_body() -> None:
    fault = Fault(Reason.REPLY_INVALID, Remedy.GIVE_UP, "ok", "what", "brief", raw="my own words")
    assert "my own words" not in repr(fault) + str(Faulted(fault)) + repr(Faulted(fault))
