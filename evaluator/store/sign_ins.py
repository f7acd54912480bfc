"""The secrets that let a user in for a while: sessions and login links."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Table, delete, func, insert, select, update

from evaluator.domain.ledger import EntryKind
from evaluator.domain.users import Account, User
from evaluator.errors import UserUnknown
from evaluator.store.enrolment import append_user_in, user_of
from evaluator.store.tables import login_links, sessions, users

NOTED_EVERY = timedelta(minutes=1)
"""How often the use of a session is written down: not every request writes."""

_last_used = func.coalesce(sessions.c.seen_at, sessions.c.created_at)


@dataclass(frozen=True, slots=True)
class Lifetimes:
    """How long a session is good for, at most and without being used, and a login link that nobody uses."""

    session: timedelta = timedelta(hours=12)
    idle: timedelta = timedelta(hours=2)
    login_link: timedelta = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Issued:
    """A secret to be kept: its digest, whom it lets in, from when until when."""

    secret_hash: str
    user: User
    at: datetime
    until: datetime


def hashed(secret: str) -> str:
    """What is kept of a secret."""
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()


def issue_in(connection: Connection, table: Table, issued: Issued) -> None:
    """Keep a session or a link, and clear away those that have ended. Raises UserUnknown when the user is removed."""
    present = select(users.c.id).where(users.c.id == issued.user.id, users.c.removed_at.is_(None))
    if connection.execute(present).first() is None:
        raise UserUnknown("This user was removed and cannot sign in.")
    connection.execute(delete(table).where(table.c.expires_at <= issued.at))
    row = {"secret_hash": issued.secret_hash, "user_id": issued.user.id}
    connection.execute(insert(table), row | {"created_at": issued.at, "expires_at": issued.until})


def session_in(connection: Connection, secret: str, at: datetime, idle: timedelta) -> Row[Any] | None:
    """The user's row of a session that is open, with `last_used`."""
    query = (
        select(users, _last_used.label("last_used"))
        .join(sessions)
        .where(sessions.c.secret_hash == hashed(secret), users.c.removed_at.is_(None), _is_open(at, idle))
    )
    return connection.execute(query).first()


def note_use_in(connection: Connection, secret: str, at: datetime) -> None:
    """Write down that a session is in use."""
    connection.execute(update(sessions).where(sessions.c.secret_hash == hashed(secret)).values(seen_at=at))


def redeem_in(connection: Connection, secret: str, at: datetime) -> User | None:
    """See UserDirectory.redeem_login_link."""
    link = login_links.c.secret_hash == hashed(secret)
    good = link & login_links.c.used_at.is_(None) & (login_links.c.expires_at > at)
    row = connection.execute(select(users).join(login_links).where(good, users.c.removed_at.is_(None))).first()
    if row is None:
        return None
    connection.execute(update(login_links).where(link).values(used_at=at))
    user = user_of(row)
    append_user_in(connection, EntryKind.LOGIN_LINK_USED, user, user.name, at)
    return user


def accounts_in(connection: Connection, at: datetime, idle: timedelta) -> list[Account]:
    """See UserDirectory.accounts."""
    open_now = (
        select(sessions.c.user_id, func.count().label("sessions"), func.max(_last_used).label("seen_at"))
        .where(_is_open(at, idle))
        .group_by(sessions.c.user_id)
        .subquery()
    )
    query = (
        select(users, func.coalesce(open_now.c.sessions, 0).label("sessions"), open_now.c.seen_at)
        .outerjoin(open_now, open_now.c.user_id == users.c.id)
        .where(users.c.removed_at.is_(None))
        .order_by(users.c.name)
    )
    return [Account(user_of(row), row.token_at, row.sessions, row.seen_at) for row in connection.execute(query)]


def _is_open(at: datetime, idle: timedelta) -> ColumnElement[bool]:
    return (sessions.c.expires_at > at) & (_last_used > at - idle)
