"""Writing judgements: their rows, their words and their ledger entries, in the transaction that closes their intents.

However many are written together, there is one statement for each table.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection, Insert, insert

from evaluator.digests import Digest, Json
from evaluator.domain.commitments import Facts, commit, facts_of, judgement_payload, without_words, words_of, written
from evaluator.domain.judgements import Judgement
from evaluator.domain.ledger import EntryKind
from evaluator.domain.review_queue import Nomination, ReviewPolicy, nominate, subjects_of
from evaluator.store.entries import Event, append_all_in
from evaluator.store.intents import close_in
from evaluator.store.known import OPEN, RECORDED, SAID, Known, known_in
from evaluator.store.prepared import write_in
from evaluator.store.retrieval import judgements_in
from evaluator.store.reviews.admission import enrol_in
from evaluator.store.rows import JudgementRows, Row, answer_row, rows_of, words_row
from evaluator.store.tables import answers, judgement_flags, judgement_points, judgement_words, judgements

_JUDGEMENT = insert(judgements)
_POINT = insert(judgement_points)
_FLAG = insert(judgement_flags)
_WORDS = insert(judgement_words)
_ANSWER = insert(answers)


@dataclass(frozen=True, slots=True)
class Sealed:
    """A judgement ready to be written: its words as they are committed to, and what its entry will hold.

    `nomination` where people may be asked to review it.
    """

    judgement: Judgement
    salt: bytes
    words: bytes
    facts: Facts
    payload: Mapping[str, Json]
    at: datetime
    nomination: Nomination | None = None


def seal(judgement: Judgement, salt: bytes, at: datetime, policy: ReviewPolicy | None = None) -> Sealed:
    """All that can be worked out before this judgement's turn to be written. Without a policy nobody reviews it."""
    words, facts = written(words_of(judgement)), facts_of(judgement)
    payload = judgement_payload(judgement, facts.digest, commit(salt, words))
    return Sealed(judgement, salt, words, facts, payload, at, None if policy is None else nominate(judgement, policy))


def record_in(connection: Connection, group: Sequence[Sealed], erased: Collection[str] = ()) -> list[Judgement]:
    """Write judgements and return each with its place in the ledger; what was written first under the same id.

    Only the facts are written of those whose words were taken back while they were judged: `erased` names them.
    """
    return record_beside_in(connection, group, known_of_in(connection, group), erased)


def known_of_in(connection: Connection, group: Sequence[Sealed]) -> Known:
    """What is there already of all that these judgements write."""
    ids = [one.judgement.id for one in group]
    versions = {digest for one in group for _, digest in _versions(one)}
    subjects = subjects_of(one.nomination for one in group if one.nomination)
    return known_in(connection, ids, sorted(versions), subjects)


def record_beside_in(
    connection: Connection, group: Sequence[Sealed], known: Known, erased: Collection[str]
) -> list[Judgement]:
    """As `record_in`, where it is known already what is there."""
    new: dict[str, Sealed] = {}
    for one in group:
        if (RECORDED, one.judgement.id) not in known.there:
            new.setdefault(one.judgement.id, one)
    kept = _keep(connection, list(new.values()), known, erased) if new else {}
    earlier = [one.judgement.id for one in group if one.judgement.id not in kept]
    if earlier:
        kept |= {judgement.id: judgement for judgement in judgements_in(connection, earlier)}
    return [kept[one.judgement.id] for one in group]


def _versions(one: Sealed) -> Iterator[tuple[EntryKind, Digest]]:
    provenance = one.judgement.provenance
    if provenance.bank_digest is not None:
        yield EntryKind.BANK_VERSION, provenance.bank_digest
    if provenance.prompt_fingerprint is not None:
        yield EntryKind.PROMPT_VERSION, provenance.prompt_fingerprint


def _keep(connection: Connection, new: Sequence[Sealed], known: Known, erased: Collection[str]) -> dict[str, Judgement]:
    entries = append_all_in(connection, list(_events(new, known)), known.head)
    seqs = {entry.subject: entry.seq for entry in entries if entry.kind == EntryKind.JUDGEMENT}
    placed = {one.judgement.id: replace(one.judgement, ledger_seq=seqs[one.judgement.id]) for one in new}
    _write(connection, [_rows_of(one, placed[one.judgement.id], known, erased) for one in new])
    under_way = [judgement_id for judgement_id in placed if (OPEN, judgement_id) in known.there]
    if under_way:
        close_in(connection, under_way)
    nominated = [one.nomination for one in new if one.nomination and one.judgement.id not in erased]
    enrol_in(connection, nominated, known.counts, known.places)
    return {of: without_words(judgement) if of in erased else judgement for of, judgement in placed.items()}


def _events(new: Sequence[Sealed], known: Known) -> Iterator[Event]:
    entered = set(known.there)
    for one in new:
        for kind, digest in _versions(one):
            if (kind.value, digest) not in entered:
                entered.add((kind.value, digest))
                yield Event(kind, digest, {"first_used_by": one.judgement.id}, one.at)
        yield Event(EntryKind.JUDGEMENT, one.judgement.id, one.payload, one.at)


def _rows_of(one: Sealed, placed: Judgement, known: Known, erased: Collection[str]) -> JudgementRows:
    if placed.id in erased:
        return rows_of(placed, one.facts, None, None)
    # An intent has its answer written already, and so has an item of a batch.
    is_said = (SAID, placed.id) in known.there
    answer = None if is_said else answer_row(placed.id, placed.candidate, placed.answer)
    return rows_of(placed, one.facts, words_row(placed, one.salt, one.words), answer)


def _write(connection: Connection, group: Sequence[JudgementRows]) -> None:
    parts: list[tuple[Insert, list[Row]]] = [
        (_JUDGEMENT, [rows.judgement for rows in group]),
        (_POINT, [point for rows in group for point in rows.points]),
        (_FLAG, [flag for rows in group for flag in rows.flags]),
        (_WORDS, [rows.words for rows in group if rows.words]),
        (_ANSWER, [rows.answer for rows in group if rows.answer]),
    ]
    for statement, rows in parts:
        if rows:
            write_in(connection, statement, rows)
