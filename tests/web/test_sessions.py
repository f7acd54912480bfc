"""Signing in with a token or a link, and out again."""

from http.cookies import Morsel, SimpleCookie

import pytest
from httpx import Response

from evaluator.domain.users import Role
from evaluator.settings import Settings
from evaluator.web.security import SESSION_COOKIE
from evaluator.web.sessions import local_address
from tests.web.service import Service


def cookie_in(response: Response) -> Morsel[str]:
    return SimpleCookie(response.headers["set-cookie"])[SESSION_COOKIE]


async def sign_in(service: Service, form: dict[str, str], **headers: str) -> Response:
    return await service.client.post("/login", data=form, headers=headers)


async def test_a_token_begins_a_session(service: Service) -> None:
    _, token = await service.users.add("ada", Role.INTERVIEWER)
    response = await sign_in(service, {"token": f" {token}\n"})
    assert (response.status_code, response.headers["location"]) == (303, "/")
    inside = await service.client.get(
        "/api/questions", headers={"Cookie": f"{SESSION_COOKIE}={cookie_in(response).value}"}
    )
    assert inside.status_code == 200


async def test_the_cookie_is_for_this_site_and_out_of_reach_of_scripts(service: Service) -> None:
    _, token = await service.users.add("ada", Role.INTERVIEWER)
    cookie = cookie_in(await sign_in(service, {"token": token}))
    assert (cookie["httponly"], cookie["samesite"], cookie["path"], cookie["domain"]) == (True, "lax", "/", "")
    assert cookie.value != token


@pytest.mark.parametrize(
    ("settings", "secure"),
    [
        (Settings(), ""),
        (Settings(host="localhost"), ""),
        (Settings(host="::1"), ""),
        (Settings(host="0.0.0.0"), True),
        (Settings(host="evaluator.example"), True),
    ],
    ids=lambda value: value.host if isinstance(value, Settings) else "",
)
async def test_off_loopback_the_cookie_travels_encrypted_only(service: Service, secure: bool | str) -> None:
    _, token = await service.users.add("ada", Role.INTERVIEWER)
    assert cookie_in(await sign_in(service, {"token": token}))["secure"] == secure


async def test_behind_tls_the_cookie_travels_encrypted_only(service: Service) -> None:
    _, token = await service.users.add("ada", Role.INTERVIEWER)
    response = await service.client.post("https://evaluator.test/login", data={"token": token})
    assert cookie_in(response)["secure"] is True


@pytest.mark.parametrize("form", [{}, {"token": ""}, {"token": "nonsense"}], ids=["nothing", "no token", "nonsense"])
async def test_without_a_valid_token_the_form_comes_back_with_what_is_wrong(
    service: Service, form: dict[str, str]
) -> None:
    response = await sign_in(service, {**form, "next": "/audit?status=scored"})
    assert response.status_code == 401
    assert "This is not a valid token." in response.text
    assert "/audit?status=scored" in response.text
    assert "set-cookie" not in response.headers


async def test_a_token_that_is_refused_is_not_shown_again(service: Service) -> None:
    assert "n0nsense" not in (await sign_in(service, {"token": "n0nsense"})).text


async def test_opening_a_link_uses_nothing_up(service: Service) -> None:
    user, _ = await service.users.add("ada", Role.ADMIN)
    link = await service.users.make_login_link(user)
    for _ in range(3):
        response = await service.client.get("/login", params={"link": link})
        assert response.status_code == 200
        assert "set-cookie" not in response.headers
    assert link in service.users.links


async def test_pressing_the_button_of_a_link_signs_in_once(service: Service) -> None:
    user, _ = await service.users.add("ada", Role.ADMIN)
    link = await service.users.make_login_link(user)
    first = await sign_in(service, {"link": link})
    second = await sign_in(service, {"link": link})
    assert (first.status_code, second.status_code) == (303, 401)
    assert "This link has been used or is too old." in second.text


async def test_another_site_cannot_sign_anybody_in(service: Service) -> None:
    _, token = await service.users.add("mallory", Role.INTERVIEWER)
    response = await sign_in(service, {"token": token}, **{"Sec-Fetch-Site": "cross-site"})
    assert response.status_code == 403
    assert "set-cookie" not in response.headers


async def test_a_reader_comes_back_to_what_they_wanted(service: Service) -> None:
    refused = await service.client.get("/audit?status=scored&candidate=C%26A")
    assert refused.headers["location"] == "/login?next=/audit%3Fstatus%3Dscored%26candidate%3DC%2526A"
    _, token = await service.users.add("ada", Role.INTERVIEWER)
    page = await service.client.get(refused.headers["location"])
    assert "/audit?status=scored&amp;candidate=C%26A" in page.text
    response = await sign_in(service, {"token": token, "next": "/audit?status=scored&candidate=C%26A"})
    assert response.headers["location"] == "/audit?status=scored&candidate=C%26A"


async def test_what_was_sent_without_a_session_is_not_repeated_after_signing_in(service: Service) -> None:
    response = await service.client.post("/logout")
    assert (response.status_code, response.headers["location"]) == (303, "/login")


@pytest.mark.parametrize(
    "wanted",
    [
        None,
        "",
        "audit",
        "//evil.example/",
        "/\\evil.example",
        "/\t/evil.example",
        "https://evil.example/",
        "javascript:alert(1)",
        "/login?next=/login",
        "/ü\n",
    ],
)
def test_the_way_after_signing_in_never_leads_elsewhere(wanted: str | None) -> None:
    assert local_address(wanted) == "/"


async def test_somebody_signed_in_already_goes_straight_on(service: Service) -> None:
    headers = await service.browser()
    response = await service.client.get("/login?next=/audit", headers=headers)
    assert (response.status_code, response.headers["location"]) == (303, "/audit")


async def test_a_session_that_has_ended_asks_to_sign_in_again(service: Service) -> None:
    response = await service.client.get("/", headers={"Cookie": f"{SESSION_COOKIE}=old"})
    assert (response.status_code, response.headers["location"]) == (303, "/login")


async def test_signing_out_ends_the_session_at_once(service: Service) -> None:
    headers = await service.browser()
    assert (await service.client.get("/api/questions", headers=headers)).status_code == 200
    response = await service.client.post("/logout", headers=headers)
    assert (response.status_code, response.headers["location"]) == (303, "/login")
    assert cookie_in(response)["max-age"] == "0"
    assert service.users.sessions == {}
    assert (await service.client.get("/api/questions", headers=headers)).status_code == 401


async def test_a_token_has_no_session_to_end(service: Service) -> None:
    response = await service.client.post("/logout", headers=await service.bearer())
    assert response.status_code == 303
