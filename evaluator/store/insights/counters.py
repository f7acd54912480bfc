"""The follower that counts what is judged, day by day, and lays reviews beside what they are of."""

import json
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import BindParameter, Connection, bindparam, insert, select, update

from evaluator.domain.insight_counts import BILLION, Sums
from evaluator.domain.judgements import Verdict
from evaluator.domain.ledger import Entry, EntryKind
from evaluator.store.insight_tables import insight_days
from evaluator.store.insights.reviewed import disclose_in, finish_in, lay_beside_in
from evaluator.store.insights.series import MADE_BY, day_of, series_ids_in, series_of
from evaluator.store.rows import Row
from evaluator.store.tables import judgements

_IDS: BindParameter[int] = bindparam("ids", expanding=True)
_DAYS: BindParameter[str] = bindparam("days", expanding=True)
_JUDGED = (
    select(
        *MADE_BY,
        *(
            judgements.c[name]
            for name in (
                "ledger_seq",
                "reason",
                "score",
                "needs_review",
                "input_tokens",
                "cached_tokens",
                "output_tokens",
                "cost",
                "shared_from",
            )
        ),
    )
    .where(judgements.c.ledger_seq.between(bindparam("first"), bindparam("last")))
    .order_by(judgements.c.ledger_seq)
)
_COUNTED = select(insight_days).where(insight_days.c.series_id.in_(_IDS), insight_days.c.day.in_(_DAYS))
_NEW_DAY = insert(insight_days)
_SAME_DAY = update(insight_days).where(
    insight_days.c.series_id == bindparam("series"), insight_days.c.day == bindparam("date")
)
DIGITS = 8
"""How many hexadecimal digits each count of a verdict has."""

Place = tuple[int, str]
"""A series and a day."""


@dataclass(slots=True)
class _Count:
    """What one day of one series comes to, while it is added up."""

    sums: Sums = field(default_factory=Sums)
    verdicts: Counter[int] = field(default_factory=Counter)
    tallies: Counter[str] = field(default_factory=Counter)


class InsightCounters:
    """Keeps the tables of insights: a `store.following.Follower`."""

    name = "insights"

    def take(self, connection: Connection, entries: Sequence[Entry]) -> None:
        """Count the judgements and lay the reviews beside theirs."""
        payloads = {entry.seq: json.loads(entry.payload) for entry in entries if entry.kind == EntryKind.JUDGEMENT}
        if payloads:
            _count_in(connection, payloads)
        lay_beside_in(connection, [entry for entry in entries if entry.kind == EntryKind.REVIEW_COMMITTED])
        disclose_in(connection, [entry for entry in entries if entry.kind == EntryKind.REVIEW_DISCLOSED])
        finish_in(connection, [entry for entry in entries if entry.kind == EntryKind.REVIEW_FINISHED])


def _count_in(connection: Connection, payloads: Mapping[int, Any]) -> None:
    found = connection.execute(_JUDGED, {"first": min(payloads), "last": max(payloads)}).mappings().all()
    rows = [(dict(row), payloads[row["ledger_seq"]]) for row in found]
    series = [series_of(row, [point for point, _ in payload["verdicts"]]) for row, payload in rows]
    ids = series_ids_in(connection, series)
    counts: dict[Place, _Count] = defaultdict(_Count)
    for (row, payload), one in zip(rows, series, strict=True):
        _add(counts[ids[one], day_of(row)], row, payload)
    _keep(connection, counts, {ids[one]: len(one.points) for one in series})


def _add(count: _Count, row: Row, payload: Mapping[str, Any]) -> None:
    if row["shared_from"] is not None:
        count.sums = count.sums.plus(Sums(shared=1))
        return
    count.sums = count.sums.plus(
        Sums(
            scored=int(row["reason"] is None),
            unscored=int(row["reason"] is not None),
            open=int(row["needs_review"]),
            priced=int(row["cost"] is not None),
            cost_billionths=round((row["cost"] or 0.0) * BILLION),
            input_tokens=row["input_tokens"],
            cached_tokens=row["cached_tokens"],
            output_tokens=row["output_tokens"],
            with_coverage=int(row["score"] is not None),
            coverage_billionths=round((row["score"] or 0.0) * BILLION),
        )
    )
    count.verdicts.update(_cells(payload["verdicts"]))
    count.tallies.update(f"flag {code}" for code in set(payload["flags"]))
    if row["reason"] is not None:
        count.tallies[f"reason {row['reason']}"] += 1


def _cells(verdicts: Sequence[tuple[str, str]]) -> Iterator[int]:
    for position, (_, verdict) in enumerate(verdicts):
        yield position * len(_VERDICTS) + _VERDICTS.index(verdict)


_VERDICTS = [verdict.value for verdict in Verdict]


def _keep(connection: Connection, counts: Mapping[Place, _Count], points: Mapping[int, int]) -> None:
    places = {"ids": sorted({series for series, _ in counts}), "days": sorted({day for _, day in counts})}
    stood = {(row["series_id"], row["day"]): dict(row) for row in connection.execute(_COUNTED, places).mappings()}
    fresh, more = [], []
    for (series, day), count in counts.items():
        before = stood.get((series, day))
        if before is not None:
            _add_to(count, before)
        kept = {**count.sums._asdict(), **_packed(count, points[series])}
        if before is None:
            fresh.append({"series_id": series, "day": day, **kept})
        else:
            more.append({"series": series, "date": day, **kept})
    if fresh:
        connection.execute(_NEW_DAY, fresh)
    if more:
        connection.execute(_SAME_DAY, more)


def _add_to(count: _Count, before: Row) -> None:
    """Add what stood there before."""
    count.sums = count.sums.plus(Sums(*(before[name] for name in Sums._fields)))
    digits = before["verdicts"]
    for cell, start in enumerate(range(0, len(digits), DIGITS)):
        count.verdicts[cell] += int(digits[start : start + DIGITS], 16)
    count.tallies.update(json.loads(before["tallies"] or "{}"))


def _packed(count: _Count, points: int) -> Row:
    digits = "".join(f"{count.verdicts[cell]:0{DIGITS}x}" for cell in range(points * len(_VERDICTS)))
    return {"verdicts": digits, "tallies": json.dumps(count.tallies, sort_keys=True) if count.tallies else None}
