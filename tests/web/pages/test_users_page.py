"""The page of users, as an admin's browser meets it."""

import re

import pytest

from evaluator.domain.users import Role
from tests.fakes import InMemoryUsers
from tests.web.service import ORIGIN, Service

TOKEN = re.compile(r"<code>([^<]+)</code>")


async def post(service: Service, headers: dict[str, str], path: str, **fields: str) -> tuple[int, str, str]:
    response = await service.client.post(path, data=fields, headers=headers)
    return response.status_code, response.headers.get("location", ""), response.text


@pytest.fixture
async def admin(service: Service) -> dict[str, str]:
    return await service.browser("anna", Role.ADMIN)


async def test_everybody_is_listed_with_role_token_and_sessions(service: Service, admin: dict[str, str]) -> None:
    await service.users.add("boris", Role.REVIEWER)
    await service.users.revoke("boris", by="anna")
    page = (await service.client.get("/users", headers=admin)).text
    assert re.findall(r"<h3>(\w+)", page) == ["anna", "boris"]
    assert re.findall(r'<p class="role">(\w+)', page) == ["admin", "reviewer"]
    assert "<dd><b>revoked</b></dd>" in page
    assert "1\u00a0session, last used" in page
    assert "none open" in page


async def test_an_added_user_gets_a_token_that_is_shown_once(service: Service, admin: dict[str, str]) -> None:
    status, _, page = await post(service, admin, "/users", name="boris", role="reviewer")
    assert status == 200
    (token,) = TOKEN.findall(page)
    found = await service.users.by_token(token)
    assert found is not None
    assert (found.name, found.role) == ("boris", Role.REVIEWER)
    assert token not in (await service.client.get("/users", headers=admin)).text


@pytest.mark.parametrize(("name", "said"), [("anna", "There is a user anna already."), ("a b", "has 1 to 64 letters")])
async def test_a_name_that_will_not_do_is_told_at_its_field(
    service: Service, admin: dict[str, str], name: str, said: str
) -> None:
    status, _, page = await post(service, admin, "/users", name=name, role="reviewer")
    assert status == 422
    assert said in page.partition('id="name-e"')[2]
    assert f'value="{name}"' in page
    assert 'value="reviewer" checked' in page


async def test_a_role_that_there_is_not_is_refused(service: Service, admin: dict[str, str]) -> None:
    status, _, _ = await post(service, admin, "/users", name="boris", role="boss")
    assert status == 422
    assert list(service.users.users) == ["anna"]


async def test_a_role_is_changed_and_counts_from_the_next_request_on(service: Service, admin: dict[str, str]) -> None:
    theirs = await service.browser("boris", Role.INTERVIEWER)
    assert (await service.client.get("/review", headers=theirs)).status_code == 403
    assert (await post(service, admin, "/users/boris/role", role="reviewer"))[:2] == (303, "/users")
    assert (await service.client.get("/review", headers=theirs)).status_code == 200


async def test_who_steps_down_goes_where_they_may_be(service: Service, admin: dict[str, str]) -> None:
    await service.users.add("boris", Role.ADMIN)
    assert (await post(service, admin, "/users/anna/role", role="reviewer"))[:2] == (303, "/")
    assert (await service.client.get("/users", headers=admin)).status_code == 403


async def test_a_new_token_ends_the_old_one(service: Service, admin: dict[str, str]) -> None:
    _, old = await service.users.add("boris", Role.INTERVIEWER)
    status, _, page = await post(service, admin, "/users/boris/token")
    (new,) = TOKEN.findall(page)
    assert status == 200
    assert await service.users.by_token(old) is None
    assert await service.users.by_token(new) is not None


async def test_a_login_link_leads_to_where_the_admin_is(service: Service, admin: dict[str, str]) -> None:
    await service.users.add("boris", Role.INTERVIEWER)
    _, _, page = await post(service, admin, "/users/boris/link")
    (link,) = TOKEN.findall(page)
    origin, _, secret = link.partition("/login?link=")
    assert origin == ORIGIN
    assert secret in service.users.links


async def test_there_is_no_link_for_nobody(service: Service, admin: dict[str, str]) -> None:
    assert (await post(service, admin, "/users/nobody/link"))[0] == 404


@pytest.mark.parametrize("act", ["revoke", "remove", "token"])
async def test_access_that_was_ended_is_over_at_once(service: Service, admin: dict[str, str], act: str) -> None:
    _, token = await service.users.add("boris", Role.INTERVIEWER)
    cookie = await service.browser("cleo", Role.INTERVIEWER)
    bearer = {"Authorization": f"Bearer {token}"}
    assert (await service.client.get("/api/questions", headers=bearer)).status_code == 200
    assert (await service.client.get("/", headers=cookie)).status_code == 200
    await post(service, admin, f"/users/boris/{act}")
    await post(service, admin, f"/users/cleo/{act}")
    assert (await service.client.get("/api/questions", headers=bearer)).status_code == 401
    assert (await service.client.get("/", headers=cookie)).status_code == 303


@pytest.mark.parametrize(("act", "fields"), [("remove", {}), ("role", {"role": "reviewer"})], ids=["remove", "role"])
async def test_the_last_admin_is_offered_neither_and_refused_both(
    service: Service, admin: dict[str, str], act: str, fields: dict[str, str]
) -> None:
    page = (await service.client.get("/users", headers=admin)).text
    assert f"/users/anna/{act}" not in page
    assert "The only admin." in page
    status, _, page = await post(service, admin, f"/users/anna/{act}", **fields)
    assert status == 409
    assert "Nobody else is an admin." in page
    assert service.users.users["anna"].role is Role.ADMIN


@pytest.mark.parametrize("role", [Role.INTERVIEWER, Role.REVIEWER])
@pytest.mark.parametrize(
    "path", ["/users", *(f"/users/anna/{act}" for act in ("role", "token", "link", "revoke", "remove"))]
)
async def test_nobody_but_admins_looks_after_users(service: Service, role: Role, path: str) -> None:
    theirs = await service.browser("boris", role)
    before = (dict(service.users.users), dict(service.users.tokens), dict(service.users.links))
    assert (await post(service, theirs, path, name="cleo", role="admin"))[0] == 403
    assert (service.users.users, service.users.tokens, service.users.links) == before
    page = await service.client.get("/", headers=theirs)
    assert 'href="/users"' not in page.text
    assert (await service.client.get("/users", headers=theirs)).status_code == 403


async def test_every_form_carries_its_proof(service: Service, admin: dict[str, str]) -> None:
    await service.users.add("boris", Role.ADMIN)
    page = (await service.client.get("/users", headers=admin)).text
    forms = re.findall(r"<form.*?</form>", page.partition("<main")[2], flags=re.DOTALL)
    assert len(forms) == 11
    assert all('name="csrf_token"' in form for form in forms)
    bare = {name: value for name, value in admin.items() if name.casefold() == "cookie"}
    assert (await post(service, bare, "/users/boris/remove"))[0] == 403
    assert "boris" in service.users.users


async def test_a_name_in_any_script_has_an_address(service: Service, admin: dict[str, str]) -> None:
    users: InMemoryUsers = service.users
    await users.add("Zoë@köln", Role.INTERVIEWER)
    page = (await service.client.get("/users", headers=admin)).text
    (path,) = re.findall(r'action="(/users/Zo[^"]+)/remove"', page)
    await post(service, admin, f"{path}/remove")
    assert list(users.users) == ["anna"]
