"""What the API insists on, so that a slip is told instead of passed over."""

from litestar.connection import Request
from litestar.exceptions import ClientException, HTTPException
from litestar.handlers import BaseRouteHandler

from evaluator.errors import RequestInvalid
from evaluator.web.security import Connection, SignedInRequest


async def json_only(connection: Connection, _: BaseRouteHandler) -> None:
    """Guard: raise 415 unless the body is announced as JSON, 400 unless it is UTF-8, 413 when it is too large."""
    if not isinstance(connection, Request):
        return
    if connection.content_type[0] != "application/json":
        raise HTTPException(status_code=415)
    try:
        (await connection.body()).decode("utf-8")
    except UnicodeDecodeError:
        raise ClientException from None


def refuse_unknown_parameters(request: SignedInRequest, known: frozenset[str]) -> None:
    """Raise RequestInvalid for a query parameter nobody knows: a misspelt filter would list too much."""
    unknown = sorted(set(request.query_params) - known)
    if unknown:
        raise RequestInvalid(
            f"The address has parameters that are not known here. Known: {', '.join(sorted(known))}.",
            faults=[f"{name}: not known" for name in unknown],
        )
