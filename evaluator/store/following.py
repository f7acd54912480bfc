"""Following the ledger: what is derived from its entries is written after them, in order, each entry once.

A chunk's derived rows and the follower's place are written in one transaction. So what is derived is exact as of that
place, a process that is killed leaves nothing half taken, and several that follow at once take nothing twice. Who
records a judgement waits for none of it.
"""

from collections.abc import Sequence
from functools import partial
from typing import Protocol

from sqlalchemy import Connection, bindparam, func, insert, select, update

from evaluator.domain.ledger import Entry, Following, spaced
from evaluator.errors import LedgerBroken
from evaluator.store.database import Database
from evaluator.store.entries import chunk_in
from evaluator.store.following_tables import followers
from evaluator.store.tables import ledger

CHUNK = 200
"""How many entries are taken in one transaction, for which every other writer has to wait."""

_PLACE = select(followers.c.seq).where(followers.c.name == bindparam("follower"))
_NEWEST = select(func.max(ledger.c.seq))
_BEGIN = insert(followers)
_MOVE = update(followers).where(followers.c.name == bindparam("follower"))


class Follower(Protocol):
    """Something that is derived from the ledger's entries, and from the rows that stand behind them."""

    name: str
    """Under which its place is kept. To derive otherwise than before takes another name, and starts again at #1."""

    def take(self, connection: Connection, entries: Sequence[Entry]) -> None:
        """Write what these entries come to, in the transaction that also writes how far the follower has come.

        They come right after those taken before, in order and of every kind. It keeps no state of its own: it may be
        called again for the same entries after a rollback. What has been erased meanwhile it passes over.
        """


class SqlFollowing:
    """A follower on its way along the ledger: `services.following.Pursuit`."""

    def __init__(self, database: Database, follower: Follower) -> None:
        self._database = database
        self._follower = follower

    @property
    def name(self) -> str:
        """See Pursuit."""
        return self._follower.name

    async def follow(self, *, at_most: int) -> Following:
        """See Pursuit."""
        return await follow(self._database, self._follower, at_most=at_most)


async def follow(database: Database, follower: Follower, *, at_most: int) -> Following:
    """Let a follower take at most so many of the entries that it has not taken yet; where it stands after that.

    Nothing is written where there is nothing new. Raises LedgerBroken where it cannot read an entry, else StoreError
    leaves; what it took before stays taken.
    """
    left = at_most
    while True:
        ahead = partial(_ahead_in, name=follower.name, most=min(CHUNK, left))
        standing, entries = await database.read(ahead)
        if not entries:
            return standing
        await database.write(partial(_take_in, follower=follower, entries=entries))
        left -= len(entries)


def standing_in(connection: Connection, name: str) -> Following:
    """Where the follower of that name stands."""
    return Following(_place_in(connection, name) or 0, connection.execute(_NEWEST).scalar() or 0)


def _ahead_in(connection: Connection, *, name: str, most: int) -> tuple[Following, Sequence[Entry]]:
    """Where the follower stands, and the entries that it is to take next."""
    standing = standing_in(connection, name)
    return standing, [] if standing.is_level else chunk_in(connection, standing.seq, most)


def _take_in(connection: Connection, *, follower: Follower, entries: Sequence[Entry]) -> None:
    place = _place_in(connection, follower.name)
    if (place or 0) != entries[0].seq - 1:
        # Another process took them meanwhile.
        return
    try:
        follower.take(connection, entries)
    except (ValueError, TypeError, LookupError, AttributeError):
        first, last = spaced(entries[0].seq), spaced(entries[-1].seq)
        raise LedgerBroken(
            f"What the ledger's entries #{first} to #{last} tell of cannot be read: somebody has changed it in the "
            "database. `evaluator ledger verify` says which one."
        ) from None
    if place is None:
        connection.execute(_BEGIN, {"name": follower.name, "seq": entries[-1].seq})
    else:
        connection.execute(_MOVE, {"follower": follower.name, "seq": entries[-1].seq})


def _place_in(connection: Connection, name: str) -> int | None:
    place: int | None = connection.execute(_PLACE, {"follower": name}).scalar()
    return place
