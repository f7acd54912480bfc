"""Holds, and what is past its time, over a database: `services.keeping.KeepingLog`."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, bindparam, exists, func, literal, select, union_all

from evaluator.domain.commitments import SALT_BYTES
from evaluator.domain.erasures import Erasure
from evaluator.domain.keeping import Due, Hold, HoldKind, Lifting
from evaluator.errors import BatchUnknown, CandidateUnknown, HoldUnknown
from evaluator.services.erasure_log import Order
from evaluator.store.chance import unguessable
from evaluator.store.columns import Moment, can_be_kept
from evaluator.store.database import Database
from evaluator.store.erasure.holds import holds_in, is_held, lift_in, place_in
from evaluator.store.erasure.log import erase_words_in
from evaluator.store.tables import answers, batch_items, batch_questions, batches, intents, judgements

MOST_AT_ONCE = 500
"""Answers to an erasure of what is due, for which every other writer has to wait."""

MOST_LOOKED_AT = 1_000
"""Judgements, and answers in batches, that are looked at to tell what is past its time."""

_BEFORE = bindparam("before", type_=Moment())
_SINCE = bindparam("since", type_=Moment())
_RECORDED = exists().where(judgements.c.id == answers.c.judgement_id)


class SqlKeepingLog:
    """Holds in SQLite or PostgreSQL."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def place(self, hold: Hold) -> Hold:
        """See KeepingLog."""
        salt = unguessable(SALT_BYTES)
        return await self._database.write(partial(_place_in, hold=hold, salt=salt))

    async def has_question(self, question_id: str) -> bool:
        """See KeepingLog."""
        return can_be_kept(question_id) and await self._database.read(partial(_is_asked_in, question_id=question_id))

    async def lift(self, hold_id: str, lifting: Lifting) -> Hold:
        """See KeepingLog."""
        if not can_be_kept(hold_id):
            raise HoldUnknown("No hold of that id stands.")
        return await self._database.write(partial(lift_in, hold_id=hold_id, lifting=lifting))

    async def holds(self) -> Sequence[Hold]:
        """See KeepingLog."""
        return await self._database.read(holds_in)

    async def due(self, before: datetime, since: datetime | None = None) -> Due:
        """See KeepingLog."""
        return await self._database.read(partial(_due_in, before=before, since=since))

    async def erase_due(self, before: datetime, order: Order) -> Erasure | None:
        """See KeepingLog."""
        # A long record is looked through where no writer has to wait for it.
        while ids := await self._database.read(partial(_oldest_due_in, before=before)):
            erase = partial(_erase_in, ids=ids, before=before, order=order)
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


def _is_asked_in(connection: Connection, question_id: str) -> bool:
    tables = (judgements, batch_questions, intents)
    return any(_there(connection, table.c.question_id == question_id) for table in tables)


def _there(connection: Connection, condition: ColumnElement[bool]) -> bool:
    return connection.execute(select(literal(1)).where(condition).limit(1)).first() is not None


def _due_in(connection: Connection, before: datetime, since: datetime | None) -> Due:
    """What is past its time, of the newest that may be: further back all was erased long ago, or all is due."""
    given = {"before": before} if since is None else {"before": before, "since": since}
    past = [_newest_judged(since is not None), _newest_waiting(since is not None)]
    is_whole = all(_is_looked_through(connection, one, given) for one in past)
    count, oldest = connection.execute(_kept(past, ~is_held()), given).one()
    held = 0
    if subjects := _standing_in(connection):
        under = _newest_held(subjects)
        is_whole = is_whole and all(_is_looked_through(connection, one, given) for one in under)
        held, _ = connection.execute(_kept(under), given).one()
    return Due(before, count, held, oldest if is_whole else None, is_whole)


def _is_looked_through(connection: Connection, past: Select[Any], given: Mapping[str, datetime]) -> bool:
    return connection.execute(select(func.count()).select_from(past.subquery()), given).scalar_one() < MOST_LOOKED_AT


def _kept(past: Sequence[Select[Any]], *conditions: ColumnElement[bool]) -> Select[Any]:
    """How many of these have words and are past their time, and when the first of them was given."""
    given_at = func.coalesce(judgements.c.created_at, batches.c.created_at, type_=Moment())
    return (
        select(func.count(), func.min(given_at, type_=Moment()))
        .select_from(answers)
        .outerjoin(judgements, judgements.c.id == answers.c.judgement_id)
        .outerjoin(batch_items, batch_items.c.judgement_id == answers.c.judgement_id)
        .outerjoin(batches, (batches.c.id == batch_items.c.batch_id) & batches.c.drafted_at.is_(None))
        .where(answers.c.judgement_id.in_(_any_of(past)), given_at < _BEFORE, *conditions)
    )


def _any_of(past: Sequence[Select[Any]]) -> Select[Any]:
    # SQLite knows no LIMIT in the parts of a UNION, but in what these are made from.
    return select(union_all(*(select(one.subquery().c[0].label("id")) for one in past)).subquery().c.id)


def _newest_judged(is_since: bool) -> Select[Any]:
    at = judgements.c.created_at
    window = (at < _BEFORE, at >= _SINCE) if is_since else (at < _BEFORE,)
    return select(judgements.c.id).where(*window).order_by(at.desc()).limit(MOST_LOOKED_AT)


def _newest_waiting(is_since: bool) -> Select[Any]:
    at = batches.c.created_at
    window = (at < _BEFORE, at >= _SINCE) if is_since else (at < _BEFORE,)
    is_open = batches.c.waiting + batches.c.cancelled > 0
    items = select(batch_items.c.judgement_id).join(batches, batches.c.id == batch_items.c.batch_id)
    return items.where(*window, batches.c.drafted_at.is_(None), is_open).order_by(at.desc()).limit(MOST_LOOKED_AT)


def _standing_in(connection: Connection) -> Mapping[HoldKind, Sequence[str]]:
    """What holds that stand are for, by their kind."""
    subjects: dict[HoldKind, list[str]] = {}
    for hold in holds_in(connection):
        if hold.stands and hold.subject is not None:
            subjects.setdefault(hold.kind, []).append(hold.subject)
    return subjects


def _newest_held(subjects: Mapping[HoldKind, Sequence[str]]) -> Sequence[Select[Any]]:
    """What may be held, each kind of hold by its own index."""
    asked = select(batch_items.c.judgement_id).join(
        batch_questions,
        (batch_items.c.batch_id == batch_questions.c.batch_id) & (batch_items.c.question == batch_questions.c.digest),
    )
    judged = select(judgements.c.id).where(judgements.c.created_at < _BEFORE).order_by(judgements.c.created_at.desc())
    of_kind = {
        HoldKind.CANDIDATE: [(select(answers.c.judgement_id), answers.c.candidate)],
        HoldKind.BATCH: [(select(batch_items.c.judgement_id), batch_items.c.batch_id)],
        HoldKind.QUESTION: [(judged, judgements.c.question_id), (asked, batch_questions.c.question_id)],
    }
    return [
        ids.where(column.in_(subjects[kind])).limit(MOST_LOOKED_AT)
        for kind in subjects
        for ids, column in of_kind[kind]
    ]


def _oldest_due_in(connection: Connection, before: datetime) -> Sequence[str]:
    """Some of what no hold keeps: of what is judged the oldest, else of what waits."""
    for due, given_at in ((_judged(~is_held()), judgements.c.created_at), (_waiting(~is_held()), batches.c.created_at)):
        oldest = due.order_by(given_at, answers.c.judgement_id).limit(MOST_AT_ONCE)
        ids = connection.execute(oldest, {"before": before}).scalars().all()
        if ids:
            return ids
    return []


def _erase_in(connection: Connection, ids: Sequence[str], before: datetime, order: Order) -> Erasure | None:
    """Erase those of them that are still due; None where none is."""
    found = answers.c.judgement_id.in_(ids), ~is_held()
    due = union_all(_judged(*found), _waiting(*found)).subquery()
    left = connection.execute(select(due.c.judgement_id), {"before": before}).scalars().all()
    return erase_words_in(connection, left, None, order) if left else None


def _judged(*conditions: ColumnElement[bool]) -> Select[Any]:
    return (
        select(answers.c.judgement_id)
        .join(judgements, judgements.c.id == answers.c.judgement_id)
        .where(judgements.c.created_at < _BEFORE, *conditions)
    )


def _waiting(*conditions: ColumnElement[bool]) -> Select[Any]:
    """Those of batches in which any wait, or were called off."""
    return (
        select(answers.c.judgement_id)
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
