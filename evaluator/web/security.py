"""Who is at the door: a token in a header or a session in a cookie, and nothing answers without one.

Every route is closed unless its handler carries `opt=PUBLIC`, so a route that is added later is closed as well.
Failed sign-ins are not counted or slowed: tokens, sessions and links are random secrets nobody can guess, and counting
by address would shut out everybody behind one proxy.
"""

import hmac
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any
from urllib.parse import urlsplit

from litestar import Request
from litestar.connection import ASGIConnection
from litestar.datastructures import State
from litestar.handlers import BaseRouteHandler

from evaluator.domain.users import User
from evaluator.errors import NotAllowed, NotSignedIn
from evaluator.services.access import UserDirectory

PUBLIC = {"public": True}
"""The `opt` of a handler that answers anybody."""

SESSION_COOKIE = "evaluator_session"
CSRF_FIELD = "csrf_token"
CSRF_HEADER = "X-CSRF-Token"
REMEMBERED_S = 1.0
"""How long a secret that was good is taken for good without asking again, and so how late a removal may bite."""

REMEMBERED_SECRETS = 1_000
_SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
_FORMS = frozenset({"application/x-www-form-urlencoded", "multipart/form-data"})

Connection = ASGIConnection[Any, Any, Any, State]
Finder = Callable[[str], Awaitable[User | None]]


@dataclass(frozen=True, slots=True)
class Session:
    """A signed-in browser. `csrf_token` goes into every form as `csrf_token`, or into the header `X-CSRF-Token`."""

    secret: str = field(repr=False)

    @property
    def csrf_token(self) -> str:
        """Derived from the session's secret: valid as long as the session, and worth nothing in another."""
        return hmac.new(self.secret.encode(), b"csrf", sha256).hexdigest()


SignedInRequest = Request[User, Session | None, State]
"""A request that passed the door. `auth` is None where it came with a token."""


class Doorkeeper:
    """Knows who is asking, and remembers it for a moment. `check` is the guard of every route."""

    def __init__(self, users: UserDirectory, clock: Callable[[], float] = time.monotonic) -> None:
        self._users = users
        self._clock = clock
        self._known: dict[str, tuple[float, User]] = {}

    async def check(self, connection: Connection, handler: BaseRouteHandler) -> None:
        """Let a public route pass, and a signed-in caller. Raises NotSignedIn, or NotAllowed for a forged request."""
        if handler.opt.get("public"):
            return
        header = connection.headers.get("authorization")
        if header is not None:
            user, session = await self._by_header(header), None
        else:
            user, session = await self._by_cookie(connection)
        if session is not None and connection.scope.get("method") not in _SAFE_METHODS:
            await refuse_forged(connection, session)
        connection.scope["user"], connection.scope["auth"] = user, session

    async def visitor(self, connection: Connection) -> tuple[User, Session] | None:
        """Who holds a session, for a public page that greets both; None for strangers."""
        try:
            return await self._by_cookie(connection)
        except NotSignedIn:
            return None

    def forget(self, session: Session) -> None:
        """Forget a session at once, as signing out must."""
        self._known.pop(session.secret, None)

    async def _by_header(self, header: str) -> User:
        scheme, _, token = header.partition(" ")
        if scheme.casefold() != "bearer":
            raise NotSignedIn("The Authorization header must be `Bearer` and a token.")
        user = await self._find(token.strip(), self._users.by_token)
        if user is None:
            raise NotSignedIn("This token is not valid. `evaluator users add` makes one.")
        return user

    async def _by_cookie(self, connection: Connection) -> tuple[User, Session]:
        secret = connection.cookies.get(SESSION_COOKIE)
        if not secret:
            raise NotSignedIn("Sign in, or send a token as `Authorization: Bearer`.")
        user = await self._find(secret, self._users.by_session)
        if user is None:
            raise NotSignedIn("This session has ended. Sign in again.")
        return user, Session(secret)

    async def _find(self, secret: str, finder: Finder) -> User | None:
        known = self._known.get(secret)
        if known is not None and known[0] > self._clock():
            return known[1]
        self._known.pop(secret, None)
        user = await finder(secret)
        if user is not None:
            if len(self._known) >= REMEMBERED_SECRETS:
                self._known.clear()
            self._known[secret] = (self._clock() + REMEMBERED_S, user)
        return user


async def refuse_forged(connection: Connection, session: Session) -> None:
    """Raise NotAllowed unless a cookie's request was made by one of our own pages."""
    refuse_other_sites(connection)
    token = connection.headers.get(CSRF_HEADER) or await _form_token(connection)
    if not hmac.compare_digest(token.encode(), session.csrf_token.encode()):
        raise NotAllowed("This request did not come from a page of this session. Reload the page and try again.")


def refuse_other_sites(connection: Connection) -> None:
    """Raise NotAllowed where the browser says that another site made the request.

    Browsers tell by Sec-Fetch-Site, but not over plain HTTP to another machine; there the Origin has to do.
    """
    site = connection.headers.get("sec-fetch-site")
    origin = connection.headers.get("origin")
    if site is not None:
        foreign = site not in ("same-origin", "none")
    else:
        foreign = origin is not None and urlsplit(origin).netloc != connection.headers.get("host")
    if foreign:
        raise NotAllowed("Another site made this request. Open the page here and try again.")


async def _form_token(connection: Connection) -> str:
    if not isinstance(connection, Request) or connection.content_type[0] not in _FORMS:
        return ""
    token = (await connection.form()).get(CSRF_FIELD)
    return token if isinstance(token, str) else ""
