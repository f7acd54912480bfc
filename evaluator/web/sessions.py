"""Signing in and out. A link that signs in once is used up by pressing a button, never by merely being opened:
mail scanners and browsers open links on their own."""

from typing import Any
from urllib.parse import urlsplit

from litestar import Request, Response, Router, get, post
from litestar.datastructures import Cookie, State
from litestar.di import NamedDependency
from litestar.params import FromQuery
from litestar.response import Redirect, Template

from evaluator.domain.users import User
from evaluator.services.access import UserDirectory
from evaluator.web.security import PUBLIC, SESSION_COOKIE, Doorkeeper, SignedInRequest, refuse_other_sites
from evaluator.wiring import Application

LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
_REFUSED = "This is not a valid token. Check that all of it was pasted."
_LINK_USED = "This link has been used or is too old. Ask for a new one, or sign in with your token."

AnyRequest = Request[Any, Any, State]


@get("/login", opt=PUBLIC, include_in_schema=False)
async def login_page(
    request: AnyRequest,
    doorkeeper: NamedDependency[Doorkeeper],
    link: FromQuery[str | None] = None,
    next: FromQuery[str | None] = None,  # noqa: A002 - the name in the address
) -> Response[Any]:
    """The page that takes a token, or offers the button that uses up a link."""
    if link is None and await doorkeeper.visitor(request) is not None:
        return Redirect(local_address(next), status_code=303)
    return _page(link=link, wanted=local_address(next))


@post("/login", opt=PUBLIC, include_in_schema=False)
async def sign_in(request: AnyRequest, application: NamedDependency[Application]) -> Response[Any]:
    """Begin a session for the holder of a token or link."""
    refuse_other_sites(request)
    form = await request.form()
    said = {name: value.strip() for name in ("token", "link", "next") if isinstance(value := form.get(name), str)}
    wanted, link = local_address(said.get("next")), said.get("link")
    user = await _holder(application.users, said.get("token"), link)
    if user is None:
        return _page(link=None, wanted=wanted, problem=_LINK_USED if link else _REFUSED, status=401)
    secret = await application.users.open_session(user)
    cookie = session_cookie(secret, request, application.settings.host)
    return Redirect(wanted, status_code=303, cookies=[cookie])


@post("/logout", include_in_schema=False)
async def sign_out(
    request: SignedInRequest, application: NamedDependency[Application], doorkeeper: NamedDependency[Doorkeeper]
) -> Redirect:
    """End the session, here and in the record."""
    if request.auth is not None:
        doorkeeper.forget(request.auth)
        await application.users.close_session(request.auth.secret)
    expired = Cookie(key=SESSION_COOKIE, value="", max_age=0, httponly=True, samesite="lax")
    return Redirect("/login", status_code=303, cookies=[expired])


def session_cookie(secret: str, request: AnyRequest, host: str) -> Cookie:
    """The cookie of a session: for this site and the browser alone, and over TLS alone unless served on loopback."""
    secure = request.url.scheme == "https" or host not in LOOPBACK
    return Cookie(key=SESSION_COOKIE, value=secret, httponly=True, samesite="lax", secure=secure)


def local_address(wanted: str | None) -> str:
    """Where to go after signing in: an address of this service, else its first page."""
    if not wanted or not wanted.startswith("/") or wanted.startswith(("//", "/\\")) or not wanted.isprintable():
        return "/"
    parts = urlsplit(wanted)
    return "/" if parts.scheme or parts.netloc or parts.path == "/login" else wanted


async def _holder(users: UserDirectory, token: str | None, link: str | None) -> User | None:
    if link:
        return await users.redeem_login_link(link)
    return await users.by_token(token) if token else None


def _page(*, link: str | None, wanted: str, problem: str | None = None, status: int = 200) -> Template:
    context = {"link": link, "next": wanted, "problem": problem}
    return Template("login.html", context=context, status_code=status)


SESSION_ROUTES = Router("/", route_handlers=[login_page, sign_in, sign_out])
