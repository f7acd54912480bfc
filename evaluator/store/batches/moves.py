"""Setting where a batch stands, with the ledger entry that tells of it."""

from datetime import datetime

from sqlalchemy import Connection, bindparam, literal_column, update

from evaluator.domain.batches import Batch, BatchState, ItemState, Pause
from evaluator.domain.ledger import EntryKind
from evaluator.errors import BatchUnknown
from evaluator.store.batches.standing import batch_in, row_of
from evaluator.store.entries import append_in
from evaluator.store.tables import batch_items, batches

_STAND = update(batches).where(batches.c.id == bindparam("batch"))
_CALL_OFF = (
    update(batch_items)
    .where(batch_items.c.batch_id == bindparam("batch"), batch_items.c.state == literal_column("'waiting'"))
    .values(state=ItemState.CANCELLED.value)
)


def move_in(connection: Connection, batch_id: str, state: BatchState, pause: Pause | None, at: datetime) -> Batch:
    """Set where a batch stands, as `Batch.moved` says, and return it. Raises BatchUnknown."""
    batch = batch_in(connection, batch_id)
    if batch is None:
        raise BatchUnknown("There is no batch of that id.")
    moved = batch.moved(state, pause, at)
    if moved == batch:
        return batch
    connection.execute(_STAND.values(row_of(moved)), {"batch": batch_id})
    if moved.state is BatchState.CANCELLED:
        connection.execute(_CALL_OFF, {"batch": batch_id})
    tally = moved.tally
    told = {
        "state": moved.state.value,
        "reason": pause.reason.value if pause else None,
        "waiting": tally.waiting,
        "scored": tally.scored,
        "unscored": tally.unscored,
        "cancelled": tally.cancelled,
    }
    append_in(connection, EntryKind.BATCH_MOVED, batch_id, told, at)
    return moved


def claim_in(connection: Connection, batch_id: str, owner: str, instead_of: str | None, at: datetime) -> bool:
    """Give the batch to a process and set it running; False where it is over, or somebody else's by now."""
    batch = batch_in(connection, batch_id)
    if batch is None or batch.state.is_over or batch.owner != instead_of:
        return False
    move_in(connection, batch_id, BatchState.RUNNING, None, at)
    connection.execute(_STAND.values(owner=owner), {"batch": batch_id})
    return True
