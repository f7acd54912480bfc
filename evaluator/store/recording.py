"""Writing one judgement: its rows, its words and its ledger entry, in the transaction that closes its intent."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection, bindparam, exists, insert, select

from evaluator.digests import Json
from evaluator.domain.commitments import commit, judgement_payload, words_of, written
from evaluator.domain.judgements import Judgement
from evaluator.domain.ledger import EntryKind
from evaluator.store.entries import append_in
from evaluator.store.intents import close_in
from evaluator.store.retrieval import judgements_in
from evaluator.store.rows import JudgementRows, rows_of
from evaluator.store.tables import (
    answers,
    judgement_flags,
    judgement_points,
    judgement_words,
    judgements,
    ledger,
)

_KNOWN = select(
    exists().where(judgements.c.id == bindparam("id")).label("judgement"),
    exists().where(ledger.c.kind == EntryKind.BANK_VERSION, ledger.c.subject == bindparam("bank")).label("bank"),
    exists().where(ledger.c.kind == EntryKind.PROMPT_VERSION, ledger.c.subject == bindparam("prompt")).label("prompt"),
)
_JUDGEMENT = insert(judgements)
_POINT = insert(judgement_points)
_FLAG = insert(judgement_flags)
_WORDS = insert(judgement_words)
_ANSWER = insert(answers)


@dataclass(frozen=True, slots=True)
class Sealed:
    """A judgement ready to be written: its words as they are committed to, and what its entry will hold."""

    judgement: Judgement
    salt: bytes
    words: bytes
    payload: Mapping[str, Json]
    at: datetime


def seal(judgement: Judgement, salt: bytes, at: datetime) -> Sealed:
    """All that can be worked out before it is this judgement's turn to be written."""
    words = written(words_of(judgement))
    return Sealed(judgement, salt, words, judgement_payload(judgement, commit(salt, words)), at)


def record_in(connection: Connection, sealed: Sealed) -> Judgement:
    """Write the judgement and return it with its place in the ledger; what was written first under the same id."""
    judgement = sealed.judgement
    bank, prompt = judgement.provenance.bank_digest, judgement.provenance.prompt_fingerprint
    known = connection.execute(_KNOWN, {"id": judgement.id, "bank": bank, "prompt": prompt}).one()
    if known.judgement:
        return judgements_in(connection, [judgement.id])[0]
    for kind, digest, is_known in (
        (EntryKind.BANK_VERSION, bank, known.bank),
        (EntryKind.PROMPT_VERSION, prompt, known.prompt),
    ):
        if digest is not None and not is_known:
            append_in(connection, kind, digest, {"first_used_by": judgement.id}, sealed.at)
    entry = append_in(connection, EntryKind.JUDGEMENT, judgement.id, sealed.payload, sealed.at)
    kept = replace(judgement, ledger_seq=entry.seq)
    _write(connection, rows_of(kept, sealed.salt, sealed.words))
    return kept


def _write(connection: Connection, rows: JudgementRows) -> None:
    connection.execute(_JUDGEMENT, rows.judgement)
    for statement, parts in ((_POINT, rows.points), (_FLAG, rows.flags)):
        if parts:
            connection.execute(statement, parts)
    connection.execute(_WORDS, rows.words)
    # An open intent has its answer written already.
    if not close_in(connection, rows.judgement["id"]):
        connection.execute(_ANSWER, rows.answer)
