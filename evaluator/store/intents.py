"""Judgings under way, and those that a crash cut off."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Row, Select, bindparam, delete, insert, select, update

from evaluator.digests import Digest
from evaluator.domain.first_looks import FirstLook
from evaluator.domain.judgements import JudgementId
from evaluator.errors import JudgementOpen
from evaluator.services.orders import Intent
from evaluator.store.reviews.first_looks import note_look_in
from evaluator.store.rows import answer_of, answer_row
from evaluator.store.tables import answers, intents

_SAID = (answers.c.candidate, answers.c.kind, answers.c.text, answers.c.turns, answers.c.digest)
_OPEN: Select[Any] = select(intents, *_SAID).join_from(intents, answers)
_TAKEN = select(answers.c.judgement_id).where(answers.c.judgement_id == bindparam("id"))
_SAY, _INTEND = insert(answers), insert(intents)
_PROLONG = update(intents).where(intents.c.judgement_id == bindparam("id")).values(expires_at=bindparam("later"))
_CLOSE = delete(intents).where(intents.c.judgement_id.in_(bindparam("ids", expanding=True)))


def open_in(connection: Connection, intent: Intent) -> None:
    """Write the intent with its answer. Raises JudgementOpen when that id is being, or was, judged already."""
    if connection.execute(_TAKEN, {"id": intent.id}).first():
        raise JudgementOpen("This answer is already being judged under the same id.")
    connection.execute(_SAY, answer_row(intent.id, intent.candidate, intent.answer))
    connection.execute(
        _INTEND,
        {
            "judgement_id": intent.id,
            "key": intent.key,
            "question_id": intent.question_id,
            "judge": intent.judge_name,
            "owner": intent.owner,
            "ordered_by": intent.ordered_by,
            "started_at": intent.started_at,
            "expires_at": intent.expires_at,
        },
    )
    if intent.own_first:
        note_look_in(connection, FirstLook(intent.id, intent.ordered_by, intent.started_at))


def prolong_in(connection: Connection, intent: Intent) -> None:
    """Say until when somebody may be at it."""
    connection.execute(_PROLONG, {"id": intent.id, "later": intent.expires_at})


def close_in(connection: Connection, judgement_ids: Sequence[JudgementId]) -> None:
    """Close those intents of these ids that are open."""
    connection.execute(_CLOSE, {"ids": judgement_ids})


def intent_in(connection: Connection, judgement_id: str) -> Intent | None:
    """The open intent of that id, or None."""
    row = connection.execute(_OPEN.where(intents.c.judgement_id == judgement_id)).first()
    return _intent_of(row) if row else None


def intents_in(connection: Connection) -> list[Intent]:
    """Every open intent, oldest first."""
    oldest_first = _OPEN.order_by(intents.c.started_at, intents.c.judgement_id)
    return [_intent_of(row) for row in connection.execute(oldest_first)]


def _intent_of(row: Row[Any]) -> Intent:
    return Intent(
        id=JudgementId(row.judgement_id),
        key=Digest(row.key),
        question_id=row.question_id,
        candidate=row.candidate,
        answer=answer_of(row._asdict()),
        judge_name=row.judge,
        owner=row.owner,
        ordered_by=row.ordered_by,
        started_at=row.started_at,
        expires_at=row.expires_at,
    )
