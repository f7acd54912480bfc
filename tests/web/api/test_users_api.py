"""/api/users: who may use the service, for programs of admins."""

import pytest

from evaluator.domain.users import Role
from tests.web.service import Service


@pytest.fixture
async def admin(service: Service) -> dict[str, str]:
    return await service.bearer("anna", Role.ADMIN)


async def test_a_user_is_added_listed_changed_and_removed(service: Service, admin: dict[str, str]) -> None:
    client = service.client
    made = await client.post("/api/users", json={"name": "boris", "role": "interviewer"}, headers=admin)
    assert made.status_code == 201
    theirs = {"Authorization": f"Bearer {made.json()['token']}"}
    assert (await client.get("/api/questions", headers=theirs)).status_code == 200
    changed = await client.post("/api/users/boris/role", json={"role": "reviewer"}, headers=admin)
    assert (changed.status_code, changed.json()["role"]) == (200, "reviewer")
    listed = (await client.get("/api/users", headers=admin)).json()["users"]
    assert [(one["name"], one["role"], one["sessions"]) for one in listed] == [
        ("anna", "admin", 0),
        ("boris", "reviewer", 0),
    ]
    assert (await client.delete("/api/users/boris", headers=admin)).status_code == 204
    assert (await client.get("/api/questions", headers=theirs)).status_code == 401


async def test_no_answer_but_the_one_that_makes_it_holds_a_token(service: Service, admin: dict[str, str]) -> None:
    made = await service.client.post("/api/users/anna/token", headers=admin)
    token = made.json()["token"]
    fresh = {"Authorization": f"Bearer {token}"}
    assert (await service.client.get("/api/users", headers=admin)).status_code == 401
    listed = await service.client.get("/api/users", headers=fresh)
    assert listed.status_code == 200
    assert token not in listed.text


async def test_a_revoked_user_is_shown_without_a_token(service: Service, admin: dict[str, str]) -> None:
    _, token = await service.users.add("boris", Role.INTERVIEWER)
    assert (await service.client.post("/api/users/boris/revoke", headers=admin)).status_code == 200
    assert (await service.client.get("/api/users", headers=admin)).json()["users"][1]["token_at"] is None
    theirs = {"Authorization": f"Bearer {token}"}
    assert (await service.client.get("/api/questions", headers=theirs)).status_code == 401


@pytest.mark.parametrize(
    ("method", "path", "body", "code"),
    [
        ("POST", "/api/users", {"name": "anna", "role": "admin"}, "user_exists"),
        ("POST", "/api/users", {"name": "a b", "role": "admin"}, "request_invalid"),
        ("POST", "/api/users", {"name": "boris", "role": "boss"}, "request_invalid"),
        ("POST", "/api/users", {"name": "boris"}, "request_invalid"),
        ("POST", "/api/users/anna/role", {"role": "reviewer"}, "last_admin"),
        ("POST", "/api/users/boris/role", {"role": "reviewer"}, "user_unknown"),
        ("POST", "/api/users/boris/token", None, "user_unknown"),
        ("POST", "/api/users/boris/revoke", None, "user_unknown"),
        ("DELETE", "/api/users/boris", None, "user_unknown"),
        ("DELETE", "/api/users/anna", None, "last_admin"),
    ],
    ids=lambda value: str(value),
)
async def test_what_cannot_be_done_is_told_by_a_code(
    service: Service, admin: dict[str, str], method: str, path: str, body: dict[str, str] | None, code: str
) -> None:
    response = await service.client.request(method, path, json=body, headers=admin)
    assert response.json()["code"] == code
    assert list(service.users.users) == ["anna"]


@pytest.mark.parametrize("role", [Role.INTERVIEWER, Role.REVIEWER])
@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/api/users"),
        ("POST", "/api/users"),
        ("POST", "/api/users/boris/role"),
        ("POST", "/api/users/boris/token"),
        ("POST", "/api/users/boris/revoke"),
        ("DELETE", "/api/users/boris"),
    ],
)
async def test_nobody_but_admins_is_answered(service: Service, role: Role, method: str, path: str) -> None:
    theirs = await service.bearer("boris", role)
    response = await service.client.request(method, path, json={"name": "cleo", "role": "admin"}, headers=theirs)
    assert (response.status_code, response.json()["code"]) == (403, "not_allowed")
    assert service.users.users["boris"].role is role
