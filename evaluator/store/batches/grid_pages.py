"""The grid of a batch over a database, page by page: `services.batch_grid.GridLog`."""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Integer,
    Select,
    and_,
    bindparam,
    case,
    exists,
    func,
    literal,
    or_,
    select,
    true,
    tuple_,
)

from evaluator.domain.batches import BatchId, ItemState
from evaluator.domain.judgements import FlagCode, Verdict
from evaluator.domain.questions import PointId, QuestionId
from evaluator.services.batch_grid import VERDICTS, GridCounts, GridPage, GridPlace, GridQuery, Narrowing
from evaluator.store.batches.grid import rows_at
from evaluator.store.database import Database
from evaluator.store.tables import batch_items, batch_questions, judgement_flags, judgement_points

_ID = batch_items.c.judgement_id
_OF_QUESTION = and_(
    batch_items.c.batch_id == bindparam("batch"),
    batch_questions.c.batch_id == batch_items.c.batch_id,
    batch_questions.c.digest == batch_items.c.question,
    batch_questions.c.question_id == bindparam("question"),
)
_FLAGS = judgement_flags.c.judgement_id == _ID
_POINTS = judgement_points.c.judgement_id == _ID
_SUSPICIONS = [code.value for code in FlagCode if code.is_suspicion]

_FITS: Mapping[Narrowing, ColumnElement[bool]] = {
    Narrowing.ALL: true(),
    Narrowing.PERSON: or_(
        exists().where(_FLAGS), exists().where(_POINTS, judgement_points.c.verdict == Verdict.UNSURE.value)
    ),
    Narrowing.SUSPICIOUS: exists().where(_FLAGS, judgement_flags.c.code.in_(_SUSPICIONS)),
    Narrowing.UNSCORED: batch_items.c.state == ItemState.UNSCORED.value,
    Narrowing.QUOTES: exists().where(_FLAGS, judgement_flags.c.code == FlagCode.UNVERIFIED_EVIDENCE.value),
    Narrowing.WAITING: batch_items.c.state == ItemState.WAITING.value,
}
_COUNT = select(
    *(func.count(case((fits, 1))).label(name) for name, fits in _FITS.items()),
    func.count(case((batch_items.c.state == ItemState.SCORED.value, 1))).label("scored"),
).where(_OF_QUESTION)
_VERDICTS = (
    select(judgement_points.c.point_id, judgement_points.c.verdict, func.count())
    .join(batch_items, _POINTS)
    .where(_OF_QUESTION)
    .group_by(judgement_points.c.point_id, judgement_points.c.verdict)
)


class SqlGridLog:
    """Grids in SQLite or PostgreSQL."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def page(self, batch_id: BatchId, query: GridQuery, *, after: GridPlace | None, limit: int) -> GridPage:
        """See GridLog."""
        return await self._database.read(lambda connection: _page_in(connection, batch_id, query, after, limit))

    async def counts(self, batch_id: BatchId, question_id: QuestionId) -> GridCounts:
        """See GridLog."""
        return await self._database.read(lambda connection: _counts_in(connection, batch_id, question_id))


def _page_in(
    connection: Connection, batch_id: BatchId, query: GridQuery, after: GridPlace | None, limit: int
) -> GridPage:
    of = {"batch": batch_id, "question": query.question_id}
    found = connection.execute(_places(query, after).limit(limit + 1), of).all()
    shown = found[:limit]
    rows = {row.position: row for row in rows_at(connection, batch_id, [place.position for place in shown])}
    end = GridPlace(*shown[-1]) if len(found) > limit else None
    return GridPage(tuple(rows[place.position] for place in shown), end)


def _places(query: GridQuery, after: GridPlace | None) -> Select[Any]:
    """The weight and position of the rows, in order."""
    position = batch_items.c.position
    sign = -1 if query.backwards else 1
    weight = literal(0) if query.by is None else sign * _weight(query.by)
    wanted = select(weight.label("weight"), position).where(_OF_QUESTION, _FITS[query.narrowing]).subquery()
    falls = query.backwards and query.by is None
    rank = -wanted.c.position if falls else wanted.c.position
    places = select(wanted.c.weight, wanted.c.position)
    if after is not None:
        last = -after.position if falls else after.position
        places = places.where(tuple_(wanted.c.weight, rank) > tuple_(literal(after.weight), literal(last)))
    return places.order_by(*([rank] if query.by is None else [wanted.c.weight, rank]))


def _weight(by: PointId | tuple[FlagCode, ...]) -> ColumnElement[int]:
    """What a row weighs among others, less being earlier; what has none of it comes last."""
    if isinstance(by, tuple):
        ranks = {code.value: rank for rank, code in enumerate(by)}
        heaviest = func.min(case(ranks, value=judgement_flags.c.code, else_=len(by)))
        found = select(heaviest).where(_FLAGS).correlate(batch_items).scalar_subquery()
        return func.coalesce(found, len(by), type_=Integer)
    ranks = {verdict.value: rank for rank, verdict in enumerate(VERDICTS)}
    given = case(ranks, value=judgement_points.c.verdict)
    of_point = select(func.min(given)).where(_POINTS, judgement_points.c.point_id == by)
    return func.coalesce(of_point.correlate(batch_items).scalar_subquery(), len(VERDICTS), type_=Integer)


def _counts_in(connection: Connection, batch_id: BatchId, question_id: QuestionId) -> GridCounts:
    of = {"batch": batch_id, "question": question_id}
    counted = connection.execute(_COUNT, of).one()._mapping
    verdicts = defaultdict[PointId, dict[Verdict, int]](dict)
    for point_id, verdict, count in connection.execute(_VERDICTS, of):
        verdicts[PointId(point_id)][Verdict(verdict)] = count
    return GridCounts({name: counted[name] for name in Narrowing}, counted["scored"], dict(verdicts))
