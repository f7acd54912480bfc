"""The scripted endpoint keeps to its script, the same way every time."""

import asyncio
import json
from collections.abc import Mapping, Sequence
from typing import Any

import pytest
from aiohttp import ClientSession, ServerDisconnectedError, web

from benchmarks.batches.bare import form_for
from benchmarks.batches.workload import POINTS, SENTENCES, answer, rows
from benchmarks.endpoint import Counts, Fault, Response, Script, ScriptedEndpoint
from benchmarks.endpoint.replies import ids_in
from benchmarks.endpoint.service import application
from evaluator.domain.questions import PointId
from evaluator.judge.reply import parse, schema_for, strict_schema_for
from tests.clocks import Simulation

IDS = [PointId(name) for name in POINTS]
POINT_LIST = "\n".join(f"{name}: {text}" for name, text in POINTS.items())


def asked(number: int = 0, schema: Mapping[str, object] | None = None, more: str = "") -> Mapping[str, Any]:
    """A request about one answer of the workload."""
    form = {"type": "json_schema", "json_schema": {"name": "points", "schema": schema or schema_for(IDS)}}
    said = f"Points:\n{POINT_LIST}\n<<answer>>\n{answer(number)}{more}"
    return {"messages": [{"role": "user", "content": said}], "response_format": form}


def text_of(response: Response) -> str:
    return str(json.loads(response.body or "")["choices"][0]["message"]["content"])


class Stand:
    """An endpoint in made-up time."""

    def __init__(self, **script: Any) -> None:
        self.simulation = Simulation()
        self.clock = self.simulation.clock
        self.endpoint = ScriptedEndpoint(Script(SENTENCES, **script), self.clock)

    async def ask(self, *numbers: int) -> Sequence[Response]:
        """Ask about so many answers at once."""
        replies = await self.simulation.run(*(self.endpoint.answer(asked(number)) for number in numbers))
        assert all(isinstance(reply, Response) for reply in replies)
        return [reply for reply in replies if isinstance(reply, Response)]


@pytest.mark.parametrize(
    "schema",
    [
        pytest.param(schema_for(IDS), id="a list"),
        pytest.param(strict_schema_for(IDS), id="an object by id"),
        pytest.param(form_for([{"id": name} for name in IDS]).model_json_schema(), id="pydantic's"),
    ],
)
async def test_it_judges_as_the_sentences_say_in_whatever_form_is_asked_for(schema: Mapping[str, object]) -> None:
    endpoint = ScriptedEndpoint(Script(SENTENCES))
    for number in range(5):
        claims = parse(text_of(await endpoint.answer(asked(number, schema))), IDS)
        made = [name for name in IDS if any(sentence in answer(number) for sentence in SENTENCES[name])]
        assert [claim.point_id for claim in claims if claim.verdict == "covered"] == made
        assert all(quote in answer(number) for claim in claims for quote in claim.quotes)


def test_the_points_asked_about_are_those_of_the_last_list() -> None:
    prompt = 'Say which points it makes.\nreason: short\n\nPoints, as id:\na.b: One\n  and more\nc-2: Two\n["x: y"]'
    assert ids_in(prompt) == ["a.b", "c-2"]
    assert ids_in("Nothing is asked.") == []


async def test_a_reply_takes_its_time_and_a_share_of_them_longer() -> None:
    stand = Stand(latency_s=0.3, slow_share=0.2, slow_s=3.0)
    took = []
    for number in range(100):
        before = stand.clock.monotonic()
        await stand.ask(number)
        took.append(round(stand.clock.monotonic() - before, 6))
    assert set(took) == {0.3, 3.0}
    assert 10 <= took.count(3.0) <= 30


async def test_a_limit_lets_in_what_is_saved_up_and_then_what_flows_in() -> None:
    stand = Stand(requests_per_minute=600)
    statuses = [reply.status for reply in await stand.ask(*range(15))]
    assert statuses == [200] * 10 + [429] * 5
    await stand.simulation.run(stand.clock.sleep(0.5))
    assert [reply.status for reply in await stand.ask(*range(10))].count(200) == 5
    assert stand.endpoint.counts.refused == 10


async def test_a_limit_on_tokens_counts_what_is_sent() -> None:
    stand = Stand(tokens_per_minute=60_000)
    replies = await stand.ask(*range(10))
    taken = sum(json.loads(reply.body or "")["usage"]["prompt_tokens"] for reply in replies if reply.status == 200)
    assert 500 < taken <= 1_000
    assert taken == stand.endpoint.counts.tokens


@pytest.mark.parametrize("tells", [True, False], ids=["told", "told nowhere"])
@pytest.mark.parametrize("asks", [True, False], ids=["time asked for", "no time asked for"])
async def test_headers_tell_of_a_limit_only_where_the_script_says_so(tells: bool, asks: bool) -> None:
    first, second = await Stand(requests_per_minute=60, tells=tells, asks=asks).ask(0, 1)
    assert (first.status, second.status) == (200, 429)
    assert second.headers.get("retry-after") == ("1" if asks else None)
    assert second.headers.get("x-ratelimit-limit-requests") == ("60" if tells else None)
    assert ("x-ratelimit-remaining-requests" in first.headers) is tells


async def test_faults_are_drawn_in_their_share_and_the_same_for_the_same_seed() -> None:
    shares = {Fault.ERR500: 0.1, Fault.MALFORMED: 0.1, Fault.BADBODY: 0.1, Fault.DROP: 0.1}
    first, again, other = Stand(faults=shares), Stand(faults=shares), Stand(faults=shares, seed=8)
    replies = [[(one.status, one.body) for one in await stand.ask(*range(200))] for stand in (first, again, other)]
    assert replies[0] == replies[1] != replies[2]
    assert all(8 <= first.endpoint.counts.faults[fault] <= 32 for fault in shares)
    assert first.endpoint.counts.served.total() == 200 - first.endpoint.counts.faults.total()


async def test_each_fault_is_what_it_is_called() -> None:
    async def one(fault: Fault) -> Response:
        [reply] = await Stand(faults={fault: 1.0}).ask(0)
        return reply

    assert (await one(Fault.ERR500)).status == 500
    assert (await one(Fault.DROP)).body is None
    with pytest.raises(ValueError, match=r"Unterminated|Expecting"):
        json.loads(text_of(await one(Fault.MALFORMED)))
    with pytest.raises(ValueError, match=r"Unterminated|Expecting"):
        json.loads((await one(Fault.BADBODY)).body or "")


async def test_a_hanging_request_takes_longer_than_anybody_waits() -> None:
    stand = Stand(faults={Fault.HANG: 1.0})
    await stand.ask(0)
    assert stand.clock.monotonic() >= 600


async def test_the_beginning_of_a_prompt_that_came_before_counts_as_cached() -> None:
    stand = Stand(cache_block=16)
    replies = await stand.ask(1, 1, 2)
    cached = [json.loads(one.body or "")["usage"]["prompt_tokens_details"]["cached_tokens"] for one in replies]
    shared = len(f"Points:\n{POINT_LIST}\n<<answer>>\nThat was in project 0000") // 4
    assert cached[0] == 0
    assert cached[1] > cached[2]
    assert cached[2] == shared // 16 * 16


async def test_it_counts_what_happened_and_tells_it_to_another_process() -> None:
    stand = Stand(requests_per_minute=180)
    await stand.ask(4, 4, 5, 6)
    counts = Counts.from_json(stand.endpoint.counts.to_json())
    assert (counts.requests, counts.refused, counts.most_at_once) == (4, 1, 4)
    assert counts.served == {"00004": 2, "00005": 1}


def test_a_script_is_the_same_in_another_process() -> None:
    script = Script({"p1": ["Said."]}, 0.3, faults={Fault.HANG: 0.01}, requests_per_minute=60)
    assert Script.from_json(script.to_json()) == script


def test_the_workload_is_the_same_every_time_and_no_two_answers_are_but_twins() -> None:
    first, again = list(rows(50, twins=5)), list(rows(50, twins=5))
    assert first == again
    assert len({row["answer"] for row in first}) == 45
    assert [row["answer"] for row in first[45:]] == [row["answer"] for row in first[:5]]


async def test_over_http_a_dropped_connection_breaks_off_and_counts_can_be_asked_for() -> None:
    runner = web.AppRunner(application(ScriptedEndpoint(Script(SENTENCES, faults={Fault.DROP: 1.0}))))
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    try:
        async with asyncio.timeout(10), ClientSession() as session:
            with pytest.raises(ServerDisconnectedError):
                await session.post(f"{url}/v1/chat/completions", json=asked())
            async with session.get(f"{url}/counts") as response:
                assert Counts.from_json(await response.text()).faults == {Fault.DROP: 1}
    finally:
        await runner.cleanup()
