"""The gate in front of an endpoint: places, speed and pauses."""

import asyncio
from collections.abc import Awaitable

import pytest

from evaluator.judge.config import Limits
from evaluator.judge.pacing import Bucket, Pacing
from tests.clocks import Simulation


class Traffic:
    """Requests through one gate, with the times at which they were let in. Each is under way for `takes_s`."""

    def __init__(self, limits: Limits, *, takes_s: float = 0.0, jitters: tuple[float, ...] = (0.0,)) -> None:
        self.simulation = Simulation(jitters)
        self.clock = self.simulation.clock
        self.pacing = Pacing(limits, self.clock)
        self.takes_s = takes_s
        self.admitted: list[float] = []
        self.waits: list[tuple[float, str]] = []
        self.under_way = 0
        self.most_under_way = 0

    async def request(self, tokens: int = 1, used: int | None = None) -> None:
        async with self.pacing.admit(tokens, lambda wait, why: self.waits.append((wait, why))) as admission:
            self.admitted.append(self.clock.monotonic())
            self.under_way += 1
            self.most_under_way = max(self.most_under_way, self.under_way)
            if self.takes_s:
                await self.clock.sleep(self.takes_s)
            self.under_way -= 1
            if used is not None:
                admission.settle(used)

    async def refused(self, after_s: float = 0.0, **headers: str) -> None:
        if after_s:
            await self.clock.sleep(after_s)
        self.pacing.observe(429, {name.replace("_", "-"): value for name, value in headers.items()})

    async def run(self, *work: Awaitable[None]) -> list[float]:
        await self.simulation.run(*work)
        return self.admitted


async def test_without_limits_requests_go_out_at_once() -> None:
    traffic = Traffic(Limits())
    assert await traffic.run(*(traffic.request() for _ in range(20))) == [0.0] * 20
    assert traffic.waits == []


async def test_no_more_requests_are_under_way_at_once_than_allowed() -> None:
    traffic = Traffic(Limits(in_flight=2), takes_s=1.0)
    assert await traffic.run(*(traffic.request() for _ in range(5))) == [0.0, 0.0, 1.0, 1.0, 2.0]
    assert traffic.most_under_way == 2


async def test_requests_go_out_at_the_configured_speed_in_order_of_arrival() -> None:
    traffic = Traffic(Limits(requests_per_minute=60))
    assert await traffic.run(*(traffic.request() for _ in range(4))) == [0.0, 1.0, 2.0, 3.0]
    assert traffic.waits == [(float(n), "Keeping to the configured limit of the endpoint.") for n in (1, 2, 3)]


async def test_a_quiet_time_saves_up_no_more_than_half_a_seconds_worth() -> None:
    traffic = Traffic(Limits(requests_per_minute=240))
    await traffic.run(traffic.clock.sleep(600))
    assert await traffic.run(*(traffic.request() for _ in range(4))) == [600.0, 600.0, 600.25, 600.5]


async def test_a_request_larger_than_the_bucket_does_not_wait_on_a_quiet_line() -> None:
    traffic = Traffic(Limits(tokens_per_minute=6_000))
    assert await traffic.run(traffic.request(tokens=4_000)) == [0.0]


async def test_tokens_are_paced_as_well_and_the_slower_of_both_limits_holds() -> None:
    traffic = Traffic(Limits(requests_per_minute=600, tokens_per_minute=6_000))
    assert await traffic.run(*(traffic.request(tokens=200) for _ in range(3))) == [0.0, 2.0, 4.0]


async def test_tokens_not_used_after_all_are_given_to_who_comes_next() -> None:
    traffic = Traffic(Limits(tokens_per_minute=6_000))
    await traffic.run(traffic.request(tokens=300, used=250))
    assert await traffic.run(traffic.request(tokens=100)) == [0.0, 2.5]


async def test_tokens_used_beyond_the_estimate_are_charged() -> None:
    traffic = Traffic(Limits(tokens_per_minute=6_000))
    await traffic.run(traffic.request(tokens=100, used=500))
    assert await traffic.run(traffic.request(tokens=100)) == [0.0, 5.0]


async def test_a_refusal_pauses_everybody_for_as_long_as_it_asks() -> None:
    traffic = Traffic(Limits())
    await traffic.run(traffic.refused(retry_after="3"))
    assert await traffic.run(traffic.request(), traffic.request()) == [3.0, 3.0]
    assert traffic.waits == [(3.0, "The endpoint is at its limit; all requests to it wait.")] * 2


async def test_a_refusal_that_names_no_time_pauses_everybody_for_a_second() -> None:
    traffic = Traffic(Limits())
    await traffic.run(traffic.refused())
    assert await traffic.run(traffic.request()) == [1.0]


async def test_after_a_pause_not_all_come_back_at_once() -> None:
    traffic = Traffic(Limits(), jitters=(0.0, 0.5, 0.25))
    await traffic.run(traffic.refused(retry_after="4"))
    assert await traffic.run(*(traffic.request() for _ in range(3))) == [4.0, 4.5, 5.0]


async def test_after_a_pause_the_configured_speed_holds_again() -> None:
    traffic = Traffic(Limits(requests_per_minute=60))
    await traffic.run(traffic.refused(retry_after="4"))
    assert await traffic.run(*(traffic.request() for _ in range(3))) == [4.0, 5.0, 6.0]


async def test_a_longer_pause_stands_against_a_shorter_one() -> None:
    traffic = Traffic(Limits())
    await traffic.run(traffic.refused(retry_after="9"), traffic.refused(retry_after="1"))
    assert await traffic.run(traffic.request()) == [9.0]


async def test_a_pause_that_grows_meanwhile_is_sat_out_to_its_new_end() -> None:
    traffic = Traffic(Limits())
    await traffic.run(traffic.refused(retry_after="2"))
    assert await traffic.run(traffic.refused(after_s=1.0, retry_after="5"), traffic.request()) == [6.0]


async def test_a_pause_that_begins_before_ones_turn_takes_the_turn_back_for_later() -> None:
    traffic = Traffic(Limits(requests_per_minute=60))
    work = [traffic.request(), traffic.request(), traffic.refused(after_s=0.5, retry_after="5")]
    assert await traffic.run(*work) == [0.0, 5.5]


async def test_a_reply_that_is_no_refusal_pauses_nobody() -> None:
    traffic = Traffic(Limits())
    traffic.pacing.observe(503, {"retry-after": "60"})
    assert await traffic.run(traffic.request()) == [0.0]


async def test_who_is_cancelled_while_waiting_gives_the_turn_back() -> None:
    traffic = Traffic(Limits(requests_per_minute=60, tokens_per_minute=60_000))

    async def cancel_the_second() -> None:
        waiting = asyncio.create_task(traffic.request(tokens=500))
        await traffic.clock.sleep(0.1)
        waiting.cancel()

    await traffic.run(traffic.request(tokens=500), cancel_the_second())
    assert await traffic.run(traffic.request(tokens=500)) == [0.0, 1.0]


async def test_who_will_not_wait_gives_the_turn_back_and_fails_with_their_own_error() -> None:
    traffic = Traffic(Limits(requests_per_minute=60))

    def unwilling(wait: float, why: str) -> None:
        raise LookupError

    await traffic.run(traffic.request())
    with pytest.raises(LookupError):
        async with traffic.pacing.admit(1, unwilling):
            pass
    assert await traffic.run(traffic.request()) == [0.0, 1.0]


def test_a_bucket_is_never_fuller_than_full() -> None:
    bucket = Bucket(60, Simulation().clock)
    bucket.take(-500)
    assert [bucket.take(1), bucket.take(1)] == [0.0, 1.0]
