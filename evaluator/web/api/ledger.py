"""GET /api/ledger/head: where the ledger stands. The more people have noted it down, the harder it is to rewrite,
so everybody signed in may read it."""

from litestar import Router, get
from litestar.di import NamedDependency

from evaluator.web.api.described import problems
from evaluator.web.api.shapes import LedgerHeadBody
from evaluator.wiring import Application


@get("/head", summary="The ledger's newest entry", responses=problems(401, 503))
async def ledger_head(application: NamedDependency[Application]) -> LedgerHeadBody:
    """The number and digest of the newest entry, which stands for all before it."""
    head = await application.ledger.head()
    return {"seq": head.seq, "digest": head.digest}


LEDGER_ROUTES = Router("/api/ledger", route_handlers=[ledger_head], tags=["Ledger"])
