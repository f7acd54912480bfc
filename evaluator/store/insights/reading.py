"""Reading what insights are made of, all of it as of one moment."""

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

import numpy as np
from sqlalchemy import ColumnElement, Connection, Row, func, select

from evaluator.domain.insight_counts import Recorded, Reviewed, Seen, Series, SeriesCount, Sums
from evaluator.domain.insights import InsightFilter
from evaluator.domain.judgements import Verdict
from evaluator.domain.ledger import Following
from evaluator.domain.questions import PointId, QuestionId
from evaluator.store.database import Database
from evaluator.store.following import standing_in
from evaluator.store.insight_tables import insight_days, insight_reviews, insight_series
from evaluator.store.insights.counters import DIGITS, InsightCounters

_DAYS, _SERIES = insight_days.c, insight_series.c
_SUMS = tuple(func.sum(_DAYS[name]) for name in Sums._fields)
_PERIOD = (func.min(_DAYS.day), func.max(_DAYS.day))
_SEEN = select(_DAYS.series_id, func.sum(_DAYS.scored + _DAYS.unscored + _DAYS.shared), *_PERIOD).group_by(
    _DAYS.series_id
)
_BY_SERIES = select(
    _DAYS.series_id,
    *_PERIOD,
    func.aggregate_strings(_DAYS.verdicts, ""),
    func.aggregate_strings(_DAYS.tallies, ","),
    *_SUMS,
).group_by(_DAYS.series_id)
_BY_DAY = select(_DAYS.day, *_SUMS).group_by(_DAYS.day).order_by(_DAYS.day)
_REVIEWS = select(*(insight_reviews.c[name] for name in Reviewed._fields)).order_by(insight_reviews.c.ledger_seq)


class SqlInsightLog:
    """What insights are made of, in SQLite or PostgreSQL: `services.insights.InsightLog`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def read(self, wanted: InsightFilter) -> Recorded:
        """See InsightLog."""
        return await self._database.read(lambda connection: recorded_in(connection, wanted))

    async def standing(self) -> Following:
        """See InsightLog."""
        return await self._database.read(lambda connection: standing_in(connection, InsightCounters.name))


def recorded_in(connection: Connection, wanted: InsightFilter) -> Recorded:
    """All that insights need for a filter."""
    series = {row.id: _series_of(row) for row in connection.execute(select(insight_series))}
    counted = connection.execute(_BY_SERIES.where(*_within(wanted, _DAYS))).all()
    return Recorded(
        standing_in(connection, InsightCounters.name),
        [
            Seen(series[number], int(count), date.fromisoformat(first), date.fromisoformat(last))
            for number, count, first, last in connection.execute(_SEEN)
        ],
        [_counted(number, series[number], row) for number, *row in counted],
        {
            date.fromisoformat(day): Sums(*map(int, sums))
            for day, *sums in connection.execute(_BY_DAY.where(*_within(wanted, _DAYS)))
        },
        [Reviewed(*row) for row in connection.execute(_REVIEWS.where(*_within(wanted, insight_reviews.c)))],
    )


def _within(wanted: InsightFilter, columns: Any) -> Iterator[ColumnElement[bool]]:
    """What a row with a series and a day must be like."""
    asked = {"question_id": wanted.question_id, "judge": wanted.judge, "prompt": wanted.prompt, "bank": wanted.bank}
    narrowed = [_SERIES[name] == value for name, value in asked.items() if value is not None]
    if narrowed:
        yield columns.series_id.in_(select(_SERIES.id).where(*narrowed))
    if wanted.since is not None:
        yield columns.day >= wanted.since.isoformat()
    if wanted.until is not None:
        yield columns.day <= wanted.until.isoformat()


def _series_of(row: Row[Any]) -> Series:
    points = tuple(map(PointId, json.loads(row.points)))
    return Series(QuestionId(row.question_id), points, row.judge, row.model, row.prompt, row.bank)


def _counted(number: int, series: Series, row: Sequence[Any]) -> SeriesCount:
    first, last, verdicts, tallies, *sums = row
    of_kind: dict[str, Counter[str]] = {"flag": Counter(), "reason": Counter()}
    for tally in json.loads(f"[{tallies or ''}]"):
        for named, count in tally.items():
            kind, name = named.split()
            of_kind[kind][name] += count
    return SeriesCount(
        series=series,
        number=number,
        first=date.fromisoformat(first),
        last=date.fromisoformat(last),
        sums=Sums(*map(int, sums)),
        verdicts=_summed(verdicts, len(series.points)),
        flags=of_kind["flag"],
        reasons=of_kind["reason"],
    )


def _summed(digits: str, points: int) -> tuple[tuple[int, ...], ...]:
    """The counts of each point's verdicts over all days whose digits stand one after another."""
    if not points:
        return ()
    counts = np.frombuffer(bytes.fromhex(digits), dtype=f">u{DIGITS // 2}").reshape(-1, points, len(Verdict))
    return tuple(tuple(map(int, point)) for point in counts.sum(axis=0))
