"""Whether the ledger holds, and whether what is stored is still what its entries say."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, and_, func, select

from evaluator.digests import canonical_json
from evaluator.domain.answers import Answer, compose
from evaluator.domain.audit import NOBODY, Audit, Told, Witnesses, untold
from evaluator.domain.commitments import commit, facts_of, judgement_payload
from evaluator.domain.ledger import Broken, Entry, EntryKind, Verified
from evaluator.errors import InputError
from evaluator.store.entries import chunks_in
from evaluator.store.erasure.taken import erased_among_in
from evaluator.store.erasure.verification import (
    StoredErasures,
    fault_behind_erasure,
    stored_erasures_in,
    stray_erasure_in,
)
from evaluator.store.glance import is_plainly_the_same
from evaluator.store.people_verification import fault_among_users_in
from evaluator.store.retrieval import rows_in
from evaluator.store.reviews.verification import (
    StoredReviews,
    fault_behind_review,
    stored_reviews_in,
    stray_review_in,
)
from evaluator.store.rows import JudgementRows, answer_row, judgement_of, rows_of, words_row
from evaluator.store.tables import judgements, ledger

_UNREADABLE = "its judgement cannot be read"

_STRAY = (
    select(func.min(judgements.c.ledger_seq))
    .outerjoin(
        ledger,
        and_(
            ledger.c.seq == judgements.c.ledger_seq,
            ledger.c.subject == judgements.c.id,
            ledger.c.kind == EntryKind.JUDGEMENT.value,
        ),
    )
    .where(ledger.c.seq.is_(None))
)


_UNTOLD = "its words are gone, and no erasure tells of it"


@dataclass(frozen=True, slots=True)
class _Stored:
    """The rows behind some entries. `erased` are those of their judgements whose words an erasure took."""

    judgements: Mapping[str, JudgementRows | None]
    reviews: StoredReviews
    erasures: StoredErasures
    erased: frozenset[str]


def verify_in(connection: Connection, witnesses: Witnesses = NOBODY, tell: Told = untold) -> Verified | Broken:
    """Check the chain from its first entry, and what is stored with the entry of each. Holds one chunk at a time."""
    audit, erased = Audit(witnesses), 0
    for chunk in chunks_in(connection):
        stored = _stored_behind(connection, chunk)
        for entry in chunk:
            fault = audit.fault(entry) or _fault_behind(entry, stored)
            if fault is not None:
                return fault
            rows = stored.judgements.get(entry.subject)
            erased += rows is not None and rows.words is None
        tell(chunk[-1].seq)
    return _stray_in(connection) or fault_among_users_in(connection) or audit.end(erased)


def fault_behind_in(connection: Connection, entries: Sequence[Entry]) -> Broken | None:
    """The first of some entries that what is stored contradicts, or None. The chain itself is not looked at."""
    stored = _stored_behind(connection, entries)
    return next((fault for entry in entries if (fault := _fault_behind(entry, stored)) is not None), None)


def _stray_in(connection: Connection) -> Broken | None:
    """The first entry that something stored names and that does not tell of it."""
    for what, stray in (
        ("a judgement", connection.execute(_STRAY).scalar()),
        ("a review", stray_review_in(connection)),
        ("an erasure or a hold", stray_erasure_in(connection)),
    ):
        if stray is not None:
            return Broken(stray, f"{what} names this entry, which does not tell of it")
    return None


def _stored_behind(connection: Connection, entries: Sequence[Entry]) -> _Stored:
    judged = _stored(connection, [entry.subject for entry in entries if entry.kind == EntryKind.JUDGEMENT])
    reviewed = stored_reviews_in(connection, entries)
    wordless = {judgement_id for judgement_id, rows in judged.items() if rows is not None and rows.words is None}
    wordless |= {review.judgement_id for review in reviewed.reviews.values() if review.id not in reviewed.words}
    told = stored_erasures_in(connection, entries)
    return _Stored(judged, reviewed, told, erased_among_in(connection, sorted(wordless)))


def _fault_behind(entry: Entry, stored: _Stored) -> Broken | None:
    if entry.kind == EntryKind.JUDGEMENT:
        return _fault_behind_judgement(entry, stored)
    return (
        fault_behind_review(entry, stored.reviews)
        or fault_behind_erasure(entry, stored.erasures)
        or _fault_behind_review_without_words(entry, stored)
    )


def _fault_behind_review_without_words(entry: Entry, stored: _Stored) -> Broken | None:
    review = stored.reviews.reviews.get(entry.subject)
    if review is None or review.id in stored.reviews.words or review.judgement_id in stored.erased:
        return None
    return Broken(entry.seq, _UNTOLD)


def _stored(connection: Connection, ids: Sequence[str]) -> dict[str, JudgementRows | None]:
    """The rows of those judgements that exist; None for what the driver itself cannot read."""
    try:
        return dict(rows_in(connection, ids))
    except ValueError:
        if len(ids) == 1:
            return {ids[0]: None}
    stored: dict[str, JudgementRows | None] = {}
    for judgement_id in ids:
        stored |= _stored(connection, [judgement_id])
    return stored


def _fault_behind_judgement(entry: Entry, stored: _Stored) -> Broken | None:
    if entry.subject not in stored.judgements:
        return Broken(entry.seq, "its judgement is missing")
    rows = stored.judgements[entry.subject]
    why = _UNREADABLE if rows is None else _why_not(entry, rows)
    if why is None and rows is not None and rows.words is None and entry.subject not in stored.erased:
        why = _UNTOLD
    return None if why is None else Broken(entry.seq, why)


def _why_not(entry: Entry, rows: JudgementRows) -> str | None:
    if is_plainly_the_same(entry, rows):
        return None
    try:
        return _difference(entry, rows)
    except (ValueError, TypeError, LookupError, AttributeError, InputError):
        # Whatever cannot be derived from the rows was changed: this program wrote them so that it can.
        return _UNREADABLE


def _difference(entry: Entry, rows: JudgementRows) -> str | None:
    """How the stored rows differ from what the entry says of them, or None."""
    if rows.judgement["ledger_seq"] != entry.seq:
        return "its judgement names another entry"
    if (rows.words is None) != (rows.answer is None):
        return "the words of its judgement are partly gone"
    judgement = judgement_of(rows)
    facts, held = facts_of(judgement), json.loads(entry.payload)
    if rows.words is None:
        commitment, expected = held["words_commitment"], rows_of(judgement, facts, None, None)
    else:
        salt, words = bytes.fromhex(rows.words["salt"]), rows.words["words"].encode()
        said = answer_row(judgement.id, judgement.candidate, judgement.answer)
        commitment, expected = commit(salt, words), rows_of(judgement, facts, words_row(judgement, salt, words), said)
        if commitment != held["words_commitment"] or _altered(judgement.answer):
            return "the words of its judgement do not match it"
    if canonical_json(judgement_payload(judgement, facts.digest, commitment)).decode() != entry.payload:
        return "the facts of its judgement do not match it"
    if rows != expected:
        return "the rows of its judgement contradict each other"
    return None


def _altered(answer: Answer) -> bool:
    return compose(answer.text, answer.turns, answer.kind).digest != answer.digest
