"""Batches and their items to keep, and judgements of them."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from evaluator.digests import digest_text
from evaluator.domain.answers import typed
from evaluator.domain.batches import Batch, BatchId, BatchItem
from evaluator.domain.judgements import Judgement, JudgementId
from evaluator.domain.questions import (
    Anchors,
    Canary,
    ExpectedPoint,
    PointId,
    Question,
    QuestionId,
    QuestionKind,
)
from tests.records import NOON, WHOLE, judgement, unscored

QUESTION = Question(
    QuestionId("threads"),
    "Threads",
    "What is a thread? Ein “Faden” 🧵?",
    QuestionKind.KNOWLEDGE,
    (
        ExpectedPoint(PointId("shares-memory"), "Threads share memory.", 2.0, Anchors("All.", "Half.", "None.")),
        ExpectedPoint(PointId("own-stack"), "Each thread has a stack of its own.", terms=("call stack", "Stapel")),
        ExpectedPoint(PointId("scheduling"), "The scheduler decides which thread runs.", 0.1),
    ),
    (Canary(PointId("canary-1"), "Threads are made of silk.", Anchors("Silk.", "Wool.", "Neither.")),),
)
"""Every field of a question holds something."""

PLAIN = Question(
    QuestionId("caching"), "Caching", "Why cache?", QuestionKind.EXPERIENCE, (ExpectedPoint(PointId("fast"), "Fast."),)
)
"""A question of the fewest fields."""


def batch(number: int = 1, **changes: Any) -> Batch:
    """A batch that is ready to be judged."""
    whole = Batch(
        id=BatchId(f"batch-{number}"),
        name=f"Answers {number}.csv",
        identity=digest_text(f"rows {number}"),
        judge_name="main",
        created_at=NOON.replace(minute=number % 60, microsecond=123_456),
        created_by="anna",
        budget=12.5,
    )
    return replace(whole, **changes)


def item(position: int = 0, *, of: Batch | None = None, **changes: Any) -> BatchItem:
    """One item: every third is of the plain question, every second of a candidate who is known."""
    batch_id = (of or batch()).id
    whole = BatchItem(
        batch_id=batch_id,
        position=position,
        row=position + 2,
        item_id=f"row {position + 2}",
        question=PLAIN if position % 3 == 2 else QUESTION,
        answer=typed(f"Threads share memory, said number {position} of {batch_id}."),
        candidate=None if position % 2 else f"C-{position}",
        judgement_id=JudgementId(f"{batch_id}-{position}"),
    )
    return replace(whole, **changes)


def items(count: int, *, of: Batch | None = None) -> Iterator[BatchItem]:
    """So many items, made as they are asked for."""
    return (item(position, of=of) for position in range(count))


def scored_of(kept: BatchItem, **changes: Any) -> Judgement:
    """A judgement of an item that has verdicts, asked for and paid."""
    return judgement(kept.position, **(_same(kept) | {"shared_from": None} | changes))


def shared_of(kept: BatchItem) -> Judgement:
    """A judgement of an item with the verdicts of another's: nothing was paid for it."""
    usage = replace(WHOLE.usage, input_tokens=0, cached_tokens=0, output_tokens=0, cost=0.0)
    return scored_of(kept, usage=usage, attempts=(), shared_from=JudgementId("judgement-0"))


def unscored_of(kept: BatchItem, **changes: Any) -> Judgement:
    """A judgement of an item that came to no verdict."""
    return unscored(kept.position, **(_same(kept) | {"shared_from": None} | changes))


def _same(kept: BatchItem) -> dict[str, Any]:
    return {
        "id": kept.judgement_id,
        "question_id": kept.question.id,
        "question_text": kept.question.text,
        "candidate": kept.candidate,
        "answer": kept.answer,
    }
