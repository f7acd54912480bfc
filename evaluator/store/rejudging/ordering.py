"""Making the batch in which outdated judgements are made again.

The answers are copied from row to row within a transaction, a chunk at a time: they never leave the database, and words
that are erased meanwhile cannot come back.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, bindparam, insert, select

from evaluator.domain.batches import Batch, BatchItem
from evaluator.domain.judgements import JudgementId
from evaluator.domain.questions import Question
from evaluator.domain.rejudging import Rejudging
from evaluator.errors import BatchBusy
from evaluator.store.batches.drafts import CHUNK, add_in, begin_in, publish_in
from evaluator.store.batches.items import rows_of
from evaluator.store.erasure.holds import is_held
from evaluator.store.rejudging.counting import is_under_way, open_in
from evaluator.store.rejudging_tables import rejudgings, standing_judgements
from evaluator.store.rows import answer_of
from evaluator.store.tables import answers

_NEXT: Select[Any] = (
    select(
        standing_judgements.c.judgement_id,
        standing_judgements.c.seq,
        answers.c.candidate,
        answers.c.kind,
        answers.c.text,
        answers.c.turns,
        answers.c.digest,
    )
    .join(answers, answers.c.judgement_id == standing_judgements.c.judgement_id)
    .where(
        standing_judgements.c.version == bindparam("version"),
        standing_judgements.c.seq > bindparam("after"),
        ~is_under_way(standing_judgements.c.judgement_id),
        ~is_held(),
    )
    .order_by(standing_judgements.c.seq)
    .limit(CHUNK)
)
_BEGIN = insert(rejudgings)


@dataclass(frozen=True, slots=True)
class Place:
    """How far a draft has come: the last judgement taken of a version, by its entry, and how many answers it holds."""

    after: int
    count: int


def begin_rejudging_in(connection: Connection, rejudging: Rejudging, at: datetime) -> frozenset[str]:
    """Write the draft of a rejudging, without items; returns the rejudgings that are open beside it."""
    batch = rejudging.batch
    begin_in(connection, batch, at)
    row = {"batch_id": batch.id, "judge": rejudging.judge, "question_id": rejudging.question_id}
    connection.execute(_BEGIN, row)
    return open_in(connection)


def add_some_in(
    connection: Connection,
    batch: Batch,
    version_id: int,
    question: Question,
    place: Place,
    new_id: Callable[[], str],
    at: datetime,
) -> Place | None:
    """Copy a chunk of a version's answers, to be asked that question, into the draft; None where there are no more.

    Left out is what another batch judges again already, and what a hold keeps as it is.
    """
    rows = connection.execute(_NEXT, {"version": version_id, "after": place.after}).all()
    if not rows:
        return None
    items = [_item_of(batch, row, place.count + number, question, new_id()) for number, row in enumerate(rows)]
    add_in(connection, batch, rows_of(items), at)
    return Place(rows[-1].seq, place.count + len(rows))


def publish_rejudging_in(
    connection: Connection, batch: Batch, count: int, beside: frozenset[str], at: datetime
) -> Batch:
    """Let everybody see it. Raises BatchBusy where somebody was quicker, who may judge some of the same again."""
    if open_in(connection) - beside:
        raise BatchBusy("Somebody else has just begun to judge outdated answers again. See what is left after that.")
    return publish_in(connection, batch, count, at)


def _item_of(batch: Batch, row: Row[Any], position: int, question: Question, judgement_id: str) -> BatchItem:
    return BatchItem(
        batch_id=batch.id,
        position=position,
        row=position + 1,
        item_id=row.judgement_id,
        question=question,
        answer=answer_of(row._asdict()),
        candidate=row.candidate,
        judgement_id=JudgementId(judgement_id),
        supersedes=JudgementId(row.judgement_id),
    )
