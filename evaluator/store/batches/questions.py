"""The questions of a batch as they were when it was made: each kept once, by the digest of its canonical JSON."""

from collections.abc import Iterable, Mapping, Sequence
from functools import cache, lru_cache
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import BindParameter, Connection, bindparam, func, insert, select

from evaluator.digests import Digest, digest_bytes
from evaluator.domain.canonical import canonical
from evaluator.domain.questions import Question
from evaluator.store.batches.standing import IS_WHOLE
from evaluator.store.tables import batch_items, batch_questions

REMEMBERED = 256
"""Questions whose writing and reading is remembered. A file asks a few over and over, or of each row its own."""

_DIGESTS: BindParameter[str] = bindparam("digests", expanding=True)
_OF_BATCH = batch_questions.c.batch_id == bindparam("batch")
_THERE = select(batch_questions.c.digest).where(_OF_BATCH, batch_questions.c.digest.in_(_DIGESTS))
_ASKED = select(batch_questions.c.digest, batch_questions.c.question).where(
    _OF_BATCH, batch_questions.c.digest.in_(_DIGESTS)
)
_FIRST = (
    select(batch_items.c.question, func.min(batch_items.c.position).label("position"))
    .where(batch_items.c.batch_id == bindparam("batch"))
    .group_by(batch_items.c.question)
    .subquery()
)
_ALL = (
    select(batch_questions.c.question)
    .join(_FIRST, batch_questions.c.digest == _FIRST.c.question)
    .where(_OF_BATCH, IS_WHOLE)
    .order_by(_FIRST.c.position)
)
_ASK = insert(batch_questions)


@lru_cache(REMEMBERED)
def written(question: Question) -> tuple[Digest, str]:
    """The digest of a question, and its canonical JSON."""
    text = canonical(question)
    return digest_bytes(text), text.decode()


@lru_cache(REMEMBERED)
def question_of(text: str) -> Question:
    """The question that canonical JSON holds: `question_of(written(q)[1]) == q`."""
    question: Question = _reader().validate_json(text)
    return question


def keep_in(connection: Connection, batch_id: str, questions: Iterable[Question]) -> None:
    """Write those questions of a batch that are not there yet."""
    wanted = {digest: (question, text) for question in questions for digest, text in (written(question),)}
    there = connection.execute(_THERE, {"batch": batch_id, "digests": list(wanted)}).scalars().all()
    rows = [
        {"batch_id": batch_id, "digest": digest, "question_id": question.id, "question": text}
        for digest, (question, text) in wanted.items()
        if digest not in there
    ]
    if rows:
        connection.execute(_ASK, rows)


def questions_in(connection: Connection, batch_id: str, digests: Iterable[str]) -> Mapping[str, Question]:
    """Those questions of a batch, by digest."""
    rows = connection.execute(_ASKED, {"batch": batch_id, "digests": sorted(set(digests))})
    return {row.digest: question_of(row.question) for row in rows}


def asked_in(connection: Connection, batch_id: str) -> Sequence[Question]:
    """All questions of a batch, in the order in which its answers first ask them."""
    return [question_of(text) for text in connection.execute(_ALL, {"batch": batch_id}).scalars()]


@cache
def _reader() -> TypeAdapter[Any]:
    # Made when first read with, as in `store.rows`.
    return TypeAdapter(Question)
