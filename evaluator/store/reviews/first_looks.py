"""What is kept from those who ordered it until they have given verdicts of their own.

A look goes with the commit. Judgements that share verdicts are of one family: a look at one keeps back all of them. One
that was not scored, or whose words are gone, keeps nothing back: there is nothing to be influenced by, or to look at.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, FromClause, Select, delete, func, insert, literal, null, or_, select

from evaluator.domain.first_looks import FirstLook
from evaluator.domain.judgements import JudgementId, Status
from evaluator.domain.review_queue import MOST_COUNTED, Why
from evaluator.domain.reviews import Stream
from evaluator.store.review_tables import first_looks, review_items
from evaluator.store.tables import answers, batch_items, judgements

_LOOKED_AT = judgements.alias("looked_at")


def note_look_in(connection: Connection, look: FirstLook) -> None:
    """Keep the results of a judging that begins now from whoever ordered it."""
    row = {"judgement_id": look.judgement_id, "person": look.person, "began_at": look.began_at}
    connection.execute(insert(first_looks), row)


def first_look_in(connection: Connection, judgement_id: str, person: str) -> FirstLook | None:
    """See ReviewLog.first_look."""
    asked = judgements.alias("asked")
    query = (
        select(first_looks)
        .outerjoin(_LOOKED_AT, _LOOKED_AT.c.id == first_looks.c.judgement_id)
        .outerjoin(asked, asked.c.id == judgement_id)
        .where(
            first_looks.c.person == person,
            or_(first_looks.c.judgement_id == judgement_id, _root(_LOOKED_AT) == _root(asked)),
            or_(_LOOKED_AT.c.id.is_(None), _LOOKED_AT.c.status == Status.SCORED.value),
            _has_words(),
        )
        .order_by(first_looks.c.judgement_id != judgement_id, first_looks.c.began_at)
        .limit(1)
    )
    row = connection.execute(query).first()
    return None if row is None else FirstLook(JudgementId(row.judgement_id), row.person, row.began_at)


def kept_first_in(connection: Connection, judgement_ids: Sequence[str], person: str) -> frozenset[JudgementId]:
    """See ReviewLog.kept_first."""
    found = connection.execute(_kept(person).where(judgements.c.id.in_(judgement_ids)))
    return frozenset(JudgementId(judgement_id) for judgement_id in found.scalars())


def kept_first_of_batch_in(connection: Connection, batch_id: str, person: str) -> int:
    """See ReviewLog.kept_first_of_batch."""
    of_batch = batch_items.c.judgement_id == judgements.c.id
    some = _kept(person).join(batch_items, of_batch).where(batch_items.c.batch_id == batch_id).limit(MOST_COUNTED)
    return connection.execute(select(func.count()).select_from(some.subquery())).scalar_one()


def own_look_in(connection: Connection, judgement_id: str, person: str) -> datetime | None:
    """When this person's own look at just this judgement began, None where there is none."""
    own = select(first_looks.c.began_at).where(
        first_looks.c.judgement_id == judgement_id, first_looks.c.person == person
    )
    began_at: datetime | None = connection.execute(own).scalar()
    return began_at


def place_for_own_in(connection: Connection, judgement_id: str) -> None:
    """Give a judgement its place among what is reviewed, where it has none: one that waits for nobody."""
    of = judgements.c
    batch = select(batch_items.c.batch_id).where(batch_items.c.judgement_id == judgement_id).scalar_subquery()
    there = select(review_items.c.judgement_id).where(review_items.c.judgement_id == judgement_id)
    row = select(
        *(of.id, of.question_id, of.judge, of.created_by, literal(Stream.INTERVIEWER.value), null()),
        *(literal(Why.OWN_FIRST.value), literal(0.0), literal(0), of.created_at, batch),
    ).where(of.id == judgement_id, ~there.exists())
    columns = [column.name for column in review_items.columns]
    connection.execute(insert(review_items).from_select(columns, row))


def end_looks_in(connection: Connection, judgement_id: str, person: str) -> None:
    """Keep nothing of this family from this person any more."""
    root = select(_root(judgements)).where(judgements.c.id == judgement_id).scalar_subquery()
    family = select(_LOOKED_AT.c.id).where(_root(_LOOKED_AT) == root)
    ended = or_(first_looks.c.judgement_id == judgement_id, first_looks.c.judgement_id.in_(family))
    connection.execute(delete(first_looks).where(first_looks.c.person == person, ended))


def is_kept_first(row: FromClause, person: str) -> ColumnElement[bool]:
    """Whether a row of judgements is kept from this person until they have looked first."""
    look = (
        select(first_looks.c.judgement_id)
        .join(_LOOKED_AT, _LOOKED_AT.c.id == first_looks.c.judgement_id)
        .where(
            first_looks.c.person == person,
            _LOOKED_AT.c.status == Status.SCORED.value,
            _root(_LOOKED_AT) == _root(row),
            _has_words(),
        )
    )
    return look.exists()


def _kept(person: str) -> Select[str]:
    return select(judgements.c.id).where(is_kept_first(judgements, person))


def _root(table: FromClause) -> ColumnElement[str]:
    root: ColumnElement[str] = func.coalesce(table.c.shared_from, table.c.id)
    return root


def _has_words() -> ColumnElement[bool]:
    return select(answers.c.judgement_id).where(answers.c.judgement_id == first_looks.c.judgement_id).exists()
