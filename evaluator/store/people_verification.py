"""Whether users are what the ledger's entries say: who made somebody an admin in the database alone is found out, and
who did away with somebody there.
"""

import json
from typing import Any

from sqlalchemy import Connection, Row, func, select

from evaluator.domain.ledger import OF_USERS, Broken, EntryKind
from evaluator.store.entries import head_in
from evaluator.store.tables import ledger, users

_LAST = (
    select(func.max(ledger.c.seq).label("seq"))
    .where(ledger.c.kind.in_([kind.value for kind in OF_USERS]))
    .group_by(ledger.c.subject)
    .subquery()
)
_OF_USER = (ledger.c.subject == users.c.id) & ledger.c.seq.in_(select(_LAST.c.seq))
_TOLD = (
    select(users, ledger.c.seq, ledger.c.kind, ledger.c.payload)
    .select_from(users.outerjoin(ledger, _OF_USER))
    .order_by(ledger.c.seq)
)
_GONE = (
    select(func.min(ledger.c.seq))
    .outerjoin(users, users.c.id == ledger.c.subject)
    .where(ledger.c.kind.in_([kind.value for kind in OF_USERS]), users.c.id.is_(None))
)


def fault_among_users_in(connection: Connection) -> Broken | None:
    """The first user who is not as the last entry about them says, of whom none tells, or who is not there any more."""
    for row in connection.execute(_TOLD):
        if row.seq is None:
            return Broken(head_in(connection).seq + 1, "no entry tells of a user that there is")
        if not _is_as_told(row):
            return Broken(row.seq, "its user is not what it says")
    # Whoever is removed stays, with the moment of it.
    gone = connection.execute(_GONE).scalar()
    return None if gone is None else Broken(gone, "its user is gone")


def _is_as_told(row: Row[Any]) -> bool:
    try:
        told = json.loads(row.payload)
        said = (told["name"], told["role"], row.kind == EntryKind.USER_REMOVED)
    except (ValueError, TypeError, LookupError):
        return False
    return said == (row.name, row.role, row.removed_at is not None)
