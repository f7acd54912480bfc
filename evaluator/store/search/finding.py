"""Finding answers by their words, newest first, by places in the ledger."""

from collections.abc import Sequence

from sqlalchemy import Connection, text

from evaluator.domain.search import Search

EVERY = 2**63 - 1
"""A place above every entry's."""

_SQLITE = text(
    "SELECT rowid FROM search_words WHERE search_words MATCH :words AND rowid < :below ORDER BY rowid DESC LIMIT :most"
)

_NEWEST = 4_000
"""How many of the newest answers are read one by one on PostgreSQL, before its index is asked for all that fit.

Its index knows no order: of a word that every other answer has, it would list them all before the newest is known.
"""

_WALK = """
    SELECT rowid FROM (
        SELECT rowid, words FROM search_words WHERE rowid < :below ORDER BY rowid DESC LIMIT :newest
    ) AS newest WHERE words @@ CAST(:words AS tsquery) ORDER BY rowid DESC LIMIT :most
"""
_WALK_ENDS = "SELECT rowid FROM search_words WHERE rowid < :below ORDER BY rowid DESC OFFSET :newest LIMIT 1"
_INDEX = """
    WITH fitting AS MATERIALIZED (
        SELECT rowid FROM search_words WHERE words @@ CAST(:words AS tsquery)
    ) SELECT rowid FROM fitting WHERE rowid < :below ORDER BY rowid DESC LIMIT :most
"""
_POSTGRESQL_WALK, _POSTGRESQL_WALK_ENDS, _POSTGRESQL_INDEX = text(_WALK), text(_WALK_ENDS), text(_INDEX)


def found_in(connection: Connection, search: Search, below: int | None, most: int) -> Sequence[int]:
    """At most so many places of answers that have every word looked up, newest first, all below a place.

    Where `search.needs_reading`, not each of them is what is looked for.
    """
    if not search.words:
        return []
    asked = {"below": below or EVERY, "most": most}
    if connection.dialect.name == "sqlite":
        words = " ".join(f'"{word}"' for word in search.looked_up)
        return connection.execute(_SQLITE, {**asked, "words": words}).scalars().all()
    words = " & ".join(f"'{word}'" for word in search.looked_up)
    return _walked(connection, {**asked, "words": words}, most)


def _walked(connection: Connection, asked: dict[str, int | str], most: int) -> Sequence[int]:
    newest = connection.execute(_POSTGRESQL_WALK, {**asked, "newest": _NEWEST}).scalars().all()
    if len(newest) == most or connection.execute(_POSTGRESQL_WALK_ENDS, {**asked, "newest": _NEWEST}).first() is None:
        return newest
    return connection.execute(_POSTGRESQL_INDEX, asked).scalars().all()
