"""Batches in chunks, each handed out to one worker at a time: `services.chunk_log.ChunkLog`."""

import math
from collections.abc import Sequence
from datetime import datetime
from functools import partial

from sqlalchemy import Connection, bindparam, func, insert, literal_column, select, update

from evaluator.domain.batches import Batch, BatchId, BatchItem, BatchState, Pause
from evaluator.domain.budgets import Grant, granted
from evaluator.store.batches.items import chunk_in
from evaluator.store.batches.moves import move_in, required_in
from evaluator.store.batches.standing import BILLION
from evaluator.store.chance import Clock, utc_now
from evaluator.store.database import Database
from evaluator.store.tables import answers, batch_chunks, batch_items

_OF_BATCH = batch_chunks.c.batch_id == bindparam("batch")
_WAITS = (batch_items.c.batch_id == bindparam("batch"), batch_items.c.state == literal_column("'waiting'"))
_NEXT = select(func.coalesce(func.max(batch_chunks.c.number) + 1, 0)).where(_OF_BATCH)
_LEADERS = (
    select(
        batch_items.c.position,
        func.min(batch_items.c.position).over(partition_by=answers.c.digest).label("leader"),
    )
    .join(answers, answers.c.judgement_id == batch_items.c.judgement_id)
    .where(*_WAITS, batch_items.c.chunk.is_(None))
    .subquery()
)
_PLACES = select(_LEADERS.c.position, (func.dense_rank().over(order_by=_LEADERS.c.leader) - 1).label("rank")).subquery()
_PUT = (
    update(batch_items)
    .where(batch_items.c.batch_id == bindparam("batch"), batch_items.c.position == _PLACES.c.position)
    .values(chunk=bindparam("first") + _PLACES.c.rank // bindparam("size"))
)
_WITH_WAITING = (
    select(batch_items.c.chunk)
    .where(*_WAITS, batch_items.c.chunk.is_not(None))
    .distinct()
    .order_by(batch_items.c.chunk)
)
_OTHERS = select(func.coalesce(func.sum(batch_chunks.c.reserved_billionths), 0)).where(
    _OF_BATCH, batch_chunks.c.number != bindparam("chunk")
)
_RESERVE = (
    update(batch_chunks)
    .where(_OF_BATCH, batch_chunks.c.number == bindparam("chunk"))
    .values(reserved_billionths=bindparam("reserved"))
)


class SqlChunkLog:
    """Chunks in SQLite or PostgreSQL. `clock` dates ledger entries."""

    def __init__(self, database: Database, *, clock: Clock = utc_now) -> None:
        self._database = database
        self._clock = clock

    async def hand_out(self, batch_id: BatchId, size: int) -> Sequence[int]:
        """See ChunkLog."""
        return await self._database.write(partial(_hand_out_in, batch_id=batch_id, size=size))

    async def waiting(self, batch_id: BatchId, chunk: int, *, after: int, limit: int) -> Sequence[BatchItem]:
        """See ChunkLog."""
        return await self._database.read(lambda connection: chunk_in(connection, batch_id, chunk, after, limit))

    async def set_aside(self, batch_id: BatchId, chunk: int, *, held: float, least: float, most: float) -> Grant:
        """See ChunkLog."""
        return await self._database.write(
            partial(_set_aside_in, batch_id=batch_id, chunk=chunk, held=held, least=least, most=most)
        )

    async def settle(self, batch_id: BatchId, chunk: int) -> None:
        """See ChunkLog."""
        nothing = {"batch": batch_id, "chunk": chunk, "reserved": 0}
        await self._database.write(lambda connection: connection.execute(_RESERVE, nothing))

    async def pause(self, batch_id: BatchId, pause: Pause) -> Batch:
        """See ChunkLog."""
        now = self._clock()
        return await self._database.write(lambda connection: _pause_in(connection, batch_id, pause, now))


def _hand_out_in(connection: Connection, batch_id: str, size: int) -> Sequence[int]:
    of_batch = {"batch": batch_id}
    first = connection.execute(_NEXT, of_batch).scalar_one()
    connection.execute(_PUT, {**of_batch, "first": first, "size": size})
    waiting = connection.execute(_WITH_WAITING, of_batch).scalars().all()
    fresh = [
        {"batch_id": batch_id, "number": number, "reserved_billionths": 0} for number in waiting if number >= first
    ]
    if fresh:
        connection.execute(insert(batch_chunks), fresh)
    return waiting


def _set_aside_in(connection: Connection, batch_id: str, chunk: int, held: float, least: float, most: float) -> Grant:
    batch = required_in(connection, batch_id)
    others = int(connection.execute(_OTHERS, {"batch": batch_id, "chunk": chunk}).scalar_one()) / BILLION
    ceiling = math.inf if batch.budget is None else batch.budget
    amount = granted(ceiling - (batch.usage.cost or 0.0) - others, held, least, most)
    reserved = math.ceil((held if amount is None else amount) * BILLION)
    connection.execute(_RESERVE, {"batch": batch_id, "chunk": chunk, "reserved": reserved})
    return Grant(amount, others > 0)


def _pause_in(connection: Connection, batch_id: str, pause: Pause, at: datetime) -> Batch:
    batch = required_in(connection, batch_id)
    if batch.state is not BatchState.RUNNING:
        return batch
    return move_in(connection, batch_id, BatchState.PAUSED, pause, at)
