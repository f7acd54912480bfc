"""A provider's Batch API as it is spoken over the wire."""

import io
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime
from typing import Any

import httpx
import httpx2
import pytest
import respx

from evaluator.domain.batches import BatchId
from evaluator.domain.judgements import Reason
from evaluator.domain.provider_batches import Part, ProviderFailed, RemoteBatch, RemoteState
from evaluator.judge import provider
from evaluator.judge.config import JudgeConfig
from evaluator.judge.provider import MARK, ProviderClient
from tests.batch_api import BASE, BatchApi
from tests.batch_api import api as api  # a fixture
from tests.openai_bridge import router as router  # a fixture

CONFIG = JudgeConfig("house", BASE, "judge", key="sk-secret")
PART = Part("p1", BatchId("b"), 0, 9, 10, datetime(2026, 11, 22, tzinfo=UTC))
UPLOADED = PART.uploaded("file-0")

Call = Callable[[ProviderClient], Awaitable[Any]]


@pytest.fixture
async def client() -> AsyncIterator[ProviderClient]:
    made = ProviderClient(CONFIG)
    yield made
    await made.aclose()


def answering(router: respx.MockRouter, answer: httpx.Response | Exception) -> None:
    """Give the same answer to everything."""

    def respond(_: httpx.Request) -> httpx.Response:
        if isinstance(answer, Exception):
            raise answer
        return answer

    router.route(host="llm.example").mock(side_effect=respond)


async def test_a_file_goes_up_with_its_name_and_purpose_and_is_found_again_by_it(
    api: BatchApi, router: respx.MockRouter, client: ProviderClient
) -> None:
    assert await client.find_file(PART) is None
    file_id = await client.upload(PART, io.BytesIO(b'{"custom_id": "j0"}\n'))
    sent = router.calls.last.request
    assert sent.headers["authorization"] == "Bearer sk-secret"
    assert b'name="purpose"\r\n\r\nbatch\r\n' in sent.content
    assert api.files[file_id] == ("evaluator-p1.jsonl", b'{"custom_id": "j0"}\n')
    for number in range(3):
        await client.upload(Part(f"other{number}", BatchId("b"), 0, 0, 1, PART.created_at), io.BytesIO(b""))
    assert await client.find_file(PART) == file_id, "however many came after it"


async def test_a_batch_is_begun_with_a_mark_and_found_again_by_it_or_by_its_file(
    api: BatchApi, client: ProviderClient
) -> None:
    api.files["file-0"] = ("evaluator-p1.jsonl", b"")
    assert await client.find(UPLOADED) is None
    begun = await client.begin(UPLOADED)
    assert begun == RemoteBatch("batch_0", RemoteState.VALIDATING)
    assert api.batches["batch_0"] == {
        "id": "batch_0",
        "status": "validating",
        "input_file_id": "file-0",
        "endpoint": "/v1/chat/completions",
        "completion_window": "24h",
        "metadata": {MARK: "p1"},
    }
    assert await client.find(UPLOADED) == begun
    api.batches["batch_0"]["metadata"] = None
    assert await client.find(UPLOADED) == begun
    api.batches["batch_0"]["input_file_id"] = "file-9"
    assert await client.find(UPLOADED) is None


async def test_it_is_looked_for_so_far_back_and_no_further(
    api: BatchApi, client: ProviderClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(provider, "MOST_PAGES", 2)
    for number in range(3):
        api.files[f"file-{number}"] = (f"evaluator-p{number}.jsonl", b"")
    assert await client.find_file(PART) == "file-1"
    monkeypatch.setattr(provider, "MOST_PAGES", 1)
    assert await client.find_file(PART) is None


async def test_how_far_a_batch_has_come_is_read_from_whatever_the_provider_tells(
    router: respx.MockRouter, client: ProviderClient
) -> None:
    told = {
        "id": "batch_1",
        "status": "completed",
        "output_file_id": "file-1",
        "error_file_id": None,
        "request_counts": {"total": 9, "completed": 7, "failed": "two"},
        "errors": {"data": [{"code": "odd"}, {"code": "odd"}, "odd"]},
    }
    answering(router, httpx.Response(200, json=told))
    assert await client.get("batch_1") == RemoteBatch(
        "batch_1", RemoteState.COMPLETED, ("file-1",), completed=7, faults=("odd",)
    )


async def test_a_file_comes_down_and_is_deleted_and_one_that_is_gone_is_fine(
    api: BatchApi, client: ProviderClient
) -> None:
    api.files["file-1"] = ("output.jsonl", b"one\ntwo\n")
    into = io.BytesIO()
    await client.download("file-1", into)
    assert into.getvalue() == b"one\ntwo\n"
    await client.delete("file-1")
    await client.delete("file-1")
    assert api.deleted == ["file-1"]


@pytest.mark.parametrize(
    ("answer", "reason", "may_pass", "is_gone"),
    [
        (httpx.Response(500, json={}), Reason.ENDPOINT_FAILED, True, False),
        (httpx.Response(429, json={}), Reason.RATE_LIMITED, True, False),
        (httpx.Response(401, json={}), Reason.KEY_REFUSED, False, False),
        (httpx.Response(404, json={}), Reason.REQUEST_REFUSED, False, True),
        (httpx2.ConnectError("refused"), Reason.ENDPOINT_UNREACHABLE, True, False),
        (httpx.Response(200, text="<html>"), Reason.ENDPOINT_FAILED, True, False),
        (httpx.Response(200, json=["batch_1"]), Reason.ENDPOINT_FAILED, True, False),
        (httpx.Response(200, json={"id": "batch_1", "status": "lost"}), Reason.ENDPOINT_FAILED, True, False),
        (
            httpx.Response(200, json={"id": "It keeps hot rows.", "status": "failed"}),
            Reason.ENDPOINT_FAILED,
            True,
            False,
        ),
    ],
)
async def test_whatever_goes_wrong_is_told_by_its_reason(
    router: respx.MockRouter,
    client: ProviderClient,
    answer: httpx.Response | Exception,
    reason: Reason,
    may_pass: bool,
    is_gone: bool,
) -> None:
    answering(router, answer)
    with pytest.raises(ProviderFailed) as caught:
        await client.get("batch_1")
    failure = caught.value
    assert (failure.unscored.reason, failure.may_pass, failure.is_gone) == (reason, may_pass, is_gone)
    assert "hot rows" not in str(failure)


@pytest.mark.parametrize(
    "call",
    [
        lambda client: client.download("file-1", io.BytesIO()),
        lambda client: client.delete("file-1"),
        lambda client: client.upload(PART, io.BytesIO(b"")),
        lambda client: client.begin(UPLOADED),
        lambda client: client.find(UPLOADED),
    ],
    ids=["download", "delete", "upload", "begin", "find"],
)
async def test_no_call_takes_a_refusal_for_an_answer(
    router: respx.MockRouter, client: ProviderClient, call: Call
) -> None:
    answering(router, httpx.Response(403, json={}))
    with pytest.raises(ProviderFailed, match="did not accept the key"):
        await call(client)


async def test_a_list_without_entries_ends_the_search(router: respx.MockRouter, client: ProviderClient) -> None:
    answering(router, httpx.Response(200, json={"has_more": True}))
    assert await client.find(UPLOADED) is None
