"""Whether what is stored of reviews is still what the ledger's entries say of them."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import BindParameter, Connection, Row, bindparam, select

from evaluator.digests import Digest
from evaluator.domain.commitments import commit
from evaluator.domain.judgements import JudgementId
from evaluator.domain.ledger import Broken, Entry, EntryKind, moment_text
from evaluator.domain.review_entries import (
    commit_payload,
    disclosure_payload,
    final_payload,
    reveal_payload,
    skip_payload,
)
from evaluator.domain.review_queue import Skip, SkipReason
from evaluator.domain.reviews import Review
from evaluator.errors import LedgerBroken
from evaluator.store.retelling import Retold, fault_in
from evaluator.store.review_tables import review_seeds, review_skips, review_words, reviews
from evaluator.store.reviews.rows import reviews_in
from evaluator.store.reviews.seeds import seeds_in
from evaluator.store.strays import stray_in

_COMMITTED, _REVEALED = EntryKind.REVIEW_COMMITTED.value, EntryKind.REVIEW_REVEALED.value
_FINISHED, _SKIPPED = EntryKind.REVIEW_FINISHED.value, EntryKind.REVIEW_SKIPPED.value
_DISCLOSED = EntryKind.REVIEW_DISCLOSED.value
_STEPS = (_COMMITTED, _REVEALED, _FINISHED)
_PLACES = {
    _COMMITTED: (reviews.c.ledger_seq, reviews.c.id),
    _REVEALED: (reviews.c.revealed_seq, reviews.c.id),
    _FINISHED: (reviews.c.final_seq, reviews.c.id),
    _DISCLOSED: (review_seeds.c.said_seq, review_seeds.c.review_id),
    _SKIPPED: (review_skips.c.ledger_seq, review_skips.c.judgement_id),
}
"""For each kind of entry, the columns that name its number and its subject."""

_IDS: BindParameter[str] = bindparam("ids", expanding=True)
_SEQS: BindParameter[int] = bindparam("seqs", expanding=True)
_REVIEWS = select(reviews).where(reviews.c.id.in_(_IDS))
_WORDS = select(review_words).where(review_words.c.review_id.in_(_IDS))
_SKIPS = select(review_skips).where(review_skips.c.ledger_seq.in_(_SEQS))


@dataclass(frozen=True, slots=True)
class StoredReviews:
    """What the rows say of the reviews and skips that some entries tell of."""

    reviews: Mapping[str, Review]
    seqs: Mapping[tuple[str, str], int | None]
    words: Mapping[str, Row[Any]]
    skips: Mapping[int, Row[Any]]

    def plus(self, other: "StoredReviews") -> "StoredReviews":
        """What both hold."""
        return StoredReviews(
            {**self.reviews, **other.reviews},
            {**self.seqs, **other.seqs},
            {**self.words, **other.words},
            {**self.skips, **other.skips},
        )


NOTHING = StoredReviews({}, {}, {}, {})


def stored_reviews_in(connection: Connection, entries: Sequence[Entry]) -> StoredReviews:
    """The rows behind those of the entries that tell of reviews, what cannot be read left out."""
    telling = [entry for entry in entries if entry.kind in _PLACES]
    if not telling:
        return NOTHING
    try:
        return _fetched(connection, telling)
    except (ValueError, LedgerBroken):
        if len(telling) == 1:
            return NOTHING
    whole = NOTHING
    for entry in telling:
        whole = whole.plus(stored_reviews_in(connection, [entry]))
    return whole


def fault_behind_review(entry: Entry, stored: StoredReviews) -> Broken | None:
    """What contradicts an entry that tells of a review, or None."""
    if entry.kind not in _PLACES:
        return None
    retell = _skip if entry.kind == _SKIPPED else _step
    return fault_in(entry, "review", lambda: retell(entry, stored))


def stray_review_in(connection: Connection) -> int | None:
    """The first entry that a review names and that does not tell of it, or None."""
    return stray_in(connection, _PLACES)


def _fetched(connection: Connection, entries: Sequence[Entry]) -> StoredReviews:
    ids = sorted({entry.subject for entry in entries if entry.kind != _SKIPPED})
    seqs = [entry.seq for entry in entries if entry.kind == _SKIPPED]
    rows = connection.execute(_REVIEWS, {"ids": ids}).all()
    return StoredReviews(
        {review.id: review for review in reviews_in(connection, _REVIEWS.params(ids=ids))},
        {(kind, row.id): getattr(row, _PLACES[kind][0].name) for row in rows for kind in _STEPS}
        | {(_DISCLOSED, key): row["said_seq"] for key, row in seeds_in(connection, ids).items()},
        {row.review_id: row for row in connection.execute(_WORDS, {"ids": ids})},
        {row.ledger_seq: row for row in connection.execute(_SKIPS, {"seqs": seqs})},
    )


def _step(entry: Entry, stored: StoredReviews) -> Retold | None:
    review = stored.reviews.get(entry.subject)
    if review is None or stored.seqs[entry.kind, entry.subject] != entry.seq:
        return None
    if entry.kind == _COMMITTED:
        return commit_payload(review, _commitment(entry, stored)), moment_text(review.blind.committed_at)
    if entry.kind == _REVEALED:
        return None if review.revealed_at is None else (reveal_payload(review), moment_text(review.revealed_at))
    if entry.kind == _DISCLOSED:
        said = review.seeded.said if review.seeded else None
        return None if said is None else (disclosure_payload(review), moment_text(said.at))
    return None if review.final is None else (final_payload(review), moment_text(review.final.at))


def _commitment(entry: Entry, stored: StoredReviews) -> Digest:
    """The commitment to the words that are there; where they were erased, the one that the entry holds."""
    row = stored.words.get(entry.subject)
    if row is None:
        held: Digest = json.loads(entry.payload)["words_commitment"]
        return held
    return commit(bytes.fromhex(row.salt), row.words.encode())


def _skip(entry: Entry, stored: StoredReviews) -> Retold | None:
    row = stored.skips.get(entry.seq)
    if row is None or row.judgement_id != entry.subject:
        return None
    skip = Skip(JudgementId(row.judgement_id), row.reviewer, SkipReason(row.reason), row.at, row.until)
    return skip_payload(skip), moment_text(skip.at)
