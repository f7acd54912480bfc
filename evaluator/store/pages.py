"""Keyset pages over the judgements, newest first: as quick a million rows down as at the top."""

import dataclasses
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, Select, select, tuple_

from evaluator.domain.judgements import FlagCode
from evaluator.services.orders import JudgementFilter, JudgementPage
from evaluator.store.columns import can_be_kept
from evaluator.store.cursors import cursor_at, place_of, refuse_empty
from evaluator.store.retrieval import judgements_in
from evaluator.store.tables import answers, judgement_flags, judgements

FEW = 1_000

_PLACE = tuple_(judgements.c.created_at, judgements.c.id)


def page_in(connection: Connection, wanted: JudgementFilter, limit: int, cursor: str | None) -> JudgementPage:
    """One page. Raises RequestInvalid for a cursor that is not one of ours, or a limit below one."""
    refuse_empty(limit)
    query = fitting_in(connection, wanted)
    if query is None:
        return JudgementPage((), None)
    if cursor is not None:
        query = query.where(tuple_(*place_of(cursor)) > _PLACE)
    newest_first = query.order_by(judgements.c.created_at.desc(), judgements.c.id.desc())
    rows = connection.execute(newest_first.limit(limit + 1)).all()
    shown = rows[:limit]
    next_cursor = cursor_at(shown[-1].created_at, shown[-1].id) if len(rows) > limit else None
    return JudgementPage(tuple(judgements_in(connection, [row.id for row in shown])), next_cursor)


def fitting_in(connection: Connection, wanted: JudgementFilter) -> Select[tuple[str, datetime]] | None:
    """What selects the judgements that fit, each by id and moment; None where none can."""
    if not all(can_be_kept(text) for text in dataclasses.astuple(wanted) if isinstance(text, str)):
        return None
    query = _narrowed(select(judgements.c.id, judgements.c.created_at), wanted)
    return query if wanted.flag is None else query.where(_flagged(connection, wanted.flag))


def _narrowed(query: Select[tuple[str, datetime]], wanted: JudgementFilter) -> Select[tuple[str, datetime]]:
    columns = {
        judgements.c.question_id: wanted.question_id,
        judgements.c.judge: wanted.judge,
        judgements.c.status: wanted.status,
        judgements.c.needs_review: wanted.needs_review,
        judgements.c.created_by: wanted.created_by,
    }
    for column, value in columns.items():
        if value is not None:
            query = query.where(column == value)
    if wanted.candidate is not None:
        answer = answers.c.judgement_id == judgements.c.id
        query = query.join(answers, answer).where(answers.c.candidate == wanted.candidate)
    return query


def _flagged(connection: Connection, code: FlagCode) -> ColumnElement[bool]:
    """Whether a judgement has that flag, asked in the way that is quick for a flag as frequent as this one.

    From the list of those that have it where they are few; of each judgement in turn where many have it, since a page
    is full soon.
    """
    raised = select(judgement_flags.c.judgement_id).where(judgement_flags.c.code == code)
    if len(connection.execute(raised.limit(FEW)).all()) < FEW:
        return judgements.c.id.in_(raised)
    return raised.where(judgement_flags.c.judgement_id == judgements.c.id).exists()
