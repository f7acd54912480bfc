"""Whether erased words are gone, and the record holds without them."""

from collections.abc import Sequence

from sqlalchemy import BindParameter, Connection, bindparam, func, select

from evaluator.domain.erasures import Check, Erasure
from evaluator.domain.ledger import Broken, Entry, digest_of
from evaluator.store.entries import entries_of_in
from evaluator.store.erasure.portions import portions
from evaluator.store.review_tables import review_words, reviews
from evaluator.store.tables import answers, idempotency_keys, intents, judgement_words
from evaluator.store.verification import fault_behind_in

_IDS: BindParameter[str] = bindparam("ids", expanding=True)
_OF_REVIEWS = review_words.c.review_id.in_(select(reviews.c.id).where(reviews.c.judgement_id.in_(_IDS)))
_LEFT = select(
    *(
        select(func.count()).select_from(table).where(table.c.judgement_id.in_(_IDS)).scalar_subquery()
        for table in (answers, intents, judgement_words, idempotency_keys)
    ),
    select(func.count()).select_from(review_words).where(_OF_REVIEWS).scalar_subquery(),
)


def check_in(connection: Connection, erasure: Erasure) -> Check:
    """Count what is left of an erasure's words, and derive again every entry that tells of what it touched."""
    seen = left = 0
    fault = ""
    for ids in portions(erasure.judgement_ids):
        left += sum(connection.execute(_LEFT, {"ids": ids}).one())
        entries = entries_of_in(connection, ids)
        seen += len(entries)
        fault = fault or _fault(connection, entries)
    own = entries_of_in(connection, [erasure.id])
    return Check(seen + len(own), left, fault or _fault(connection, own))


def _fault(connection: Connection, entries: Sequence[Entry]) -> str:
    for entry in entries:
        if digest_of(entry) != entry.digest:
            return Broken(entry.seq, "the entry does not match its digest").message
    broken = fault_behind_in(connection, entries)
    return "" if broken is None else broken.message
