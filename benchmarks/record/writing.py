"""Writing what was made by the application's own statements: what is stored is what it would have stored.

Only the intents of single judgings are left out, which nothing of stays, and waiting for the disk.
"""

from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any

from sqlalchemy import Connection, event

from benchmarks.record.making import Made
from benchmarks.record.plan import ADMIN, FIRST, INTERVIEWERS, REVIEWERS, Stretch
from benchmarks.record.reviewing import review_in
from evaluator.digests import digest_text
from evaluator.domain.batches import Batch, BatchId, BatchItem, BatchState
from evaluator.domain.judgements import Judgement
from evaluator.domain.questions import QuestionBank
from evaluator.domain.users import Role
from evaluator.store.batches.drafts import add_in, begin_in, publish_in
from evaluator.store.batches.items import rows_of
from evaluator.store.batches.moves import move_in
from evaluator.store.batches.recording import record_items_in
from evaluator.store.database import Database, open_database
from evaluator.store.recording import Sealed, record_in
from evaluator.store.users import SqlUserDirectory

GROUP = 500
"""Judgements written by one statement."""

UNSAFE_AND_FAST = ("synchronous = OFF", "cache_size = -1500000")
"""A power cut would cost the whole benchmark, and nothing else."""

ROLES = {
    ADMIN: Role.ADMIN,
    **dict.fromkeys(INTERVIEWERS, Role.INTERVIEWER),
    **dict.fromkeys(REVIEWERS, Role.REVIEWER),
}


@dataclass
class Written:
    """What was written."""

    judgements: int = 0
    batches: int = 0
    reviews: int = 0


@asynccontextmanager
async def hasty(url: str) -> AsyncIterator[Database]:
    """The database, written to without waiting for the disk where it is a file."""
    async with open_database(url) as database:
        if database.location.path is not None:
            event.listen(database.writing, "connect", hurry)
        yield database


async def write(database: Database, made: Iterable[Made], bank: QuestionBank) -> Written:
    """Write users and all that was made, in its order."""
    directory, written = SqlUserDirectory(database, clock=lambda: FIRST), Written()
    for name, role in ROLES.items():
        await directory.add(name, role)
    for one in made:
        reviews = await database.write(partial(_written_in, made=one, bank=bank))
        written.judgements += one.stretch.size
        written.batches += one.stretch.in_file
        written.reviews += reviews
        if one.stretch.number % 50 == 0:
            print(f"  {written.judgements:,} judgements, {written.reviews:,} reviews", flush=True)
    return written


def _written_in(connection: Connection, made: Made, bank: QuestionBank) -> int:
    """Write a stretch; how many reviews that were."""
    groups = [made.sealed[at : at + GROUP] for at in range(0, len(made.sealed), GROUP)]
    if made.stretch.in_file:
        _write_batch(connection, made, bank, groups)
    else:
        for group in groups:
            record_in(connection, group)
    return review_in(connection, made)


def batch_of(stretch: Stretch) -> Batch:
    """The batch that a file of answers makes."""
    return Batch(
        id=BatchId(stretch.batch_id),
        name=f"interviews-{stretch.begins_at:%Y-%m-%d}.csv",
        identity=digest_text(f"batch {stretch.seed} {stretch.number}"),
        judge_name=stretch.judge.name,
        created_at=stretch.begins_at,
        created_by=ADMIN,
    )


def item_of(batch_id: BatchId, position: int, judgement: Judgement, bank: QuestionBank) -> BatchItem:
    """The item that a judgement is of."""
    question = bank.question(judgement.question_id)
    assert question is not None
    return BatchItem(
        batch_id=batch_id,
        position=position,
        row=position + 2,
        item_id=f"A-{position + 1}",
        question=question,
        answer=judgement.answer,
        candidate=judgement.candidate,
        judgement_id=judgement.id,
    )


def _write_batch(connection: Connection, made: Made, bank: QuestionBank, groups: Sequence[Sequence[Sealed]]) -> None:
    batch, begins_at = batch_of(made.stretch), made.stretch.begins_at
    begin_in(connection, batch, begins_at)
    for number, group in enumerate(groups):
        items = [item_of(batch.id, number * GROUP + at, one.judgement, bank) for at, one in enumerate(group)]
        add_in(connection, batch, rows_of(items), begins_at)
    publish_in(connection, batch, made.stretch.size, begins_at)
    move_in(connection, batch.id, BatchState.RUNNING, None, begins_at)
    for group in groups:
        record_items_in(connection, group)
    move_in(connection, batch.id, BatchState.FINISHED, None, made.sealed[-1].at)


def hurry(connection: Any, _record: object) -> None:
    """Set a connection to SQLite so that nobody waits for the disk."""
    for setting in UNSAFE_AND_FAST:
        connection.execute(f"PRAGMA {setting}").close()
