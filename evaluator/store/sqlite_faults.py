"""What SQLite says when it refuses, by its result code."""

import sqlite3

from evaluator.errors import DatabaseUnavailable
from evaluator.store.location import Location
from evaluator.store.refusals import CLOSED, FULL, LOCKED, MISSING, OUTDATED, READ_ONLY, Sentence, refused

_BY_CODE: dict[int, Sentence] = {
    sqlite3.SQLITE_BUSY: LOCKED,
    sqlite3.SQLITE_LOCKED: LOCKED,
    sqlite3.SQLITE_FULL: FULL,
    # A full disk, when it is the index beside the write-ahead log that cannot grow.
    sqlite3.SQLITE_IOERR_SHMSIZE: FULL,
    sqlite3.SQLITE_CANTOPEN: CLOSED,
    sqlite3.SQLITE_READONLY: READ_ONLY,
    sqlite3.SQLITE_PERM: READ_ONLY,
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

_NO_SCHEMA = ("no such table", "no such column")


def sentence_for(error: sqlite3.Error, location: Location) -> Sentence:
    """What to say of an error."""
    # Errors that the driver finds by itself carry no code.
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_MISUSE)
    name = getattr(error, "sqlite_errorname", type(error).__name__)
    sentence = _BY_CODE.get(code) or _BY_CODE.get(code & 0xFF)
    if sentence is CLOSED and location.is_missing:
        return MISSING
    if sentence is None and str(error).startswith(_NO_SCHEMA):
        return OUTDATED
    return sentence or refused(name)
