"""Taking answers out of the full-text index for good."""

from collections.abc import Sequence

from sqlalchemy import BindParameter, Connection, bindparam, select, text

from evaluator.store.database import Database
from evaluator.store.tables import judgements

PAGES = 500
"""How much of SQLite's index is written anew in one transaction, for which every other writer has to wait."""

_IDS: BindParameter[str] = bindparam("ids", expanding=True)
_PLACES = select(judgements.c.ledger_seq).where(judgements.c.id.in_(_IDS))
_FORGET = text("DELETE FROM search_words WHERE rowid = :seq")
_BEGIN = text("INSERT INTO search_words (search_words, rank) VALUES ('merge', :pages)").bindparams(pages=-PAGES)
_GO_ON = text("INSERT INTO search_words (search_words, rank) VALUES ('merge', :pages)").bindparams(pages=PAGES)
_CHANGES = text("SELECT total_changes()")


def forget_in(connection: Connection, judgement_ids: Sequence[str]) -> None:
    """Take the answers of these judgements, no more than go into a statement, out of the index, if they are in it.

    They are found no more from then on, but SQLite keeps their words in the index until `tidy` has been over it.
    """
    places = connection.execute(_PLACES, {"ids": list(judgement_ids)}).scalars().all()
    if places:
        connection.execute(_FORGET, [{"seq": place} for place in places])


async def tidy(database: Database) -> None:
    """Leave nothing in the index of what was taken out of it; best before the file is vacuumed. May be called anytime.

    SQLite only notes what is gone, and forgets it when it merges the index: that is done here, a part at a time.
    PostgreSQL's own vacuum does the same.
    """
    if database.location.path is None:
        return
    await database.write(_begin_in)
    while await database.write(_go_on_in):
        pass


def _begin_in(connection: Connection) -> None:
    connection.execute(_BEGIN)


def _go_on_in(connection: Connection) -> bool:
    """Whether there was anything left to do. The merge itself counts as one change."""
    before: int = connection.execute(_CHANGES).scalar_one()
    connection.execute(_GO_ON)
    after: int = connection.execute(_CHANGES).scalar_one()
    return after - before >= 2
