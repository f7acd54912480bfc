"""Whole batches of answers against endpoints with limits, in made-up time: nothing lost, hardly anything refused.

Each is 400 answers of about 500 tokens, 64 at once, at an endpoint that takes 300 ms and whose bucket holds a second's
worth, unless it says otherwise.
"""

from collections.abc import Awaitable, Sequence
from dataclasses import dataclass, replace
from random import Random
from typing import Any

import pytest

from evaluator.domain.readings import untold
from evaluator.judge.asking import Asking, Line
from evaluator.judge.config import Limits, ReplyFormat
from evaluator.judge.exchange import ChatRequest
from evaluator.judge.faults import Faulted
from evaluator.judge.pacing import Pacing
from evaluator.judge.patience import Patience
from evaluator.judge.traits import Traits
from tests.clocks import Simulation
from tests.judge.endpoints import CONFIG, REQUEST
from tests.judge.metered import MeteredEndpoint

ANSWERS = 400
WIDTH = 64
LATENCY_S, SLOW_S = 0.3, 3.0
HIDDEN: dict[str, Any] = {"tells": False, "asks": False}

# How long it takes at best: what the bucket holds goes at once, the rest as it fills, and the last takes its time.
IDEAL_S = (ANSWERS - 20) / 20 + LATENCY_S


@dataclass
class Run:
    """What a batch came to. `waits` is how long each interactive request waited for its turn."""

    lost: int
    refused: int
    wall_s: float
    waits: Sequence[float]
    endpoint: MeteredEndpoint


class Bench:
    """Batches in one or more processes, each with a gate of its own, at one endpoint."""

    def __init__(self, processes: int = 1, config_output_tokens: int | None = None, **endpoint: Any) -> None:
        self.simulation = Simulation((0.0, 0.3, 0.7), steps=10)
        self.clock = self.simulation.clock
        self.endpoint = MeteredEndpoint(self.clock, **endpoint)
        config = replace(CONFIG, max_output_tokens=config_output_tokens, limits=Limits(in_flight=WIDTH))
        self.lines = [
            Line(config, self.endpoint.send, Pacing(config.limits, self.clock), Traits(), self.clock)
            for _ in range(processes)
        ]
        self._random = Random(3)
        self._ends: list[float] = []
        self._waits: list[float] = []
        self._lost = 0

    async def run(self, *also: Awaitable[None], answers: int = ANSWERS) -> Run:
        """Judge the answers, and do what else is to happen meanwhile."""
        todo = iter(range(answers))

        async def work(line: Line) -> None:
            for _ in todo:
                await self._ask(line, in_batch=True)
                self._ends.append(self.clock.monotonic())

        workers = [work(line) for line in self.lines for _ in range(WIDTH)]
        for ended in await self.simulation.run(*workers, *also):
            assert ended is None, ended
        return Run(self._lost, self.endpoint.refused, max(self._ends), self._waits, self.endpoint)

    async def person(self, after_s: float) -> None:
        """Somebody has one answer judged in the midst of it."""
        await self.clock.sleep(after_s)
        asking = await self._ask(self.lines[0], in_batch=False)
        self._waits.append(asking.tally.attempts[0].waited_s)

    async def change(self, after_s: float, requests_per_minute: float) -> None:
        """The endpoint changes its limit."""
        await self.clock.sleep(after_s)
        self.endpoint.limits["requests"].set(requests_per_minute)

    async def _ask(self, line: Line, *, in_batch: bool) -> Asking:
        words = "word " * self._random.randint(340, 460)
        request = ChatRequest(({"role": "user", "content": words},), REQUEST.schema, "points")
        patience = Patience(line.config.timeouts.total, self.clock, in_batch=in_batch)
        asking = Asking(line, request, untold, patience)
        try:
            await asking.run(ReplyFormat.JSON_SCHEMA, is_firm=True)
        except Faulted:
            self._lost += 1
        return asking


async def test_without_limits_a_batch_takes_as_long_as_its_replies() -> None:
    run = await Bench().run()
    assert (run.lost, run.refused) == (0, 0)
    assert run.wall_s <= 7 * LATENCY_S * 1.05


async def test_replies_that_take_long_hold_up_nothing_but_themselves() -> None:
    run = await Bench(slow_share=0.02, spread_s=0.03).run()
    assert (run.lost, run.refused) == (0, 0)
    mean_s = 0.98 * LATENCY_S + 0.02 * SLOW_S + 0.03
    assert run.wall_s <= ANSWERS * mean_s / WIDTH + SLOW_S


@pytest.mark.parametrize(
    "more",
    [
        pytest.param({}, id="told as the reply goes"),
        pytest.param({"tells_early": True}, id="told as the request came"),
        pytest.param({"asks": False}, id="no time to wait"),
    ],
)
async def test_a_limit_on_requests_is_kept_from_the_first_reply_on(more: dict[str, Any]) -> None:
    run = await Bench(requests_per_minute=1_200, **more).run()
    assert run.lost == 0
    assert run.refused <= 2
    assert IDEAL_S <= run.wall_s <= 20.8


@pytest.mark.parametrize("output_tokens", [None, 1_440], ids=["prompts alone", "with the longest reply allowed"])
@pytest.mark.parametrize("charge", [1.0, 0.5], ids=["as counted", "half of it cached"])
async def test_a_limit_on_tokens_is_kept_whatever_the_endpoint_counts(output_tokens: int | None, charge: float) -> None:
    run = await Bench(tokens_per_minute=600_000 * charge, charge=charge, config_output_tokens=output_tokens).run()
    assert run.lost == 0
    assert run.refused <= 2
    assert run.wall_s <= 1.08 * run.endpoint.charged / run.endpoint.limits["tokens"].rate


async def test_an_endpoint_that_charges_far_more_than_it_counts_is_understood_after_a_few_refusals() -> None:
    run = await Bench(tokens_per_minute=600_000, charge=3.0).run()
    assert run.lost == 0
    assert run.refused <= 20
    assert run.wall_s <= 1.08 * run.endpoint.charged / run.endpoint.limits["tokens"].rate


async def test_a_slow_endpoint_is_kept_as_busy_as_it_allows() -> None:
    run = await Bench(requests_per_minute=1_200, latency_s=3.0).run()
    assert (run.lost, run.refused <= 2) == (0, True)
    assert run.wall_s <= 26.0


async def test_a_limit_that_is_told_for_a_minute_at_once_is_used_at_once() -> None:
    run = await Bench(requests_per_minute=1_200, saved_s=60.0).run()
    assert run.refused == 0
    assert run.wall_s <= 7 * LATENCY_S * 1.05


@pytest.mark.parametrize(
    "more",
    [
        pytest.param({"requests_per_minute": 1_200}, id="requests"),
        pytest.param({"requests_per_minute": 1_200, "refuses_in_s": 0.2}, id="refusals that come late"),
        pytest.param({"tokens_per_minute": 800_000}, id="tokens"),
    ],
)
async def test_a_limit_that_is_kept_secret_is_found(more: dict[str, Any]) -> None:
    run = await Bench(**HIDDEN, **more).run()
    assert run.lost == 0
    assert run.refused <= 60
    assert run.wall_s <= 21.5


async def test_slow_replies_do_not_hide_what_was_let_pass() -> None:
    run = await Bench(requests_per_minute=1_200, slow_share=0.02, spread_s=0.03, **HIDDEN).run()
    assert (run.lost, run.refused <= 60) == (0, True)
    assert run.wall_s <= 21.5 + SLOW_S - LATENCY_S


async def test_a_secret_limit_with_a_time_to_wait_is_found_as_well() -> None:
    run = await Bench(requests_per_minute=1_200, tells=False).run()
    assert run.lost == 0
    assert run.refused <= 60
    assert run.wall_s <= 21.5


async def test_in_the_long_run_a_secret_limit_costs_few_refusals_and_no_time() -> None:
    run = await Bench(requests_per_minute=1_200, **HIDDEN).run(answers=1_200)
    assert run.refused <= 0.02 * 1_200
    assert run.wall_s <= 1.01 * (1_180 / 20 + LATENCY_S)


async def test_a_secret_limit_far_below_what_went_through_at_first_is_found_within_a_few_refusals() -> None:
    run = await Bench(requests_per_minute=300, saved_s=60.0, **HIDDEN).run()
    assert run.refused <= 30
    assert run.wall_s <= 1.15 * (100 / 5 + LATENCY_S)


async def test_a_secret_limit_of_a_request_a_second_is_found() -> None:
    run = await Bench(requests_per_minute=60, **HIDDEN).run(answers=100)
    assert run.lost == 0
    assert run.refused <= 30
    assert run.wall_s <= 1.4 * 100


async def test_a_secret_limit_of_a_request_in_ten_seconds_is_found() -> None:
    run = await Bench(requests_per_minute=6, **HIDDEN).run(answers=100)
    assert run.lost == 0
    assert run.refused <= 40
    assert run.wall_s <= 1.4 * 1_000


async def test_a_secret_limit_with_nothing_saved_up_is_found() -> None:
    run = await Bench(requests_per_minute=1_200, saved_s=0.05, **HIDDEN).run()
    assert run.lost == 0
    assert run.refused <= 40
    assert run.wall_s <= 1.6 * ANSWERS / 20


async def test_a_told_limit_that_changes_is_kept_from_then_on() -> None:
    bench = Bench(requests_per_minute=1_200)
    run = await bench.run(bench.change(5.0, 600), bench.change(12.0, 1_800))
    assert run.lost == 0
    assert run.refused <= 2
    # Until 5 s there is room for 20 + 100, from then on for 70, and from 12 s on for 30 a second.
    assert run.wall_s <= 12 + (ANSWERS - 190) / 30 + LATENCY_S + 0.5


async def test_a_secret_limit_that_changes_is_found_anew() -> None:
    bench = Bench(requests_per_minute=1_200, **HIDDEN)
    run = await bench.run(bench.change(10.0, 600), bench.change(30.0, 2_400), answers=1_000)
    assert run.lost == 0
    assert run.refused <= 60
    # Until 30 s there is room for 20 + 200 + 200, from then on for 40 a second.
    assert run.wall_s <= 1.25 * (30 + 580 / 40)


async def test_two_judges_of_one_key_share_its_limit() -> None:
    bench = Bench(requests_per_minute=1_200)
    [line] = bench.lines
    bench.lines.append(replace(line, config=replace(line.config, name="other", model="other"), traits=Traits()))
    run = await bench.run()
    assert run.lost == 0
    assert run.refused <= 2
    assert run.wall_s <= 20.8


@pytest.mark.parametrize(("hidden", "refusals"), [({}, 60), (HIDDEN, 90)], ids=["told", "secret"])
async def test_three_processes_of_one_key_come_to_terms(hidden: dict[str, Any], refusals: int) -> None:
    run = await Bench(processes=3, requests_per_minute=1_200, **hidden).run(answers=1_200)
    assert run.lost == 0
    assert run.refused <= refusals
    assert run.wall_s <= 1.25 * (1_180 / 20 + LATENCY_S)


@pytest.mark.parametrize(
    "endpoint",
    [
        pytest.param({}, id="no limit"),
        pytest.param({"requests_per_minute": 1_200}, id="requests"),
        pytest.param({"tokens_per_minute": 800_000}, id="tokens"),
        pytest.param({"requests_per_minute": 1_200, **HIDDEN}, id="secret"),
    ],
)
async def test_who_asks_in_the_midst_of_a_batch_waits_for_less_than_one_reply(endpoint: dict[str, Any]) -> None:
    bench = Bench(**endpoint)
    run = await bench.run(*(bench.person(after_s) for after_s in (1.3, 1.9, 4.0, 6.01, 9.5, 12.0, 15.0)))
    assert run.lost == 0
    assert len(run.waits) == 7
    assert max(run.waits) < LATENCY_S


@pytest.mark.parametrize("limit", ["requests_per_minute", "tokens_per_minute"])
async def test_who_asks_while_a_batch_finds_out_the_limit_waits_no_longer_than_the_endpoint_asks(limit: str) -> None:
    bench = Bench(**{limit: {"requests_per_minute": 1_200, "tokens_per_minute": 800_000}[limit]})
    run = await bench.run(*(bench.person(after_s) for after_s in (0.01, 0.1, 0.5)), answers=100)
    assert run.refused <= 2
    assert max(run.waits) <= 1.1
