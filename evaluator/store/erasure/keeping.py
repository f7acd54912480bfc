"""Holds, and what is past its time, over a database: `services.keeping.KeepingLog`."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, bindparam, exists, func, literal, select, union_all

from evaluator.domain.commitments import SALT_BYTES
from evaluator.domain.erasures import Erasure
from evaluator.domain.keeping import Due, Hold, HoldKind, Lifting
from evaluator.errors import BatchUnknown, CandidateUnknown, HoldUnknown
from evaluator.services.erasure_log import Order
from evaluator.store.chance import RandomBytes, unguessable
from evaluator.store.columns import Moment, can_be_kept
from evaluator.store.database import Database
from evaluator.store.erasure.holds import holds_in, is_held, lift_in, place_in
from evaluator.store.erasure.log import erase_words_in
from evaluator.store.tables import answers, batch_items, batches, judgements

MOST_AT_ONCE = 500
"""Answers to an erasure of what is due, for which every other writer has to wait."""

_BEFORE = bindparam("before", type_=Moment())
_RECORDED = exists().where(judgements.c.id == answers.c.judgement_id)


class SqlKeepingLog:
    """Holds in SQLite or PostgreSQL. `random_bytes` makes salts, and what replaces digests of words."""

    def __init__(self, database: Database, *, random_bytes: RandomBytes = unguessable) -> None:
        self._database = database
        self._random_bytes = random_bytes

    async def place(self, hold: Hold) -> Hold:
        """See KeepingLog."""
        salt = self._random_bytes(SALT_BYTES)
        return await self._database.write(partial(_place_in, hold=hold, salt=salt))

    async def lift(self, hold_id: str, lifting: Lifting) -> Hold:
        """See KeepingLog."""
        if not can_be_kept(hold_id):
            raise HoldUnknown("No hold of that id stands.")
        return await self._database.write(partial(lift_in, hold_id=hold_id, lifting=lifting))

    async def holds(self) -> Sequence[Hold]:
        """See KeepingLog."""
        return await self._database.read(holds_in)

    async def due(self, before: datetime) -> Due:
        """See KeepingLog."""
        return await self._database.read(partial(_due_in, before=before))

    async def erase_due(self, before: datetime, order: Order) -> Erasure | None:
        """See KeepingLog."""
        # A long record is looked through where no writer has to wait for it.
        while ids := await self._database.read(partial(_oldest_due_in, before=before)):
            erase = partial(_erase_in, ids=ids, before=before, order=order, random_bytes=self._random_bytes)
            erasure = await self._database.write(erase)
            if erasure is not None:
                return erasure
        return None


def _place_in(connection: Connection, hold: Hold, salt: bytes) -> Hold:
    subject = hold.subject or ""
    if hold.kind is HoldKind.CANDIDATE and not _there(connection, answers.c.candidate == subject):
        raise CandidateUnknown("Nothing that a candidate of this code said is kept: there is nothing to hold.")
    if hold.kind is HoldKind.BATCH and not _there(connection, batches.c.id == subject):
        raise BatchUnknown("There is no batch of that id. Nothing is held.")
    return place_in(connection, hold, salt)


def _there(connection: Connection, condition: ColumnElement[bool]) -> bool:
    return connection.execute(select(literal(1)).where(condition).limit(1)).first() is not None


def _due_in(connection: Connection, before: datetime) -> Due:
    past = _past().subquery()
    free = select(func.count(), func.min(past.c.given_at)).where(~past.c.is_held)
    held = select(func.count()).select_from(past).where(past.c.is_held)
    count, oldest = connection.execute(free, {"before": before}).one()
    return Due(before, count, connection.execute(held, {"before": before}).scalar_one(), oldest)


def _oldest_due_in(connection: Connection, before: datetime) -> Sequence[str]:
    """Some of what no hold keeps: of what is judged the oldest, else of what waits."""
    for due, given_at in ((_judged(~is_held()), judgements.c.created_at), (_waiting(~is_held()), batches.c.created_at)):
        oldest = due.order_by(given_at, answers.c.judgement_id).limit(MOST_AT_ONCE)
        ids = connection.execute(oldest, {"before": before}).scalars().all()
        if ids:
            return ids
    return []


def _erase_in(
    connection: Connection, ids: Sequence[str], before: datetime, order: Order, random_bytes: RandomBytes
) -> Erasure | None:
    """Erase those of them that are still due; None where none is."""
    found = answers.c.judgement_id.in_(ids), ~is_held()
    due = union_all(_judged(*found), _waiting(*found)).subquery()
    left = connection.execute(select(due.c.judgement_id), {"before": before}).scalars().all()
    return erase_words_in(connection, left, None, order, random_bytes) if left else None


def _past() -> Select[tuple[str, datetime, bool]]:
    """Answers given before a moment: judged then, or waiting since then in a batch."""
    past = union_all(_judged(), _waiting()).subquery()
    return select(past.c.judgement_id, past.c.given_at, past.c.is_held)


def _judged(*conditions: ColumnElement[bool]) -> Select[Any]:
    return (
        select(answers.c.judgement_id, judgements.c.created_at.label("given_at"), is_held().label("is_held"))
        .join(judgements, judgements.c.id == answers.c.judgement_id)
        .where(judgements.c.created_at < _BEFORE, *conditions)
    )


def _waiting(*conditions: ColumnElement[bool]) -> Select[Any]:
    """Those of batches in which any wait, or were called off."""
    return (
        select(answers.c.judgement_id, batches.c.created_at.label("given_at"), is_held().label("is_held"))
        .join(batch_items, batch_items.c.judgement_id == answers.c.judgement_id)
        .join(batches, batches.c.id == batch_items.c.batch_id)
        .where(
            batches.c.created_at < _BEFORE,
            batches.c.drafted_at.is_(None),
            batches.c.waiting + batches.c.cancelled > 0,
            ~_RECORDED,
            *conditions,
        )
    )
