"""What the database says when it refuses, in words for people. No statement, no parameter and no row is repeated."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from evaluator.errors import StoreError
from evaluator.store import sqlite_faults
from evaluator.store.location import Location
from evaluator.store.refusals import Sentence


@contextmanager
def reported(location: Location) -> Iterator[None]:
    """Turn whatever the database raises into a StoreError leaf that says what to do.

    What the driver said is dropped on purpose: it repeats rows and parameters, which are a candidate's words.
    """
    try:
        yield
    except Exception as error:
        sentence = _sentence(error.orig if isinstance(error, DBAPIError) else error, location)
        if sentence is None:
            raise
        leaf, words = sentence
        raise leaf(words.format(location)) from None


def _sentence(error: BaseException | None, location: Location) -> Sentence | None:
    """What to say of an error; None where it is no database's."""
    if isinstance(error, sqlite3.Error):
        return sqlite_faults.sentence_for(error, location)
    if location.path is None:
        # Not before it is needed: the driver is slow to load, and most have no PostgreSQL.
        from evaluator.store import postgresql_faults

        if (sentence := postgresql_faults.sentence_for(error)) is not None:
            return sentence
    if isinstance(error, SQLAlchemyError):
        return (StoreError, f"The database {{}} could not be used ({type(error).__name__}).")
    return None
