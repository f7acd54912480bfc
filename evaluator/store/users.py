"""Users and their secrets over a database: `services.access.UserDirectory`.

Secrets are 256 random bits, so a plain SHA-256 keeps them as well as a slow hash keeps a password; and they are found
by that digest, so that the time it takes tells nothing about them.
"""

import base64
from collections.abc import Sequence
from contextlib import suppress
from datetime import timedelta
from functools import partial

from sqlalchemy import Connection, delete, select

from evaluator.domain.ledger import EntryKind
from evaluator.domain.users import Account, Role, User, UserId, checked_name
from evaluator.errors import StoreError, UserExists
from evaluator.services.access import OPERATOR
from evaluator.store.chance import Clock, RandomBytes, unguessable, utc_now
from evaluator.store.database import Database
from evaluator.store.enrolment import (
    Enrolment,
    append_user_in,
    change_role_in,
    enrol_in,
    present_in,
    remove_in,
    renew_in,
    revoke_in,
    user_of,
)
from evaluator.store.sign_ins import (
    NOTED_EVERY,
    Issued,
    Lifetimes,
    accounts_in,
    hashed,
    issue_in,
    note_use_in,
    redeem_in,
    session_in,
)
from evaluator.store.tables import login_links, sessions, users

SECRET_BYTES = 32

_PRESENT = select(users).where(users.c.removed_at.is_(None))


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

    async def admit(self, name: str, role: Role, token: str) -> User:
        """See UserDirectory."""
        wanted = self._enrolment(name, role, token, OPERATOR)

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

    async def accounts(self) -> Sequence[Account]:
        """See UserDirectory."""
        return await self._database.read(partial(accounts_in, at=self._clock(), idle=self._lifetimes.idle))

    async def change_role(self, name: str, role: Role, *, by: str) -> User:
        """See UserDirectory."""
        return await self._database.write(partial(change_role_in, name=name, role=role, by=by, at=self._clock()))

    async def renew_token(self, name: str, *, by: str) -> tuple[User, str]:
        """See UserDirectory."""
        token = self._secret()
        renewing = partial(renew_in, name=name, token_hash=hashed(token), by=by, at=self._clock())
        return await self._database.write(renewing), token

    async def revoke(self, name: str, *, by: str) -> User:
        """See UserDirectory."""
        nobodys = hashed(self._secret())
        return await self._database.write(partial(revoke_in, name=name, nobodys_hash=nobodys, by=by, at=self._clock()))

    async def remove(self, name: str, *, by: str = OPERATOR) -> User:
        """See UserDirectory."""
        return await self._database.write(partial(remove_in, name=name, by=by, at=self._clock()))

    async def by_token(self, token: str) -> User | None:
        """See UserDirectory."""
        query = _PRESENT.where(users.c.token_hash == hashed(token))

        def work(connection: Connection) -> User | None:
            row = connection.execute(query).first()
            return user_of(row) if row else None

        return await self._database.read(work)

    async def open_session(self, user: User) -> str:
        """See UserDirectory."""
        secret, issued = self._issued(user, self._lifetimes.session)
        await self._database.write(partial(issue_in, table=sessions, issued=issued))
        return secret

    async def by_session(self, secret: str) -> User | None:
        """See UserDirectory."""
        now = self._clock()
        row = await self._database.read(partial(session_in, secret=secret, at=now, idle=self._lifetimes.idle))
        if row is None:
            return None
        if now - row.last_used >= NOTED_EVERY:
            # Reading goes on where nothing can be written; the session merely ends sooner.
            with suppress(StoreError):
                await self._database.write(partial(note_use_in, secret=secret, at=now))
        return user_of(row)

    async def close_session(self, secret: str) -> None:
        """See UserDirectory."""
        closing = delete(sessions).where(sessions.c.secret_hash == hashed(secret))
        await self._database.write(lambda connection: connection.execute(closing))

    async def make_login_link(self, user: User, *, by: str = OPERATOR) -> str:
        """See UserDirectory."""
        secret, issued = self._issued(user, self._lifetimes.login_link)

        def work(connection: Connection) -> None:
            issue_in(connection, login_links, issued)
            append_user_in(connection, EntryKind.LOGIN_LINK_MADE, user, by, issued.at)

        await self._database.write(work)
        return secret

    async def redeem_login_link(self, secret: str) -> User | None:
        """See UserDirectory."""
        return await self._database.write(partial(redeem_in, secret=secret, at=self._clock()))

    def _secret(self) -> str:
        return base64.urlsafe_b64encode(self._random_bytes(SECRET_BYTES)).decode().rstrip("=")

    def _enrolment(self, name: str, role: Role, token: str, by: str) -> Enrolment:
        now = self._clock()
        user = User(UserId(self._random_bytes(16).hex()), checked_name(name), role, now)
        return Enrolment(user, hashed(token), by, now)

    def _issued(self, user: User, lifetime: timedelta) -> tuple[str, Issued]:
        secret, now = self._secret(), self._clock()
        return secret, Issued(hashed(secret), user, now, now + lifetime)
