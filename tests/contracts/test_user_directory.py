"""What every UserDirectory does: both databases, and the stand-in that other tests work with."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from evaluator.domain.users import Role, User
from evaluator.errors import LastAdmin, RequestInvalid, UserExists, UserUnknown
from evaluator.services.access import UserDirectory
from evaluator.store.database import open_database
from evaluator.store.users import SqlUserDirectory
from tests.contracts.conftest import KINDS, fresh_url
from tests.fakes import InMemoryUsers


@pytest.fixture(params=["memory", *KINDS])
async def users(request: pytest.FixtureRequest) -> AsyncIterator[UserDirectory]:
    if request.param == "memory":
        yield InMemoryUsers()
        return
    async with open_database(fresh_url(request)) as database:
        yield SqlUserDirectory(database)


async def test_a_new_user_is_known_by_the_token(users: UserDirectory) -> None:
    anna, token = await users.add("anna", Role.REVIEWER)
    assert (anna.name, anna.role) == ("anna", Role.REVIEWER)
    assert await users.by_token(token) == anna


async def test_every_token_is_its_own(users: UserDirectory) -> None:
    _, first = await users.add("anna", Role.ADMIN)
    boris, second = await users.add("boris", Role.INTERVIEWER)
    assert first != second
    assert await users.by_token(second) == boris


@pytest.mark.parametrize("secret", ["", "nothing", "\ud800", "x" * 10_000])
async def test_a_secret_that_is_none_tells_of_nobody(users: UserDirectory, secret: str) -> None:
    await users.add("anna", Role.ADMIN)
    assert await users.by_token(secret) is None
    assert await users.by_session(secret) is None
    assert await users.redeem_login_link(secret) is None
    await users.close_session(secret)


async def test_one_kind_of_secret_does_not_do_for_another(users: UserDirectory) -> None:
    anna, token = await users.add("anna", Role.ADMIN)
    session, link = await users.open_session(anna), await users.make_login_link(anna)
    assert await users.by_session(token) is None
    assert await users.by_token(session) is None
    assert await users.by_session(link) is None
    assert await users.redeem_login_link(session) is None


async def test_users_are_listed_by_name(users: UserDirectory) -> None:
    for name in ("cleo", "anna", "boris"):
        await users.add(name, Role.INTERVIEWER)
    assert [user.name for user in await users.list()] == ["anna", "boris", "cleo"]


async def test_a_name_is_taken_once(users: UserDirectory) -> None:
    anna, token = await users.add("anna", Role.ADMIN)
    with pytest.raises(UserExists):
        await users.add("anna", Role.REVIEWER)
    assert await users.by_token(token) == anna


async def test_a_name_loses_its_outer_white_space(users: UserDirectory) -> None:
    anna, _ = await users.add("  anna\n", Role.ADMIN)
    assert anna.name == "anna"
    with pytest.raises(UserExists):
        await users.add("anna ", Role.ADMIN)


@pytest.mark.parametrize("name", ["", " ", "-anna", "anna.", "an na", "anna\x00x", "a" * 65, "a/b", "<b>"])
async def test_an_impossible_name_is_refused(users: UserDirectory, name: str) -> None:
    with pytest.raises(RequestInvalid, match="letter"):
        await users.add(name, Role.ADMIN)


async def test_a_removed_user_is_nobody_whatever_secret_is_shown(users: UserDirectory) -> None:
    anna, token = await users.add("anna", Role.REVIEWER)
    session, link = await users.open_session(anna), await users.make_login_link(anna)
    removed = await users.remove("anna")
    assert removed == anna
    assert await users.by_token(token) is None
    assert await users.by_session(session) is None
    assert await users.redeem_login_link(link) is None
    assert list(await users.list()) == []


async def test_who_is_not_there_cannot_be_removed(users: UserDirectory) -> None:
    await users.add("anna", Role.REVIEWER)
    await users.remove("anna")
    for name in ("anna", "boris", "a\x00b", "\ud800"):
        with pytest.raises(UserUnknown):
            await users.remove(name)


async def test_a_removed_user_gets_no_new_session_and_no_link(users: UserDirectory) -> None:
    anna, _ = await users.add("anna", Role.REVIEWER)
    await users.remove("anna")
    with pytest.raises(UserUnknown):
        await users.open_session(anna)
    with pytest.raises(UserUnknown):
        await users.make_login_link(anna)


async def test_a_removed_user_comes_back_with_a_new_token_and_role(users: UserDirectory) -> None:
    before, old = await users.add("anna", Role.REVIEWER)
    session = await users.open_session(before)
    await users.remove("anna")
    after, new = await users.add("anna", Role.INTERVIEWER)
    assert (after.id, after.role) == (before.id, Role.INTERVIEWER)
    assert await users.by_token(new) == after
    assert await users.by_token(old) is None
    assert await users.by_session(session) is None


async def test_a_session_holds_until_it_is_closed(users: UserDirectory) -> None:
    anna, _ = await users.add("anna", Role.ADMIN)
    session, other = await users.open_session(anna), await users.open_session(anna)
    assert await users.by_session(session) == anna
    await users.close_session(session)
    assert await users.by_session(session) is None
    assert await users.by_session(other) == anna


async def test_a_login_link_works_once(users: UserDirectory) -> None:
    anna, _ = await users.add("anna", Role.ADMIN)
    link = await users.make_login_link(anna)
    assert await users.redeem_login_link(link) == anna
    assert await users.redeem_login_link(link) is None


async def test_of_several_who_use_a_login_link_at_once_one_gets_in(users: UserDirectory) -> None:
    anna, _ = await users.add("anna", Role.ADMIN)
    link = await users.make_login_link(anna)
    came = await asyncio.gather(*(users.redeem_login_link(link) for _ in range(8)))
    assert [user for user in came if user] == [anna]


async def test_a_chosen_token_makes_its_user_once(users: UserDirectory) -> None:
    first = await users.admit("root", Role.ADMIN, "chosen outside")
    assert await users.admit("root", Role.ADMIN, "chosen outside") == first
    assert await users.by_token("chosen outside") == first
    assert [user.name for user in await users.list()] == ["root"]


async def test_a_newly_chosen_token_ends_whatever_the_old_one_opened(users: UserDirectory) -> None:
    first: User = await users.admit("root", Role.ADMIN, "old")
    session = await users.open_session(first)
    after = await users.admit("root", Role.ADMIN, "new")
    assert after == first
    assert await users.by_token("new") == after
    assert await users.by_token("old") is None
    assert await users.by_session(session) is None


async def test_a_role_can_be_changed_and_the_secrets_stay(users: UserDirectory) -> None:
    anna, token = await users.add("anna", Role.INTERVIEWER)
    session = await users.open_session(anna)
    changed = await users.change_role("anna", Role.REVIEWER, by="boris")
    assert (changed.id, changed.role) == (anna.id, Role.REVIEWER)
    assert await users.by_token(token) == changed
    assert await users.by_session(session) == changed


async def test_a_new_token_ends_the_old_one_and_what_it_opened(users: UserDirectory) -> None:
    anna, old = await users.add("anna", Role.INTERVIEWER)
    session, link = await users.open_session(anna), await users.make_login_link(anna)
    again, new = await users.renew_token("anna", by="boris")
    assert again == anna
    assert await users.by_token(new) == anna
    assert await users.by_token(old) is None
    assert await users.by_session(session) is None
    assert await users.redeem_login_link(link) is None


async def test_who_was_locked_out_gets_in_by_a_new_link_alone(users: UserDirectory) -> None:
    anna, token = await users.add("anna", Role.INTERVIEWER)
    session, link = await users.open_session(anna), await users.make_login_link(anna)
    assert await users.revoke("anna", by="boris") == anna
    assert await users.by_token(token) is None
    assert await users.by_session(session) is None
    assert await users.redeem_login_link(link) is None
    assert await users.redeem_login_link(await users.make_login_link(anna)) == anna


async def test_an_account_tells_of_token_and_sessions(users: UserDirectory) -> None:
    anna, _ = await users.add("anna", Role.ADMIN)
    await users.add("boris", Role.INTERVIEWER)
    await users.open_session(anna)
    await users.revoke("boris", by="anna")
    first, second = await users.accounts()
    assert (first.user, first.sessions, first.token_at is None, first.seen_at is None) == (anna, 1, False, False)
    assert (second.user.name, second.sessions, second.token_at, second.seen_at) == ("boris", 0, None, None)


@pytest.mark.parametrize("others", [[], [Role.REVIEWER]], ids=["alone", "with a reviewer"])
async def test_the_last_admin_stays_one(users: UserDirectory, others: list[Role]) -> None:
    anna, token = await users.add("anna", Role.ADMIN)
    for role in others:
        await users.add("boris", role)
    with pytest.raises(LastAdmin):
        await users.remove("anna")
    with pytest.raises(LastAdmin):
        await users.change_role("anna", Role.REVIEWER, by="anna")
    with pytest.raises(LastAdmin):
        await users.admit("anna", Role.REVIEWER, "chosen")
    assert await users.by_token(token) == anna


async def test_an_admin_may_go_where_another_stays(users: UserDirectory) -> None:
    await users.add("anna", Role.ADMIN)
    await users.add("boris", Role.ADMIN)
    await users.change_role("anna", Role.INTERVIEWER, by="boris")
    await users.remove("anna", by="boris")
    assert [user.name for user in await users.list()] == ["boris"]


async def test_who_is_not_there_cannot_be_changed(users: UserDirectory) -> None:
    await users.add("anna", Role.ADMIN)
    for name in ("boris", "a\x00b", "\ud800"):
        for change in (
            users.change_role(name, Role.ADMIN, by="anna"),
            users.renew_token(name, by="anna"),
            users.revoke(name, by="anna"),
        ):
            with pytest.raises(UserUnknown):
                await change
