"""Leaving no byte behind: what a database deletes stays readable in its files until somebody sees to it.

SQLite marks what it deletes as free, and keeps it in its log besides. So an erasure overwrites what it deletes, and
afterwards the file is written anew without what is free, and its log cut to nothing. PostgreSQL's vacuum frees what is
deleted for what comes next; its own log, archives and backups are the operator's (docs/keeping.md).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Engine

from evaluator.errors import DatabaseLocked
from evaluator.store.erasure_tables import erased_words
from evaluator.store.review_tables import review_words
from evaluator.store.tables import answers, batch_items, idempotency_keys, intents, judgement_words

SEARCHED = "search_words"
HOLDING = (answers, intents, judgement_words, review_words, idempotency_keys, batch_items, erased_words)
"""Tables that an erasure deletes from or writes over."""

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


def scrub(engine: Engine) -> None:
    """Rid a database's files of what was deleted from it. Raises DatabaseLocked where others keep it from that."""
    raw = engine.raw_connection()
    try:
        if engine.dialect.name == "sqlite":
            _rewrite(raw.driver_connection)
        else:
            _vacuum(raw.driver_connection)
    finally:
        raw.close()


def _rewrite(connection: Any) -> None:
    # The log may be cut only once nobody reads from it: so before the file is written anew, which takes a while, too.
    _cut_log(connection)
    connection.execute("VACUUM").close()
    _cut_log(connection)


def _cut_log(connection: Any) -> None:
    cursor = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    is_busy = cursor.fetchone()[0]
    cursor.close()
    if is_busy:
        raise DatabaseLocked(IN_USE)


def _vacuum(connection: Any) -> None:
    names = ", ".join([*(table.name for table in HOLDING), SEARCHED])
    connection.autocommit = True
    try:
        connection.execute(f"VACUUM {names}")
    finally:
        connection.autocommit = False
