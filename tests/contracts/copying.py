"""A follower that copies the subject of every entry to a table of its own, in which nothing may stand twice."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Column, Connection, MetaData, Table, Text, insert, select

from evaluator.domain.ledger import Entry, EntryKind
from evaluator.store.columns import SEQUENCE
from evaluator.store.database import Database
from evaluator.store.entries import Event, append_all_in
from tests.records import NOON

copies = Table("copies", MetaData(), Column("seq", SEQUENCE, primary_key=True), Column("subject", Text, nullable=False))


@dataclass(frozen=True)
class Copier:
    """Copies; `unreadable` is a subject that it cannot make out."""

    name: str = "copier"
    unreadable: str = ""

    def take(self, connection: Connection, entries: Sequence[Entry]) -> None:
        connection.execute(insert(copies), [{"seq": entry.seq, "subject": entry.subject} for entry in entries])
        if self.unreadable in {entry.subject for entry in entries}:
            raise ValueError(self.unreadable)


async def prepare(database: Database, count: int) -> None:
    """A ledger of so many entries, and a table for their copies."""
    await database.write(copies.create)
    await grow(database, count)


async def grow(database: Database, count: int, prefix: str = "") -> None:
    """Append so many entries."""
    events = [Event(EntryKind.USER_ADDED, f"{prefix}{number}", {}, NOON) for number in range(1, count + 1)]
    await database.write(lambda connection: append_all_in(connection, events))


async def copied(database: Database) -> list[tuple[int, str]]:
    """All that was copied, in order."""
    rows = await database.read(lambda connection: connection.execute(select(copies).order_by(copies.c.seq)).all())
    return [(row.seq, row.subject) for row in rows]
