"""Login links, as people open them."""

from ipaddress import ip_address
from typing import TYPE_CHECKING
from urllib.parse import quote

if TYPE_CHECKING:
    from evaluator.domain.users import User
    from evaluator.wiring import Application


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
