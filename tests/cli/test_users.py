"""`evaluator users`: who may use the service."""

import re

import pytest

from evaluator.domain.users import Role
from evaluator.settings import Settings
from tests.cli.conftest import Desk

LINK = re.compile(r"http://127\.0\.0\.1:8000/login\?link=(\S+)$", re.MULTILINE)


@pytest.mark.parametrize("role", list(Role))
def test_an_added_user_gets_a_token_and_a_link_that_work(desk: Desk, role: Role) -> None:
    result = desk.run("users", "add", "ada", "--role", role.value)
    assert result.code == 0
    assert f"Added ada ({role.value})." in result.out
    (token,) = re.findall(r"Token, shown only now: (\S+)", result.out)
    assert desk.users.tokens == {token: "ada"}
    assert LINK.findall(result.out) == list(desk.users.links)


def test_users_are_listed_with_role_and_day(desk: Desk) -> None:
    desk.run("users", "add", "ada", "--role", "admin")
    assert desk.run("users", "list").out == "NAME  ROLE   SINCE\nada   admin  2026-11-22\n"


def test_an_empty_list_is_a_heading_alone(desk: Desk) -> None:
    assert desk.run("users", "list").out == "NAME  ROLE  SINCE\n"


def test_a_link_can_be_made_again(desk: Desk) -> None:
    desk.run("users", "add", "ada", "--role", "admin")
    result = desk.run("users", "link", "ada")
    assert result.code == 0
    assert LINK.fullmatch(result.out.strip())
    assert len(desk.users.links) == 2


def test_the_link_leads_to_where_the_service_listens(desk: Desk) -> None:
    desk.settings = Settings(data_dir=desk.settings.data_dir, host="::", port=9000)
    assert "http://localhost:9000/login?link=" in desk.run("users", "add", "ada", "--role", "admin").out
    desk.settings = Settings(data_dir=desk.settings.data_dir, host="::1", port=9000)
    assert "http://[::1]:9000/login?link=" in desk.run("users", "link", "ada").out
    desk.settings = Settings(data_dir=desk.settings.data_dir, host="judge.example", port=9000)
    assert "http://judge.example:9000/login?link=" in desk.run("users", "link", "ada").out


def test_a_removed_user_is_gone(desk: Desk) -> None:
    desk.run("users", "add", "ada", "--role", "admin")
    desk.run("users", "add", "ben", "--role", "reviewer")
    assert desk.run("users", "remove", "ben").code == 0
    assert list(desk.users.users) == ["ada"]


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("add", "ada", "--role", "admin"), 1, "error: There is a user ada already."),
        (("add", "-x-", "--role", "admin"), 2, "No such option"),
        (("add", "a b", "--role", "admin"), 1, "error: A user's name has 1 to 64 letters"),
        (("add", "ben"), 2, "Missing option '--role'"),
        (("add", "ben", "--role", "boss"), 2, "Invalid value for '--role'"),
        (("remove", "ben"), 1, "error: There is no user ben."),
        (("remove", "ada"), 1, "error: Nobody else is an admin."),
        (("link", "ben"), 1, "error: There is no user of that name. `evaluator users list` names them all."),
    ],
    ids=["taken", "hyphen", "space", "no role", "no such role", "remove", "last admin", "link"],
)
def test_what_cannot_be_done_is_refused(desk: Desk, arguments: tuple[str, ...], code: int, said: str) -> None:
    desk.run("users", "add", "ada", "--role", "admin")
    result = desk.run("users", *arguments)
    assert result.code == code
    assert said in result.err


def test_only_adding_a_user_makes_the_database(desk: Desk) -> None:
    desk.run("users", "list")
    assert desk.upgrades == 0
    desk.run("users", "add", "ada", "--role", "admin")
    assert desk.upgrades == 1
