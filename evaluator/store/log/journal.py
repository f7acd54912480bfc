"""The ledger's entries, newest first, all of them or those of some kinds."""

from collections.abc import Mapping, Sequence
from heapq import merge
from itertools import islice
from typing import Any

from sqlalchemy import Connection, Select, bindparam, select

from evaluator.domain.journal import JournalPage
from evaluator.domain.ledger import Entry, EntryKind
from evaluator.store.entries import entry_of
from evaluator.store.tables import ledger

_BEFORE = ledger.c.seq < bindparam("before")
_ALL = select(ledger).where(_BEFORE).order_by(ledger.c.seq.desc()).limit(bindparam("most"))
# Nearly every entry is a judgement's: all others have an index of their own, kind by kind.
_JUDGEMENTS = _ALL.where(ledger.c.kind == EntryKind.JUDGEMENT.value)
_OTHERS = _ALL.where(ledger.c.kind == bindparam("kind"), ledger.c.kind != EntryKind.JUDGEMENT.value)

NEWEST = 2**62
"""A number that every entry's comes before."""


def journal_in(connection: Connection, kinds: Sequence[EntryKind], before: int | None, limit: int) -> JournalPage:
    """At most `limit` entries of these kinds that come before a number; of every kind where none is named."""
    wanted = {"before": NEWEST if before is None else before, "most": limit + 1}
    found = _of_kinds(connection, kinds, wanted) if kinds else _read(connection, _ALL, wanted)
    shown = tuple(found[:limit])
    return JournalPage(shown, shown[-1].seq if len(found) > limit else None)


def _of_kinds(connection: Connection, kinds: Sequence[EntryKind], wanted: Mapping[str, int]) -> list[Entry]:
    """Each kind's newest are read on their own: a kind of which there are few is not looked for among many others."""
    found = [
        _read(connection, _JUDGEMENTS, wanted)
        if kind is EntryKind.JUDGEMENT
        else _read(connection, _OTHERS, {**wanted, "kind": kind.value})
        for kind in kinds
    ]
    newest = merge(*found, key=lambda entry: entry.seq, reverse=True)
    return list(islice(newest, wanted["most"]))


def _read(connection: Connection, statement: Select[Any], wanted: Mapping[str, int | str]) -> list[Entry]:
    return [entry_of(row) for row in connection.execute(statement, wanted)]
