"""Errors as answers: one table, one shape, nothing told that should not be."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from evaluator import errors
from evaluator.domain.users import Role
from evaluator.errors import EvaluatorError
from evaluator.web.problems import STATUSES, known_codes, problem_of
from tests.web.service import WORDS, Service
from tests.web.shapes import problem_in


def leaves(kind: type[EvaluatorError] = EvaluatorError) -> Iterator[type[EvaluatorError]]:
    below = kind.__subclasses__()
    if not below:
        yield kind
    for one in below:
        yield from leaves(one)


@pytest.mark.parametrize("leaf", tuple(leaves()), ids=lambda leaf: leaf.__name__)
def test_every_leaf_of_the_error_tree_has_its_line_in_the_table(leaf: type[EvaluatorError]) -> None:
    assert leaf in STATUSES
    assert leaf.code in known_codes()


@pytest.mark.parametrize(
    ("branch", "statuses"),
    [
        (errors.InputError, {422}),
        (errors.NotFound, {404}),
        (errors.Conflict, {409}),
        (errors.AccessError, {401, 403}),
        (errors.ConfigurationError, {500}),
        (errors.StoreError, {500, 503}),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_a_branch_of_the_tree_answers_with_statuses_of_its_kind(
    branch: type[EvaluatorError], statuses: set[int]
) -> None:
    assert {STATUSES[leaf][0] for leaf in leaves(branch)} == statuses


def test_an_error_tells_its_message_and_what_helps_to_mend_it() -> None:
    unclear = errors.SpeakerUnclear("Say who the candidate is.", speakers=("Ada", "Grace"))
    unknown = errors.QuestionUnknown("No such question.", near=("locking",))
    invalid = errors.RequestInvalid("Two faults.", faults=("one", "two"))
    assert problem_of(unclear).document("r")["speakers"] == ("Ada", "Grace")
    assert problem_of(unknown).document("r")["near"] == ("locking",)
    assert problem_of(invalid).document("r")["faults"] == ("one", "two")
    assert problem_of(invalid).document("r")["detail"] == "Two faults."


async def test_an_address_that_does_not_exist_is_a_problem(service: Service) -> None:
    problem_in(await service.client.get("/api/nowhere"), 404, "not_found")


async def test_a_method_that_is_not_taken_is_a_problem_that_names_those_that_are(service: Service) -> None:
    response = await service.client.delete("/api/judgements", headers=await service.bearer())
    problem_in(response, 405, "method_not_allowed")
    assert response.headers["allow"] == "GET, HEAD, OPTIONS, POST"


@pytest.mark.parametrize(
    ("address", "allowed"),
    [("/api/judgements", "GET, HEAD, OPTIONS, POST"), ("/api/users/ada", "DELETE, OPTIONS")],
    ids=["to be read and written", "to be deleted alone"],
)
async def test_an_address_says_which_methods_it_takes(service: Service, address: str, allowed: str) -> None:
    response = await service.client.options(address, headers=await service.bearer())
    assert (response.status_code, response.headers["allow"]) == (204, allowed)


async def test_a_stranger_gets_a_problem_that_says_how_to_sign_in(service: Service) -> None:
    response = await service.client.get("/api/questions")
    problem_in(response, 401, "not_signed_in")
    assert response.headers["www-authenticate"].startswith("Bearer")


async def test_reading_what_somebody_else_asked_for_is_a_problem(service: Service) -> None:
    judgement = await service.judged(await service.bearer("ada"))
    other = await service.bearer("grace", Role.INTERVIEWER)
    problem_in(await service.client.get(f"/api/judgements/{judgement['id']}", headers=other), 403, "not_allowed")


@pytest.mark.parametrize(
    ("content", "status", "code"),
    [
        (b"{", 400, "request_malformed"),
        (b'{"question_id": "locking", "answer": "\xff"}', 400, "request_malformed"),
        (b'{"question_id": "locking", "answer": "\\ud800"}', 400, "request_malformed"),
        (b"", 422, "request_invalid"),
        (b"[]", 422, "request_invalid"),
        (b'{"question_id": "locking"}', 422, "request_invalid"),
        (b'{"question_id": "locking", "answer": " "}', 422, "answer_empty"),
        (json.dumps({"question_id": "locking", "answer": "x " * 30_000}).encode(), 422, "answer_too_long"),
        (b'{"question_id": "locking", "answer": "one\\u0000two"}', 422, "answer_not_text"),
        (b'{"question_id": "locking", "answer": "words", "candidate": "\\n"}', 422, "candidate_invalid"),
        (b'{"question_id": "locknig", "answer": "words"}', 404, "question_unknown"),
        (b'{"question_id": "locking", "answer": "words", "judge": "nobody"}', 404, "judge_unknown"),
        (b"{" + b" " * 1024 * 1024, 413, "body_too_large"),
        (b"[" * 100_000, 400, "request_malformed"),
    ],
    ids=[
        "not JSON",
        "not UTF-8",
        "half a surrogate pair",
        "nothing",
        "no object",
        "a field missing",
        "no words",
        "too many words",
        "a control character",
        "an impossible code",
        "no such question",
        "no such judge",
        "over a mebibyte",
        "nested without end",
    ],
)
async def test_a_body_that_cannot_be_judged_is_a_problem(
    service: Service, content: bytes, status: int, code: str
) -> None:
    headers = {**await service.bearer(), "Content-Type": "application/json"}
    problem_in(await service.client.post("/api/judgements", content=content, headers=headers), status, code)
    assert service.log.judgements == {}


@pytest.mark.parametrize(
    ("method", "address", "more", "fault"),
    [
        ("POST", "/api/judgements", {"content": b""}, "body: There is nothing in it"),
        ("POST", "/api/judgements", {"content": b"[]"}, "body: Input should be an object"),
        ("POST", "/api/judgements", {"headers": {"Idempotency-Key": ""}}, "Idempotency-Key: Expected"),
        ("GET", "/api/judgements/export?format=pdf", {}, "format: Invalid"),
    ],
    ids=["nothing", "no object", "a header", "a parameter"],
)
async def test_a_fault_is_told_by_the_name_it_was_sent_under(
    service: Service, method: str, address: str, more: dict[str, Any], fault: str
) -> None:
    headers = {**await service.bearer(), "Content-Type": "application/json", **more.pop("headers", {})}
    sent = {"content": b'{"question_id": "locking", "answer": "words"}', **more} if method == "POST" else {}
    response = await service.client.request(method, address, headers=headers, **sent)
    problem_in(response, 422, "request_invalid")
    (told,) = response.json()["faults"]
    assert told.startswith(fault)


async def test_a_body_that_is_announced_too_large_is_refused_before_it_is_read(service: Service) -> None:
    read = 0

    async def body():
        nonlocal read
        for _ in range(64):
            read += 1
            yield b" " * 65_536

    headers = {**await service.bearer(), "Content-Type": "application/json", "Content-Length": str(64 * 65_536)}
    response = await service.client.post("/api/judgements", content=body(), headers=headers)
    problem_in(response, 413, "body_too_large")


async def test_a_body_that_is_not_announced_as_json_is_a_problem(service: Service) -> None:
    response = await service.client.post("/api/judgements", data={"answer": "x"}, headers=await service.bearer())
    problem_in(response, 415, "media_type_unsupported")


async def test_an_idempotency_key_used_for_another_request_is_a_problem(service: Service) -> None:
    headers = {**await service.bearer(), "Idempotency-Key": "k-1"}
    await service.judged(headers)
    body = {"question_id": "locking", "answer": "Other words."}
    response = await service.client.post("/api/judgements", json=body, headers=headers)
    problem_in(response, 422, "idempotency_key_reused")


async def test_a_database_that_refuses_is_a_problem_that_asks_to_try_again(service: Service) -> None:
    headers = await service.bearer()
    service.log.fault = errors.DatabaseLocked("Another process holds the database.")
    response = await service.client.get("/api/judgements", headers=headers)
    problem_in(response, 503, "database_locked")
    assert response.headers["retry-after"] == "5"


async def test_an_unforeseen_error_tells_nothing_of_itself(service: Service, logged: list[dict[str, object]]) -> None:
    headers = await service.bearer()
    service.log.fault = ValueError(f"could not bind {WORDS!r}")
    body = {"question_id": "locking", "answer": WORDS}
    response = await service.client.post("/api/judgements", json=body, headers=headers)
    problem_in(response, 500, "internal_error")
    assert "Zinnober" not in response.text
    assert "ValueError" not in response.text
    assert "Traceback" not in response.text
    lines = [line for line in logged if line["event"] == "problem"]
    assert [line["request_id"] for line in lines] == [response.headers["x-request-id"]]


async def test_a_page_that_does_not_exist_is_a_page(service: Service) -> None:
    response = await service.client.get("/nowhere")
    assert response.status_code == 404
    assert response.headers["content-type"].startswith("text/html")
    assert "There is nothing at this address." in response.text


async def test_a_page_that_may_not_be_read_says_so(service: Service) -> None:
    headers = await service.browser()
    del headers["X-CSRF-Token"]
    response = await service.client.post("/logout", headers=headers)
    assert response.status_code == 403
    assert "Reload the page" in response.text
