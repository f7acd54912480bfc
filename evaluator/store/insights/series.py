"""Series of judgements made alike, each with a number."""

import json
from collections.abc import Mapping, Sequence

from sqlalchemy import BindParameter, Connection, bindparam, func, insert, select

from evaluator.digests import digest_json
from evaluator.domain.insight_counts import Series
from evaluator.domain.questions import PointId, QuestionId
from evaluator.store.insight_tables import insight_series
from evaluator.store.rows import Row
from evaluator.store.tables import judgements

MADE_BY = tuple(
    judgements.c[name] for name in ("question_id", "judge", "model", "prompt_fingerprint", "bank_digest", "created_at")
)
"""The columns of a judgement that say to which series and day it belongs."""

_KEYS: BindParameter[str] = bindparam("keys", expanding=True)
_SERIES = select(insight_series.c.identity, insight_series.c.id).where(insight_series.c.identity.in_(_KEYS))
_LAST_SERIES = select(func.max(insight_series.c.id))
_NEW_SERIES = insert(insight_series)


def series_ids_in(connection: Connection, wanted: Sequence[Series]) -> Mapping[Series, int]:
    """The number of each series; those that are new are given one."""
    identities = {series: digest_json(list(series)) for series in dict.fromkeys(wanted)}
    known = {row.identity: row.id for row in connection.execute(_SERIES, {"keys": list(identities.values())})}
    new = [(series, identity) for series, identity in identities.items() if identity not in known]
    if new:
        last = connection.execute(_LAST_SERIES).scalar() or 0
        rows = [_series_row(last + nth, identity, series) for nth, (series, identity) in enumerate(new, start=1)]
        connection.execute(_NEW_SERIES, rows)
        known |= {row["identity"]: row["id"] for row in rows}
    return {series: known[identity] for series, identity in identities.items()}


def series_of(row: Row, points: Sequence[str]) -> Series:
    """The series of a judgement's row with those points."""
    return Series(
        QuestionId(row["question_id"]),
        tuple(map(PointId, points)),
        row["judge"],
        row["model"],
        row["prompt_fingerprint"] or "",
        row["bank_digest"] or "",
    )


def day_of(row: Row) -> str:
    """The day on which a judgement was made, in UTC."""
    day: str = row["created_at"].date().isoformat()
    return day


def _series_row(number: int, identity: str, series: Series) -> Row:
    return {"id": number, "identity": identity, **series._asdict(), "points": json.dumps(series.points)}
