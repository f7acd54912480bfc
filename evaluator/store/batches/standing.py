"""The row of a batch: where it stands, what it has counted, and the batch it makes."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Row, Select, bindparam, exists, select, tuple_

from evaluator.digests import Digest
from evaluator.domain.batches import Batch, BatchId, BatchState, Pause, PauseReason, Tally
from evaluator.domain.judgements import Usage
from evaluator.services.batch_log import BatchPage
from evaluator.store.cursors import cursor_at, place_of, refuse_empty
from evaluator.store.tables import batches

BILLION = 1_000_000_000

WHOLE = batches.c.drafted_at.is_(None)
"""What nobody sees is not whole yet."""

IS_WHOLE = exists().where(batches.c.id == bindparam("batch"), WHOLE)
"""Whether the batch that a query is about is whole; asked once for all of its rows."""

_SHOWN: Select[Any] = select(batches).where(WHOLE)
_ONE = _SHOWN.where(batches.c.id == bindparam("id"))
# Spelt as in the index that keeps each identity to one batch.
_ALIKE = _SHOWN.where(batches.c.identity == bindparam("identity"), batches.c.state != BatchState.CANCELLED.value)
_UNDER_WAY = _SHOWN.where(batches.c.state.in_([BatchState.RUNNING.value, BatchState.PAUSED.value])).order_by(
    batches.c.created_at, batches.c.id
)


def batch_in(connection: Connection, batch_id: str) -> Batch | None:
    """The batch of that id, or None."""
    row = connection.execute(_ONE, {"id": batch_id}).first()
    return _batch_of(row) if row else None


def alike_in(connection: Connection, identity: Digest) -> Batch | None:
    """The batch of that identity that is not cancelled, or None."""
    row = connection.execute(_ALIKE, {"identity": identity}).first()
    return _batch_of(row) if row else None


def under_way_in(connection: Connection) -> Sequence[Batch]:
    """Every batch that is running or paused, oldest first."""
    return [_batch_of(row) for row in connection.execute(_UNDER_WAY)]


def page_in(connection: Connection, created_by: str | None, limit: int, cursor: str | None) -> BatchPage:
    """One page, newest first. Raises RequestInvalid for a cursor that is not one of ours, or a limit below one."""
    refuse_empty(limit)
    query = _SHOWN if created_by is None else _SHOWN.where(batches.c.created_by == created_by)
    if cursor is not None:
        query = query.where(tuple_(*place_of(cursor)) > tuple_(batches.c.created_at, batches.c.id))
    newest_first = query.order_by(batches.c.created_at.desc(), batches.c.id.desc())
    found = [_batch_of(row) for row in connection.execute(newest_first.limit(limit + 1))]
    shown = found[:limit]
    next_cursor = cursor_at(shown[-1].created_at, shown[-1].id) if len(found) > limit else None
    return BatchPage(tuple(shown), next_cursor)


def row_of(batch: Batch) -> dict[str, Any]:
    """The row of a batch that is whole."""
    pause, tally, usage = batch.pause, batch.tally, batch.usage
    return {
        "id": batch.id,
        "name": batch.name,
        "identity": batch.identity,
        "judge": batch.judge_name,
        "created_at": batch.created_at,
        "created_by": batch.created_by,
        "drafted_at": None,
        "state": batch.state.value,
        "pause_reason": pause.reason.value if pause else None,
        "pause_detail": pause.detail if pause else None,
        "paused_since": pause.since if pause else None,
        "budget": batch.budget,
        "waiting": tally.waiting,
        "scored": tally.scored,
        "unscored": tally.unscored,
        "cancelled": tally.cancelled,
        "shared": tally.shared,
        "input_tokens": usage.input_tokens,
        "cached_tokens": usage.cached_tokens,
        "output_tokens": usage.output_tokens,
        "cost_billionths": billionths(usage.cost),
        "finished_at": batch.finished_at,
        "owner": batch.owner,
    }


def billionths(cost: float | None) -> int | None:
    """A cost as a whole number of billionths of the currency."""
    return None if cost is None else round(cost * BILLION)


def _batch_of(row: Row[Any]) -> Batch:
    cost = None if row.cost_billionths is None else row.cost_billionths / BILLION
    return Batch(
        id=BatchId(row.id),
        name=row.name,
        identity=Digest(row.identity),
        judge_name=row.judge,
        created_at=row.created_at,
        created_by=row.created_by,
        state=BatchState(row.state),
        pause=_pause_of(row),
        budget=row.budget,
        tally=Tally(row.waiting, row.scored, row.unscored, row.cancelled, row.shared),
        usage=Usage(row.input_tokens, row.cached_tokens, row.output_tokens, cost),
        finished_at=row.finished_at,
        owner=row.owner,
    )


def _pause_of(row: Row[Any]) -> Pause | None:
    if row.pause_reason is None:
        return None
    return Pause(PauseReason(row.pause_reason), row.pause_detail, row.paused_since)
