"""Asking an endpoint for the probabilities of one token: how many it gives, and what is made of what it sends."""

import json
from typing import Any

import httpx
import pytest
import respx

from evaluator.domain.judgements import Reason
from evaluator.judge.exchange import ChatFailed, ChatRequest
from evaluator.judge.traits import LOGPROBS, Traits
from tests.clocks import Sleeper
from tests.judge.endpoints import client_of, with_format

ASK = ChatRequest(({"role": "user", "content": "Yes or No?"},), {}, "", 1, with_logprobs=True)
TOP = [{"token": "Yes", "logprob": -0.1}, {"token": "No", "logprob": -2.4}]


def told(logprobs: object) -> httpx.Response:
    """A completion of one token with what is said of its probabilities."""
    choice = {"message": {"content": "Yes"}, "finish_reason": "length", "logprobs": logprobs}
    return httpx.Response(200, json={"model": "m-1", "choices": [choice]})


def first(**token: object) -> dict[str, Any]:
    return {"content": [{"token": "Yes", "logprob": -0.1, **token}]}


def refused(message: str, param: str | None = None) -> httpx.Response:
    return httpx.Response(400, json={"error": {"message": message, "param": param}})


def sent(endpoint: respx.Route) -> list[dict[str, Any]]:
    return [json.loads(call.request.content) for call in endpoint.calls]


async def test_one_token_is_asked_for_without_any_form_and_without_finding_one_out(
    endpoint: respx.Route, sleeper: Sleeper
) -> None:
    endpoint.mock(return_value=told(first(top_logprobs=TOP)))
    completion = await client_of(with_format("auto"), sleeper).complete(ASK)
    assert completion.logprobs == {"Yes": -0.1, "No": -2.4}
    (fields,) = sent(endpoint)
    assert (fields["logprobs"], fields["top_logprobs"], fields["max_tokens"]) == (True, 20, 1)
    assert "response_format" not in fields
    assert "tools" not in fields
    assert completion.parameters_sent["top_logprobs"] == 20


async def test_other_requests_ask_for_no_probabilities(endpoint: respx.Route, sleeper: Sleeper) -> None:
    endpoint.mock(return_value=told(None))
    await client_of(with_format("text"), sleeper).complete(ChatRequest(ASK.messages, {}, "points"))
    assert not {"logprobs", "top_logprobs"} & set(sent(endpoint)[0])


@pytest.mark.parametrize(
    ("message", "param"),
    [("Invalid value: must be at most 5.", "top_logprobs"), ("Requested logprobs of 20, more than 5 allowed", None)],
    ids=["by its name", "in a sentence"],
)
async def test_an_endpoint_that_gives_fewer_is_asked_for_fewer_and_from_then_on_at_once(
    endpoint: respx.Route, sleeper: Sleeper, message: str, param: str | None
) -> None:
    answers = [refused(message, param), refused(message, param), *[told(first(top_logprobs=TOP))] * 2]
    endpoint.mock(side_effect=answers)
    client = client_of(with_format("auto"), sleeper)
    for _ in range(2):
        assert (await client.complete(ASK)).logprobs
    assert [fields["top_logprobs"] for fields in sent(endpoint)] == [20, 8, 5, 5]


async def test_an_endpoint_that_refuses_them_is_not_asked_without(endpoint: respx.Route, sleeper: Sleeper) -> None:
    endpoint.mock(side_effect=lambda _: refused("logprobs are not supported with this model", "logprobs"))
    with pytest.raises(ChatFailed) as caught:
        await client_of(with_format("auto"), sleeper).complete(ASK)
    unscored = caught.value.unscored
    assert unscored.reason is Reason.REQUEST_REFUSED
    assert unscored.detail == (
        "The endpoint refuses to tell probabilities of tokens (400); choose another mode for this judge."
    )
    assert [fields["top_logprobs"] for fields in sent(endpoint)] == list(LOGPROBS)


@pytest.mark.parametrize(
    ("logprobs", "expected"),
    [
        (None, {}),
        ([], {}),
        ({"content": None}, {}),
        ({"content": ["Yes"]}, {}),
        (first(), {"Yes": -0.1}),
        (first(top_logprobs="none"), {"Yes": -0.1}),
        (first(top_logprobs=[None, {"token": 7, "logprob": -1}, {"token": "No"}]), {"Yes": -0.1}),
        (first(top_logprobs=[{"token": "No", "logprob": 3.2}]), {"Yes": -0.1}),
        (first(top_logprobs=[{"token": "Yes", "logprob": -9.0}, *TOP[1:]]), {"Yes": -0.1, "No": -2.4}),
        (first(logprob=-9.0, top_logprobs=TOP), {"Yes": -0.1, "No": -2.4}),
    ],
    ids=[
        "nothing",
        "a list",
        "no tokens",
        "tokens without more",
        "the token written alone",
        "words instead of others",
        "others that are none",
        "a probability above one",
        "the same token twice, the likelier first",
        "the same token twice, the likelier last",
    ],
)
async def test_whatever_is_told_of_probabilities_is_read_as_far_as_it_makes_sense(
    endpoint: respx.Route, sleeper: Sleeper, logprobs: object, expected: dict[str, float]
) -> None:
    endpoint.mock(return_value=told(logprobs))
    assert (await client_of(with_format("text"), sleeper).complete(ASK)).logprobs == expected


def test_callers_refused_at_once_skip_no_number() -> None:
    traits = Traits()
    assert [traits.refuse_logprobs(20), traits.refuse_logprobs(20), traits.logprobs] == [True, True, 8]
    assert [traits.refuse_logprobs(8), traits.refuse_logprobs(20), traits.logprobs] == [True, True, 5]
    assert [traits.refuse_logprobs(5), traits.logprobs] == [False, 5]
