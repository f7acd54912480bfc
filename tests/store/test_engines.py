"""A new SQLite file that several begin to use at once."""

import sqlite3
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy.exc import DatabaseError, OperationalError

from evaluator.store.engines import make_engine
from evaluator.store.location import Location, locate


@pytest.fixture
def place(tmp_path: Path) -> Location:
    return locate(f"sqlite:///{tmp_path}/record.db")


@pytest.fixture
def other(place: Location) -> Iterator[sqlite3.Connection]:
    """Another process that just writes the first thing into the file, before there is a write-ahead log."""
    assert place.path is not None
    connection = sqlite3.connect(place.path, isolation_level=None, check_same_thread=False)
    connection.execute("CREATE TABLE first (number)")
    connection.execute("BEGIN IMMEDIATE")
    yield connection
    connection.close()


def test_who_comes_second_waits_until_the_first_has_written(place: Location, other: sqlite3.Connection) -> None:
    engine = make_engine(place)
    threading.Timer(0.05, other.commit).start()
    with engine.begin() as connection:
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
    engine.dispose()


def test_who_comes_second_waits_no_longer_than_for_any_writer(place: Location, other: sqlite3.Connection) -> None:
    engine = make_engine(place, lock_timeout_s=0.05)
    began = time.monotonic()
    with pytest.raises(OperationalError, match="locked"):
        engine.connect()
    assert time.monotonic() - began >= 0.05


def test_what_is_no_database_is_refused_at_once(place: Location) -> None:
    assert place.path is not None
    place.path.write_bytes(b"no database" * 1_000)
    with pytest.raises(DatabaseError, match="not a database"):
        make_engine(place).connect()
