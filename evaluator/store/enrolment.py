"""Making somebody a user, bringing one back or changing one, with the ledger entry that tells of it."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select, update

from evaluator.domain.ledger import EntryKind
from evaluator.domain.users import Role, User, UserId
from evaluator.store.entries import append_in
from evaluator.store.tables import login_links, sessions, users


@dataclass(frozen=True, slots=True)
class Enrolment:
    """Who is to be a user: `user` as it is if it is new, the digest of its token, and who enrols it when."""

    user: User
    token_hash: str
    by: str
    at: datetime


def known_in(connection: Connection, name: str) -> Row[Any] | None:
    """The row of that name, of a removed user too."""
    return connection.execute(select(users).where(users.c.name == name)).first()


def present_in(connection: Connection, name: str) -> Row[Any] | None:
    """The row of that name unless the user is removed."""
    row = known_in(connection, name)
    return row if row is not None and row.removed_at is None else None


def enrol_in(connection: Connection, wanted: Enrolment) -> User:
    """The user with the role and token wanted, its former secrets void, and an entry in the ledger."""
    known = known_in(connection, wanted.user.name)
    if known is None:
        _insert(connection, wanted)
        user = wanted.user
    else:
        user = replace(user_of(known), role=wanted.user.role)
        changed = {"role": user.role.value, "token_hash": wanted.token_hash, "removed_at": None}
        connection.execute(update(users).where(users.c.id == user.id).values(changed))
        end_secrets_in(connection, user)
    there_before = known is not None and known.removed_at is None
    kind = EntryKind.USER_CHANGED if there_before else EntryKind.USER_ADDED
    append_user_in(connection, kind, user, wanted.by, wanted.at)
    return user


def end_secrets_in(connection: Connection, user: User) -> None:
    """End every session and void every login link of a user."""
    for table in (sessions, login_links):
        connection.execute(delete(table).where(table.c.user_id == user.id))


def append_user_in(connection: Connection, kind: EntryKind, user: User, by: str, at: datetime) -> None:
    """Tell the ledger what was done with a user, and by whom."""
    append_in(connection, kind, user.id, {"name": user.name, "role": user.role.value, "by": by}, at)


def user_of(row: Row[Any]) -> User:
    """The user a row holds."""
    return User(UserId(row.id), row.name, Role(row.role), row.created_at)


def _insert(connection: Connection, wanted: Enrolment) -> None:
    user = wanted.user
    connection.execute(
        insert(users),
        {
            "id": user.id,
            "name": user.name,
            "role": user.role.value,
            "token_hash": wanted.token_hash,
            "created_at": user.created_at,
        },
    )
