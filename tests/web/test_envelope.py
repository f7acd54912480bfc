"""What every response carries and every request leaves in the log."""

import pytest

from tests.web.service import WORDS, Service


@pytest.mark.parametrize("address", ["/login", "/api/questions", "/nowhere", "/health/live", "/static/app.css"])
async def test_every_response_carries_the_security_headers(service: Service, address: str) -> None:
    headers = (await service.client.get(address)).headers
    assert headers["content-security-policy"] == (
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert "server" not in headers


@pytest.mark.parametrize("address", ["/login", "/api/questions", "/nowhere"])
async def test_nothing_people_said_is_kept_by_browsers(service: Service, address: str) -> None:
    response = await service.client.get(address, headers=await service.bearer())
    assert response.headers["cache-control"] == "no-store"


async def test_every_request_has_an_id_of_its_own(service: Service) -> None:
    ids = [(await service.client.get("/health/live")).headers["x-request-id"] for _ in range(3)]
    assert len(set(ids)) == 3


async def test_any_word_for_a_method_counts_as_one_and_the_same(
    service: Service, logged: list[dict[str, object]]
) -> None:
    for method in ("ZINNOBER", "BREW"):
        await service.client.request(method, "/api/judgements")
    assert {line["method"] for line in logged if line["event"] == "request"} == {"(other)"}
    metrics = (await service.client.get("/metrics", headers=await service.bearer())).text
    assert 'evaluator_requests_total{method="(other)",route="(none)",status="405"} 2.0' in metrics


async def test_a_request_leaves_one_line_with_its_route_and_nothing_private(
    service: Service, logged: list[dict[str, object]]
) -> None:
    headers = await service.bearer("ada")
    body = {"question_id": "locking", "answer": WORDS, "candidate": "C-1042"}
    response = await service.client.post("/api/judgements?again=s3cret", json=body, headers=headers)
    (line,) = [line for line in logged if line["event"] == "request"]
    assert isinstance(line.pop("ms"), float)
    assert line == {
        "event": "request",
        "log_level": "info",
        "method": "POST",
        "route": "/api/judgements",
        "status": 201,
        "user": "ada",
        "request_id": response.headers["x-request-id"],
    }
    told = str(logged)
    secrets = [headers["Authorization"].removeprefix("Bearer "), "s3cret", "Zinnober", "C-1042"]
    assert [secret for secret in secrets if secret in told] == []


async def test_a_route_is_logged_by_its_template(service: Service, logged: list[dict[str, object]]) -> None:
    await service.client.get("/api/judgements/abc", headers=await service.bearer())
    await service.client.get("/api/nothing/abc")
    assert [line["route"] for line in logged if line["event"] == "request"] == [
        "/api/judgements/{judgement_id}",
        "(none)",
    ]


async def test_a_judgement_leaves_one_line_without_words_or_candidate(
    service: Service, logged: list[dict[str, object]]
) -> None:
    judgement = await service.judged(await service.bearer("ada"), candidate="C-1042")
    (line,) = [line for line in logged if line["event"] == "judgement"]
    assert line["id"] == judgement["id"]
    assert (line["judge"], line["status"], line["user"]) == ("scripted", "scored", "ada")
    assert "Zinnober" not in str(line)
    assert "C-1042" not in str(line)


async def test_a_head_request_is_a_get_without_its_body(service: Service) -> None:
    headers = await service.bearer()
    get = await service.client.get("/api/questions", headers=headers)
    head = await service.client.head("/api/questions", headers=headers)
    assert head.status_code == 200
    assert head.content == b""
    assert head.headers["content-length"] == get.headers["content-length"]


async def test_a_web_socket_finds_nobody(service: Service) -> None:
    sent: list[dict[str, object]] = []

    async def receive() -> dict[str, object]:
        return {"type": "websocket.connect"}

    async def send(message: dict[str, object]) -> None:
        sent.append(message)

    scope = {
        "type": "websocket",
        "path": "/judgements/a/events",
        "headers": [],
        "query_string": b"",
        "subprotocols": [],
    }
    await service.app(scope, receive, send)
    assert [message["type"] for message in sent] == ["websocket.close"]
