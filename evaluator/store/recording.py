"""Writing judgements: their rows, their words and their ledger entries, in the transaction that closes their intents.

However many are written together, there is one statement for each table.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import BindParameter, Connection, Insert, bindparam, insert, literal, select, union_all

from evaluator.digests import Digest, Json
from evaluator.domain.commitments import commit, judgement_payload, without_words, words_of, written
from evaluator.domain.judgements import Judgement
from evaluator.domain.ledger import EntryKind
from evaluator.domain.review_queue import Nomination, ReviewPolicy, nominate, subjects_of
from evaluator.store.entries import Event, append_all_in
from evaluator.store.intents import close_in
from evaluator.store.retrieval import judgements_in
from evaluator.store.review_tables import review_tallies
from evaluator.store.reviews.admission import enrol_in
from evaluator.store.rows import JudgementRows, Row, rows_of
from evaluator.store.tables import (
    answers,
    intents,
    judgement_flags,
    judgement_points,
    judgement_words,
    judgements,
    ledger,
)

Known = Mapping[tuple[str, str], int]
"""What is there already of all that a group writes: pairs of a kind and an id, and how many of it are counted."""

_RECORDED, _SAID, _OPEN, _COUNTED = "recorded", "said", "open", "counted"
_UNCOUNTED = literal(0)
_IDS: BindParameter[str] = bindparam("ids", expanding=True)
_VERSIONS: BindParameter[str] = bindparam("versions", expanding=True)
_SUBJECTS: BindParameter[str] = bindparam("subjects", expanding=True)
_KNOWN = union_all(
    select(literal(_RECORDED), judgements.c.id, _UNCOUNTED).where(judgements.c.id.in_(_IDS)),
    select(literal(_SAID), answers.c.judgement_id, _UNCOUNTED).where(answers.c.judgement_id.in_(_IDS)),
    select(literal(_OPEN), intents.c.judgement_id, _UNCOUNTED).where(intents.c.judgement_id.in_(_IDS)),
    select(ledger.c.kind, ledger.c.subject, _UNCOUNTED).where(
        ledger.c.kind.in_([EntryKind.BANK_VERSION.value, EntryKind.PROMPT_VERSION.value]),
        ledger.c.subject.in_(_VERSIONS),
    ),
    select(literal(_COUNTED), review_tallies.c.subject, review_tallies.c.count).where(
        review_tallies.c.subject.in_(_SUBJECTS)
    ),
)
_JUDGEMENT = insert(judgements)
_POINT = insert(judgement_points)
_FLAG = insert(judgement_flags)
_WORDS = insert(judgement_words)
_ANSWER = insert(answers)


@dataclass(frozen=True, slots=True)
class Sealed:
    """A judgement ready to be written: its words as they are committed to, and what its entry will hold.

    `erased` where the words were taken back while it was judged: then only the facts are written. `nomination` where
    people may be asked to review it. `batch_id` where it is of an item of a batch.
    """

    judgement: Judgement
    salt: bytes
    words: bytes
    payload: Mapping[str, Json]
    at: datetime
    erased: bool = False
    nomination: Nomination | None = None
    batch_id: str | None = None


def seal(judgement: Judgement, salt: bytes, at: datetime, policy: ReviewPolicy | None = None) -> Sealed:
    """All that can be worked out before this judgement's turn to be written. Without a policy nobody reviews it."""
    words = written(words_of(judgement))
    nomination = None if policy is None else nominate(judgement, policy)
    payload = judgement_payload(judgement, commit(salt, words))
    return Sealed(judgement, salt, words, payload, at, nomination=nomination)


def record_in(connection: Connection, group: Sequence[Sealed]) -> list[Judgement]:
    """Write judgements and return each with its place in the ledger; what was written first under the same id."""
    known = _known_in(connection, group)
    new: dict[str, Sealed] = {}
    for one in group:
        if (_RECORDED, one.judgement.id) not in known:
            new.setdefault(one.judgement.id, one)
    kept = _keep(connection, list(new.values()), known) if new else {}
    earlier = [one.judgement.id for one in group if one.judgement.id not in kept]
    if earlier:
        kept |= {judgement.id: judgement for judgement in judgements_in(connection, earlier)}
    return [kept[one.judgement.id] for one in group]


def _known_in(connection: Connection, group: Sequence[Sealed]) -> Known:
    ids = [one.judgement.id for one in group]
    versions = {digest for one in group for _, digest in _versions(one)}
    subjects = subjects_of(one.nomination for one in group if one.nomination)
    found = connection.execute(_KNOWN, {"ids": ids, "versions": sorted(versions), "subjects": subjects})
    return {(kind, subject): count for kind, subject, count in found}


def _versions(one: Sealed) -> Iterator[tuple[EntryKind, Digest]]:
    provenance = one.judgement.provenance
    if provenance.bank_digest is not None:
        yield EntryKind.BANK_VERSION, provenance.bank_digest
    if provenance.prompt_fingerprint is not None:
        yield EntryKind.PROMPT_VERSION, provenance.prompt_fingerprint


def _keep(connection: Connection, new: Sequence[Sealed], known: Known) -> dict[str, Judgement]:
    entries = append_all_in(connection, list(_events(new, known)))
    seqs = {entry.subject: entry.seq for entry in entries if entry.kind == EntryKind.JUDGEMENT}
    placed = [replace(one, judgement=replace(one.judgement, ledger_seq=seqs[one.judgement.id])) for one in new]
    _write(connection, [_rows_of(one) for one in placed], known)
    nominated = [one.nomination for one in placed if one.nomination and not one.erased]
    counts = {subject: count for (kind, subject), count in known.items() if kind == _COUNTED}
    enrol_in(connection, nominated, counts, {one.judgement.id: one.batch_id for one in placed if one.batch_id})
    return {one.judgement.id: without_words(one.judgement) if one.erased else one.judgement for one in placed}


def _events(new: Sequence[Sealed], known: Known) -> Iterator[Event]:
    entered = set(known)
    for one in new:
        for kind, digest in _versions(one):
            if (kind.value, digest) not in entered:
                entered.add((kind.value, digest))
                yield Event(kind, digest, {"first_used_by": one.judgement.id}, one.at)
        yield Event(EntryKind.JUDGEMENT, one.judgement.id, one.payload, one.at)


def _rows_of(one: Sealed) -> JudgementRows:
    rows = rows_of(one.judgement, one.salt, one.words)
    return replace(rows, words=None, answer=None) if one.erased else rows


def _write(connection: Connection, group: Sequence[JudgementRows], known: Known) -> None:
    ids = [rows.judgement["id"] for rows in group]
    parts: list[tuple[Insert, list[Row]]] = [
        (_JUDGEMENT, [rows.judgement for rows in group]),
        (_POINT, [point for rows in group for point in rows.points]),
        (_FLAG, [flag for rows in group for flag in rows.flags]),
        (_WORDS, [rows.words for rows in group if rows.words]),
        # An intent has its answer written already, and so has an item of a batch.
        (_ANSWER, [rows.answer for rows in group if rows.answer and (_SAID, rows.judgement["id"]) not in known]),
    ]
    for statement, rows in parts:
        if rows:
            connection.execute(statement, rows)
    under_way = [judgement_id for judgement_id in ids if (_OPEN, judgement_id) in known]
    if under_way:
        close_in(connection, under_way)
