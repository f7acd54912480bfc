"""Every way a database can refuse, as one sentence that says what to do."""

import sqlite3
import stat
import traceback
from collections.abc import AsyncIterator
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import event, insert
from sqlalchemy.exc import ArgumentError

from evaluator.errors import (
    DatabaseLocked,
    DatabaseOutdated,
    DatabaseUnavailable,
    DiskFull,
    StoreError,
)
from evaluator.store.database import Database, open_database
from evaluator.store.faults import reported
from evaluator.store.judgements import SqlJudgementLog
from evaluator.store.ledger import SqlLedger
from evaluator.store.location import locate
from evaluator.store.tables import answers
from evaluator.store.upgrades import upgrade
from tests.records import WHOLE, intent_for, judgement


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """An SQLite file with the present schema."""
    path = tmp_path / "record.db"
    upgrade(f"sqlite:///{path}")
    return path


@pytest.fixture
async def database(path: Path) -> AsyncIterator[Database]:
    async with open_database(f"sqlite:///{path}", lock_timeout_s=0.05) as opened:
        yield opened


async def check(path: Path) -> None:
    async with open_database(f"sqlite:///{path}") as database:
        await database.check()


def told(leaf: type[StoreError], path: Path, advice: str) -> pytest.RaisesExc[StoreError]:
    """The leaf that is expected, with where and what to do in its message."""
    return pytest.raises(leaf, match=f"{path}.*{advice}")


async def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    path = tmp_path / "missing.db"
    with told(DatabaseUnavailable, path, "`evaluator db upgrade` makes one"):
        await check(path)
    assert not path.exists()


async def test_a_directory_that_is_not_there(tmp_path: Path) -> None:
    path = tmp_path / "nowhere" / "record.db"
    with told(DatabaseUnavailable, path, "`evaluator db upgrade` makes one"):
        await check(path)


async def test_a_directory_in_the_place_of_the_file(tmp_path: Path) -> None:
    with told(DatabaseUnavailable, tmp_path, "must be a file"):
        await check(tmp_path)


async def test_a_file_that_is_no_database(tmp_path: Path) -> None:
    path = tmp_path / "letter.txt"
    path.write_text("Dear reader, " * 100)
    with told(DatabaseUnavailable, path, "Move the file away"):
        await check(path)
    with told(DatabaseUnavailable, path, "Move the file away"):
        upgrade(f"sqlite:///{path}")
    assert path.read_text().startswith("Dear reader")


async def test_an_empty_file(tmp_path: Path) -> None:
    path = tmp_path / "empty.db"
    path.touch()
    with told(DatabaseOutdated, path, "evaluator db upgrade"):
        await check(path)


async def test_a_damaged_file(path: Path) -> None:
    damage(path)
    with told(DatabaseUnavailable, path, "Restore it from a backup"):
        await check(path)


async def test_a_table_that_is_gone(path: Path, database: Database) -> None:
    await database.write(lambda connection: connection.exec_driver_sql("DROP TABLE intents"))
    with told(DatabaseOutdated, path, "evaluator db upgrade"):
        await SqlJudgementLog(database).open_intent(intent_for(WHOLE))


async def test_another_process_that_holds_the_database(path: Path, database: Database) -> None:
    log = SqlJudgementLog(database)
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with told(DatabaseLocked, path, "try again"):
        await log.record(WHOLE)
    assert await log.get(WHOLE.id) is None
    other.execute("ROLLBACK")
    other.close()
    await log.record(WHOLE)
    assert await log.get(WHOLE.id) is not None


async def test_a_disk_that_is_full_takes_nothing_or_all(path: Path, database: Database) -> None:
    log = SqlJudgementLog(database)
    limit_pages(database, pages_of(path) + 12)
    recorded = 0
    with told(DiskFull, path, "Make room"):
        for number in range(1, 100):
            await log.open_intent(intent_for(judgement(number)))
            await log.record(judgement(number))
            recorded = number
    assert recorded > 0
    assert (await SqlLedger(database).head()).seq in (0, recorded + 2)
    limit_pages(database, 10_000)
    assert (await SqlLedger(database).verify()).message == f"Ledger intact up to #{recorded + 2}"
    await log.record(judgement(recorded + 1))
    assert await log.open_intents() == []


async def test_a_database_that_may_only_be_read(path: Path, database: Database) -> None:
    set_up(database, "PRAGMA query_only = ON")
    log = SqlJudgementLog(database)
    with told(DatabaseUnavailable, path, "Let this user write"):
        await log.record(WHOLE)
    assert await log.get(WHOLE.id) is None


def test_a_place_where_no_file_can_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    path = tmp_path / "file" / "var" / "record.db"
    with told(DatabaseUnavailable, path, "Name a directory"):
        upgrade(f"sqlite:///{path}")


def test_a_new_file_and_its_directory_are_this_users_alone(tmp_path: Path) -> None:
    upgrade(f"sqlite:///{tmp_path}/var/record.db")
    assert stat.S_IMODE((tmp_path / "var").stat().st_mode) == 0o700
    assert stat.S_IMODE((tmp_path / "var" / "record.db").stat().st_mode) == 0o600


async def test_what_a_refused_statement_held_is_told_to_nobody(path: Path, database: Database) -> None:
    row = {"judgement_id": "1", "kind": "typed", "text": "private words", "turns": "[]", "digest": "x"}

    async def write_twice() -> None:
        for _ in range(2):
            await database.write(lambda connection: connection.execute(insert(answers), row))

    with told(StoreError, path, "SQLITE_CONSTRAINT_PRIMARYKEY") as caught:
        await write_twice()
    assert "private words" not in "".join(traceback.format_exception(caught.value))


SQLSTATES = {
    "08006": (DatabaseUnavailable, "Is it running"),
    "57P01": (DatabaseUnavailable, "Is it running"),
    "57P03": (DatabaseUnavailable, "Is it running"),
    "53300": (DatabaseUnavailable, "max_connections"),
    "28P01": (DatabaseUnavailable, "user or the password"),
    "3D000": (DatabaseUnavailable, "Create it first"),
    "42501": (DatabaseUnavailable, "does not let this user write"),
    "25006": (DatabaseUnavailable, "does not let this user write"),
    "53100": (DiskFull, "Make room"),
    "55P03": (DatabaseLocked, "try again"),
    "40P01": (DatabaseLocked, "try again"),
    "42P01": (DatabaseOutdated, "evaluator db upgrade"),
    "42703": (DatabaseOutdated, "evaluator db upgrade"),
    "23505": (StoreError, "23505"),
}
POSTGRES = locate("postgresql://anna:open-sesame@db.example/evaluator")


@pytest.mark.parametrize(("state", "expected"), SQLSTATES.items(), ids=SQLSTATES.keys())
def test_what_postgresql_answers(state: str, expected: tuple[type[StoreError], str]) -> None:
    leaf, advice = expected
    with pytest.raises(StoreError, match=advice) as caught, reported(POSTGRES):
        raise psycopg.errors.lookup(state)("Failing row contains (private words).")
    assert type(caught.value) is leaf
    assert "db.example/evaluator" in caught.value.message
    assert "open-sesame" not in caught.value.message
    assert "private" not in "".join(traceback.format_exception(caught.value))


REFUSED = {
    'FATAL:  database "evaluator" does not exist': "Create it first",
    'FATAL:  role "anna" does not exist': "user or the password",
    'FATAL:  password authentication failed for user "anna"': "user or the password",
    "fe_sendauth: no password supplied": "user or the password",
    'FATAL:  no pg_hba.conf entry for host "10.0.0.1"': "user or the password",
    "could not translate host name": "Is it running",
}


@pytest.mark.parametrize(("words", "advice"), REFUSED.items(), ids=REFUSED.keys())
def test_why_postgresql_refused_a_connection(words: str, advice: str) -> None:
    with pytest.raises(DatabaseUnavailable, match=advice), reported(POSTGRES):
        raise psycopg.OperationalError(f"connection failed: {words}")


async def test_a_postgresql_that_is_not_there() -> None:
    async with open_database("postgresql://anna:open-sesame@127.0.0.1:1/evaluator") as database:
        with pytest.raises(DatabaseUnavailable, match=r"127\.0\.0\.1:1/evaluator.*Is it running"):
            await database.check()


def test_what_nobody_foresaw_is_named_by_its_kind_alone() -> None:
    with pytest.raises(StoreError, match=r"could not be used \(ArgumentError\)"), reported(POSTGRES):
        raise ArgumentError("private words")
    with pytest.raises(StoreError, match="InterfaceError"), reported(POSTGRES):
        raise psycopg.InterfaceError("private words")
    with pytest.raises(StoreError, match="ProgrammingError"), reported(locate("sqlite:///x.db")):
        raise sqlite3.ProgrammingError("private words")


def set_up(database: Database, *settings: str) -> None:
    """Let every new connection for writing begin with these settings."""

    def connected(connection: sqlite3.Connection, _record: object) -> None:
        for setting in settings:
            connection.execute(setting)

    database.writing.dispose()
    event.listen(database.writing, "connect", connected)


def limit_pages(database: Database, pages: int) -> None:
    """Let the file grow to so many pages and no further."""
    set_up(database, f"PRAGMA max_page_count = {pages}")


def pages_of(path: Path) -> int:
    """How many pages of 4 KiB the file has."""
    return path.stat().st_size // 4096


def damage(path: Path) -> None:
    """Overwrite all but the first page."""
    content = path.read_bytes()
    path.write_bytes(content[:4096] + b"\xff" * (len(content) - 4096))
