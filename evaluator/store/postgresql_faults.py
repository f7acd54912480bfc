"""What PostgreSQL says when it refuses, by its SQLSTATE. Imported late: only who uses PostgreSQL needs its driver."""

import psycopg

from evaluator.errors import DatabaseUnavailable
from evaluator.store.refusals import FORBIDDEN, FULL, LOCKED, NO_LOGIN, OUTDATED, SILENT, UNKNOWN, Sentence, refused

_BY_STATE: dict[str, Sentence] = {
    "25006": FORBIDDEN,
    "28": NO_LOGIN,
    "3D000": UNKNOWN,
    "3F000": OUTDATED,
    "40P01": LOCKED,
    "42501": FORBIDDEN,
    "42703": OUTDATED,
    "42P01": OUTDATED,
    "53100": FULL,
    "53300": (DatabaseUnavailable, "PostgreSQL takes no more connections at {}. Raise max_connections."),
    "55P03": LOCKED,
    "57014": LOCKED,
    "57P": SILENT,
    "08": SILENT,
}
"""By SQLSTATE, or the beginning of one."""

_NO_CONNECTION = {
    'FATAL:  database "': UNKNOWN,
    'FATAL:  role "': NO_LOGIN,
    "authentication failed": NO_LOGIN,
    "no password supplied": NO_LOGIN,
    "no pg_hba.conf entry": NO_LOGIN,
}
"""By words: of a refused connection the driver passes on no SQLSTATE."""


def sentence_for(error: BaseException | None) -> Sentence | None:
    """What to say of an error; None where it is not the driver's."""
    if not isinstance(error, psycopg.Error):
        return None
    state = error.sqlstate
    if state is None and isinstance(error, psycopg.OperationalError):
        return next((sentence for words, sentence in _NO_CONNECTION.items() if words in str(error)), SILENT)
    if state is None:
        return refused(type(error).__name__)
    found = (_BY_STATE.get(state[:length]) for length in (5, 3, 2))
    rule = f" {error.diag.constraint_name}" if error.diag.constraint_name else ""
    return next((sentence for sentence in found if sentence), None) or refused(state + rule)
