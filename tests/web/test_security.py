"""Nothing answers without a token or a session, and no other site can use somebody's session."""

import pytest
from litestar.routes import HTTPRoute

from evaluator.domain.users import Role
from evaluator.web.security import Session
from tests.web.service import Service
from tests.web.shapes import problem_in

OPEN = {"/login", "/health/live", "/health/ready", "/static/{name:path}"}


async def test_every_route_but_the_public_ones_is_closed_to_strangers(service: Service) -> None:
    tried = set()
    for route in service.app.site.routes:
        assert isinstance(route, HTTPRoute)
        address = route.path.replace("{name:path}", "none.css").replace(":str}", "}").replace("{number:int}", "1")
        for method in route.methods - {"OPTIONS"}:
            response = await service.client.request(method, address)
            sent_away = "www-authenticate" in response.headers or response.headers.get("location", "").startswith(
                "/login"
            )
            assert sent_away is (route.path not in OPEN), (method, route.path, response.status_code)
            tried.add(route.path)
    assert tried > OPEN


@pytest.mark.parametrize(
    "header",
    ["Bearer", "Bearer ", "Bearer nonsense", "Basic YWRhOmFkYQ==", "nonsense", ""],
    ids=["no token", "an empty token", "an unknown token", "another scheme", "no scheme", "nothing"],
)
async def test_a_header_without_a_valid_token_opens_nothing(service: Service, header: str) -> None:
    response = await service.client.get("/api/questions", headers={"Authorization": header})
    problem_in(response, 401, "not_signed_in")


async def test_a_token_that_is_not_valid_is_not_made_up_for_by_a_session(service: Service) -> None:
    headers = {**await service.browser(), "Authorization": "Bearer nonsense"}
    problem_in(await service.client.get("/api/questions", headers=headers), 401, "not_signed_in")


@pytest.mark.parametrize("role", Role)
async def test_a_token_opens_the_api(service: Service, role: Role) -> None:
    response = await service.client.get("/api/questions", headers=await service.bearer(role=role))
    assert response.status_code == 200


async def test_a_session_opens_the_api_for_a_script_that_sends_the_sessions_token(service: Service) -> None:
    judgement = await service.judged(await service.browser("ada"))
    assert judgement["created_by"] == "ada"


@pytest.mark.parametrize(
    "token",
    [None, b"", b"nonsense", Session("another").csrf_token.encode(), b"\xfc"],
    ids=["none", "empty", "nonsense", "another session's", "not ASCII"],
)
async def test_a_session_alone_changes_nothing(service: Service, token: bytes | None) -> None:
    headers: dict[str, str | bytes] = {**await service.browser()}
    del headers["X-CSRF-Token"]
    if token is not None:
        headers["X-CSRF-Token"] = token
    body = {"question_id": "locking", "answer": "words"}
    response = await service.client.post("/api/judgements", json=body, headers=headers)
    problem_in(response, 403, "not_allowed")
    assert service.judge.judged == 0


async def test_a_form_proves_itself_by_a_hidden_field(service: Service) -> None:
    headers = await service.browser()
    token = headers.pop("X-CSRF-Token")
    without = await service.client.post("/logout", data={"other": "x"}, headers=headers)
    assert without.status_code == 403
    proven = await service.client.post("/logout", data={"csrf_token": token}, headers=headers)
    assert proven.headers["location"] == "/login"


async def test_a_hidden_field_that_is_a_file_proves_nothing(service: Service) -> None:
    headers = await service.browser()
    token = headers.pop("X-CSRF-Token")
    response = await service.client.post("/logout", files={"csrf_token": token.encode()}, headers=headers)
    assert response.status_code == 403


@pytest.mark.parametrize(
    "told",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
    ],
    ids=["another site", "a sister site", "another origin", "a hidden origin"],
)
async def test_a_request_from_another_site_is_refused_whatever_it_holds(service: Service, told: dict[str, str]) -> None:
    body = {"question_id": "locking", "answer": "words"}
    headers = {**await service.browser(), **told}
    problem_in(await service.client.post("/api/judgements", json=body, headers=headers), 403, "not_allowed")


@pytest.mark.parametrize(
    "told",
    [{"Sec-Fetch-Site": "same-origin", "Origin": "https://behind.proxy"}, {"Origin": "http://evaluator.test"}],
    ids=["the browser vouches for it", "the origin is our own"],
)
async def test_a_request_from_our_own_pages_is_taken(service: Service, told: dict[str, str]) -> None:
    await service.judged({**await service.browser(), **told})


async def test_a_request_with_a_token_needs_no_proof_of_where_it_comes_from(service: Service) -> None:
    await service.judged({**await service.bearer(), "Sec-Fetch-Site": "cross-site"})


async def test_a_sessions_secret_is_no_token(service: Service) -> None:
    headers = await service.browser()
    assert (await service.client.get("/api/questions", headers=headers)).status_code == 200
    secret = headers["Cookie"].partition("=")[2]
    response = await service.client.get("/api/questions", headers={"Authorization": f"Bearer {secret}"})
    problem_in(response, 401, "not_signed_in")


def test_a_session_never_shows_its_secret() -> None:
    assert "s3cret" not in repr(Session("s3cret"))
    assert "s3cret" not in Session("s3cret").csrf_token
