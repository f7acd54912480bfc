"""Reviews laid beside the judgements they are of, as the counters' follower comes upon them."""

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import BindParameter, Connection, bindparam, insert, select, update

from evaluator.domain.insight_counts import LETTERS, REASON_LETTERS
from evaluator.domain.judgements import Verdict
from evaluator.domain.ledger import Entry
from evaluator.domain.reviews import ReasonForChange, Stream
from evaluator.domain.scoring import score_of
from evaluator.store.insight_tables import insight_reviews
from evaluator.store.insights.series import MADE_BY, day_of, series_ids_in, series_of
from evaluator.store.rows import Row
from evaluator.store.tables import judgement_points, judgements

_IDS: BindParameter[str] = bindparam("ids", expanding=True)
_JUDGED = select(judgements.c.id, judgements.c.score, *MADE_BY).where(judgements.c.id.in_(_IDS))
_POINTS = (
    select(judgement_points)
    .where(judgement_points.c.judgement_id.in_(_IDS))
    .order_by(judgement_points.c.judgement_id, judgement_points.c.position)
)
_NEW = insert(insight_reviews)
_SAID = select(insight_reviews.c.review_id, insight_reviews.c.said).where(insight_reviews.c.review_id.in_(_IDS))
_DISCLOSED = (
    update(insight_reviews)
    .where(insight_reviews.c.review_id == bindparam("review"))
    .values(shown=bindparam("as_shown"), final=bindparam("letters"), reasons=bindparam("why"))
)
# What was said under a wrong verdict stays: it tells how far people follow it.
_FINISHED = (
    update(insight_reviews)
    .where(insight_reviews.c.review_id == bindparam("review"), insight_reviews.c.shown.is_(None))
    .values(final=bindparam("letters"), reasons=bindparam("why"))
)


def lay_beside_in(connection: Connection, committed: Sequence[Entry]) -> None:
    """Keep the reviews that these entries tell of, each beside its judgement.

    Not those of interviewers who were asked first: whoever judged their own interview is no sample of anything.
    """
    told = [(entry, json.loads(entry.payload)) for entry in committed]
    payloads = {entry.seq: payload for entry, payload in told if payload["stream"] != Stream.INTERVIEWER}
    subjects = {entry.seq: entry.subject for entry in committed}
    ids = sorted({payload["judgement"] for payload in payloads.values()})
    if not ids:
        return
    judged = {row["id"]: dict(row) for row in connection.execute(_JUDGED, {"ids": ids}).mappings()}
    points = defaultdict[str, list[Row]](list)
    for point in connection.execute(_POINTS, {"ids": ids}).mappings():
        points[point["judgement_id"]].append(dict(point))
    series = {key: series_of(row, [point["point_id"] for point in points[key]]) for key, row in judged.items()}
    numbers = series_ids_in(connection, list(series.values()))
    rows = [
        {
            "ledger_seq": seq,
            "review_id": subjects[seq],
            "judgement_id": payload["judgement"],
            "series_id": numbers[series[payload["judgement"]]],
            "day": day_of(judged[payload["judgement"]]),
            "judge": judged[payload["judgement"]]["score"],
            **_beside(payload, points[payload["judgement"]]),
        }
        for seq, payload in payloads.items()
    ]
    connection.execute(_NEW, rows)


def disclose_in(connection: Connection, disclosed: Sequence[Entry]) -> None:
    """Add what was shown, and said of it, in the reviews that these entries tell of: one verdict was wrong."""
    if not disclosed:
        return
    said = {row.review_id: row.said for row in connection.execute(_SAID, {"ids": [one.subject for one in disclosed]})}
    rows = [{**_final(one), "as_shown": _shown(one, said[one.subject])} for one in disclosed]
    connection.execute(_DISCLOSED, rows)


def finish_in(connection: Connection, finished: Sequence[Entry]) -> None:
    """Add what was final in the reviews that these entries tell of."""
    rows = [_final(entry) for entry in finished]
    if rows:
        connection.execute(_FINISHED, rows)


def _beside(payload: Mapping[str, Any], points: Sequence[Row]) -> Row:
    blind = {point: Verdict(verdict) for point, verdict in payload["verdicts"]}
    theirs = [blind[point["point_id"]] for point in points]
    probabilities = [point["probability"] for point in points]
    return {
        "stream": payload["stream"],
        "inclusion_probability": payload["inclusion_probability"],
        "people": score_of((point["weight"], verdict) for point, verdict in zip(points, theirs, strict=True)),
        "said": "".join(LETTERS[Verdict(point["verdict"])] for point in points),
        "probabilities": json.dumps(probabilities) if any(one is not None for one in probabilities) else None,
        "blind": "".join(LETTERS[verdict] for verdict in theirs),
    }


def _final(entry: Entry) -> Row:
    """`checked_final` has put the verdicts in the judgement's order."""
    verdicts = json.loads(entry.payload)["verdicts"]
    return {
        "review": entry.subject,
        "letters": "".join(LETTERS[Verdict(verdict)] for _, verdict, _ in verdicts),
        "why": "".join(REASON_LETTERS[None if reason is None else ReasonForChange(reason)] for *_, reason in verdicts),
    }


def _shown(entry: Entry, said: str) -> str:
    payload = json.loads(entry.payload)
    wrong, shown = payload["seeded"]
    place = [point for point, *_ in payload["verdicts"]].index(wrong)
    return f"{said[:place]}{LETTERS[Verdict(shown)]}{said[place + 1 :]}"
