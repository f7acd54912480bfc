"""Lines of requests and replies."""

import json
from typing import Any

import pytest

from evaluator.domain.bulk import BulkReply, BulkRequest, NoReply, RequestInstead, reply_of

COMPLETION = {"choices": [{"message": {"content": "größer"}}]}


def _line(**fields: Any) -> bytes:
    return json.dumps(fields).encode()


def test_a_request_is_one_line_with_its_id_method_path_and_body() -> None:
    line = BulkRequest("j1", {"model": "m", "messages": [{"content": "two\nlines"}]}).line()
    assert line.endswith(b"}\n")
    assert line.count(b"\n") == 1
    assert json.loads(line) == {
        "custom_id": "j1",
        "method": "POST",
        "url": "/v1/chat/completions",
        "body": {"model": "m", "messages": [{"content": "two\nlines"}]},
    }


@pytest.mark.parametrize(
    "line",
    [
        _line(
            id="b", custom_id="j1", response={"status_code": 200, "request_id": "r-1", "body": COMPLETION}, error=None
        ),
        _line(custom_id="j1", response={"request_id": "r-1", "body": COMPLETION}),
        _line(
            custom_id="j1", response={"status_code": 200, "request_id": "r-1", "body": {**COMPLETION, "error": None}}
        ),
    ],
    ids=["a provider's", "without a status", "an error that is null"],
)
def test_a_completion_is_a_reply_with_its_body_as_it_came(line: bytes) -> None:
    reply = reply_of(line)
    assert (reply.custom_id, reply.request_id, reply.error) == ("j1", "r-1", None)
    assert json.loads(reply.body)["choices"] == COMPLETION["choices"]


@pytest.mark.parametrize(
    ("fields", "word"),
    [
        ({"response": None, "error": {"code": "batch_expired", "message": "Too late for: It keeps."}}, "batch_expired"),
        ({"response": None, "error": None}, "no_response"),
        ({"error": "It keeps hot rows."}, "no_response"),
        (
            {"response": {"status_code": 400, "body": None}, "error": {"type": "BadRequestError", "code": 400}},
            "BadRequestError",
        ),
        ({"response": {"status_code": 429, "body": {"error": {"code": "rate_limit_exceeded"}}}}, "rate_limit_exceeded"),
        ({"response": {"status_code": 400, "body": None}, "error": {"error": {"type": "bad"}}}, "bad"),
        ({"response": {"status_code": 500, "body": {"error": {"message": "It keeps."}}}}, "http_500"),
        ({"response": {"status_code": 500, "body": "It keeps."}}, "http_500"),
        ({"response": {"status_code": 200, "body": {"error": {"code": "server_error"}}}}, "server_error"),
        ({"response": {"status_code": 200, "body": {"error": {"code": "It keeps hot rows."}}}}, "no_body"),
        ({"response": {"status_code": 200, "body": None}}, "no_body"),
        ({"response": {"status_code": "200", "body": COMPLETION}}, "no_body"),
        ({"response": {"status_code": 200, "body": COMPLETION}, "error": {"code": "cut"}}, "cut"),
    ],
)
def test_an_error_is_told_by_the_providers_word_or_its_status_and_by_nothing_else(
    fields: dict[str, Any], word: str
) -> None:
    assert reply_of(_line(custom_id="j1", **fields)) == BulkReply("j1", error=word)


def test_an_id_of_a_request_that_is_no_plain_word_is_left_out() -> None:
    said = {"status_code": 200, "request_id": "It keeps hot rows.", "body": COMPLETION}
    assert reply_of(_line(custom_id="j1", response=said)).request_id is None


@pytest.mark.parametrize(
    "line",
    [b"", b"{", b"[]", b'"j1"', b'{"response": {}}', b'{"custom_id": 7}', b"\xff\xfe", b"[" * 100_000],
    ids=["nothing", "cut off", "a list", "a string", "no id", "a number for an id", "not UTF-8", "too deep"],
)
def test_what_is_no_reply_is_refused(line: bytes) -> None:
    with pytest.raises(NoReply):
        reply_of(line)


def test_neither_words_asked_nor_words_replied_are_printed() -> None:
    assert "hot rows" not in repr((BulkRequest("j1", {"content": "hot rows"}), BulkReply("j1", "hot rows")))


def test_a_request_is_told_from_a_reply() -> None:
    with pytest.raises(RequestInstead):
        reply_of(BulkRequest("j1", {"model": "m"}).line())
