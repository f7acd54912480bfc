"""Making somebody a user, changing and removing one, each with the ledger entry that tells of it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, func, insert, select, update

from evaluator.digests import Json
from evaluator.domain.ledger import EntryKind
from evaluator.domain.users import Role, User, UserId
from evaluator.errors import LastAdmin, UserUnknown
from evaluator.store.columns import can_be_kept
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


def required_in(connection: Connection, name: str) -> User:
    """The user of that name. Raises UserUnknown where there is none."""
    row = present_in(connection, name) if can_be_kept(name) else None
    if row is None:
        raise UserUnknown("There is no user of that name. `evaluator users list` names them all.")
    return user_of(row)


def enrol_in(connection: Connection, wanted: Enrolment) -> User:
    """The user with the role and token wanted, its former secrets void, and an entry in the ledger."""
    known = known_in(connection, wanted.user.name)
    if known is None:
        _insert(connection, wanted)
        append_user_in(connection, EntryKind.USER_ADDED, wanted.user, wanted.by, wanted.at)
        return wanted.user
    before, user = user_of(known), replace(user_of(known), role=wanted.user.role)
    if known.removed_at is None and user.role is not Role.ADMIN:
        keep_an_admin_in(connection, before)
    changed = {"role": user.role.value, "token_hash": wanted.token_hash, "token_at": wanted.at, "removed_at": None}
    connection.execute(update(users).where(users.c.id == user.id).values(changed))
    end_secrets_in(connection, user)
    if known.removed_at is not None:
        append_user_in(connection, EntryKind.USER_ADDED, user, wanted.by, wanted.at)
        return user
    if user.role is not before.role:
        append_user_in(connection, EntryKind.USER_CHANGED, user, wanted.by, wanted.at, was=before.role.value)
    if known.token_hash != wanted.token_hash:
        append_user_in(connection, EntryKind.ACCESS_RENEWED, user, wanted.by, wanted.at)
    return user


def change_role_in(connection: Connection, name: str, role: Role, by: str, at: datetime) -> User:
    """See UserDirectory.change_role."""
    before = required_in(connection, name)
    if before.role is role:
        return before
    keep_an_admin_in(connection, before)
    connection.execute(update(users).where(users.c.id == before.id).values(role=role.value))
    user = replace(before, role=role)
    append_user_in(connection, EntryKind.USER_CHANGED, user, by, at, was=before.role.value)
    return user


def renew_in(connection: Connection, name: str, token_hash: str, by: str, at: datetime) -> User:
    """See UserDirectory.renew_token."""
    user = _with_token(connection, name, token_hash, at)
    append_user_in(connection, EntryKind.ACCESS_RENEWED, user, by, at)
    return user


def revoke_in(connection: Connection, name: str, nobodys_hash: str, by: str, at: datetime) -> User:
    """See UserDirectory.revoke. `nobodys_hash` is the digest of a secret that nobody has."""
    user = _with_token(connection, name, nobodys_hash, None)
    append_user_in(connection, EntryKind.ACCESS_REVOKED, user, by, at)
    return user


def remove_in(connection: Connection, name: str, by: str, at: datetime) -> User:
    """See UserDirectory.remove."""
    user = required_in(connection, name)
    keep_an_admin_in(connection, user)
    connection.execute(update(users).where(users.c.id == user.id).values(removed_at=at))
    end_secrets_in(connection, user)
    append_user_in(connection, EntryKind.USER_REMOVED, user, by, at)
    return user


def keep_an_admin_in(connection: Connection, user: User) -> None:
    """Raise LastAdmin where this user is the only admin there is."""
    others = (users.c.role == Role.ADMIN.value, users.c.removed_at.is_(None), users.c.id != user.id)
    if user.role is Role.ADMIN and not connection.execute(select(func.count()).where(*others)).scalar_one():
        raise LastAdmin("Nobody else is an admin, so this one has to stay. Make somebody else an admin first.")


def end_secrets_in(connection: Connection, user: User) -> None:
    """End every session and void every login link of a user."""
    for table in (sessions, login_links):
        connection.execute(delete(table).where(table.c.user_id == user.id))


def append_user_in(connection: Connection, kind: EntryKind, user: User, by: str, at: datetime, **more: str) -> None:
    """Tell the ledger what was done with a user, and by whom."""
    told: Mapping[str, Json] = {"name": user.name, "role": user.role.value, "by": by, **more}
    append_in(connection, kind, user.id, told, at)


def user_of(row: Row[Any]) -> User:
    """The user a row holds."""
    return User(UserId(row.id), row.name, Role(row.role), row.created_at)


def _with_token(connection: Connection, name: str, token_hash: str, at: datetime | None) -> User:
    user = required_in(connection, name)
    connection.execute(update(users).where(users.c.id == user.id).values(token_hash=token_hash, token_at=at))
    end_secrets_in(connection, user)
    return user


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
            "token_at": wanted.at,
        },
    )
