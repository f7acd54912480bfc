"""Users and their secrets over a database: `services.access.UserDirectory`.

Secrets are 256 random bits, so a plain SHA-256 keeps them as well as a slow hash keeps a password; and they are found
by that digest, so that the time it takes tells nothing about them.
"""

import base64
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import Connection, Select, Table, delete, insert, select, update

from evaluator.domain.ledger import EntryKind
from evaluator.domain.users import Role, User, UserId, checked_name
from evaluator.errors import UserExists, UserUnknown
from evaluator.services.access import OPERATOR
from evaluator.store.chance import Clock, RandomBytes, unguessable, utc_now
from evaluator.store.columns import can_be_kept
from evaluator.store.database import Database
from evaluator.store.enrolment import Enrolment, append_user_in, end_secrets_in, enrol_in, present_in, user_of
from evaluator.store.tables import login_links, sessions, users

SECRET_BYTES = 32

_PRESENT: Select[Any] = select(users).where(users.c.removed_at.is_(None))


@dataclass(frozen=True, slots=True)
class Lifetimes:
    """How long a session, and a login link that nobody uses, are good for."""

    session: timedelta = timedelta(hours=12)
    login_link: timedelta = timedelta(hours=1)


class SqlUserDirectory:
    """Users in SQLite or PostgreSQL. `random_bytes` makes secrets and ids."""

    def __init__(
        self,
        database: Database,
        *,
        clock: Clock = utc_now,
        random_bytes: RandomBytes = unguessable,
        lifetimes: Lifetimes | None = None,
    ) -> None:
        self._database = database
        self._clock = clock
        self._random_bytes = random_bytes
        self._lifetimes = lifetimes or Lifetimes()

    async def add(self, name: str, role: Role, *, by: str = OPERATOR) -> tuple[User, str]:
        """See UserDirectory."""
        token = self._secret()
        wanted = self._enrolment(name, role, token, by)

        def work(connection: Connection) -> User:
            if present_in(connection, wanted.user.name) is not None:
                raise UserExists("There is a user of that name already. Choose another name, or remove that user.")
            return enrol_in(connection, wanted)

        return await self._database.write(work), token

    async def admit(self, name: str, role: Role, token: str, *, by: str = OPERATOR) -> User:
        """See UserDirectory."""
        wanted = self._enrolment(name, role, token, by)

        def work(connection: Connection) -> User:
            known = present_in(connection, wanted.user.name)
            if known is not None and (known.role, known.token_hash) == (role.value, wanted.token_hash):
                return user_of(known)
            return enrol_in(connection, wanted)

        return await self._database.write(work)

    async def list(self) -> Sequence[User]:
        """See UserDirectory."""
        query = _PRESENT.order_by(users.c.name)
        return await self._database.read(lambda connection: [user_of(row) for row in connection.execute(query)])

    async def remove(self, name: str, *, by: str = OPERATOR) -> User:
        """See UserDirectory."""
        now = self._clock()

        def work(connection: Connection) -> User:
            known = present_in(connection, name) if can_be_kept(name) else None
            if known is None:
                raise UserUnknown("There is no user of that name. `evaluator users list` names them all.")
            connection.execute(update(users).where(users.c.id == known.id).values(removed_at=now))
            removed = user_of(known)
            end_secrets_in(connection, removed)
            append_user_in(connection, EntryKind.USER_REMOVED, removed, by, now)
            return removed

        return await self._database.write(work)

    async def by_token(self, token: str) -> User | None:
        """See UserDirectory."""
        query = _PRESENT.where(users.c.token_hash == hashed(token))
        return await self._database.read(lambda connection: _one(connection, query))

    async def open_session(self, user: User) -> str:
        """See UserDirectory."""
        return await self._issue(sessions, user, self._lifetimes.session)

    async def by_session(self, secret: str) -> User | None:
        """See UserDirectory."""
        query = _PRESENT.join(sessions).where(
            sessions.c.secret_hash == hashed(secret), sessions.c.expires_at > self._clock()
        )
        return await self._database.read(lambda connection: _one(connection, query))

    async def close_session(self, secret: str) -> None:
        """See UserDirectory."""
        closing = delete(sessions).where(sessions.c.secret_hash == hashed(secret))
        await self._database.write(lambda connection: connection.execute(closing))

    async def make_login_link(self, user: User) -> str:
        """See UserDirectory."""
        return await self._issue(login_links, user, self._lifetimes.login_link)

    async def redeem_login_link(self, secret: str) -> User | None:
        """See UserDirectory."""
        now = self._clock()
        link = login_links.c.secret_hash == hashed(secret)
        good = link & login_links.c.used_at.is_(None) & (login_links.c.expires_at > now)
        query = _PRESENT.join(login_links).where(good)

        def work(connection: Connection) -> User | None:
            user = _one(connection, query)
            if user is not None:
                connection.execute(update(login_links).where(link).values(used_at=now))
            return user

        return await self._database.write(work)

    def _secret(self) -> str:
        return base64.urlsafe_b64encode(self._random_bytes(SECRET_BYTES)).decode().rstrip("=")

    def _enrolment(self, name: str, role: Role, token: str, by: str) -> Enrolment:
        now = self._clock()
        user = User(UserId(self._random_bytes(16).hex()), checked_name(name), role, now)
        return Enrolment(user, hashed(token), by, now)

    async def _issue(self, table: Table, user: User, lifetime: timedelta) -> str:
        secret, now = self._secret(), self._clock()
        row = {"secret_hash": hashed(secret), "user_id": user.id, "created_at": now, "expires_at": now + lifetime}

        def work(connection: Connection) -> None:
            if _one(connection, _PRESENT.where(users.c.id == user.id)) is None:
                raise UserUnknown("This user was removed and cannot sign in.")
            connection.execute(delete(table).where(table.c.expires_at <= now))
            connection.execute(insert(table), row)

        await self._database.write(work)
        return secret


def hashed(secret: str) -> str:
    """What is kept of a secret."""
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()


def _one(connection: Connection, query: Select[Any]) -> User | None:
    row = connection.execute(query).first()
    return user_of(row) if row else None
