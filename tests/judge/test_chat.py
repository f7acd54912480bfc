"""The client as its callers see it: the SDK is real, the endpoint is made up."""

import asyncio
import json
import math
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import httpx
import httpx2
import pytest
import respx

from evaluator.domain.judgements import Reason
from evaluator.domain.readings import Step
from evaluator.errors import SettingsInvalid
from evaluator.judge.chat import ChatClient
from evaluator.judge.clock import SYSTEM_CLOCK
from evaluator.judge.config import JudgeConfig, Limits, Prices, ReplyFormat, Timeouts
from evaluator.judge.exchange import ChatFailed
from evaluator.judge.pacing import Pacing
from evaluator.judge.patience import Patience
from evaluator.judge.traits import Traits
from tests.clocks import NOON, Sleeper
from tests.judge.endpoints import CONFIG, REQUEST, client_of
from tests.openai_bridge import Httpx2Mocker

AUTO = replace(CONFIG, reply_format=ReplyFormat.AUTO)
SEEN = '{"signal": "seen"}'

Answer = Callable[[dict[str, Any]], httpx.Response]


def says(content: str, **headers: str) -> httpx.Response:
    usage = {"prompt_tokens": 1_000, "completion_tokens": 100, "prompt_tokens_details": {"cached_tokens": 600}}
    message = {"role": "assistant", "content": content}
    body = {"model": "m-1", "choices": [{"message": message, "finish_reason": "stop"}], "usage": usage}
    return httpx.Response(200, json=body, headers=headers)


def refuses(message: str, status: int = 400) -> httpx.Response:
    return httpx.Response(status, json={"error": {"message": message, "type": "invalid_request_error"}})


def answering(endpoint: respx.Route, *answers: httpx.Response | Exception | Answer) -> None:
    """One answer a request, in order; an Answer is given the request's fields."""
    coming = iter(answers)

    def respond(request: httpx.Request) -> httpx.Response:
        answer = next(coming)
        if isinstance(answer, Exception):
            raise answer
        return answer if isinstance(answer, httpx.Response) else answer(json.loads(request.content))

    endpoint.mock(side_effect=respond)


def sent(endpoint: respx.Route) -> list[dict[str, Any]]:
    return [json.loads(call.request.content) for call in endpoint.calls]


def format_of(fields: dict[str, Any]) -> str:
    return str(fields.get("response_format", {"type": "tool" if "tools" in fields else "text"})["type"])


async def failure_of(client: ChatClient, **more: Any) -> ChatFailed:
    with pytest.raises(ChatFailed) as caught:
        await client.complete(REQUEST, **more)
    await client.aclose()
    return caught.value


async def test_a_body_is_read_as_utf_8_whatever_it_is_called_and_with_its_mark(
    endpoint: respx.Route, sleeper: Sleeper
) -> None:
    body = '\ufeff{"choices": [{"message": {"content": "größer"}}]}'.encode()
    answering(endpoint, httpx.Response(200, content=body, headers={"content-type": "text/plain; charset=latin-1"}))
    assert (await client_of(CONFIG, sleeper).complete(REQUEST)).text == "größer"


async def test_a_request_carries_the_model_the_messages_the_parameters_and_the_form(
    endpoint: respx.Route, sleeper: Sleeper
) -> None:
    answering(endpoint, says("{}"))
    completion = await client_of(CONFIG, sleeper).complete(REQUEST)
    [fields] = sent(endpoint)
    assert fields == {
        "model": "judge",
        "messages": [{"role": "user", "content": "Judge this."}],
        "temperature": 0.0,
        "seed": 7,
        "max_tokens": 900,
        "response_format": {
            "type": "json_schema",
            "json_schema": {"name": "points", "strict": True, "schema": REQUEST.schema},
        },
    }
    assert completion.parameters_sent == {"temperature": 0.0, "seed": 7, "max_tokens": 900}
    assert completion.reply_format is ReplyFormat.JSON_SCHEMA
    assert json.loads(completion.body)["model"] == completion.model == "m-1"


async def test_a_requests_own_limit_goes_before_the_judges_and_unset_parameters_are_left_out(
    endpoint: respx.Route, sleeper: Sleeper
) -> None:
    answering(endpoint, says("{}"))
    config = replace(CONFIG, temperature=None, seed=None, reply_format=ReplyFormat.TEXT)
    await client_of(config, sleeper).complete(replace(REQUEST, max_output_tokens=20))
    assert sorted(sent(endpoint)[0]) == ["max_tokens", "messages", "model"]
    assert sent(endpoint)[0]["max_tokens"] == 20


async def test_a_tool_is_asked_for_by_name(endpoint: respx.Route, sleeper: Sleeper) -> None:
    answering(endpoint, says("{}"))
    await client_of(replace(CONFIG, reply_format=ReplyFormat.TOOL), sleeper).complete(REQUEST)
    [fields] = sent(endpoint)
    assert fields["tools"][0]["function"] == {"name": "points", "strict": True, "parameters": REQUEST.schema}
    assert fields["tool_choice"] == {"type": "function", "function": {"name": "points"}}


@pytest.mark.parametrize("reply_format", [ReplyFormat.JSON_SCHEMA, ReplyFormat.TOOL])
async def test_an_open_schema_is_not_sent_as_a_strict_one(
    endpoint: respx.Route, sleeper: Sleeper, reply_format: ReplyFormat
) -> None:
    answering(endpoint, says("{}"))
    request = replace(REQUEST, schema={"type": "object"})
    await client_of(replace(CONFIG, reply_format=reply_format), sleeper).complete(request)
    assert '"strict"' not in json.dumps(sent(endpoint))


@pytest.mark.parametrize(
    ("prices", "expected"),
    [
        pytest.param(None, None, id="no price known"),
        pytest.param(Prices(2.0, 10.0, 0.5), 0.0008 + 0.0003 + 0.001, id="cached tokens are cheaper"),
        pytest.param(Prices(2.0, 10.0), 0.002 + 0.001, id="cached tokens cost the same"),
    ],
)
async def test_a_reply_costs_what_the_price_table_says(
    endpoint: respx.Route, sleeper: Sleeper, prices: Prices | None, expected: float | None
) -> None:
    answering(endpoint, says("{}"))
    completion = await client_of(replace(CONFIG, prices=prices), sleeper).complete(REQUEST)
    assert completion.usage.cost == pytest.approx(expected)


async def test_a_single_token_counts(endpoint: respx.Route, sleeper: Sleeper) -> None:
    choice = {"message": {"content": "{}"}, "finish_reason": "stop"}
    usage = {"prompt_tokens": 1, "completion_tokens": 1}
    answering(endpoint, httpx.Response(200, json={"choices": [choice], "usage": usage}))
    spent = (await client_of(CONFIG, sleeper).complete(REQUEST)).usage
    assert (spent.input_tokens, spent.output_tokens) == (1, 1)


async def test_every_attempt_is_written_down_with_its_times_and_ids(endpoint: respx.Route, sleeper: Sleeper) -> None:
    def slow(_fields: dict[str, Any]) -> httpx.Response:
        sleeper.time += 1.5
        return says("{}", **{"x-request-id": "req_2"})

    refused = httpx.Response(429, headers={"retry-after": "2", "x-request-id": "req_1"})
    answering(endpoint, refused, httpx2.ConnectError("refused"), slow)
    completion = await client_of(CONFIG, sleeper).complete(REQUEST)
    first, second, third = completion.attempts
    assert [attempt.number for attempt in completion.attempts] == [1, 2, 3]
    assert (first.outcome, first.status, first.request_id, first.waited_s) == ("http_429", 429, "req_1", 0.0)
    assert (second.outcome, second.status, second.waited_s) == ("connection", None, 2.0)
    assert (third.outcome, third.status, third.request_id) == ("ok", 200, "req_2")
    assert (third.waited_s, third.duration_s) == (0.25, 1.5)
    assert third.started_at == NOON + timedelta(seconds=2.25)
    assert third.usage == completion.usage


async def test_the_first_use_finds_the_form_and_later_ones_keep_to_it(endpoint: respx.Route, sleeper: Sleeper) -> None:
    answering(endpoint, refuses("'json_schema' is not supported"), says("{}"), says("one"), says("two"))
    told: list[Step] = []
    client = client_of(AUTO, sleeper)
    first = await client.complete(REQUEST, progress=told.append)
    second = await client.complete(REQUEST, progress=told.append)
    assert [format_of(fields) for fields in sent(endpoint)] == [
        "json_schema",
        "json_object",
        "json_object",
        "json_object",
    ]
    assert [first.text, second.text] == ["one", "two"]
    assert [step.why for step in told] == [
        "Finding out which form of reply the endpoint gives; this is done once.",
        None,
        None,
    ]
    capabilities = await client.capabilities()
    assert capabilities.formats_refused == (ReplyFormat.JSON_SCHEMA,)
    assert len(capabilities.attempts) == 2, "the probe's requests are not the judgement's"
    assert len(first.attempts) == 1


async def test_callers_at_the_same_time_share_one_probe(endpoint: respx.Route, sleeper: Sleeper) -> None:
    answering(endpoint, says(SEEN), *[says("{}")] * 5)
    client = client_of(AUTO, sleeper)
    completions = await asyncio.gather(*(client.complete(REQUEST) for _ in range(5)))
    assert len(completions) == 5
    assert len(endpoint.calls) == 6


async def test_clients_that_share_their_traits_share_what_the_probe_found(
    endpoint: respx.Route, sleeper: Sleeper
) -> None:
    answering(endpoint, says(SEEN), says("{}"), says("{}"))
    traits = Traits()
    for _ in range(2):
        await client_of(AUTO, sleeper, traits=traits).complete(REQUEST)
    assert len(endpoint.calls) == 3


async def test_parameters_refused_during_the_probe_are_told_and_left_out_from_then_on(
    endpoint: respx.Route, sleeper: Sleeper
) -> None:
    answering(endpoint, refuses("seed: not permitted"), says(SEEN), says("{}"))
    client = client_of(AUTO, sleeper)
    assert (await client.capabilities()).parameters_refused == ("seed",)
    assert (await client.complete(REQUEST)).parameters_refused == ("seed",)
    assert ["seed" in fields for fields in sent(endpoint)] == [True, False, False]


async def test_a_probe_that_fails_gives_its_reason_and_is_tried_again_the_next_time(
    endpoint: respx.Route, sleeper: Sleeper
) -> None:
    answering(endpoint, refuses("no such key", 401), says(SEEN), says("{}"))
    client = client_of(AUTO, sleeper)
    with pytest.raises(ChatFailed) as caught:
        await client.complete(REQUEST)
    assert caught.value.unscored.reason is Reason.KEY_REFUSED
    assert [attempt.outcome for attempt in caught.value.attempts] == ["http_401"]
    assert (await client.complete(REQUEST)).text == "{}"


@pytest.mark.parametrize(
    "refusal",
    [
        pytest.param(refuses("Invalid schema for response_format 'points'"), id="schema"),
        pytest.param(refuses("No endpoints found that support structured outputs", 404), id="router"),
        pytest.param(refuses("failed to parse grammar", 500), id="grammar"),
    ],
)
async def test_a_form_refused_later_is_given_up_for_a_less_strict_one_and_noted(
    endpoint: respx.Route, sleeper: Sleeper, refusal: httpx.Response
) -> None:
    answering(endpoint, says(SEEN), refusal, says("one"), says("two"))
    client = client_of(AUTO, sleeper)
    completion = await client.complete(REQUEST)
    assert completion.reply_format is ReplyFormat.JSON_OBJECT
    assert completion.parameters_refused == ("reply_format=json_schema",)
    assert [attempt.outcome for attempt in completion.attempts] == ["format_refused", "ok"]
    assert (await client.complete(REQUEST)).text == "two"


async def test_all_forms_may_be_given_up_down_to_text(endpoint: respx.Route, sleeper: Sleeper) -> None:
    refusals = [refuses("response_format"), refuses("response_format"), refuses("tools")]
    answering(endpoint, says(SEEN), *refusals, says("{}"))
    completion = await client_of(AUTO, sleeper).complete(REQUEST)
    assert completion.reply_format is ReplyFormat.TEXT
    assert len(completion.parameters_refused) == 3


async def test_an_error_about_the_form_is_final_where_only_text_was_asked_for(
    endpoint: respx.Route, sleeper: Sleeper
) -> None:
    answering(endpoint, refuses("tools"))
    failure = await failure_of(client_of(replace(CONFIG, reply_format=ReplyFormat.TEXT), sleeper))
    assert failure.unscored.reason is Reason.REQUEST_REFUSED


async def test_a_form_demanded_in_the_settings_is_probed_alone(endpoint: respx.Route, sleeper: Sleeper) -> None:
    answering(endpoint, says("The signal is green."))
    capabilities = await client_of(CONFIG, sleeper).capabilities()
    assert capabilities.reply_format is None
    assert capabilities.formats_ignored == (ReplyFormat.JSON_SCHEMA,)


@pytest.fixture
def anywhere() -> Iterator[respx.Route]:
    """An endpoint at every address."""
    with respx.mock(using=Httpx2Mocker.name) as router:
        yield router.route()


AZURE = replace(CONFIG, base_url="https://x.openai.azure.com?api-version=2024-10-21")


@pytest.mark.parametrize(
    ("config", "url", "expected"),
    [
        pytest.param(
            CONFIG, "https://llm.example/v1/chat/completions", {"authorization": "Bearer sk-secret"}, id="bearer"
        ),
        pytest.param(replace(CONFIG, key=""), "https://llm.example/v1/chat/completions", {}, id="no key"),
        pytest.param(
            AZURE,
            "https://x.openai.azure.com/openai/deployments/judge/chat/completions?api-version=2024-10-21",
            {"api-key": "sk-secret"},
            id="azure",
        ),
        pytest.param(
            replace(AZURE, key=""),
            "https://x.openai.azure.com/openai/deployments/judge/chat/completions?api-version=2024-10-21",
            {},
            id="azure without a key",
        ),
    ],
)
async def test_the_key_goes_where_the_endpoint_wants_it_and_nothing_of_the_sdks_environment_goes_along(
    anywhere: respx.Route,
    sleeper: Sleeper,
    monkeypatch: pytest.MonkeyPatch,
    config: JudgeConfig,
    url: str,
    expected: dict[str, str],
) -> None:
    for name in ("OPENAI_API_KEY", "OPENAI_ADMIN_KEY", "OPENAI_ORG_ID", "OPENAI_PROJECT_ID", "OPENAI_BASE_URL"):
        monkeypatch.setenv(name, "from-the-environment")
    answering(anywhere, says("{}"))
    await client_of(config, sleeper).complete(REQUEST)
    request = anywhere.calls.last.request
    assert str(request.url) == url
    assert "from-the-environment" not in str(request.headers.raw)
    assert {k: v for k, v in request.headers.items() if k in ("authorization", "api-key")} == expected


@pytest.mark.parametrize("key", ["sk-secret\n", "sk-sécret"], ids=["a line break", "no ASCII"])
def test_a_key_that_cannot_be_sent_is_refused_without_being_shown(sleeper: Sleeper, key: str) -> None:
    with pytest.raises(SettingsInvalid, match="The key of judge house") as caught:
        client_of(replace(CONFIG, key=key), sleeper)
    assert key not in str(caught.value)


def test_a_base_url_that_cannot_be_used_is_refused_at_once(sleeper: Sleeper) -> None:
    with pytest.raises(SettingsInvalid, match="of judge house"):
        client_of(replace(CONFIG, base_url="llm.example"), sleeper)


async def test_a_reply_that_even_the_sdk_cannot_read_is_a_fault_like_any_other(
    endpoint: respx.Route, sleeper: Sleeper
) -> None:
    odd = httpx.Response(500, content=b"busy", headers={"content-type": "text/html; charset=rot13"})
    answering(endpoint, *(4 * [odd]))
    failed = await failure_of(client_of(CONFIG, sleeper))
    assert failed.unscored.reason is Reason.ENDPOINT_FAILED
    assert len(failed.attempts) == 4


HASTY = replace(CONFIG, timeouts=Timeouts(total=0.02))


class Never:
    """An endpoint that takes requests and never answers. `has_request` once it holds one."""

    def __init__(self) -> None:
        self.has_request = asyncio.Event()

    async def __call__(self, _request: httpx.Request) -> httpx.Response:
        self.has_request.set()
        await asyncio.Event().wait()
        raise AssertionError


async def test_the_deadline_ends_a_request_that_takes_for_ever(endpoint: respx.Route) -> None:
    endpoint.mock(side_effect=Never())
    failure = await failure_of(ChatClient(HASTY, pacing=Pacing(HASTY.limits)))
    assert failure.unscored.reason is Reason.ENDPOINT_TIMEOUT
    assert [attempt.outcome for attempt in failure.attempts] == ["timeout"]
    assert failure.raw is None


async def test_the_deadline_ends_a_wait_for_a_place(endpoint: respx.Route) -> None:
    never = Never()
    endpoint.mock(side_effect=never)
    pacing = Pacing(Limits(in_flight=1))
    patient = ChatClient(CONFIG, pacing=pacing)
    holding = asyncio.create_task(patient.complete(REQUEST))
    await never.has_request.wait()
    failure = await failure_of(ChatClient(HASTY, pacing=pacing))
    holding.cancel()
    await asyncio.wait([holding])
    await patient.aclose()
    assert failure.unscored.detail == "There was no room at the endpoint in the time allowed."
    assert failure.attempts == ()


async def test_the_deadline_ends_a_wait_for_the_probe(endpoint: respx.Route) -> None:
    endpoint.mock(side_effect=Never())
    client = ChatClient(replace(AUTO, timeouts=Timeouts(total=60)), pacing=Pacing(AUTO.limits))
    failure = await failure_of(client, patience=Patience(0.02, SYSTEM_CLOCK))
    assert failure.unscored.reason is Reason.ENDPOINT_TIMEOUT


async def test_a_turn_that_would_come_after_the_deadline_is_not_waited_for(
    endpoint: respx.Route, sleeper: Sleeper
) -> None:
    answering(endpoint, says("{}"))
    client = client_of(replace(CONFIG, limits=Limits(tokens_per_minute=60)), sleeper)
    await client.complete(REQUEST)
    failure = await failure_of(client)
    assert failure.unscored.reason is Reason.RATE_LIMITED
    assert failure.unscored.detail == "There was no room at the endpoint before the time was up."
    assert (sleeper.slept, endpoint.call_count) == ([], 1)


async def test_in_a_batch_a_turn_is_waited_for_however_late_it_comes(endpoint: respx.Route, sleeper: Sleeper) -> None:
    answering(endpoint, says("{}"), httpx.Response(429, headers={"retry-after": "9000"}), says("{}"))
    client = client_of(replace(CONFIG, limits=Limits(tokens_per_minute=60)), sleeper)
    await client.complete(REQUEST)
    patience = Patience(120.0, sleeper.clock, in_batch=True)
    completion = await client.complete(REQUEST, patience=patience)
    assert [attempt.outcome for attempt in completion.attempts] == ["http_429", "ok"]
    assert sum(sleeper.slept) > 9_000
    assert patience.left == 120.0


async def test_in_a_batch_a_request_that_takes_for_ever_is_ended_all_the_same(endpoint: respx.Route) -> None:
    endpoint.mock(side_effect=Never())
    client = ChatClient(CONFIG, pacing=Pacing(CONFIG.limits))
    failure = await failure_of(client, patience=Patience(0.02, SYSTEM_CLOCK, in_batch=True))
    assert failure.unscored.reason is Reason.ENDPOINT_TIMEOUT


async def test_in_a_batch_the_probe_waits_for_its_turn_too(endpoint: respx.Route, sleeper: Sleeper) -> None:
    answering(endpoint, httpx.Response(429, headers={"retry-after": "9000"}), says(SEEN), says("{}"))
    patience = Patience(120.0, sleeper.clock, in_batch=True)
    assert (await client_of(AUTO, sleeper).complete(REQUEST, patience=patience)).text == "{}"


async def test_a_wait_for_ones_turn_is_told(endpoint: respx.Route, sleeper: Sleeper) -> None:
    answering(endpoint, says("{}"), says("{}"))
    client = client_of(replace(CONFIG, limits=Limits(requests_per_minute=60)), sleeper)
    told: list[Step] = []
    for _ in range(2):
        await client.complete(REQUEST, progress=told.append)
    [waiting] = [step for step in told if step.wait_s]
    assert (waiting.wait_s, waiting.why) == (1.0, "Keeping to the configured limit of the endpoint.")


async def test_after_a_wait_it_is_told_that_the_request_goes_out(endpoint: respx.Route, sleeper: Sleeper) -> None:
    answering(endpoint, says("{}"), says("{}"))
    client = client_of(replace(CONFIG, limits=Limits(requests_per_minute=60)), sleeper)
    told: list[Step] = []
    for _ in range(2):
        await client.complete(REQUEST, progress=told.append)
    assert [bool(step.wait_s) for step in told] == [False, False, True, False]


async def test_requests_of_one_judging_share_its_time(endpoint: respx.Route, sleeper: Sleeper) -> None:
    refused = httpx.Response(429, headers={"retry-after": "70"})
    answering(endpoint, refused, says("{}"), refused)
    client = client_of(CONFIG, sleeper)
    patience = Patience(120.0, sleeper.clock)
    await client.complete(REQUEST, patience=patience)
    failure = await failure_of(client, patience=patience)
    assert failure.unscored.reason is Reason.RATE_LIMITED


async def test_there_may_be_no_deadline(endpoint: respx.Route, sleeper: Sleeper) -> None:
    answering(endpoint, httpx.Response(429, headers={"retry-after": "9000"}), says("{}"))
    assert (await client_of(CONFIG, sleeper).complete(REQUEST, patience=Patience(math.inf, sleeper.clock))).text == "{}"
    assert sleeper.slept == [0.0, 9000.0]


async def test_a_failure_keeps_the_last_body_and_prints_none_of_it(endpoint: respx.Route, sleeper: Sleeper) -> None:
    answering(endpoint, refuses("you sent: my own words"))
    failure = await failure_of(client_of(CONFIG, sleeper))
    assert "my own words" in (failure.raw or "")
    assert "my own words" not in str(failure) + repr(failure)
    assert failure.__cause__ is None
    assert failure.__suppress_context__


async def test_closing_ends_a_probe_under_way(endpoint: respx.Route, sleeper: Sleeper) -> None:
    never = Never()
    endpoint.mock(side_effect=never)
    client = client_of(AUTO, sleeper)
    asking = asyncio.create_task(client.complete(REQUEST))
    await never.has_request.wait()
    await client.aclose()
    with pytest.raises(asyncio.CancelledError):
        await asking
