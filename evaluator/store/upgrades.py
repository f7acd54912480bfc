"""Bringing a database to a revision of the schema. The only module that needs Alembic: import it late."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.util import CommandError
from sqlalchemy import Connection

from evaluator.errors import DatabaseUnavailable
from evaluator.store.engines import make_engine, take_turn
from evaluator.store.faults import reported
from evaluator.store.location import Location, locate
from evaluator.store.revisions import NEEDED

SCRIPTS = Path(__file__).parent / "migrations"


def upgrade(url: str, revision: str = NEEDED) -> None:
    """Bring the database to a revision, making the SQLite file where there is none. All of it or nothing.

    Raises SettingsInvalid for a URL that names no database, StoreError leaves for what the database refuses.
    """
    location = locate(url)
    _make_private_file(location)
    with _opened(location) as config:
        command.upgrade(config, revision)


def downgrade(url: str, revision: str) -> None:
    """Bring the database back to an older revision, `base` for none. What newer tables hold is lost."""
    with _opened(locate(url)) as config:
        command.downgrade(config, revision)


def config_for(connection: Connection) -> Config:
    """Alembic's settings for one connection, whose transaction the caller commits."""
    config = Config()
    # Alembic reads options as an ini file does, where a percent sign is special.
    config.set_main_option("script_location", str(SCRIPTS).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


@contextmanager
def _opened(location: Location) -> Iterator[Config]:
    engine = make_engine(location)
    try:
        with reported(location), engine.begin() as connection:
            # Two processes that start at once must not both upgrade.
            take_turn(connection)
            yield config_for(connection)
    except CommandError as error:
        raise DatabaseUnavailable(
            f"The database {location} cannot be brought to that revision: {error}. "
            "A database of a newer version needs that version of the evaluator."
        ) from None
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
