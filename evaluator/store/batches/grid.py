"""The points x answers grid: what came of each answer, verdict by verdict, without a word of it."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from sqlalchemy import BindParameter, Connection, Row, and_, bindparam, select

from evaluator.domain.batches import BatchId, Cell, GridRow, ItemState
from evaluator.domain.judgements import Coverage, FlagCode, JudgementId, Reason, Verdict
from evaluator.domain.questions import PointId, QuestionId
from evaluator.store.batches.standing import IS_WHOLE
from evaluator.store.tables import (
    answers,
    batch_items,
    batch_questions,
    judgement_flags,
    judgement_points,
    judgements,
)

_ID = batch_items.c.judgement_id
_ASKED = and_(batch_questions.c.batch_id == batch_items.c.batch_id, batch_questions.c.digest == batch_items.c.question)
_POSITIONS: BindParameter[int] = bindparam("positions", expanding=True)
_ALL = (
    select(
        batch_items,
        batch_questions.c.question_id,
        answers.c.candidate,
        judgements.c.score,
        judgements.c.low,
        judgements.c.high,
        judgements.c.reason,
        judgements.c.shared_from,
    )
    .join(batch_questions, _ASKED)
    .outerjoin(answers, answers.c.judgement_id == _ID)
    .outerjoin(judgements, judgements.c.id == _ID)
    .where(batch_items.c.batch_id == bindparam("batch"))
    .order_by(batch_items.c.position)
)
_AFTER = _ALL.where(batch_items.c.position > bindparam("after"), IS_WHOLE).limit(bindparam("most"))
_AT = _ALL.where(batch_items.c.position.in_(_POSITIONS))
_AMONG = (
    batch_items.c.batch_id == bindparam("batch"),
    batch_items.c.position.in_(_POSITIONS),
)
_CELLS = (
    select(judgement_points.c.judgement_id, judgement_points.c.point_id, judgement_points.c.verdict)
    .join(batch_items, judgement_points.c.judgement_id == _ID)
    .where(*_AMONG)
    .order_by(batch_items.c.position, judgement_points.c.position)
)
_FLAGS = (
    select(judgement_flags.c.judgement_id, judgement_flags.c.code)
    .join(batch_items, judgement_flags.c.judgement_id == _ID)
    .where(*_AMONG)
    .order_by(batch_items.c.position, judgement_flags.c.position)
)


def rows_in(connection: Connection, batch_id: BatchId, after: int, limit: int) -> list[GridRow]:
    """At most so many rows of a batch that come after a position, in order."""
    wanted = {"batch": batch_id, "after": after, "most": limit}
    return _whole(connection, batch_id, connection.execute(_AFTER, wanted).all())


def rows_at(connection: Connection, batch_id: BatchId, positions: Sequence[int]) -> list[GridRow]:
    """The rows of a batch at some positions, in order of position."""
    return _whole(connection, batch_id, connection.execute(_AT, {"batch": batch_id, "positions": positions}).all())


def _whole(connection: Connection, batch_id: BatchId, rows: Sequence[Row[Any]]) -> list[GridRow]:
    among = {"batch": batch_id, "positions": [row.position for row in rows]}
    cells, flags = defaultdict[str, list[Cell]](list), defaultdict[str, list[FlagCode]](list)
    for judgement_id, point_id, verdict in connection.execute(_CELLS, among):
        cells[judgement_id].append(Cell(PointId(point_id), Verdict(verdict)))
    for judgement_id, code in connection.execute(_FLAGS, among):
        flags[judgement_id].append(FlagCode(code))
    return [_row_of(row, cells[row.judgement_id], flags[row.judgement_id]) for row in rows]


def _row_of(row: Row[Any], cells: Sequence[Cell], flags: Sequence[FlagCode]) -> GridRow:
    return GridRow(
        position=row.position,
        item_id=row.item_id,
        question_id=QuestionId(row.question_id),
        candidate=row.candidate,
        state=ItemState(row.state),
        judgement_id=JudgementId(row.judgement_id),
        cells=tuple(cells),
        coverage=None if row.low is None else Coverage(row.score, row.low, row.high),
        flags=tuple(flags),
        reason=None if row.reason is None else Reason(row.reason),
        shared=row.shared_from is not None,
        words=row.words,
    )
