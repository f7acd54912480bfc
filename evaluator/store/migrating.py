"""Bringing a database from one revision to another. The only module that needs Alembic: import it late."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.util import CommandError
from sqlalchemy import Connection

from evaluator.errors import DatabaseUnavailable
from evaluator.store.location import Location

SCRIPTS = Path(__file__).parent / "migrations"


def go_up(connection: Connection, location: Location, revision: str) -> None:
    """Upgrade over a connection whose transaction the caller commits; raises DatabaseUnavailable where no way leads."""
    try:
        command.upgrade(_config_for(connection), revision)
    except CommandError as error:
        raise _no_way(location, error) from None


def go_down(connection: Connection, location: Location, revision: str) -> None:
    """Downgrade likewise, `base` for nothing. What newer tables hold is lost."""
    try:
        command.downgrade(_config_for(connection), revision)
    except CommandError as error:
        raise _no_way(location, error) from None


def _config_for(connection: Connection) -> Config:
    config = Config()
    # Alembic reads options as an ini file does, where a percent sign is special.
    config.set_main_option("script_location", str(SCRIPTS).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


def _no_way(location: Location, error: CommandError) -> DatabaseUnavailable:
    return DatabaseUnavailable(
        f"The database {location} cannot be brought to that revision: {error}. "
        "A database of a newer version needs that version of the evaluator."
    )
