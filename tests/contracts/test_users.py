"""What the databases keep of users: digests of secrets, times that end them, and entries that tell of them."""

import itertools
import json
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Connection, Table, func, select

from evaluator.domain.ledger import EntryKind, Verified
from evaluator.domain.users import Role
from evaluator.store.database import Database
from evaluator.store.ledger import SqlLedger
from evaluator.store.tables import login_links, metadata, sessions
from evaluator.store.users import Lifetimes, SqlUserDirectory
from tests.records import NOON


class Hands:
    """A clock that stands until it is turned."""

    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Hands:
    return Hands()


@pytest.fixture
def users(database: Database, clock: Hands) -> SqlUserDirectory:
    lifetimes = Lifetimes(session=timedelta(hours=2), login_link=timedelta(minutes=10))
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
    clock.now += timedelta(hours=2, microseconds=-1)
    assert await users.by_session(session) == anna
    clock.now += timedelta(microseconds=1)
    assert await users.by_session(session) is None


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
        (EntryKind.USER_CHANGED, {"name": "anna", "role": "admin", "by": "operator"}),
    ]
    assert {entry.subject for entry in entries} == {anna.id}
    assert isinstance(await SqlLedger(database).verify(), Verified)
