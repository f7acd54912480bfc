"""How people get in: login links, as they open them."""

from ipaddress import ip_address
from typing import TYPE_CHECKING
from urllib.parse import quote

if TYPE_CHECKING:
    from evaluator.domain.users import User
    from evaluator.wiring import Application


ADMIN = "admin"
"""The user that the first start makes, and that EVALUATOR_ADMIN_TOKEN belongs to."""


async def way_in(application: "Application") -> str:
    """One line for whoever starts the service: a link at the first start, else where to find one."""
    from evaluator.domain.users import Role

    token = application.settings.admin_token
    if token is not None:
        await application.users.admit(ADMIN, Role.ADMIN, token.get_secret_value())
        return f"Sign in as {ADMIN} with the token in EVALUATOR_ADMIN_TOKEN."
    users = await application.users.list()
    for user in users:
        if user.role is Role.ADMIN:
            return f"`evaluator users link {user.name}` makes a new login link."
    if users:
        return "Nobody is an administrator; `evaluator users add NAME --role admin` adds one."
    user, _ = await application.users.add(ADMIN, Role.ADMIN)
    return f"Login link for {ADMIN}, good once and for an hour: {await login_link(application, user)}"


async def login_link(application: "Application", user: "User") -> str:
    """An address that signs this user in once."""
    secret = await application.users.make_login_link(user)
    settings = application.settings
    return f"{address(settings.host, settings.port)}/login?link={quote(secret, safe='')}"


def address(host: str, port: int) -> str:
    """Where the service answers, as a browser on this machine would call it."""
    name = "localhost" if _is_everywhere(host) else host
    return f"http://{f'[{name}]' if ':' in name else name}:{port}"


def _is_everywhere(host: str) -> bool:
    try:
        return ip_address(host).is_unspecified
    except ValueError:
        return False
