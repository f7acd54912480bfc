"""The gate in front of an endpoint: places, speed, pauses, and who goes first."""

import asyncio
from collections.abc import Awaitable
from itertools import pairwise

import pytest

from evaluator.judge.config import Limits
from evaluator.judge.pacing import Pacing
from evaluator.judge.pacing.bucket import Bucket
from tests.clocks import Simulation

CONFIGURED = "Keeping to the configured limit of the endpoint."
PAUSED = "The endpoint is at its limit; all requests to it wait."


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

    def wait(self, seconds: float, why: str) -> None:
        self.waits.append((seconds, why))

    async def request(
        self, tokens: int = 1, used: int | None = None, *, after_s: float = 0.0, interactive: bool = True
    ) -> None:
        if after_s:
            await self.clock.sleep(after_s)
        async with self.pacing.admit(tokens, self.wait, interactive=interactive) as admission:
            self.admitted.append(self.clock.monotonic())
            self.under_way += 1
            self.most_under_way = max(self.most_under_way, self.under_way)
            if self.takes_s:
                await self.clock.sleep(self.takes_s)
            self.under_way -= 1
            if used is not None:
                admission.settle(used)
            admission.observe(200, {})

    async def batch(self, tokens: int = 1, *, after_s: float = 0.0) -> None:
        await self.request(tokens, after_s=after_s, interactive=False)

    async def refused(self, after_s: float = 0.0, **headers: str) -> None:
        """A request that was sent at once and is refused after so many seconds."""
        async with self.pacing.admit(1, self.wait) as admission:
            if after_s:
                await self.clock.sleep(after_s)
            admission.observe(429, {name.replace("_", "-"): value for name, value in headers.items()})

    async def run(self, *work: Awaitable[None]) -> list[float]:
        """Let it happen; returns when the requests were let in."""
        for ended in await self.simulation.run(*work):
            assert not isinstance(ended, Exception), ended
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
    assert traffic.waits == [(float(n), CONFIGURED) for n in (1, 2, 3)]


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


async def test_where_the_endpoint_counts_no_tokens_the_estimate_stands() -> None:
    traffic = Traffic(Limits(tokens_per_minute=6_000))
    await traffic.run(traffic.request(tokens=300, used=0))
    assert await traffic.run(traffic.request(tokens=100)) == [0.0, 3.0]


async def test_estimates_are_corrected_by_what_requests_before_have_used() -> None:
    traffic = Traffic(Limits(tokens_per_minute=6_000))
    for _ in range(120):
        await traffic.run(traffic.request(tokens=400, used=100), traffic.clock.sleep(60))
    before = traffic.clock.monotonic()
    await traffic.run(*(traffic.request(tokens=400) for _ in range(3)))
    assert [at - before for at in traffic.admitted[-3:]] == pytest.approx([0.0, 1.0, 2.0], abs=0.05)


async def test_what_was_estimated_at_nothing_teaches_nothing() -> None:
    traffic = Traffic(Limits(tokens_per_minute=6_000))
    await traffic.run(traffic.request(tokens=0, used=50))
    assert await traffic.run(traffic.request(tokens=50)) == [0.0, 0.5]


async def test_a_refusal_pauses_everybody_for_as_long_as_it_asks() -> None:
    traffic = Traffic(Limits())
    await traffic.run(traffic.refused(retry_after="3"))
    assert (await traffic.run(traffic.request(), traffic.request()))[0] == 3.0
    assert traffic.waits == [(3.0, PAUSED)] * 2


async def test_a_refusal_that_names_no_time_pauses_everybody_for_a_second() -> None:
    traffic = Traffic(Limits())
    await traffic.run(traffic.refused())
    assert await traffic.run(traffic.request()) == [1.0]


async def test_after_a_pause_not_all_come_back_at_once() -> None:
    traffic = Traffic(Limits())
    await traffic.run(traffic.refused(retry_after="4"))
    admitted = await traffic.run(*(traffic.request() for _ in range(8)))
    assert admitted.count(4.0) <= 2
    assert len(set(admitted)) >= 7


async def test_gates_of_several_processes_do_not_come_back_at_the_same_moment() -> None:
    traffic = Traffic(Limits(), jitters=(0.5,))
    await traffic.run(traffic.refused(retry_after="4"))
    assert await traffic.run(traffic.request()) == [pytest.approx(4.2)]


async def test_after_a_pause_the_configured_speed_holds_again() -> None:
    traffic = Traffic(Limits(requests_per_minute=60))
    await traffic.run(traffic.refused(retry_after="4"))
    admitted = await traffic.run(*(traffic.request() for _ in range(3)))
    assert admitted[0] == 4.0
    assert min(later - earlier for earlier, later in pairwise(admitted)) >= 1.0


async def test_a_longer_pause_stands_against_a_shorter_one() -> None:
    traffic = Traffic(Limits())
    await traffic.run(traffic.refused(after_s=0.5, retry_after="9"), traffic.refused(after_s=0.5, retry_after="1"))
    assert await traffic.run(traffic.request()) == [9.5]


async def test_a_pause_that_grows_meanwhile_is_sat_out_to_its_new_end_and_told_again() -> None:
    traffic = Traffic(Limits())
    refusals = [traffic.refused(after_s=0.25, retry_after="2"), traffic.refused(after_s=1.0, retry_after="5")]
    assert await traffic.run(*refusals, traffic.request(after_s=0.5)) == [6.0]
    assert traffic.waits == [(1.75, PAUSED), (5.0, PAUSED)]


async def test_a_pause_does_not_keep_who_is_about_to_leave() -> None:
    traffic = Traffic(Limits(in_flight=1))

    async def refused_and_called_off() -> None:
        async with traffic.pacing.admit(1, traffic.wait) as admission:
            await traffic.clock.sleep(1.0)
            waiting.cancel()
            admission.observe(429, {"retry-after": "5"})

    holding = asyncio.create_task(refused_and_called_off())
    waiting = asyncio.create_task(traffic.request())
    assert await traffic.run(holding, traffic.request()) == [6.0]
    assert len(await traffic.run(traffic.request())) == 2, "the only place there is was given back"


async def test_a_limit_without_a_word_of_what_is_left_is_kept_by_speed_alone() -> None:
    traffic = Traffic(Limits())
    async with traffic.pacing.admit(1, traffic.wait) as admission:
        admission.observe(200, {"x-ratelimit-limit-requests": "60"})
    admitted = await traffic.run(*(traffic.request() for _ in range(3)))
    assert [later - earlier for earlier, later in pairwise(admitted)] == [pytest.approx(1 / 0.99)] * 2
    assert traffic.waits[0][1] == "Keeping to the limit that the endpoint has shown."


async def test_a_pause_that_begins_before_ones_turn_takes_the_turn_back_for_later() -> None:
    traffic = Traffic(Limits(requests_per_minute=60))
    work = [traffic.refused(after_s=0.5, retry_after="5"), traffic.request()]
    assert await traffic.run(*work) == [5.5]


async def test_refusals_one_after_the_other_are_waited_out_ever_longer() -> None:
    traffic = Traffic(Limits())
    for _ in range(13):
        await traffic.run(traffic.refused())
    pauses = [seconds for seconds, why in traffic.waits if why == PAUSED]
    assert pauses[:4] == [1.0, 0.5, 1.0, 2.0]
    assert pauses[-1] == 60.0


async def test_an_endpoint_that_asks_for_no_time_and_refuses_again_is_left_alone_all_the_same() -> None:
    traffic = Traffic(Limits())
    for _ in range(3):
        await traffic.run(traffic.clock.sleep(0.01))
        await traffic.run(traffic.refused(retry_after="0"))
    await traffic.run(traffic.request())
    assert traffic.waits == [(pytest.approx(0.49), PAUSED), (1.0, PAUSED)]


async def test_after_a_reply_refusals_are_counted_anew() -> None:
    traffic = Traffic(Limits())
    for _ in range(3):
        await traffic.run(traffic.refused())
        await traffic.run(traffic.request())
        await traffic.run(traffic.clock.sleep(60))
    await traffic.run(traffic.refused())
    await traffic.run(traffic.request())
    assert traffic.waits[-1] == (0.25, PAUSED)


async def test_a_reply_that_is_no_refusal_pauses_nobody() -> None:
    traffic = Traffic(Limits())
    async with traffic.pacing.admit(1, traffic.wait) as admission:
        admission.observe(503, {"retry-after": "60"})
    assert await traffic.run(traffic.request()) == [0.0]


async def test_who_is_cancelled_while_waiting_gives_the_turn_back() -> None:
    traffic = Traffic(Limits(requests_per_minute=60, tokens_per_minute=60_000))

    async def cancel_the_second() -> None:
        waiting = asyncio.create_task(traffic.request(tokens=500))
        await traffic.clock.sleep(0.1)
        waiting.cancel()

    await traffic.run(traffic.request(tokens=500), cancel_the_second())
    assert await traffic.run(traffic.request(tokens=500)) == [0.0, 1.0]


async def test_who_is_cancelled_in_the_moment_of_being_let_in_leaves_no_place_taken() -> None:
    traffic = Traffic(Limits(in_flight=1), takes_s=1.0)

    async def cancel_the_second_on_leaving() -> None:
        async with traffic.pacing.admit(1, traffic.wait):
            await traffic.clock.sleep(1.0)
        second.cancel()

    holding = asyncio.create_task(cancel_the_second_on_leaving())
    second = asyncio.create_task(traffic.request())
    await traffic.run(holding, traffic.request())
    assert traffic.admitted == [1.0]
    assert await traffic.run(traffic.request()) == [1.0, 2.0]


async def test_one_of_several_who_are_cancelled_together_may_be_at_the_head() -> None:
    traffic = Traffic(Limits(in_flight=1), takes_s=1.0)

    async def cancel_two_before_leaving() -> None:
        async with traffic.pacing.admit(1, traffic.wait):
            await traffic.clock.sleep(1.0)
            waiting[0].cancel()
            waiting[1].cancel()

    holding = asyncio.create_task(cancel_two_before_leaving())
    waiting = [asyncio.create_task(traffic.request()) for _ in range(3)]
    await traffic.run(holding, waiting[2])
    assert traffic.admitted == [1.0]
    assert await traffic.run(traffic.request()) == [1.0, 2.0]


async def test_who_will_not_wait_gives_the_turn_back_and_fails_with_their_own_error() -> None:
    traffic = Traffic(Limits(requests_per_minute=60))

    def unwilling(wait: float, why: str) -> None:
        raise LookupError

    await traffic.run(traffic.request())
    with pytest.raises(LookupError):
        async with traffic.pacing.admit(1, unwilling):
            pass
    assert await traffic.run(traffic.request()) == [0.0, 1.0]


async def test_interactive_requests_go_before_those_of_batches() -> None:
    traffic = Traffic(Limits(requests_per_minute=60))
    order: list[str] = []

    async def named(name: str, interactive: bool) -> None:
        await traffic.request(interactive=interactive)
        order.append(name)

    await traffic.run(named("one", False), named("two", False), named("three", False), named("person", True))
    assert order == ["one", "person", "two", "three"]


async def test_a_batch_leaves_room_for_one_interactive_request() -> None:
    traffic = Traffic(Limits(requests_per_minute=1_200))
    batch = [traffic.batch() for _ in range(40)]
    await traffic.run(*batch, traffic.request(after_s=0.51), traffic.request(after_s=1.22))
    assert {0.51, 1.22} <= set(traffic.admitted)
    assert traffic.admitted[-1] == pytest.approx((40 + 2 - 9) / 20, abs=0.06)


async def test_places_are_kept_free_once_somebody_has_asked_in_the_midst_of_a_batch() -> None:
    traffic = Traffic(Limits(in_flight=4), takes_s=1.0)
    batch = [traffic.batch() for _ in range(24)]
    work = [*batch, traffic.request(after_s=0.5), traffic.request(after_s=2.5), traffic.request(after_s=3.75)]
    await traffic.run(*work)
    assert [at for at in traffic.admitted if at % 1] == [2.5, 3.75], "the first waited for a place, the others did not"
    assert [traffic.admitted.count(float(at)) for at in range(3)] == [4, 4, 3]


async def test_a_batch_on_its_own_has_all_places_and_so_it_has_again_after_a_while() -> None:
    traffic = Traffic(Limits(in_flight=2), takes_s=1.0)
    await traffic.run(traffic.batch(), traffic.request(after_s=0.5))
    await traffic.run(traffic.batch(), traffic.batch())
    assert traffic.admitted[2:] == [1.5, 2.5]
    await traffic.run(traffic.clock.sleep(600))
    await traffic.run(traffic.batch(), traffic.batch())
    assert traffic.admitted[4:] == [603.5, 603.5]


async def test_the_only_place_there_is_is_not_kept_free() -> None:
    traffic = Traffic(Limits(in_flight=1), takes_s=1.0)
    await traffic.run(traffic.batch(), traffic.request(after_s=0.5), traffic.batch())
    assert traffic.admitted == [0.0, 1.0, 2.0]


async def test_until_the_first_reply_a_batch_grows_gently() -> None:
    traffic = Traffic(Limits(), takes_s=2.0)
    admitted = await traffic.run(*(traffic.batch() for _ in range(64)))
    assert admitted.count(0.0) == 16
    assert admitted[16:] == pytest.approx([0.08 + nth / 160 for nth in range(48)], abs=1e-3)


async def test_after_the_first_reply_a_batch_grows_fast() -> None:
    traffic = Traffic(Limits(), takes_s=0.1)
    admitted = await traffic.run(*(traffic.batch() for _ in range(64)))
    assert sum(at < 0.1 for at in admitted) == 16 + 4
    assert admitted[-1] < 0.1 + 0.04


def test_a_bucket_is_never_fuller_than_full() -> None:
    bucket = Bucket(1.0, 1.0, Simulation().clock)
    bucket.take(-500)
    assert bucket.wait(1) == 0.0
    bucket.take(1)
    assert bucket.wait(1) == 1.0


def test_what_a_bucket_held_before_its_speed_changed_was_filled_at_the_old_speed() -> None:
    time = [0.0]
    simulation = Simulation()
    clock = type(simulation.clock)(monotonic=lambda: time[0])
    bucket = Bucket(1.0, 10.0, clock, level=0.0)
    time[0] = 4.0
    bucket.retune(2.0, 10.0)
    time[0] = 5.0
    assert bucket.level == 6.0
