"""How verdicts moved in a rejudging, as one reader may know it: nothing sealed to them is counted or listed."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Connection,
    FromClause,
    Row,
    Select,
    and_,
    bindparam,
    exists,
    func,
    null,
    or_,
    select,
    union_all,
)

from evaluator.domain.judgements import Coverage, JudgementId, Verdict
from evaluator.domain.questions import PointId, QuestionId
from evaluator.domain.rejudging import (
    CoverageSums,
    MovedAnswer,
    MovedPage,
    Moves,
    PointMove,
    PointMoves,
    Reading,
    coverage_change,
)
from evaluator.store.review_tables import review_points, review_seeds, reviews
from evaluator.store.reviews.queue import sealed_to
from evaluator.store.tables import answers, batch_items, judgement_points, judgements

Cell = tuple[Verdict | None, Verdict | None]

_OLD, _NEW = judgements.alias("old"), judgements.alias("new")
_OLD_POINTS, _NEW_POINTS = judgement_points.alias("old_points"), judgement_points.alias("new_points")
_IDS: BindParameter[str] = bindparam("ids", expanding=True)
_SAME_POINT = and_(_OLD_POINTS.c.judgement_id == _OLD.c.id, _OLD_POINTS.c.point_id == _NEW_POINTS.c.point_id)
_REVIEWED_AS = func.coalesce(_OLD.c.shared_from, _OLD.c.id)
_STOOD = exists().where(_SAME_POINT, _OLD_POINTS.c.verdict == _NEW_POINTS.c.verdict).correlate(_OLD, _NEW_POINTS)
_IS_ASKED = (
    exists()
    .where(_NEW_POINTS.c.judgement_id == _NEW.c.id, _NEW_POINTS.c.point_id == _OLD_POINTS.c.point_id)
    .correlate(_NEW, _OLD_POINTS)
)
_IS_MOVED = or_(
    _OLD.c.status != _NEW.c.status,
    exists().where(_NEW_POINTS.c.judgement_id == _NEW.c.id, ~_STOOD).correlate(_OLD, _NEW),
    exists().where(_OLD_POINTS.c.judgement_id == _OLD.c.id, ~_IS_ASKED).correlate(_OLD, _NEW),
)
_IS_CONTRADICTED = (
    exists()
    .where(
        reviews.c.judgement_id == _REVIEWED_AS,
        review_points.c.review_id == reviews.c.id,
        review_points.c.part == "final",
        _NEW_POINTS.c.judgement_id == _NEW.c.id,
        _NEW_POINTS.c.point_id == review_points.c.point_id,
        _NEW_POINTS.c.verdict != review_points.c.verdict,
    )
    .correlate(_OLD, _NEW)
)
_READINGS: Mapping[Reading, ColumnElement[bool]] = {Reading.MOVED: _IS_MOVED, Reading.CONTRADICTED: _IS_CONTRADICTED}
_POINTS = (
    select(judgement_points.c.judgement_id, judgement_points.c.point_id, judgement_points.c.verdict)
    .where(judgement_points.c.judgement_id.in_(_IDS))
    .order_by(judgement_points.c.judgement_id, judgement_points.c.position)
)
_SETTLED = (
    select(reviews.c.judgement_id, review_points.c.point_id, review_points.c.verdict)
    .join(review_points, review_points.c.review_id == reviews.c.id)
    .where(reviews.c.judgement_id.in_(_IDS), review_points.c.part == "final")
    .order_by(reviews.c.ledger_seq)
)


def moves_in(connection: Connection, batch_id: str, reader: str, at: datetime) -> Moves:
    """All of a rejudging, counted."""
    every = connection.execute(_pairs(batch_id, func.count())).scalar_one()
    free = _free(reader, at, batch_id)
    counts = {
        reading: connection.execute(_pairs(batch_id, func.count()).where(*free, fits)).scalar_one()
        for reading, fits in _READINGS.items()
    }
    known = connection.execute(_pairs(batch_id, func.count()).where(*free)).scalar_one()
    return Moves(
        answers=known,
        moved=counts[Reading.MOVED],
        contradicted=counts[Reading.CONTRADICTED],
        sealed=every - known,
        points=_points_in(connection, batch_id, free),
        coverage=coverage_change(_sums_in(connection, batch_id, free)),
    )


def page_in(
    connection: Connection, batch_id: str, reading: Reading, reader: str, at: datetime, after: int, limit: int
) -> MovedPage:
    """At most so many answers to be read that come after a position."""
    said = and_(answers.c.judgement_id == _NEW.c.id)
    wanted = (
        _pairs(
            batch_id,
            batch_items.c.position,
            _NEW.c.id,
            _OLD.c.id.label("old_id"),
            _NEW.c.question_id,
            answers.c.candidate,
            _REVIEWED_AS.label("reviewed_as"),
            *(side.c[name].label(f"{label}_{name}") for side, label in _SIDES for name in ("score", "low", "high")),
        )
        .outerjoin(answers, said)
        .where(*_free(reader, at, batch_id), _READINGS[reading], batch_items.c.position > after)
        .order_by(batch_items.c.position)
        .limit(limit + 1)
    )
    rows = connection.execute(wanted).all()
    shown = rows[:limit]
    next_after = shown[-1].position if len(rows) > limit else None
    return MovedPage(tuple(_answers_in(connection, shown)), next_after)


_SIDES = ((_OLD, "before"), (_NEW, "after"))


def _pairs(batch_id: str, *columns: Any) -> Select[Any]:
    """A rejudging's new judgements, each beside the one it supersedes."""
    return (
        select(*columns)
        .select_from(batch_items)
        .join(_NEW, _NEW.c.id == batch_items.c.judgement_id)
        .join(_OLD, _OLD.c.id == batch_items.c.supersedes)
        .where(batch_items.c.batch_id == batch_id)
    )


def _free(reader: str, at: datetime, batch_id: str) -> tuple[ColumnElement[bool], ...]:
    """That neither judgement of a pair is sealed to somebody, or was shown to them with a wrong verdict on purpose."""
    among = (
        sealed_to(reader, at).join(batch_items, side == judgements.c.id).where(batch_items.c.batch_id == batch_id)
        for side in (batch_items.c.judgement_id, batch_items.c.supersedes)
    )
    of_new, of_old = among
    misled = (
        select(reviews.c.judgement_id)
        .join(review_seeds, review_seeds.c.review_id == reviews.c.id)
        .where(reviews.c.reviewer == reader, reviews.c.final_at.is_(None))
    )
    judged_as = (func.coalesce(side.c.shared_from, side.c.id) for side in (_NEW, _OLD))
    return (_NEW.c.id.not_in(of_new), _OLD.c.id.not_in(of_old), *(one.not_in(misled) for one in judged_as))


def _points_in(connection: Connection, batch_id: str, free: Sequence[ColumnElement[bool]]) -> tuple[PointMoves, ...]:
    now = _NEW_POINTS.c.verdict
    asked_now = _points_of(_NEW_POINTS, _NEW, now, batch_id).outerjoin(_OLD_POINTS, _SAME_POINT).group_by(now)
    asked_then = _points_of(_OLD_POINTS, _OLD, null(), batch_id).where(~_IS_ASKED)
    found = defaultdict[tuple[str, str], dict[Cell, int]](dict)
    for row in connection.execute(union_all(asked_now.where(*free), asked_then.where(*free))):
        found[row.question_id, row.point_id][_verdict(row.before), _verdict(row.after)] = row[4]
    return tuple(
        PointMoves(QuestionId(question_id), PointId(point_id), counts)
        for (question_id, point_id), counts in sorted(found.items())
    )


def _points_of(points: FromClause, judged: FromClause, after: ColumnElement[Any], batch_id: str) -> Select[Any]:
    """How many points went from which verdict to which, of those that these judgements have."""
    before = _OLD_POINTS.c.verdict
    return (
        _pairs(
            batch_id, _NEW.c.question_id, points.c.point_id, before.label("before"), after.label("after"), func.count()
        )
        .join(points, points.c.judgement_id == judged.c.id)
        .group_by(_NEW.c.question_id, points.c.point_id, before)
    )


def _sums_in(connection: Connection, batch_id: str, free: Sequence[ColumnElement[bool]]) -> CoverageSums:
    change = _NEW.c.score - _OLD.c.score
    summed = [func.sum(side.c[name]) for side, _ in _SIDES for name in ("score", "low", "high")]
    row = connection.execute(
        _pairs(batch_id, func.count(), *summed, func.sum(change * change)).where(
            *free, _OLD.c.score.is_not(None), _NEW.c.score.is_not(None)
        )
    ).one()
    if not row[0]:
        return CoverageSums()
    return CoverageSums(row[0], Coverage(*row[1:4]), Coverage(*row[4:7]), row[7])


def _answers_in(connection: Connection, rows: Sequence[Row[Any]]) -> list[MovedAnswer]:
    ids = [one for row in rows for one in (row.id, row.old_id)]
    cells = defaultdict[str, dict[str, Verdict]](dict)
    for judgement_id, point_id, verdict in connection.execute(_POINTS, {"ids": ids}):
        cells[judgement_id][point_id] = Verdict(verdict)
    settled = defaultdict[tuple[str, str], list[Verdict]](list)
    for judgement_id, point_id, verdict in connection.execute(_SETTLED, {"ids": [row.reviewed_as for row in rows]}):
        settled[judgement_id, point_id].append(Verdict(verdict))
    return [_answer_of(row, cells[row.old_id], cells[row.id], settled) for row in rows]


def _answer_of(
    row: Row[Any],
    before: Mapping[str, Verdict],
    after: Mapping[str, Verdict],
    settled: Mapping[tuple[str, str], Sequence[Verdict]],
) -> MovedAnswer:
    points = [
        PointMove(
            PointId(point_id),
            before.get(point_id),
            after.get(point_id),
            tuple(settled.get((row.reviewed_as, point_id), ())),
        )
        for point_id in dict.fromkeys((*after, *before))
    ]
    return MovedAnswer(
        judgement_id=JudgementId(row.id),
        supersedes=JudgementId(row.old_id),
        question_id=QuestionId(row.question_id),
        candidate=row.candidate,
        before=_coverage(row.before_score, row.before_low, row.before_high),
        after=_coverage(row.after_score, row.after_low, row.after_high),
        points=tuple(point for point in points if point.is_moved or point.is_contradicted),
    )


def _coverage(score: float | None, low: float | None, high: float | None) -> Coverage | None:
    return None if low is None or high is None else Coverage(score, low, high)


def _verdict(value: str | None) -> Verdict | None:
    return None if value is None else Verdict(value)
