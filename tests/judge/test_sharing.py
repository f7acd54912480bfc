"""What judges of the same endpoint have in common."""

from dataclasses import replace

import pytest

from evaluator.errors import SettingsInvalid
from evaluator.judge.config import Limits
from evaluator.judge.sharing import Sharing
from tests.clocks import Simulation
from tests.judge.endpoints import CONFIG

OTHER_MODEL = replace(CONFIG, name="other", model="other")
OTHER_KEY = replace(CONFIG, name="theirs", key="sk-other")
OTHER_HOST = replace(CONFIG, name="away", base_url="https://elsewhere.example/v1")


def test_judges_of_one_endpoint_and_key_share_a_gate() -> None:
    sharing = Sharing([CONFIG, OTHER_MODEL, OTHER_KEY, OTHER_HOST])
    gates = [sharing.pacing(config) for config in (CONFIG, OTHER_MODEL, OTHER_KEY, OTHER_HOST)]
    assert gates[0] is gates[1]
    assert len(set(map(id, gates))) == 3


def test_judges_of_one_endpoint_and_model_share_what_is_known_of_it() -> None:
    sharing = Sharing([CONFIG, OTHER_MODEL, OTHER_KEY, OTHER_HOST])
    known = [sharing.traits(config) for config in (CONFIG, OTHER_KEY, OTHER_MODEL, OTHER_HOST)]
    assert known[0] is known[1]
    assert len(set(map(id, known))) == 3


async def test_the_strictest_limits_hold_for_a_shared_gate() -> None:
    lax = replace(CONFIG, limits=Limits(requests_per_minute=600, in_flight=9))
    strict = replace(OTHER_MODEL, limits=Limits(requests_per_minute=60, in_flight=9))
    silent = replace(CONFIG, name="silent")
    simulation = Simulation()
    pacing = Sharing([lax, strict, silent], simulation.clock).pacing(silent)
    times: list[float] = []

    async def request() -> None:
        async with pacing.admit(1, lambda wait, why: None):
            times.append(simulation.clock.monotonic())

    await simulation.run(request(), request())
    assert times == [0.0, 1.0]


def test_a_base_url_that_cannot_be_used_is_refused_at_once() -> None:
    with pytest.raises(SettingsInvalid, match="judge house"):
        Sharing([replace(CONFIG, base_url="llm.example")])
