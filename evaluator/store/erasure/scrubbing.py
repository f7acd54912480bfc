"""Leaving no byte behind: what a database deletes stays readable in its files until somebody sees to it.

SQLite marks what it deletes as free, and keeps it in its log besides. So an erasure overwrites what it deletes, and
afterwards the file is written anew without what is free, and its log cut to nothing. PostgreSQL's vacuum frees what is
deleted for what comes next; its own log, archives and backups are the operator's (docs/keeping.md).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Engine

from evaluator.errors import DatabaseLocked, StoreError
from evaluator.store.engines import make_engine
from evaluator.store.erasure_tables import erased_words
from evaluator.store.faults import reported
from evaluator.store.location import Location
from evaluator.store.review_tables import review_words
from evaluator.store.tables import answers, batch_items, idempotency_keys, intents, judgement_words

SEARCHED = "search_words"
HOLDING = (answers, intents, judgement_words, review_words, idempotency_keys, batch_items, erased_words)
"""Tables that an erasure deletes from or writes over."""

GIGABYTE = 10**9
LARGEST = 2 * GIGABYTE
"""A file is written anew by itself up to so many bytes: half a minute, for which whoever writes here waits."""

IN_USE = "Others read the database just now, so its files still hold what was erased. It is tried again by itself."


@contextmanager
def overwriting(connection: Connection) -> Iterator[None]:
    """Have SQLite write zeros over what is deleted meanwhile. PostgreSQL knows no such thing."""
    if connection.dialect.name != "sqlite":
        yield
        return
    connection.exec_driver_sql("PRAGMA secure_delete = ON")
    try:
        yield
    finally:
        connection.exec_driver_sql("PRAGMA secure_delete = OFF")


def refuse_large(location: Location) -> None:
    """Raise StoreError for an SQLite file that takes too long to be written anew while people want to write."""
    size = 0 if location.path is None else location.path.stat().st_size
    if size > LARGEST:
        raise StoreError(
            f"What was erased is overwritten, but the database's file has {size / GIGABYTE:.0f} GB, and to write it "
            "anew takes minutes in which nobody can write. Do that when it is quiet: `evaluator erase --finish`."
        )


def rewrite(engine: Engine) -> None:
    """Write an SQLite file anew without what was deleted, and cut its log. Raises DatabaseLocked where others read."""
    raw = engine.raw_connection()
    try:
        connection: Any = raw.driver_connection
        # The log may be cut only once nobody reads from it: so before the file is written, which takes a while, too.
        _cut_log(connection)
        connection.execute("VACUUM").close()
        _cut_log(connection)
    finally:
        raw.close()


def vacuum(location: Location) -> None:
    """Free what was deleted in PostgreSQL, beside whoever reads and writes."""
    names = ", ".join([*(table.name for table in HOLDING), SEARCHED])
    engine = make_engine(location)
    try:
        with reported(location), engine.connect() as connection:
            connection.execution_options(isolation_level="AUTOCOMMIT").exec_driver_sql(f"VACUUM {names}")
    finally:
        engine.dispose()


def _cut_log(connection: Any) -> None:
    cursor = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    is_busy = cursor.fetchone()[0]
    cursor.close()
    if is_busy:
        raise DatabaseLocked(IN_USE)
