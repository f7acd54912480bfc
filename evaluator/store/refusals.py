"""Why a database refuses, in sentences for people: what it is, and what to do. No statement, parameter or row."""

from evaluator.errors import DatabaseLocked, DatabaseOutdated, DatabaseUnavailable, DiskFull, StoreError

Sentence = tuple[type[StoreError], str]
"""The leaf to raise, and its message with a place for the database's name."""

LOCKED: Sentence = (
    DatabaseLocked,
    "The database {} is held by another process. Nothing was written; try again in a moment.",
)
FULL: Sentence = (
    DiskFull,
    "The disk of the database {} is full. Nothing was written. Make room, then try again.",
)
OUTDATED: Sentence = (
    DatabaseOutdated,
    "The database {} lacks tables that this version needs. Run `evaluator db upgrade`.",
)
MISSING: Sentence = (DatabaseUnavailable, "There is no database at {}. `evaluator db upgrade` makes one.")
CLOSED: Sentence = (
    DatabaseUnavailable,
    "The database {} cannot be opened. It must be a file that this user may read and write.",
)
READ_ONLY: Sentence = (
    DatabaseUnavailable,
    "The database {} cannot be written. Let this user write to the file and its directory.",
)
FORBIDDEN: Sentence = (DatabaseUnavailable, "PostgreSQL does not let this user write to {}.")
NO_LOGIN: Sentence = (DatabaseUnavailable, "PostgreSQL refused the user or the password for {}.")
SILENT: Sentence = (
    DatabaseUnavailable,
    "PostgreSQL does not answer at {}. Is it running, and can it be reached from here?",
)

UNKNOWN: Sentence = (DatabaseUnavailable, "PostgreSQL has no database of that name: {}. Create it first.")


def refused(why: str) -> Sentence:
    """For a refusal that nothing else is known of than its code."""
    return (StoreError, f"The database {{}} refused a statement ({why}). Nothing of it was written.")
