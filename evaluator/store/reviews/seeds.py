"""Wrong verdicts that were shown on purpose, and what was said under them."""

from collections.abc import Sequence

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Connection,
    FromClause,
    bindparam,
    func,
    insert,
    select,
    update,
)

from evaluator.domain.judgements import JudgementId, Verdict
from evaluator.domain.ledger import EntryKind
from evaluator.domain.questions import PointId
from evaluator.domain.review_entries import disclosure_payload
from evaluator.domain.reviews import Final, FinalPoint, Review, ReviewId, Seeded
from evaluator.domain.seeding import disclosed
from evaluator.store.entries import append_in
from evaluator.store.review_tables import review_points, review_seeds, reviews
from evaluator.store.rows import Row
from evaluator.store.tables import judgements

SAID = "said"
"""The part of `review_points` that holds what was said under a wrong verdict."""

_IDS: BindParameter[str] = bindparam("ids", expanding=True)
_SEEDS = select(review_seeds).where(review_seeds.c.review_id.in_(_IDS))


def plant_in(connection: Connection, review_id: ReviewId, seeded: Seeded) -> None:
    """Keep which wrong verdict is shown."""
    row = {"review_id": review_id, "point_id": seeded.point_id, "verdict": seeded.shown.value}
    connection.execute(insert(review_seeds), row)


def seeds_in(connection: Connection, ids: Sequence[str]) -> dict[str, Row]:
    """The rows of those reviews that have one."""
    return {row["review_id"]: dict(row) for row in connection.execute(_SEEDS, {"ids": ids}).mappings()}


def seeded_of(row: Row | None, said: Sequence[FinalPoint]) -> Seeded | None:
    """What a row says. `said` are the points that were said under it."""
    if row is None:
        return None
    answered = None if row["said_at"] is None else Final(tuple(said), row["said_at"], row["said_seconds"])
    return Seeded(PointId(row["point_id"]), Verdict(row["verdict"]), answered)


def disclose_in(connection: Connection, review: Review, said: Final, rows: Sequence[Row]) -> Review:
    """See ReviewLog.disclose. `rows` are those of the points."""
    told = disclosed(review, said)
    entry = append_in(connection, EntryKind.REVIEW_DISCLOSED, review.id, disclosure_payload(told), said.at)
    here = update(review_seeds).where(review_seeds.c.review_id == review.id)
    connection.execute(here.values(said_at=said.at, said_seconds=said.seconds, said_seq=entry.seq))
    connection.execute(insert(review_points), [{**row, "part": SAID} for row in rows])
    return told


def held_back_in(connection: Connection, judgement_ids: Sequence[str], reader: str) -> frozenset[JudgementId]:
    """See ReviewLog.held_back."""
    back = select(judgements.c.id).where(judgements.c.id.in_(judgement_ids), is_held_back(judgements, reader))
    return frozenset(JudgementId(judgement_id) for judgement_id in connection.execute(back).scalars())


def is_held_back(row: FromClause, reader: str) -> ColumnElement[bool]:
    """Whether this person was shown a row of judgements with a wrong verdict that they have not settled again."""
    open_one = (
        select(reviews.c.id)
        .join(review_seeds, review_seeds.c.review_id == reviews.c.id)
        .where(
            reviews.c.judgement_id == func.coalesce(row.c.shared_from, row.c.id),
            reviews.c.reviewer == reader,
            reviews.c.final_at.is_(None),
        )
    )
    return open_one.exists()


def unsettled_in(connection: Connection, reviewer: str) -> JudgementId | None:
    """See ReviewLog.unsettled."""
    waiting = (
        select(reviews.c.judgement_id)
        .join(review_seeds, review_seeds.c.review_id == reviews.c.id)
        .where(reviews.c.reviewer == reviewer, reviews.c.final_at.is_(None), review_seeds.c.said_at.is_not(None))
        .order_by(reviews.c.committed_at)
        .limit(1)
    )
    found = connection.execute(waiting).scalar()
    return None if found is None else JudgementId(found)
