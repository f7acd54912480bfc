"""Bringing a database to a revision of the schema, and making a new one."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, inspect, text

from evaluator.errors import DatabaseUnavailable
from evaluator.store.engines import make_engine, take_turn
from evaluator.store.faults import reported
from evaluator.store.location import Location, locate
from evaluator.store.revisions import NEEDED, stored_revision

SCHEMA = Path(__file__).with_name("schema.sql")
"""What all the migrations come to in an SQLite file, statement by statement, with an empty line between two of them.

It is written from the tables by `make schema`. To compile it from them anew, for each new file, takes 30 ms.
"""

_VERSION = text("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL PRIMARY KEY)")
_STAMP = text("INSERT INTO alembic_version (version_num) VALUES (:revision)").bindparams(revision=NEEDED)


def upgrade(url: str, revision: str = NEEDED) -> None:
    """Bring the database to a revision, making the SQLite file where there is none. All of it or nothing.

    Raises SettingsInvalid for a URL that names no database, StoreError leaves for what the database refuses.
    """
    location = locate(url)
    _make_private_file(location)
    with _opened(location) as connection:
        tables = inspect(connection).get_table_names()
        if "alembic_version" in tables and stored_revision(connection) == revision:
            return
        if location.path is not None and not tables and revision == NEEDED:
            _make_at_once(connection)
            return
        # Alembic alone takes as long to load as all else that a short command needs.
        from evaluator.store.migrating import go_up

        go_up(connection, location, revision)


def downgrade(url: str, revision: str) -> None:
    """Bring the database back to an older revision, `base` for none. What newer tables hold is lost."""
    from evaluator.store.migrating import go_down

    location = locate(url)
    with _opened(location) as connection:
        go_down(connection, location, revision)


def _make_at_once(connection: Connection) -> None:
    """Make in a new SQLite file what all the migrations come to."""
    for statement in SCHEMA.read_text(encoding="utf-8").split("\n\n"):
        connection.exec_driver_sql(statement)
    connection.execute(_VERSION)
    connection.execute(_STAMP)


@contextmanager
def _opened(location: Location) -> Iterator[Connection]:
    engine = make_engine(location)
    try:
        with reported(location), engine.begin() as connection:
            # Two processes that start at once must not both upgrade.
            take_turn(connection)
            yield connection
    finally:
        engine.dispose()


def _make_private_file(location: Location) -> None:
    """Make the SQLite file readable to this user alone: it will hold what candidates said."""
    if location.path is None or not location.is_missing:
        return
    try:
        location.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.close(os.open(location.path, os.O_CREAT | os.O_WRONLY, 0o600))
    except OSError as error:
        raise DatabaseUnavailable(
            f"The database {location} cannot be made: {error.strerror}. Name a directory this user may write to."
        ) from None
