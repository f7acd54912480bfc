"""Whether the ledger holds, and whether what is stored is still what its entries say."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace

from sqlalchemy import Connection, and_, func, select

from evaluator.digests import canonical_json
from evaluator.domain.answers import Answer, compose
from evaluator.domain.audit import NOBODY, Audit, Witnesses
from evaluator.domain.commitments import commit, judgement_payload
from evaluator.domain.ledger import Broken, Entry, EntryKind, Verified
from evaluator.errors import InputError
from evaluator.store.entries import chunks_in
from evaluator.store.glance import is_plainly_the_same
from evaluator.store.retrieval import rows_in
from evaluator.store.reviews.verification import fault_behind_review, stored_reviews_in, stray_review_in
from evaluator.store.rows import JudgementRows, judgement_of, rows_of
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


def verify_in(connection: Connection, witnesses: Witnesses = NOBODY) -> Verified | Broken:
    """Check the chain from its first entry, and each judgement and review with its entry. Holds one chunk at a time."""
    audit, erased = Audit(witnesses), 0
    for chunk in chunks_in(connection):
        stored = _stored(connection, [entry.subject for entry in chunk if entry.kind == EntryKind.JUDGEMENT])
        reviewed = stored_reviews_in(connection, chunk)
        for entry in chunk:
            fault = audit.fault(entry) or _fault_behind(entry, stored) or fault_behind_review(entry, reviewed)
            if fault is not None:
                return fault
            rows = stored.get(entry.subject)
            erased += rows is not None and rows.words is None
    stray = connection.execute(_STRAY).scalar()
    if stray is not None:
        return Broken(stray, "a judgement names this entry, which does not tell of it")
    stray = stray_review_in(connection)
    if stray is not None:
        return Broken(stray, "a review names this entry, which does not tell of it")
    return audit.end(erased)


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


def _fault_behind(entry: Entry, stored: Mapping[str, JudgementRows | None]) -> Broken | None:
    if entry.kind != EntryKind.JUDGEMENT:
        return None
    if entry.subject not in stored:
        return Broken(entry.seq, "its judgement is missing")
    rows = stored[entry.subject]
    if rows is not None and is_plainly_the_same(entry, rows):
        return None
    try:
        why = _UNREADABLE if rows is None else _difference(entry, rows)
    except (ValueError, TypeError, LookupError, AttributeError, InputError):
        # Whatever cannot be derived from the rows was changed: this program wrote them so that it can.
        why = _UNREADABLE
    return None if why is None else Broken(entry.seq, why)


def _difference(entry: Entry, rows: JudgementRows) -> str | None:
    """How the stored rows differ from what the entry says of them, or None."""
    if rows.judgement["ledger_seq"] != entry.seq:
        return "its judgement names another entry"
    if (rows.words is None) != (rows.answer is None):
        return "the words of its judgement are partly gone"
    judgement = judgement_of(rows)
    held = json.loads(entry.payload)
    if rows.words is None:
        commitment, expected = held["words_commitment"], replace(rows_of(judgement, b"", b""), words=None, answer=None)
    else:
        salt, words = bytes.fromhex(rows.words["salt"]), rows.words["words"].encode()
        commitment, expected = commit(salt, words), rows_of(judgement, salt, words)
        if commitment != held["words_commitment"] or _altered(judgement.answer):
            return "the words of its judgement do not match it"
    if canonical_json(judgement_payload(judgement, commitment)).decode() != entry.payload:
        return "the facts of its judgement do not match it"
    if rows != expected:
        return "the rows of its judgement contradict each other"
    return None


def _altered(answer: Answer) -> bool:
    return compose(answer.text, answer.turns, answer.kind).digest != answer.digest
