"""Rules that hold for whatever an endpoint may send, however odd."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluator.judge.body import HttpReply, Reply, read_reply
from evaluator.judge.config import Prices
from evaluator.judge.faults import Fault, Faulted, status_fault
from tests.clocks import NOON

FIELDS = st.sampled_from(
    [
        "choices",
        "message",
        "content",
        "tool_calls",
        "function",
        "arguments",
        "refusal",
        "finish_reason",
        "usage",
        "prompt_tokens",
        "completion_tokens",
        "prompt_tokens_details",
        "cached_tokens",
        "model",
        "error",
        "detail",
        "code",
        "type",
        "param",
        "loc",
        "msg",
        "text",
    ]
)
SCALARS = (
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | st.sampled_from(["stop", "429"])
)
ODD = st.recursive(SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(FIELDS, inner, max_size=4))
BODIES = st.text() | st.text('{}[]":,') | ODD.map(json.dumps)
STATUSES = st.integers(100, 599)


def read(status: int, body: str) -> Reply | Fault:
    try:
        return read_reply(HttpReply(status, {}, body), Prices(1.0, 1.0), NOON)
    except Faulted as error:
        return error.fault


@given(STATUSES, BODIES)
def test_every_reply_is_either_read_or_classified(status: int, body: str) -> None:
    outcome = read(status, body)
    if isinstance(outcome, Reply):
        assert outcome.text.strip() or outcome.refusal or outcome.finish_reason == "length"
        assert 0 <= outcome.usage.cached_tokens <= outcome.usage.input_tokens < 2**53
    else:
        assert outcome.what
        assert not outcome.what.endswith(".")


@given(ODD)
def test_a_choice_of_any_make_is_either_read_or_classified(message: object) -> None:
    body = json.dumps({"choices": [{"message": message, "finish_reason": "stop"}], "usage": message})
    assert isinstance(read(200, body), Reply | Fault)


@given(st.integers(300, 599), st.text("xyz", min_size=12, max_size=20))
def test_no_sentence_repeats_the_endpoints_own_words(status: int, words: str) -> None:
    body = json.dumps({"error": {"message": words, "code": f"{words} {words}", "param": words}})
    assert words not in status_fault(status, {}, body, NOON).what


@pytest.mark.parametrize(
    ("said", "served"),
    [
        ({"model": "m-1", "system_fingerprint": "fp_44"}, "m-1 fp_44"),
        ({"model": "m-1", "system_fingerprint": None}, "m-1"),
        ({"system_fingerprint": "b6000"}, "b6000"),
        ({"model": 7, "system_fingerprint": ["x"]}, None),
    ],
    ids=["both", "a model", "a fingerprint", "neither"],
)
def test_what_answered_is_told_by_its_name_and_how_it_is_served(said: dict[str, object], served: str | None) -> None:
    body = json.dumps({"choices": [{"message": {"content": "Yes."}}], **said})
    assert read_reply(HttpReply(200, {}, body), None, NOON).model == served
