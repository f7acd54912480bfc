"""Whole batches against a scripted endpoint in made-up time: everything on, nothing lost, whatever goes wrong."""

from typing import Any

import pytest
import respx

from benchmarks.endpoint import Fault
from evaluator.domain.batches import BatchState, Tally
from evaluator.domain.judgements import Status
from evaluator.services.conductor import PAGE
from tests.openai_bridge import router as router  # a fixture
from tests.services.batch_bench import ANSWERS, WIDTH, WRITING_S, Bench


async def test_an_undisturbed_batch_takes_one_request_an_answer_and_no_more_time_than_its_replies(
    router: respx.Router,
) -> None:
    bench = Bench(router)
    batch = await bench.run()
    assert (batch.state, batch.tally) == (BatchState.FINISHED, Tally(scored=ANSWERS))
    assert bench.endpoint.counts.requests == ANSWERS
    assert bench.endpoint.counts.tokens <= 600 * ANSWERS
    assert bench.simulation.clock.monotonic() <= 1.25 * ANSWERS / WIDTH * 0.3


@pytest.mark.parametrize("fault", Fault)
async def test_no_answer_is_lost_to_a_fault_and_none_is_given_a_score_for_it(
    router: respx.Router, fault: Fault
) -> None:
    bench = Bench(router, faults={fault: 0.05})
    batch = await bench.run()
    counts = bench.endpoint.counts
    assert counts.faults[fault] > 0
    assert batch.tally == Tally(scored=ANSWERS)
    assert counts.requests == ANSWERS + counts.faults.total()
    assert set(counts.served.values()) == {1}
    assert len(bench.judgements) == ANSWERS


async def test_an_answer_that_fails_every_time_is_told_why_and_has_no_score(router: respx.Router) -> None:
    bench = Bench(router, faults={Fault.MALFORMED: 1.0})
    batch = await bench.run(answers=12)
    assert batch.tally == Tally(unscored=12)
    assert all(one.status is Status.UNSCORED and one.coverage is None and one.unscored for one in bench.judgements)


@pytest.mark.parametrize(
    ("limit", "refusals"),
    [
        pytest.param({"requests_per_minute": 1_200}, range(3), id="requests"),
        pytest.param({"tokens_per_minute": 600_000}, range(3), id="tokens"),
        pytest.param({"requests_per_minute": 600, "tells": False, "asks": False}, range(1, 31), id="told nowhere"),
    ],
)
async def test_no_answer_is_lost_to_a_limit_and_a_refusal_uses_up_no_attempt(
    router: respx.Router, limit: dict[str, Any], refusals: range
) -> None:
    bench = Bench(router, attempts=1, **limit)
    batch = await bench.run()
    assert batch.tally == Tally(scored=ANSWERS)
    assert bench.endpoint.counts.refused in refusals


@pytest.mark.parametrize("takes_s", [WRITING_S, 1.0], ids=["a fast disk", "a slow disk"])
async def test_a_process_killed_at_half_costs_no_more_than_what_was_under_way(
    router: respx.Router, takes_s: float
) -> None:
    bench = Bench(router)
    bench.log.takes_s = takes_s
    await bench.killed(ANSWERS // 2)
    before = len(bench.judgements)
    assert 0 < before < ANSWERS
    batch = await bench.run()
    assert batch.tally == Tally(scored=ANSWERS)
    assert len(bench.judgements) == ANSWERS
    assert bench.served - ANSWERS <= WIDTH


async def test_answers_given_twice_are_asked_for_once(router: respx.Router) -> None:
    bench = Bench(router)
    batch = await bench.run(twins=ANSWERS // 4)
    assert batch.tally == Tally(scored=ANSWERS, shared=ANSWERS // 4)
    assert bench.endpoint.counts.requests == ANSWERS * 3 // 4


async def test_however_long_the_file_only_so_many_answers_are_held(router: respx.Router) -> None:
    bench = Bench(router)
    await bench.run(answers=PAGE + 10 * WIDTH)
    assert bench.log.most_out <= PAGE + 4 * WIDTH
