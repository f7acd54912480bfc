"""What the API insists on, so that a slip is told instead of passed over."""

from collections import Counter
from typing import Any, cast

from litestar.connection import Request
from litestar.datastructures import State
from litestar.exceptions import ClientException, HTTPException, SerializationException
from litestar.handlers import BaseRouteHandler

from evaluator.errors import RequestInvalid
from evaluator.web.security import Connection, SignedInRequest, readable_form

AnyRequest = Request[Any, Any, State]


async def json_only(connection: Connection, _: BaseRouteHandler) -> None:
    """Guard: raise 415 unless the body is announced as JSON, 413 when it is too large.

    400 unless it is JSON in UTF-8, nested no deeper than can be read.
    """
    request = cast(AnyRequest, connection)  # a guard may be asked about web sockets too, but there are none here
    if request.content_type[0] != "application/json":
        raise HTTPException(status_code=415)
    try:
        (await request.body()).decode("utf-8")
        await request.json()
    except (UnicodeDecodeError, SerializationException, RecursionError):
        raise ClientException from None


async def multipart_only(connection: Connection, _: BaseRouteHandler) -> None:
    """Guard: raise 415 unless the body is announced as a form with files, 413 when it is too large."""
    request = cast(AnyRequest, connection)
    if request.content_type[0] != "multipart/form-data":
        raise HTTPException(status_code=415)
    await readable_form(request)


def refuse_odd_parameters(request: SignedInRequest, known: frozenset[str]) -> None:
    """Raise RequestInvalid for a query parameter that is not known or given twice: the list would hold too much."""
    given = Counter(name for name, _ in request.query_params.multi_items())
    faults = [f"{name}: not known" for name in sorted(given.keys() - known)]
    faults += [f"{name}: given {count} times" for name, count in sorted(given.items()) if count > 1]
    if faults:
        known_ones = ", ".join(sorted(known))
        raise RequestInvalid(f"The address has parameters that cannot be meant. Known: {known_ones}.", faults=faults)
