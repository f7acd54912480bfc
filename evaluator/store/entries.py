"""Reading and appending the ledger's entries, within the transaction of what they tell of."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, bindparam, insert, select

from evaluator.digests import Digest, Json
from evaluator.domain.ledger import Entry, EntryKind, Head, follow
from evaluator.store.prepared import write_in
from evaluator.store.tables import ledger

CHUNK = 500
"""How many entries are held at once while reading them all."""

HEAD = select(ledger.c.seq, ledger.c.digest).order_by(ledger.c.seq.desc()).limit(1)
"""The newest entry."""

_APPEND = insert(ledger)
# The kinds are named for the index, which begins with them.
_OF = (
    select(ledger)
    .where(
        ledger.c.kind.in_(bindparam("kinds", expanding=True)),
        ledger.c.subject.in_(bindparam("subjects", expanding=True)),
    )
    .order_by(ledger.c.seq)
)
_AFTER = select(ledger).where(ledger.c.seq > bindparam("after")).order_by(ledger.c.seq).limit(bindparam("most"))


@dataclass(frozen=True, slots=True)
class Event:
    """What an entry is to tell of."""

    kind: EntryKind
    subject: str
    payload: Mapping[str, Json]
    at: datetime


def head_in(connection: Connection) -> Head:
    """Where the chain stands."""
    row = connection.execute(HEAD).first()
    return Head(row.seq, Digest(row.digest)) if row else Head()


def append_in(
    connection: Connection, kind: EntryKind, subject: str, payload: Mapping[str, Json], at: datetime
) -> Entry:
    """Append an entry and return it. Only one writer at a time may be here: see Database.write."""
    return append_all_in(connection, [Event(kind, subject, payload, at)])[0]


def append_all_in(connection: Connection, events: Sequence[Event], head: Head | None = None) -> list[Entry]:
    """Append an entry for each event, in order, as `append_in` does one. `head` where the transaction knows it."""
    entries = list(_following(head or head_in(connection), events))
    write_in(connection, _APPEND, [_row_of(entry) for entry in entries])
    return entries


def entries_of_in(connection: Connection, subjects: Sequence[str]) -> list[Entry]:
    """Every entry that tells of these subjects, oldest first."""
    kinds = [kind.value for kind in EntryKind]
    found = connection.execute(_OF, {"kinds": kinds, "subjects": list(subjects)})
    return [entry_of(row) for row in found]


def chunk_in(connection: Connection, after: int, most: int = CHUNK) -> list[Entry]:
    """At most so many entries that come after a number, in order."""
    rows = connection.execute(_AFTER, {"after": after, "most": most})
    return [entry_of(row) for row in rows]


def chunks_in(connection: Connection) -> Iterator[list[Entry]]:
    """All entries in order, a chunk at a time."""
    after = 0
    while chunk := chunk_in(connection, after):
        yield chunk
        after = chunk[-1].seq


def _following(head: Head, events: Sequence[Event]) -> Iterator[Entry]:
    for event in events:
        entry = follow(head, event.kind, event.subject, event.payload, event.at)
        yield entry
        head = Head(entry.seq, entry.digest)


def entry_of(row: Row[Any]) -> Entry:
    """The entry that a row of the ledger holds."""
    return Entry(row.seq, row.kind, row.subject, row.payload, row.at, Digest(row.previous), Digest(row.digest))


def _row_of(entry: Entry) -> dict[str, Any]:
    return {
        "seq": entry.seq,
        "kind": entry.kind,
        "subject": entry.subject,
        "payload": entry.payload,
        "at": entry.at,
        "previous": entry.previous,
        "digest": entry.digest,
    }
