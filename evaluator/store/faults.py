"""What the database says when it refuses, in words for people. No statement, no parameter and no row is repeated."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from evaluator.errors import DatabaseLocked, DatabaseOutdated, DatabaseUnavailable, DiskFull, StoreError
from evaluator.store.location import Location

Sentence = tuple[type[StoreError], str]

_LOCKED: Sentence = (
    DatabaseLocked,
    "The database {} is held by another process. Nothing was written; try again in a moment.",
)
_FULL: Sentence = (
    DiskFull,
    "The disk of the database {} is full. Nothing was written. Make room, then try again.",
)
_OUTDATED: Sentence = (
    DatabaseOutdated,
    "The database {} lacks tables that this version needs. Run `evaluator db upgrade`.",
)
_MISSING: Sentence = (DatabaseUnavailable, "There is no database at {}. `evaluator db upgrade` makes one.")
_CLOSED: Sentence = (
    DatabaseUnavailable,
    "The database {} cannot be opened. It must be a file that this user may read and write.",
)
_READ_ONLY: Sentence = (
    DatabaseUnavailable,
    "The database {} cannot be written. Let this user write to the file and its directory.",
)
_FORBIDDEN: Sentence = (DatabaseUnavailable, "PostgreSQL does not let this user write to {}.")
_NO_LOGIN: Sentence = (DatabaseUnavailable, "PostgreSQL refused the user or the password for {}.")
_SILENT: Sentence = (
    DatabaseUnavailable,
    "PostgreSQL does not answer at {}. Is it running, and can it be reached from here?",
)

_UNKNOWN: Sentence = (DatabaseUnavailable, "PostgreSQL has no database of that name: {}. Create it first.")

_SQLITE: dict[int, Sentence] = {
    sqlite3.SQLITE_BUSY: _LOCKED,
    sqlite3.SQLITE_LOCKED: _LOCKED,
    sqlite3.SQLITE_FULL: _FULL,
    # A full disk, when it is the index beside the write-ahead log that cannot grow.
    sqlite3.SQLITE_IOERR_SHMSIZE: _FULL,
    sqlite3.SQLITE_CANTOPEN: _CLOSED,
    sqlite3.SQLITE_READONLY: _READ_ONLY,
    sqlite3.SQLITE_PERM: _READ_ONLY,
    sqlite3.SQLITE_NOTADB: (
        DatabaseUnavailable,
        "{} is not an SQLite database. Move the file away, or name another database.",
    ),
    sqlite3.SQLITE_CORRUPT: (
        DatabaseUnavailable,
        "The database {} is damaged. Restore it from a backup.",
    ),
    sqlite3.SQLITE_IOERR: (
        DatabaseUnavailable,
        "The database {} cannot be read or written: the disk reports a fault.",
    ),
}
"""By extended result code, else by the primary one in its lowest byte."""

_SQLITE_SCHEMA = ("no such table", "no such column")

_POSTGRESQL: dict[str, Sentence] = {
    "25006": _FORBIDDEN,
    "28": _NO_LOGIN,
    "3D000": _UNKNOWN,
    "3F000": _OUTDATED,
    "40P01": _LOCKED,
    "42501": _FORBIDDEN,
    "42703": _OUTDATED,
    "42P01": _OUTDATED,
    "53100": _FULL,
    "53300": (DatabaseUnavailable, "PostgreSQL takes no more connections at {}. Raise max_connections."),
    "55P03": _LOCKED,
    "57014": _LOCKED,
    "57P": _SILENT,
    "08": _SILENT,
}
"""By SQLSTATE, or the beginning of one."""

_NO_CONNECTION = {
    'FATAL:  database "': _UNKNOWN,
    'FATAL:  role "': _NO_LOGIN,
    "authentication failed": _NO_LOGIN,
    "no password supplied": _NO_LOGIN,
    "no pg_hba.conf entry": _NO_LOGIN,
}
"""By words: of a refused connection the driver passes on no SQLSTATE."""


@contextmanager
def reported(location: Location) -> Iterator[None]:
    """Turn whatever the database raises into a StoreError leaf that says what to do.

    What the driver said is dropped on purpose: it repeats rows and parameters, which are a candidate's words.
    """
    try:
        yield
    except (sqlite3.Error, psycopg.Error, SQLAlchemyError) as error:
        raise _fault(error, location) from None


def _fault(error: Exception, location: Location) -> StoreError:
    cause = error.orig if isinstance(error, DBAPIError) else error
    if isinstance(cause, sqlite3.Error):
        sentence = _sqlite(cause, location)
    elif isinstance(cause, psycopg.Error):
        sentence = _postgresql(cause)
    else:
        sentence = (StoreError, f"The database {{}} could not be used ({type(cause).__name__}).")
    leaf, words = sentence
    return leaf(words.format(location))


def _sqlite(error: sqlite3.Error, location: Location) -> Sentence:
    # Errors that the driver finds by itself carry no code.
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_MISUSE)
    name = getattr(error, "sqlite_errorname", type(error).__name__)
    sentence = _SQLITE.get(code) or _SQLITE.get(code & 0xFF)
    if sentence is _CLOSED and location.is_missing:
        return _MISSING
    if sentence is None and str(error).startswith(_SQLITE_SCHEMA):
        return _OUTDATED
    return sentence or _refused(name)


def _postgresql(error: psycopg.Error) -> Sentence:
    state = error.sqlstate
    if state is None and isinstance(error, psycopg.OperationalError):
        return next((sentence for words, sentence in _NO_CONNECTION.items() if words in str(error)), _SILENT)
    if state is None:
        return _refused(type(error).__name__)
    found = (_POSTGRESQL.get(state[:length]) for length in (5, 3, 2))
    rule = f" {error.diag.constraint_name}" if error.diag.constraint_name else ""
    return next((sentence for sentence in found if sentence), None) or _refused(state + rule)


def _refused(why: str) -> Sentence:
    return (StoreError, f"The database {{}} refused a statement ({why}). Nothing of it was written.")
