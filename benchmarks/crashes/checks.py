"""What must hold of a record whatever was killed while it was written."""

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Select, func, literal_column, select

from evaluator.checkpoints.folder import CheckpointFolder
from evaluator.domain.audit import Witnesses
from evaluator.domain.batches import ItemState
from evaluator.domain.ledger import EntryKind, Verified
from evaluator.domain.reviews import Review, ReviewId
from evaluator.store.database import Database, open_database
from evaluator.store.ledger import SqlLedger
from evaluator.store.review_tables import review_items, reviews
from evaluator.store.reviews.log import SqlReviewLog
from evaluator.store.tables import answers, batch_items, batches, intents, judgement_words, judgements, ledger
from evaluator.store.users import SqlUserDirectory

Note = Sequence[Any]
"""A step, the name it is about, and what was said."""

ONCE = (
    EntryKind.JUDGEMENT,
    EntryKind.BANK_VERSION,
    EntryKind.PROMPT_VERSION,
    EntryKind.BATCH_CREATED,
    EntryKind.USER_ADDED,
    EntryKind.REVIEW_COMMITTED,
    EntryKind.REVIEW_REVEALED,
    EntryKind.REVIEW_FINISHED,
)
"""What is told of a thing no more than once."""

_TWICE = (
    select(ledger.c.kind, ledger.c.subject)
    .where(ledger.c.kind.in_([kind.value for kind in ONCE]))
    .group_by(ledger.c.kind, ledger.c.subject)
    .having(func.count() > 1)
)


async def faults(url: str, folder: Path, notes: Sequence[Note]) -> list[str]:
    """All that does not hold, each in a sentence; none where nothing was lost and nothing is there twice."""
    async with open_database(url) as database:
        # A server may still be ending what a killed process had begun.
        await database.write(lambda _: None)
        found = [*await _of_ledger(database, folder, notes), *await _of_reviews(database, notes)]
        found += await _of_users(database, notes)
        found += await database.read(lambda connection: list(_of_rows(connection, notes)))
        return found


async def _of_ledger(database: Database, folder: Path, notes: Sequence[Note]) -> list[str]:
    kept = CheckpointFolder(folder).all()
    found = await SqlLedger(database).verify(Witnesses(tuple(kept)))
    if not isinstance(found, Verified):
        return [found.message]
    lost = _names(notes, "signed") - {str(checkpoint.seq) for checkpoint in kept}
    return [f"the checkpoint of #{seq} is lost" for seq in sorted(lost)]


async def _of_reviews(database: Database, notes: Sequence[Note]) -> list[str]:
    log, found = SqlReviewLog(database), []
    for step, name, *said in notes:
        if step in ("committed", "revealed", "finished"):
            review = await log.get(ReviewId(name))
            if review is None or not _has_come_to(review, step, said):
                found.append(f"the review {name} was {step}, and is not")
    return found


def _has_come_to(review: Review, step: str, said: Sequence[Any]) -> bool:
    if step == "committed":
        return bool([point.verdict for point in review.blind.points] == said[0])
    if step == "revealed":
        return review.revealed_at is not None
    return review.final is not None and [[point.verdict, point.reason] for point in review.final.points] == said[0]


async def _of_users(database: Database, notes: Sequence[Note]) -> list[str]:
    users = SqlUserDirectory(database)
    told = [(name, said[0]) for step, name, *said in notes if step == "added"]
    known = [(name, await users.by_token(token)) for name, token in told]
    return [f"the user {name} was added, and is not known" for name, user in known if user is None or user.name != name]


def _of_rows(connection: Connection, notes: Sequence[Note]) -> Iterator[str]:
    recorded = _all(connection, select(judgements.c.id))
    under_way = _all(connection, select(intents.c.judgement_id))
    waiting = _all(connection, select(batch_items.c.judgement_id).where(batch_items.c.state == ItemState.WAITING.value))
    drafted = _all(
        connection,
        select(batch_items.c.judgement_id)
        .join(batches, batches.c.id == batch_items.c.batch_id)
        .where(batches.c.drafted_at.is_not(None)),
    )
    yield from (f"the judgement {one} is lost" for one in _names(notes, "judged") - recorded)
    yield from (f"the judgement {one} has an intent still" for one in recorded & under_way)
    yield from (f"the item {one} waits, and is judged" for one in recorded & waiting)
    if _all(connection, select(judgement_words.c.judgement_id)) != recorded:
        yield "words and judgements do not belong together"
    if _all(connection, select(answers.c.judgement_id)) != recorded | under_way | waiting | drafted:
        yield "there is an answer that belongs to nothing"
    yield from (f"{row.kind} {row.subject} is entered twice" for row in connection.execute(_TWICE))
    yield from _of_counts(connection)
    created = _all(connection, select(batches.c.id).where(batches.c.drafted_at.is_(None)))
    yield from (f"the batch {one} is lost" for one in _names(notes, "created batch") - created)


def _of_counts(connection: Connection) -> Iterator[str]:
    """What a row has counted, beside what there is to count."""
    stands = Counter[tuple[str, str]]()
    for row in connection.execute(select(batch_items.c.batch_id, batch_items.c.state)):
        stands[row.batch_id, row.state] += 1
    for batch in connection.execute(select(batches).where(batches.c.drafted_at.is_(None))):
        counted = {state: getattr(batch, state.value) for state in ItemState}
        if counted != {state: stands[batch.id, state.value] for state in ItemState}:
            yield f"the batch {batch.id} has counted otherwise than its items stand"
    done = select(reviews.c.judgement_id, func.count().label("done")).group_by(reviews.c.judgement_id).subquery()
    over = select(review_items.c.judgement_id).join(done, done.c.judgement_id == review_items.c.judgement_id)
    over = over.where(review_items.c.still_wanted + done.c.done > literal_column("2"))
    yield from (f"{one} waits for more people than it ever did" for one in _all(connection, over))


def _all(connection: Connection, wanted: Select[Any]) -> set[str]:
    return set(connection.execute(wanted).scalars())


def _names(notes: Sequence[Note], step: str) -> set[str]:
    return {name for told, name, *_ in notes if told == step}
