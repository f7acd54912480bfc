"""Engines that set every connection up the same way, on SQLite and on PostgreSQL."""

import sqlite3
import time
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, text

from evaluator.store.location import Location

LOCK_TIMEOUT_S = 5.0
SQLITE_CACHE_KB = 256
"""What SQLite may keep of a file for each connection. The system keeps the file in memory anyway, once for all."""
CONNECT_TIMEOUT_S = 5

WRITER_LOCK = 0x6C65_6467_6572
"""The number of PostgreSQL's advisory lock that all writers take in turn, on every machine."""

_TAKE_TURN = text("SELECT pg_advisory_xact_lock(:number)").bindparams(number=WRITER_LOCK)


def make_engine(
    location: Location, *, pool_size: int = 1, read_only: bool = False, lock_timeout_s: float = LOCK_TIMEOUT_S
) -> Engine:
    """An engine that waits so long for other writers, and shows no parameter in any error. Dispose of it."""
    options: dict[str, Any] = {"pool_size": pool_size, "max_overflow": 0, "hide_parameters": True}
    timeout_ms = round(lock_timeout_s * 1000)
    if location.path is not None:
        engine = create_engine(location.engine_url, **options)
        _prepare_sqlite(engine, read_only, timeout_ms)
        return engine
    engine = create_engine(
        location.engine_url,
        **options,
        pool_pre_ping=True,
        isolation_level="REPEATABLE READ" if read_only else "READ COMMITTED",
        connect_args={"connect_timeout": CONNECT_TIMEOUT_S},
    )
    _prepare_postgresql(engine, read_only, timeout_ms)
    return engine


def take_turn(connection: Connection) -> None:
    """Wait until no other transaction writes, and let none begin before this one ends.

    On SQLite it has waited already: its transactions begin as writers.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(_TAKE_TURN)


def _prepare_sqlite(engine: Engine, read_only: bool, timeout_ms: int) -> None:
    begin = "BEGIN" if read_only else "BEGIN IMMEDIATE"
    settings = [
        f"busy_timeout = {timeout_ms}",
        "foreign_keys = ON",
        "synchronous = NORMAL",
        f"cache_size = -{SQLITE_CACHE_KB}",
    ]
    if read_only:
        settings.append("query_only = ON")

    def connected(connection: Any, _record: object) -> None:
        # The driver's own transactions begin too late, and never as writers.
        connection.isolation_level = None
        for setting in settings:
            connection.execute(f"PRAGMA {setting}").close()
        if not read_only:
            _keep_a_log(connection, timeout_ms)

    event.listen(engine, "connect", connected)
    event.listen(engine, "begin", lambda connection: connection.exec_driver_sql(begin))


def _keep_a_log(connection: sqlite3.Connection, timeout_ms: int) -> None:
    """Switch to a write-ahead log. Where another connection is just doing so, SQLite itself does not wait for it."""
    give_up_at = time.monotonic() + timeout_ms / 1000
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL").close()
            return
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > give_up_at:
                raise
        time.sleep(0.01)


def _prepare_postgresql(engine: Engine, read_only: bool, timeout_ms: int) -> None:
    settings = [f"lock_timeout = {timeout_ms}"]
    if read_only:
        settings.append("default_transaction_read_only = on")

    def connected(connection: Any, _record: object) -> None:
        for setting in settings:
            connection.execute(f"SET {setting}")
        connection.commit()

    event.listen(engine, "connect", connected)
