"""The rows of a batch's items, and the items they make. What is to be judged is in `answers`."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Select, bindparam, literal_column, select

from evaluator.domain.batches import BatchId, BatchItem, ItemState
from evaluator.domain.commitments import NO_ANSWER
from evaluator.domain.judgements import JudgementId
from evaluator.domain.questions import Question
from evaluator.errors import RequestInvalid
from evaluator.store.batches.questions import questions_in, written
from evaluator.store.batches.standing import IS_WHOLE
from evaluator.store.columns import can_be_kept
from evaluator.store.rows import Row, answer_of, answer_row
from evaluator.store.tables import answers, batch_items

_SAID = (answers.c.candidate, answers.c.kind, answers.c.text, answers.c.turns, answers.c.digest)
_AFTER = (
    select(batch_items, *_SAID)
    .where(batch_items.c.batch_id == bindparam("batch"), batch_items.c.position > bindparam("after"), IS_WHOLE)
    .order_by(batch_items.c.position)
    .limit(bindparam("most"))
)
_ANSWERED = answers.c.judgement_id == batch_items.c.judgement_id
_ALL = _AFTER.outerjoin_from(batch_items, answers, _ANSWERED)
# An item whose words were erased cannot be judged. The state is spelt as in the index of chunks.
_WAITING = _AFTER.join_from(batch_items, answers, _ANSWERED).where(batch_items.c.state == literal_column("'waiting'"))
_OF_CHUNK = _WAITING.where(batch_items.c.chunk == bindparam("chunk"))


@dataclass(frozen=True, slots=True)
class ItemRows:
    """Items ready to be written: their rows, their answers' and the questions they ask."""

    items: Sequence[Row]
    answers: Sequence[Row]
    questions: frozenset[Question]


def rows_of(items: Sequence[BatchItem]) -> ItemRows:
    """The rows of items that are to be judged. Raises RequestInvalid for what no database can hold."""
    for item in items:
        if not (can_be_kept(item.item_id) and can_be_kept(item.candidate or "")):
            raise RequestInvalid(
                f"Row {item.row}: the id or the candidate's code holds a character that cannot be kept. "
                "Save the file as plain UTF-8 text."
            )
    return ItemRows(
        items=[_item_row(item) for item in items],
        answers=[answer_row(item.judgement_id, item.candidate, item.answer) for item in items],
        questions=frozenset(item.question for item in items),
    )


def waiting_in(connection: Connection, batch_id: BatchId, after: int, limit: int) -> list[BatchItem]:
    """Items still to be judged, in order of position; see BatchLog."""
    return _items_in(connection, _WAITING, batch_id, after, limit)


def chunk_in(connection: Connection, batch_id: BatchId, chunk: int, after: int, limit: int) -> list[BatchItem]:
    """Items of a chunk still to be judged, in order of position; see ChunkLog."""
    return _items_in(connection, _OF_CHUNK.params(chunk=chunk), batch_id, after, limit)


def items_in(connection: Connection, batch_id: BatchId, after: int, limit: int) -> list[BatchItem]:
    """Items in order of position; one whose words were erased has no answer."""
    return _items_in(connection, _ALL, batch_id, after, limit)


def _items_in(connection: Connection, query: Select[Any], batch_id: BatchId, after: int, limit: int) -> list[BatchItem]:
    wanted = {"batch": batch_id, "after": after, "most": limit}
    rows = [row._asdict() for row in connection.execute(query, wanted)]
    asked = questions_in(connection, batch_id, (row["question"] for row in rows))
    return [_item_of(row, asked[row["question"]]) for row in rows]


def _item_row(item: BatchItem) -> Row:
    return {
        "batch_id": item.batch_id,
        "position": item.position,
        "file_row": item.row,
        "item_id": item.item_id,
        "question": written(item.question)[0],
        "judgement_id": item.judgement_id,
        "words": len(item.answer.own_text.split()),
        "state": ItemState.WAITING.value,
        "supersedes": item.supersedes,
    }


def _item_of(row: Row, question: Question) -> BatchItem:
    return BatchItem(
        batch_id=BatchId(row["batch_id"]),
        position=row["position"],
        row=row["file_row"],
        item_id=row["item_id"],
        question=question,
        answer=NO_ANSWER if row["text"] is None else answer_of(row),
        candidate=row["candidate"],
        judgement_id=JudgementId(row["judgement_id"]),
        state=ItemState(row["state"]),
        supersedes=None if row["supersedes"] is None else JudgementId(row["supersedes"]),
    )
