"""Whole HTTP replies, good and bad, and what the client makes of each: one file a case in tests/cases/http.

A case names its `replies` in order, the last of which goes on for ever, and what is `expected` of the call.
"""

import json
from pathlib import Path
from typing import Any

import httpx
import pytest
import respx

from evaluator.domain.readings import Step
from evaluator.judge.exchange import ChatFailed, Completion
from tests.clocks import Sleeper
from tests.judge.endpoints import CONFIG, REQUEST, client_of, with_format

CASES = sorted((Path(__file__).parents[1] / "cases" / "http").glob("*.json"))


def response(reply: dict[str, Any]) -> httpx.Response:
    body = reply["body"]
    text = body * reply.get("body_repeated", 1) if isinstance(body, str) else json.dumps(body)
    return httpx.Response(reply["status"], headers=reply.get("headers"), text=text)


@pytest.fixture(params=CASES, ids=lambda path: path.stem)
def case(request: pytest.FixtureRequest) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(request.param.read_text(encoding="utf-8"))
    return loaded


async def test_every_reply_comes_to_what_its_case_says(
    case: dict[str, Any], endpoint: respx.Route, sleeper: Sleeper
) -> None:
    replies = iter(case["replies"])
    last = case["replies"][-1]
    endpoint.mock(side_effect=lambda _request: response(next(replies, last)))
    told: list[Step] = []
    client = client_of(with_format(case.get("format", CONFIG.reply_format)), sleeper)
    try:
        ended: Completion | ChatFailed = await client.complete(REQUEST, progress=told.append)
    except ChatFailed as failure:
        ended = failure
    finally:
        await client.aclose()
    assert summary_of(ended, sleeper, told, case["expected"]) == case["expected"]
    assert "sk-secret" not in str(ended)
    assert len(ended.attempts) == len(endpoint.calls)


def summary_of(
    ended: Completion | ChatFailed, sleeper: Sleeper, told: list[Step], asked: dict[str, Any]
) -> dict[str, Any]:
    """What a case may expect, as far as it does."""
    known: dict[str, Any] = {
        "outcomes": [attempt.outcome for attempt in ended.attempts],
        "usage": [ended.usage.input_tokens, ended.usage.cached_tokens, ended.usage.output_tokens],
        "waits": [wait for wait in sleeper.slept if wait],
        "why": [step.why for step in told if step.why],
    }
    if isinstance(ended, ChatFailed):
        known |= {"reason": ended.unscored.reason, "detail": ended.unscored.detail}
    else:
        known |= {
            "text": ended.text,
            "finish_reason": ended.finish_reason,
            "refusal": ended.refusal,
            "model": ended.model,
            "parameters_sent": dict(ended.parameters_sent),
            "parameters_refused": list(ended.parameters_refused),
        }
    return {name: known.get(name) for name in asked}
