"""Which schema this version works with, told without Alembic."""

from sqlalchemy import Connection, text

from evaluator.errors import DatabaseOutdated
from evaluator.store.location import Location

KNOWN = tuple(f"{number:04}" for number in range(1, 21))
"""Every revision this version can upgrade from, oldest first; the last is the one it needs."""

NEEDED = KNOWN[-1]

_STORED = text("SELECT version_num FROM alembic_version")


def stored_revision(connection: Connection) -> str | None:
    """The revision the database says it is at. Fails like any statement where there is no such table."""
    found: str | None = connection.execute(_STORED).scalar()
    return found


def require(found: str | None, location: Location) -> None:
    """Raise DatabaseOutdated unless that is the revision needed."""
    if found == NEEDED:
        return
    if found is None or found in KNOWN:
        raise DatabaseOutdated(
            f"The database {location} has the schema {found or 'of nothing'}, this version needs {NEEDED}. "
            "Run `evaluator db upgrade`."
        )
    raise DatabaseOutdated(
        f"The database {location} was upgraded by a newer version of the evaluator (schema {found}; this one "
        f"needs {NEEDED}). Install that version again."
    )
