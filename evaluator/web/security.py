"""Who is at the door: a token in a header or a session in a cookie, and nothing answers without one.

Every route is closed unless its handler carries `opt=PUBLIC`, so a route that is added later is closed as well.
Failed sign-ins are not counted or slowed: tokens, sessions and links are random secrets nobody can guess, and counting
by address would shut out everybody behind one proxy.
"""

import hmac
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any
from urllib.parse import urlsplit

from litestar import Request
from litestar.connection import ASGIConnection
from litestar.datastructures import FormMultiDict, State
from litestar.handlers import BaseRouteHandler

from evaluator.domain.users import User
from evaluator.errors import NotAllowed, NotSignedIn, RequestInvalid
from evaluator.services.access import UserDirectory
from evaluator.web.recognition import Recognition

PUBLIC = {"public": True}
"""The `opt` of a handler that answers anybody."""

SESSION_COOKIE = "evaluator_session"
CSRF_FIELD = "csrf_token"
CSRF_HEADER = "X-CSRF-Token"
_SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
_FORMS = frozenset({"application/x-www-form-urlencoded", "multipart/form-data"})

Connection = ASGIConnection[Any, Any, Any, State]


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
    """Knows who is asking. `check` is the guard of every route."""

    def __init__(self, users: UserDirectory) -> None:
        self._tokens = Recognition(users.by_token)
        self._sessions = Recognition(users.by_session)

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
        secret = connection.cookies.get(SESSION_COOKIE, "")
        user = await self._sessions.user(secret)
        return None if user is None else (user, Session(secret))

    def forget(self, session: Session) -> None:
        """Forget a session at once, as signing out must."""
        self._sessions.forget(session.secret)

    def forget_everybody(self) -> None:
        """Ask anew who everybody is, as must be when users change."""
        self._tokens.forget_all()
        self._sessions.forget_all()

    async def _by_header(self, header: str) -> User:
        scheme, _, token = header.partition(" ")
        if scheme.casefold() != "bearer":
            raise NotSignedIn("The Authorization header must be `Bearer` and a token.")
        user = await self._tokens.user(token.strip())
        if user is None:
            raise NotSignedIn("This token is not valid. `evaluator users add` makes one.")
        return user

    async def _by_cookie(self, connection: Connection) -> tuple[User, Session]:
        visitor = await self.visitor(connection)
        if visitor is not None:
            return visitor
        if SESSION_COOKIE in connection.cookies:
            raise NotSignedIn("This session has ended. Sign in again.")
        raise NotSignedIn("Sign in, or send a token as `Authorization: Bearer`.")


async def refuse_forged(connection: Connection, session: Session) -> None:
    """Raise NotAllowed unless a cookie's request was made by one of our own pages."""
    refuse_other_sites(connection)
    form = await _form(connection)
    token = connection.headers.get(CSRF_HEADER) or form.get(CSRF_FIELD)
    if not isinstance(token, str) or not hmac.compare_digest(token.encode(), session.csrf_token.encode()):
        await form.close()
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


async def readable_form(request: Request[Any, Any, State]) -> FormMultiDict:
    """The form of a request. Raises RequestInvalid where a field is no text in the encoding that it names."""
    try:
        return await request.form()
    except (UnicodeDecodeError, LookupError):
        raise RequestInvalid("The form has a field that cannot be read as text. Send files with a file name.") from None


async def _form(connection: Connection) -> FormMultiDict:
    if isinstance(connection, Request) and connection.content_type[0] in _FORMS:
        return await readable_form(connection)
    return FormMultiDict()
