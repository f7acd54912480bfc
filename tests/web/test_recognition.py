"""Who a secret belongs to is remembered for a moment only."""

from collections.abc import Callable

import pytest

from evaluator.domain.users import Role
from evaluator.web.recognition import REMEMBERED_S, REMEMBERED_SECRETS, Recognition
from tests.fakes import InMemoryUsers


class Clock:
    """A clock that stands still until it is set."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def users() -> InMemoryUsers:
    users = InMemoryUsers()
    await users.admit("ada", Role.REVIEWER, "token")
    return users


@pytest.fixture
def recognition(users: InMemoryUsers, clock: Callable[[], float]) -> Recognition:
    return Recognition(users.by_token, clock)


async def test_the_directory_is_asked_once_in_a_moment(users: InMemoryUsers, recognition: Recognition) -> None:
    for _ in range(5):
        assert await recognition.user("token") is not None
    assert users.asked == 1


async def test_a_removed_user_is_out_after_that_moment(
    users: InMemoryUsers, recognition: Recognition, clock: Clock
) -> None:
    await recognition.user("token")
    await users.remove("ada")
    clock.now = REMEMBERED_S
    assert await recognition.user("token") is None


def test_the_moment_is_no_longer_than_two_seconds() -> None:
    assert REMEMBERED_S <= 2


async def test_a_secret_that_is_not_valid_is_asked_after_again(users: InMemoryUsers, recognition: Recognition) -> None:
    assert await recognition.user("later") is None
    await users.admit("grace", Role.REVIEWER, "later")
    assert await recognition.user("later") is not None


async def test_no_secret_is_nobodys(users: InMemoryUsers, recognition: Recognition) -> None:
    assert await recognition.user("") is None
    assert users.asked == 0


async def test_a_secret_can_be_forgotten_at_once(users: InMemoryUsers, recognition: Recognition) -> None:
    await recognition.user("token")
    await users.remove("ada")
    recognition.forget("token")
    assert await recognition.user("token") is None


async def test_only_so_many_secrets_are_remembered(users: InMemoryUsers, recognition: Recognition) -> None:
    users.tokens |= {f"token-{number}": "ada" for number in range(REMEMBERED_SECRETS)}
    await recognition.user("token")
    for number in range(REMEMBERED_SECRETS):
        await recognition.user(f"token-{number}")
    asked = users.asked
    await recognition.user("token")
    assert users.asked == asked + 1
