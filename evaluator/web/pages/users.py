"""Looking after users: who may use the service, as what, and how they get in. For admins."""

from urllib.parse import quote

from litestar import get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect, Template

from evaluator.domain.users import Role
from evaluator.errors import Conflict, RequestInvalid, UserUnknown
from evaluator.web.pages.fields import text_of
from evaluator.web.pages.masthead import shown
from evaluator.web.pages.users_view import ADDRESS, LinkShown, TokenShown, users_view
from evaluator.web.rights import refuse_unless_admin
from evaluator.web.security import Doorkeeper, SignedInRequest
from evaluator.wiring import Application

ONE = ADDRESS + "/{name:str}"


@get(ADDRESS, include_in_schema=False)
async def users_page(request: SignedInRequest, application: NamedDependency[Application]) -> Template:
    """Everybody who may use the service."""
    refuse_unless_admin(request.user)
    return await _page(request, application)


@post(ADDRESS, include_in_schema=False)
async def add_user(request: SignedInRequest, application: NamedDependency[Application]) -> Template:
    """Add somebody and show their token this once, or say what is wrong at the field."""
    refuse_unless_admin(request.user)
    form = await request.form()
    name, role = text_of(form.get("name")), _role(form.get("role"))
    try:
        user, token = await application.users.add(name, role, by=request.user.name)
    except (RequestInvalid, Conflict) as error:
        return await _page(request, application, name=name, role=role, error=error.message)
    return await _page(request, application, token=TokenShown(user.name, token, is_new=True))


@post(f"{ONE}/role", include_in_schema=False)
async def change_role(
    request: SignedInRequest,
    name: FromPath[str],
    application: NamedDependency[Application],
    doorkeeper: NamedDependency[Doorkeeper],
) -> Redirect | Template:
    """Let somebody do more or less."""
    refuse_unless_admin(request.user)
    role = _role((await request.form()).get("role"))
    try:
        await application.users.change_role(name, role, by=request.user.name)
    except Conflict as error:
        return await _page(request, application, refused=error.message)
    doorkeeper.forget_everybody()
    # Whoever stepped down themselves has no page of users any more.
    steps_down = name == request.user.name and role is not Role.ADMIN
    return Redirect("/" if steps_down else ADDRESS, status_code=303)


@post(f"{ONE}/token", include_in_schema=False)
async def renew_token(
    request: SignedInRequest,
    name: FromPath[str],
    application: NamedDependency[Application],
    doorkeeper: NamedDependency[Doorkeeper],
) -> Template:
    """Make a new token, end the old one with all it opened, and show the new one this once."""
    refuse_unless_admin(request.user)
    user, token = await application.users.renew_token(name, by=request.user.name)
    doorkeeper.forget_everybody()
    return await _page(request, application, token=TokenShown(user.name, token, is_new=False))


@post(f"{ONE}/link", include_in_schema=False)
async def make_link(
    request: SignedInRequest, name: FromPath[str], application: NamedDependency[Application]
) -> Template:
    """Make a link that signs somebody in once, and show it this once."""
    refuse_unless_admin(request.user)
    user = next((user for user in await application.users.list() if user.name == name), None)
    if user is None:
        raise UserUnknown("There is no user of that name.")
    secret = await application.users.make_login_link(user, by=request.user.name)
    # Pages are asked for at the address that people know; behind a proxy only the browser can tell it.
    origin = request.headers.get("origin") or str(request.base_url)
    link = f"{origin.rstrip('/')}/login?link={quote(secret, safe='')}"
    return await _page(request, application, link=LinkShown(user.name, link))


@post(f"{ONE}/revoke", include_in_schema=False)
async def revoke(
    request: SignedInRequest,
    name: FromPath[str],
    application: NamedDependency[Application],
    doorkeeper: NamedDependency[Doorkeeper],
) -> Redirect:
    """Lock somebody out until they get a new token or link."""
    refuse_unless_admin(request.user)
    await application.users.revoke(name, by=request.user.name)
    doorkeeper.forget_everybody()
    return Redirect(ADDRESS, status_code=303)


@post(f"{ONE}/remove", include_in_schema=False)
async def remove_user(
    request: SignedInRequest,
    name: FromPath[str],
    application: NamedDependency[Application],
    doorkeeper: NamedDependency[Doorkeeper],
) -> Redirect | Template:
    """End somebody's access for good."""
    refuse_unless_admin(request.user)
    try:
        await application.users.remove(name, by=request.user.name)
    except Conflict as error:
        return await _page(request, application, refused=error.message)
    doorkeeper.forget_everybody()
    return Redirect(ADDRESS, status_code=303)


async def _page(
    request: SignedInRequest,
    application: Application,
    *,
    name: str = "",
    role: Role = Role.INTERVIEWER,
    error: str = "",
    refused: str = "",
    token: TokenShown | None = None,
    link: LinkShown | None = None,
) -> Template:
    accounts = await application.users.accounts()
    view = users_view(accounts, request.user, name=name, role=role, error=error, refused=refused)
    status = 422 if error else 409 if refused else 200
    return await shown(request, application, "users.html", status=status, view=view, made=token, link=link)


def _role(value: object) -> Role:
    role = next((role for role in Role if role.value == value), None)
    if role is None:
        raise RequestInvalid("Say what the user may do: interviewer, reviewer or admin.")
    return role
