"""Setting where a batch stands, with the ledger entry that tells of it."""

from datetime import datetime

from sqlalchemy import Connection, bindparam, literal_column, update

from evaluator.domain.batches import Batch, BatchState, ItemState, Pause
from evaluator.domain.ledger import EntryKind
from evaluator.errors import BatchUnknown
from evaluator.store.batches.parts import is_out_in
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
    batch = required_in(connection, batch_id)
    moved = batch.moved(state, pause, at)
    if moved == batch:
        return batch
    if moved.state is BatchState.CANCELLED:
        connection.execute(_CALL_OFF, {"batch": batch_id})
    return stand_in(connection, moved, at)


def rebudget_in(connection: Connection, batch_id: str, budget: float | None, at: datetime) -> Batch:
    """Set what a batch may cost, as `Batch.rebudgeted` says, and return it. Raises BatchUnknown."""
    batch = required_in(connection, batch_id)
    rebudgeted = batch.rebudgeted(budget)
    if rebudgeted != batch:
        connection.execute(_STAND.values(budget=budget), {"batch": batch_id})
        append_in(connection, EntryKind.BATCH_REBUDGETED, batch_id, {"budget": budget}, at)
    return rebudgeted


def required_in(connection: Connection, batch_id: str) -> Batch:
    """The batch of that id; raises BatchUnknown."""
    batch = batch_in(connection, batch_id)
    if batch is None:
        raise BatchUnknown("There is no batch of that id.")
    return batch


def stand_in(connection: Connection, moved: Batch, at: datetime) -> Batch:
    """Write where a batch stands from here on, and that it does; returns it."""
    connection.execute(_STAND.values(row_of(moved)), {"batch": moved.id})
    tally = moved.tally
    told = {
        "state": moved.state.value,
        "reason": moved.pause.reason.value if moved.pause else None,
        "waiting": tally.waiting,
        "scored": tally.scored,
        "unscored": tally.unscored,
        "cancelled": tally.cancelled,
    }
    append_in(connection, EntryKind.BATCH_MOVED, moved.id, told, at)
    return moved


def claim_in(connection: Connection, batch_id: str, owner: str, instead_of: str | None, at: datetime) -> bool:
    """Give the batch to a process and set it running; False where it is over, with a provider, or another's by now."""
    batch = batch_in(connection, batch_id)
    if batch is None or batch.state.is_over or batch.owner != instead_of or is_out_in(connection, batch_id):
        return False
    move_in(connection, batch_id, BatchState.RUNNING, None, at)
    connection.execute(_STAND.values(owner=owner), {"batch": batch_id})
    return True
