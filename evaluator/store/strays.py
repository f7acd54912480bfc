"""Rows that name an entry of the ledger which does not tell of them."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, func, select, union_all

from evaluator.store.tables import ledger

Places = Mapping[str, tuple[ColumnElement[Any], ColumnElement[Any]]]
"""For each kind of entry, the columns that name its number and its subject."""


def stray_in(connection: Connection, places: Places) -> int | None:
    """The first entry that is named so and that does not tell of it, or None."""
    strays = [
        select(func.min(seq).label("seq"))
        .outerjoin(ledger, and_(ledger.c.seq == seq, ledger.c.subject == subject, ledger.c.kind == kind))
        .where(seq.is_not(None), ledger.c.seq.is_(None))
        for kind, (seq, subject) in places.items()
    ]
    found = union_all(*strays).subquery()
    stray: int | None = connection.execute(select(func.min(found.c.seq))).scalar()
    return stray
