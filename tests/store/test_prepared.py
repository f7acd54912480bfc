"""A prepared statement writes to the letter what SQLAlchemy would have written."""

import sqlite3
from collections.abc import Iterator

import pytest
from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    Double,
    Integer,
    MetaData,
    Table,
    Text,
    bindparam,
    create_engine,
    insert,
    update,
)

from evaluator.store.columns import Moment
from evaluator.store.prepared import write_in
from tests.records import NOON

KEPT = Table(
    "kept",
    MetaData(),
    Column("number", Integer, primary_key=True),
    Column("text", Text),
    Column("share", Double),
    Column("is_open", Boolean),
    Column("at", Moment),
)
INSERT = insert(KEPT)
UPDATE = update(KEPT).where(KEPT.c.number == bindparam("which")).values(at=bindparam("moment"))
ROW = {"number": 1, "text": "a 'word'", "share": 0.5, "is_open": True, "at": NOON}
EMPTY = {"number": 2, "text": None, "share": None, "is_open": None, "at": None}


@pytest.fixture
def connection() -> Iterator[Connection]:
    engine = create_engine("sqlite://")
    with engine.begin() as connection:
        KEPT.create(connection)
        yield connection
    engine.dispose()


def stored(connection: Connection) -> list[tuple[object, ...]]:
    """Every row as SQLite itself holds it."""
    return [tuple(row)[1:] for row in connection.exec_driver_sql("SELECT * FROM kept ORDER BY number")]


def test_rows_are_written_as_otherwise(connection: Connection) -> None:
    connection.execute(INSERT, [ROW, EMPTY])
    write_in(connection, INSERT, [dict(reversed(ROW.items())) | {"number": 3}, EMPTY | {"number": 4}])
    first, second, third, fourth = stored(connection)
    assert (third, fourth) == (first, second)


def test_rows_are_changed_as_otherwise(connection: Connection) -> None:
    connection.execute(INSERT, [EMPTY | {"number": 1}, EMPTY, EMPTY | {"number": 3}])
    connection.execute(UPDATE, {"which": 1, "moment": NOON})
    write_in(connection, UPDATE, [{"which": 2, "moment": NOON}])
    first, second, third = stored(connection)
    assert second == first != third


def test_a_row_that_lacks_a_parameter_is_refused(connection: Connection) -> None:
    with pytest.raises(KeyError, match="text"):
        write_in(connection, INSERT, [{"number": 1}])


def test_what_the_driver_refuses_is_told_in_its_own_words(connection: Connection) -> None:
    with pytest.raises(sqlite3.IntegrityError, match="UNIQUE"):
        write_in(connection, INSERT, [ROW, ROW])
