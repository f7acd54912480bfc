"""Holds, and what is past its time, over a database: `services.keeping.KeepingLog`."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial

from sqlalchemy import ColumnElement, Connection, Select, and_, bindparam, exists, func, literal, select, union_all

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
        random_bytes = self._random_bytes
        return await self._database.write(partial(_erase_due_in, before=before, order=order, random_bytes=random_bytes))


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


def _erase_due_in(connection: Connection, before: datetime, order: Order, random_bytes: RandomBytes) -> Erasure | None:
    past = _past().subquery()
    first = select(past.c.judgement_id).where(~past.c.is_held).order_by(past.c.given_at, past.c.judgement_id)
    ids = connection.execute(first.limit(MOST_AT_ONCE), {"before": before}).scalars().all()
    return erase_words_in(connection, ids, None, order, random_bytes) if ids else None


def _past() -> Select[tuple[str, datetime, bool]]:
    """Answers given before a moment: judged then, or waiting since then in a batch."""
    held = is_held().label("is_held")
    judged = (
        select(answers.c.judgement_id, judgements.c.created_at.label("given_at"), held)
        .join(judgements, judgements.c.id == answers.c.judgement_id)
        .where(judgements.c.created_at < _BEFORE)
    )
    waiting = (
        select(answers.c.judgement_id, batches.c.created_at.label("given_at"), held)
        .join(batch_items, batch_items.c.judgement_id == answers.c.judgement_id)
        .join(batches, batches.c.id == batch_items.c.batch_id)
        .where(and_(batches.c.created_at < _BEFORE, batches.c.drafted_at.is_(None), ~_RECORDED))
    )
    past = union_all(judged, waiting).subquery()
    return select(past.c.judgement_id, past.c.given_at, past.c.is_held)
