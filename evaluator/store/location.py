"""Where the database is: its URL as SQLAlchemy wants it, and how to name it to people without a password."""

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from evaluator.errors import SettingsInvalid

_POSTGRESQL = "postgresql+psycopg"


@dataclass(frozen=True, slots=True)
class Location:
    """One database. `path` is the SQLite file, None for PostgreSQL. Prints without a password."""

    url: URL
    path: Path | None

    def __str__(self) -> str:
        return str(self.path) if self.path else self.url.render_as_string(hide_password=True)

    @property
    def engine_url(self) -> URL:
        """The URL to connect with. An SQLite file that is not there is not made by connecting."""
        if self.path is None:
            return self.url
        return URL.create("sqlite", database=self.path.as_uri(), query={"mode": "rw", "uri": "true"})

    @property
    def is_missing(self) -> bool:
        """Whether this is an SQLite file that is not there."""
        try:
            return self.path is not None and not self.path.exists()
        except OSError:
            return False


def locate(url: str) -> Location:
    """The database a URL names. Raises SettingsInvalid for one that is neither an SQLite file nor PostgreSQL."""
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError):
        raise _refused("it cannot be read as a URL") from None
    kind = parsed.get_backend_name()
    if kind == "postgresql":
        return Location(parsed.set(drivername=_POSTGRESQL), None)
    if kind != "sqlite":
        raise _refused(f"it names {kind}")
    if not parsed.database or parsed.database == ":memory:" or parsed.database.startswith("file:"):
        raise _refused("it names no file")
    return Location(parsed, Path(parsed.database).absolute())


def _refused(why: str) -> SettingsInvalid:
    return SettingsInvalid(
        f"EVALUATOR_DATABASE_URL cannot be used: {why}. "
        "Give `sqlite:///path/to/file.db` or `postgresql+psycopg://user:password@host/database`."
    )
