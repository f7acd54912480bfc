"""Deleting words, wherever a table holds them: answers, what judges and reviewers said of them, and who they are of.

What was said is found by its row in `answers`, which is written first and is there for as long as anything else is.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import Any

from sqlalchemy import BindParameter, Connection, Select, Table, bindparam, delete, exists, func, select, update

from evaluator.domain.batches import ItemState
from evaluator.domain.erasures import Deleted, deleted_of, tells
from evaluator.store.chance import unguessable
from evaluator.store.claim_tables import claims
from evaluator.store.erasure.portions import portions
from evaluator.store.review_tables import first_looks, review_claims, review_items, review_words, reviews
from evaluator.store.search.forgetting import forget_in
from evaluator.store.tables import answers, batch_items, batches, idempotency_keys, intents, judgement_words

ERASED = "erased"
"""What an item or a batch is called once its own name had to go."""

_IDS: BindParameter[str] = bindparam("ids", expanding=True)
_OF_CANDIDATE = (
    select(answers.c.judgement_id).where(answers.c.candidate == bindparam("candidate")).order_by(answers.c.judgement_id)
)
_REVIEWS = select(reviews.c.id).where(reviews.c.judgement_id.in_(_IDS))
_ITEMS = select(batch_items).where(batch_items.c.judgement_id.in_(_IDS))
_CALL_OFF = (
    update(batch_items)
    .where(batch_items.c.judgement_id.in_(_IDS), batch_items.c.state == ItemState.WAITING.value)
    .values(state=ItemState.CANCELLED.value)
)
# An id of their own, as no other item of the batch can have it.
_RENAME = (
    update(batch_items)
    .where(batch_items.c.judgement_id.in_(_IDS))
    .values(item_id=f"{ERASED}-" + batch_items.c.judgement_id)
)
_COUNT_OFF = (
    update(batches)
    .where(batches.c.id == bindparam("batch"))
    .values(waiting=batches.c.waiting - bindparam("fewer"), cancelled=batches.c.cancelled + bindparam("fewer"))
)
_UNASK = update(review_items).where(review_items.c.judgement_id.in_(_IDS)).values(still_wanted=0)
_LEFT = exists().where(
    batch_items.c.batch_id == bindparam("batch"), answers.c.judgement_id == batch_items.c.judgement_id
)
_BATCH = select(batches.c.name, _LEFT.label("has_words")).where(batches.c.id == bindparam("batch"))
_REIDENTIFY = update(batches).where(batches.c.id == bindparam("batch")).values(identity=bindparam("fresh"))
_RENAME_BATCH = update(batches).where(batches.c.id == bindparam("batch")).values(name=ERASED)


def ids_of_in(connection: Connection, candidate: str) -> Sequence[str]:
    """The judgements, recorded or not, of what a candidate said, in order of their ids."""
    return connection.execute(_OF_CANDIDATE, {"candidate": candidate}).scalars().all()


def count_in(connection: Connection, ids: Sequence[str]) -> Deleted:
    """What `delete_in` would delete."""
    counts = Counter[str]()
    for some in portions(ids):
        counts += Counter(
            answers=_number(connection, answers, some),
            judgements=_number(connection, judgement_words, some),
            reviews=connection.execute(
                select(func.count()).where(review_words.c.review_id.in_(_REVIEWS)), {"ids": some}
            ).scalar_one(),
            under_way=_number(connection, intents, some),
            requests=_number(connection, idempotency_keys, some),
        )
        for item in connection.execute(_ITEMS, {"ids": some}):
            counts["item_ids"] += 1
            counts["called_off"] += item.state == ItemState.WAITING.value
    return deleted_of(counts)


def delete_in(connection: Connection, ids: Sequence[str], candidate: str | None) -> Deleted:
    """Delete all words of these judgements, with the salts of their commitments, and say what that was.

    Answers that wait in batches are called off. `candidate` is whose they are, where it is one person's.
    """
    counts, concerned = Counter[str](), set[str]()
    # A key is made of the words among other things. Whoever is at something claims the rest of it again.
    connection.execute(delete(claims))
    for some in portions(ids):
        counts += _deleted(connection, some)
        concerned |= _called_off(connection, some, counts)
    for batch_id in sorted(concerned):
        counts["batch_names"] += _disguised(connection, batch_id, candidate)
    return deleted_of(counts)


def _deleted(connection: Connection, ids: list[str]) -> Counter[str]:
    forget_in(connection, ids)
    of_reviews = delete(review_words).where(review_words.c.review_id.in_(_REVIEWS))
    counts = Counter(reviews=connection.execute(of_reviews, {"ids": ids}).rowcount)
    # Nobody can commit a review of it any more, nor is anybody asked to.
    for table in (review_claims, first_looks):
        connection.execute(delete(table).where(table.c.judgement_id.in_(_IDS)), {"ids": ids})
    connection.execute(_UNASK, {"ids": ids})
    for name, table in (
        ("requests", idempotency_keys),
        ("under_way", intents),
        ("judgements", judgement_words),
        ("answers", answers),
    ):
        gone = delete(table).where(table.c.judgement_id.in_(_IDS))
        counts[name] = connection.execute(gone, {"ids": ids}).rowcount
    return counts


def _called_off(connection: Connection, ids: list[str], counts: Counter[str]) -> set[str]:
    """Let nothing of these wait in batches, nor be called after anybody; returns the batches they are of."""
    waiting, items = defaultdict[str, int](int), connection.execute(_ITEMS, {"ids": ids}).all()
    for item in items:
        waiting[item.batch_id] += item.state == ItemState.WAITING.value
    if items:
        connection.execute(_CALL_OFF, {"ids": ids})
        connection.execute(_RENAME, {"ids": ids})
    for batch_id, fewer in waiting.items():
        if fewer:
            connection.execute(_COUNT_OFF, {"batch": batch_id, "fewer": fewer})
    counts += Counter(item_ids=len(items), called_off=sum(waiting.values()))
    return set(waiting)


def _disguised(connection: Connection, batch_id: str, candidate: str | None) -> bool:
    """Take from a batch what tells of its answers: the digest of its file, and a name that tells whose they were."""
    connection.execute(_REIDENTIFY, {"batch": batch_id, "fresh": f"sha256:{unguessable(32).hex()}"})
    row = connection.execute(_BATCH, {"batch": batch_id}).one()
    is_named = candidate is not None and tells(row.name, candidate)
    if row.name == ERASED or (row.has_words and not is_named):
        return False
    connection.execute(_RENAME_BATCH, {"batch": batch_id})
    return True


def _number(connection: Connection, table: Table, ids: list[str]) -> int:
    counted: Select[Any] = select(func.count()).select_from(table).where(table.c.judgement_id.in_(_IDS))
    found: int = connection.execute(counted, {"ids": ids}).scalar_one()
    return found
