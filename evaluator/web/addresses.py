"""What no address can mean."""

from typing import Any

from litestar import Request
from litestar.datastructures import State
from litestar.exceptions import ClientException


async def refuse_nul(request: Request[Any, Any, State]) -> None:
    """Raise a 400 for an address that holds a NUL: PostgreSQL stores none, so nothing can have it for a name."""
    if "\0" in request.scope["path"] or b"%00" in request.scope["query_string"]:
        raise ClientException
