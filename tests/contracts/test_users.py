"""What the databases keep of users: digests of secrets, times that end them, and entries that tell of them."""

import asyncio
import itertools
import json
from datetime import datetime, timedelta
from typing import TypeVar

import pytest
from sqlalchemy import Connection, Table, func, select, text

from evaluator.domain.ledger import Broken, EntryKind, Verified
from evaluator.domain.users import Role
from evaluator.errors import DatabaseLocked, LastAdmin
from evaluator.store.database import Database
from evaluator.store.groups import Work
from evaluator.store.ledger import SqlLedger
from evaluator.store.schema import metadata
from evaluator.store.sign_ins import Lifetimes
from evaluator.store.tables import login_links, sessions
from evaluator.store.users import SqlUserDirectory
from tests.records import NOON

T = TypeVar("T")


class Hands:
    """A clock that stands until it is turned."""

    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        return self.now


class ReadOnly(Database):
    """A database that another process holds for writing."""

    async def write(self, work: Work[T]) -> T:
        raise DatabaseLocked("Another process writes.")


@pytest.fixture
def clock() -> Hands:
    return Hands()


@pytest.fixture
def users(database: Database, clock: Hands) -> SqlUserDirectory:
    lifetimes = Lifetimes(session=timedelta(hours=2), idle=timedelta(minutes=30), login_link=timedelta(minutes=10))
    return SqlUserDirectory(database, clock=clock, lifetimes=lifetimes)


async def count(database: Database, table: Table) -> int:
    query = select(func.count()).select_from(table)
    return await database.read(lambda connection: connection.execute(query).scalar_one())


async def test_no_secret_stands_in_the_database(database: Database, users: SqlUserDirectory) -> None:
    anna, token = await users.add("anna", Role.ADMIN)
    secrets = [token, await users.open_session(anna), await users.make_login_link(anna)]

    def dump(connection: Connection) -> str:
        return str([tuple(row) for table in metadata.sorted_tables for row in connection.execute(select(table))])

    told = await database.read(dump)
    assert "anna" in told
    assert [secret for secret in secrets if secret in told] == []


async def test_secrets_hold_the_randomness_they_are_given(database: Database) -> None:
    numbers = itertools.count(1)
    users = SqlUserDirectory(database, random_bytes=lambda size: next(numbers).to_bytes(size, "big"))
    _, token = await users.add("anna", Role.ADMIN)
    assert token == "A" * 42 + "E"


async def test_a_session_ends_by_itself(users: SqlUserDirectory, clock: Hands) -> None:
    anna, _ = await users.add("anna", Role.ADMIN)
    session = await users.open_session(anna)
    for _ in range(5):
        clock.now += timedelta(minutes=20)
        assert await users.by_session(session) == anna
    clock.now = NOON + timedelta(hours=2, microseconds=-1)
    assert await users.by_session(session) == anna
    clock.now += timedelta(microseconds=1)
    assert await users.by_session(session) is None


async def test_a_session_that_nobody_uses_ends_sooner(users: SqlUserDirectory, clock: Hands) -> None:
    anna, _ = await users.add("anna", Role.ADMIN)
    session, other = await users.open_session(anna), await users.open_session(anna)
    clock.now += timedelta(minutes=30, microseconds=-1)
    assert await users.by_session(session) == anna
    clock.now += timedelta(microseconds=1)
    assert await users.by_session(other) is None
    clock.now += timedelta(minutes=29)
    assert await users.by_session(session) == anna


async def test_a_session_in_use_is_written_down_once_a_minute(
    database: Database, users: SqlUserDirectory, clock: Hands
) -> None:
    async def last_used() -> object:
        return await database.read(lambda connection: connection.execute(select(sessions.c.seen_at)).scalar_one())

    anna, _ = await users.add("anna", Role.ADMIN)
    session = await users.open_session(anna)
    clock.now += timedelta(seconds=59)
    await users.by_session(session)
    assert await last_used() is None
    clock.now += timedelta(seconds=1)
    await users.by_session(session)
    assert await last_used() == clock.now


async def test_an_account_tells_of_open_sessions_alone(users: SqlUserDirectory, clock: Hands) -> None:
    anna, _ = await users.add("anna", Role.ADMIN)
    await users.open_session(anna)
    clock.now += timedelta(minutes=20)
    later = await users.open_session(anna)
    clock.now += timedelta(minutes=10)
    assert [(one.sessions, one.seen_at) for one in await users.accounts()] == [(1, NOON + timedelta(minutes=20))]
    await users.close_session(later)
    assert [(one.sessions, one.seen_at) for one in await users.accounts()] == [(0, None)]


async def test_a_session_goes_on_where_its_use_cannot_be_written_down(
    database: Database, clock: Hands, users: SqlUserDirectory
) -> None:
    anna, _ = await users.add("anna", Role.ADMIN)
    session = await users.open_session(anna)
    clock.now += timedelta(minutes=5)
    async with ReadOnly(database.location) as unwritable:
        assert await SqlUserDirectory(unwritable, clock=clock).by_session(session) == anna


async def test_the_ledger_tells_every_privileged_act_and_who_did_it(
    database: Database, users: SqlUserDirectory
) -> None:
    anna, _ = await users.add("anna", Role.ADMIN)
    await users.add("boris", Role.INTERVIEWER, by="anna")
    await users.change_role("boris", Role.ADMIN, by="anna")
    await users.change_role("boris", Role.ADMIN, by="anna")
    await users.renew_token("anna", by="boris")
    await users.revoke("anna", by="boris")
    link = await users.make_login_link(anna, by="boris")
    await users.redeem_login_link(link)
    await users.admit("anna", Role.REVIEWER, "chosen")
    entries = (await SqlLedger(database).entries())[2:]
    told = [(entry.kind, json.loads(entry.payload)) for entry in entries]
    assert told == [
        (EntryKind.USER_CHANGED, {"name": "boris", "role": "admin", "by": "anna", "was": "interviewer"}),
        (EntryKind.ACCESS_RENEWED, {"name": "anna", "role": "admin", "by": "boris"}),
        (EntryKind.ACCESS_REVOKED, {"name": "anna", "role": "admin", "by": "boris"}),
        (EntryKind.LOGIN_LINK_MADE, {"name": "anna", "role": "admin", "by": "boris"}),
        (EntryKind.LOGIN_LINK_USED, {"name": "anna", "role": "admin", "by": "anna"}),
        (EntryKind.USER_CHANGED, {"name": "anna", "role": "reviewer", "by": "operator", "was": "admin"}),
        (EntryKind.ACCESS_RENEWED, {"name": "anna", "role": "reviewer", "by": "operator"}),
    ]
    assert isinstance(await SqlLedger(database).verify(), Verified)


@pytest.mark.parametrize(
    ("change", "at"),
    [
        ("UPDATE users SET role = 'admin' WHERE name = 'boris'", 2),
        ("UPDATE users SET name = 'anne' WHERE name = 'anna'", 4),
        ("UPDATE users SET removed_at = NULL WHERE name = 'cleo'", 5),
        ("UPDATE users SET removed_at = created_at WHERE name = 'boris'", 2),
        ("UPDATE users SET id = 'nobody' WHERE name = 'boris'", 6),
        ("DELETE FROM users WHERE name = 'boris'", 2),
    ],
    ids=["made an admin", "renamed", "brought back", "removed", "unheard of", "gone"],
)
async def test_a_change_of_users_past_the_service_is_found_out(
    database: Database, users: SqlUserDirectory, change: str, at: int
) -> None:
    await users.add("anna", Role.ADMIN)
    await users.add("boris", Role.INTERVIEWER)
    await users.add("cleo", Role.REVIEWER)
    await users.renew_token("anna", by="anna")
    await users.remove("cleo", by="anna")
    assert isinstance(await SqlLedger(database).verify(), Verified)
    await database.write(lambda connection: connection.execute(text(change)))
    found = await SqlLedger(database).verify()
    assert isinstance(found, Broken)
    assert found.at == at


async def test_what_is_refused_leaves_no_entry(database: Database, users: SqlUserDirectory) -> None:
    await users.add("anna", Role.ADMIN)
    before = await SqlLedger(database).head()
    for refused in (users.remove("anna"), users.change_role("anna", Role.REVIEWER, by="anna")):
        with pytest.raises(LastAdmin):
            await refused
    assert await SqlLedger(database).head() == before


async def test_of_two_admins_who_remove_each_other_at_once_one_stays(users: SqlUserDirectory) -> None:
    await users.add("anna", Role.ADMIN)
    await users.add("boris", Role.ADMIN)
    came = await asyncio.gather(
        users.remove("anna", by="boris"), users.remove("boris", by="anna"), return_exceptions=True
    )
    assert [type(one) for one in came if isinstance(one, Exception)] == [LastAdmin]
    assert len(await users.list()) == 1


async def test_a_login_link_ends_by_itself(users: SqlUserDirectory, clock: Hands) -> None:
    anna, _ = await users.add("anna", Role.ADMIN)
    link = await users.make_login_link(anna)
    clock.now += timedelta(minutes=10)
    assert await users.redeem_login_link(link) is None


async def test_what_has_ended_is_cleared_away(database: Database, users: SqlUserDirectory, clock: Hands) -> None:
    anna, _ = await users.add("anna", Role.ADMIN)
    for _ in range(3):
        await users.open_session(anna)
        await users.make_login_link(anna)
    clock.now += timedelta(hours=3)
    await users.open_session(anna)
    await users.make_login_link(anna)
    assert (await count(database, sessions), await count(database, login_links)) == (1, 1)


async def test_the_ledger_tells_who_became_a_user_and_who_ceased_to_be_and_by_whom(
    database: Database, users: SqlUserDirectory
) -> None:
    anna, _ = await users.add("anna", Role.REVIEWER)
    await users.remove("anna", by="boris")
    await users.add("anna", Role.ADMIN, by="boris")
    await users.admit("anna", Role.ADMIN, "chosen")
    await users.admit("anna", Role.ADMIN, "chosen")
    entries = await SqlLedger(database).entries()
    told = [(entry.kind, json.loads(entry.payload)) for entry in entries]
    assert told == [
        (EntryKind.USER_ADDED, {"name": "anna", "role": "reviewer", "by": "operator"}),
        (EntryKind.USER_REMOVED, {"name": "anna", "role": "reviewer", "by": "boris"}),
        (EntryKind.USER_ADDED, {"name": "anna", "role": "admin", "by": "boris"}),
        (EntryKind.ACCESS_RENEWED, {"name": "anna", "role": "admin", "by": "operator"}),
    ]
    assert {entry.subject for entry in entries} == {anna.id}
    assert isinstance(await SqlLedger(database).verify(), Verified)
