"""Taking a batch in, a chunk of items to a transaction, so that nobody who writes waits for a large file.

Until it is whole it is a draft that no reader sees. A draft that nobody has added to for a while was cut off by a crash
and is thrown away, answers and all.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import BindParameter, Connection, bindparam, delete, insert, select, update

from evaluator.digests import Json
from evaluator.domain.batches import Batch, Tally
from evaluator.domain.ledger import EntryKind
from evaluator.errors import StoreError
from evaluator.store.batches.items import ItemRows
from evaluator.store.batches.questions import keep_in
from evaluator.store.batches.standing import alike_in, row_of
from evaluator.store.entries import append_in
from evaluator.store.tables import answers, batch_items, batch_questions, batches

CHUNK = 200
"""Items to a transaction."""

ABANDONED = timedelta(minutes=10)
"""A draft that nobody has added to for so long is nobody's any more."""

_IDS: BindParameter[str] = bindparam("ids", expanding=True)
_OF_DRAFT = (batches.c.id == bindparam("batch"), batches.c.drafted_at.is_not(None))
_STANDS = select(batches.c.id).where(*_OF_DRAFT)
_OLD = select(batches.c.id).where(batches.c.drafted_at < bindparam("before"))
_FIRST = (
    select(batch_items.c.judgement_id)
    .where(batch_items.c.batch_id == bindparam("batch"))
    .order_by(batch_items.c.position)
    .limit(CHUNK)
)
_BEGIN, _ADD, _SAY = insert(batches), insert(batch_items), insert(answers)
_TOUCH = update(batches).where(*_OF_DRAFT).values(drafted_at=bindparam("at"))
# What was erased of a draft is below zero in what waits.
_SHOW = update(batches).where(*_OF_DRAFT).values(drafted_at=None, waiting=batches.c.waiting + bindparam("count"))
_UNSAY = delete(answers).where(answers.c.judgement_id.in_(_IDS))
_REMOVE = delete(batch_items).where(batch_items.c.judgement_id.in_(_IDS))
_UNASK = delete(batch_questions).where(batch_questions.c.batch_id == bindparam("batch"))
_FORGET = delete(batches).where(batches.c.id == bindparam("batch"))


def begin_in(connection: Connection, batch: Batch, at: datetime) -> None:
    """Write the draft, without items."""
    connection.execute(_BEGIN, row_of(batch) | {"drafted_at": at})


def add_in(connection: Connection, batch: Batch, rows: ItemRows, at: datetime) -> None:
    """Write a chunk of items with their answers and questions."""
    if connection.execute(_TOUCH, {"batch": batch.id, "at": at}).rowcount == 0:
        raise _too_late()
    keep_in(connection, batch.id, rows.questions)
    connection.execute(_SAY, rows.answers)
    connection.execute(_ADD, rows.items)


def publish_in(connection: Connection, batch: Batch, count: int, at: datetime) -> Batch:
    """Let everybody see the batch with so many items; returns the one there is of its identity, if there is one."""
    alike = alike_in(connection, batch.identity)
    if alike is not None:
        return alike
    if connection.execute(_SHOW, {"batch": batch.id, "count": count}).rowcount == 0:
        raise _too_late()
    told: dict[str, Json] = {
        "judge": batch.judge_name,
        "answers": count,
        "budget": batch.budget,
        "by": batch.created_by,
    }
    append_in(connection, EntryKind.BATCH_CREATED, batch.id, told, at)
    return replace(batch, tally=Tally(waiting=count))


def discard_some_in(connection: Connection, batch_id: str) -> bool:
    """Throw away a chunk of a draft; False once nothing is left of it. A batch that is whole is left alone."""
    draft = {"batch": batch_id}
    if connection.execute(_STANDS, draft).first() is None:
        return False
    ids = connection.execute(_FIRST, draft).scalars().all()
    if ids:
        connection.execute(_UNSAY, {"ids": ids})
        connection.execute(_REMOVE, {"ids": ids})
        return True
    connection.execute(_UNASK, draft)
    connection.execute(_FORGET, draft)
    return False


def abandoned_in(connection: Connection, now: datetime) -> Sequence[str]:
    """The drafts that a crash cut off."""
    return connection.execute(_OLD, {"before": now - ABANDONED}).scalars().all()


def _too_late() -> StoreError:
    return StoreError("The batch was not taken in: its making stood still for too long. Begin again.")
