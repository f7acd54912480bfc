"""GET /api/ledger/head: where the ledger stands. The more people have noted it down, the harder it is to rewrite,
so everybody signed in may read it."""

from litestar import Router, get
from litestar.di import NamedDependency

from evaluator.domain.checkpoints import CHECKPOINT, Checkpoint
from evaluator.web.api.described import problems
from evaluator.web.api.shapes import CheckpointBody, LedgerHeadBody
from evaluator.wiring import Application


@get("/head", summary="The ledger's newest entry and last checkpoint", responses=problems(401, 503))
async def ledger_head(application: NamedDependency[Application]) -> LedgerHeadBody:
    """The number and digest of the newest entry, which stands for all before it, and the last signed statement."""
    head, last = await application.ledger.head(), await application.checkpoints.newest()
    return {"seq": head.seq, "digest": head.digest, "checkpoint": None if last is None else _body(last)}


def _body(checkpoint: Checkpoint) -> CheckpointBody:
    return {
        "format": CHECKPOINT,
        "seq": checkpoint.seq,
        "digest": checkpoint.digest,
        "at": checkpoint.at,
        "key": checkpoint.key,
        "signature": checkpoint.signature,
    }


LEDGER_ROUTES = Router("/api/ledger", route_handlers=[ledger_head], tags=["Ledger"])
