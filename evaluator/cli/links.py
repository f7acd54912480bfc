"""Login links, as people open them."""

from typing import TYPE_CHECKING
from urllib.parse import quote

if TYPE_CHECKING:
    from evaluator.domain.users import User
    from evaluator.wiring import Application

_ANYWHERE = {"0.0.0.0": "localhost", "::": "localhost"}  # noqa: S104 - recognised here, not bound to


async def login_link(application: "Application", user: "User") -> str:
    """An address that signs this user in once."""
    secret = await application.users.make_login_link(user)
    settings = application.settings
    return f"{address(settings.host, settings.port)}/login?link={quote(secret, safe='')}"


def address(host: str, port: int) -> str:
    """Where the service answers, as a browser on this machine would call it."""
    name = _ANYWHERE.get(host, host)
    return f"http://{f'[{name}]' if ':' in name else name}:{port}"
