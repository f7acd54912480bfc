"""The log of judgements over a database: `services.judgement_log.JudgementLog`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection, bindparam, insert, select

from evaluator.digests import Digest, Json
from evaluator.domain.commitments import SALT_BYTES, canonical, commit, judgement_payload, words_of
from evaluator.domain.judgements import Judgement, JudgementId, Status
from evaluator.domain.ledger import EntryKind
from evaluator.services.orders import Intent, JudgementFilter, JudgementPage
from evaluator.store.chance import Clock, RandomBytes, unguessable, utc_now
from evaluator.store.database import Database
from evaluator.store.entries import append_in, seen_in
from evaluator.store.intents import close_in, intent_in, intents_in, open_in
from evaluator.store.pages import page_in
from evaluator.store.retrieval import judgement_in
from evaluator.store.rows import JudgementRows, rows_of
from evaluator.store.tables import (
    answers,
    idempotency_keys,
    judgement_flags,
    judgement_points,
    judgement_words,
    judgements,
)

_RECORDED = select(judgements.c.id).where(judgements.c.id == bindparam("id"))
_SCORED = (
    select(judgements.c.id)
    .join(judgement_words, judgement_words.c.judgement_id == judgements.c.id)
    .where(judgement_words.c.key == bindparam("key"), judgements.c.status == Status.SCORED.value)
    .order_by(judgements.c.created_at.desc(), judgements.c.id.desc())
    .limit(1)
)
_CLAIM = select(idempotency_keys).where(
    idempotency_keys.c.user_name == bindparam("user"), idempotency_keys.c.key == bindparam("key")
)


class SqlJudgementLog:
    """Judgements in SQLite or PostgreSQL. `clock` dates ledger entries, `random_bytes` makes salts."""

    def __init__(
        self,
        database: Database,
        *,
        clock: Clock = utc_now,
        random_bytes: RandomBytes = unguessable,
    ) -> None:
        self._database = database
        self._clock = clock
        self._random_bytes = random_bytes

    async def open_intent(self, intent: Intent) -> None:
        """See JudgementLog. Raises JudgementOpen when that id is being, or was, judged already."""
        await self._database.write(lambda connection: open_in(connection, intent))

    async def record(self, judgement: Judgement) -> Judgement:
        """See JudgementLog."""
        # The costly part is done before the writer is waited for.
        sealed = _sealed(judgement, self._random_bytes(SALT_BYTES), self._clock())
        return await self._database.write(lambda connection: _record_in(connection, sealed))

    async def get(self, judgement_id: str) -> Judgement | None:
        """See JudgementLog. Raises LedgerBroken when the judgement was changed past reading."""
        return await self._database.read(lambda connection: judgement_in(connection, judgement_id))

    async def scored_by_key(self, key: Digest) -> Judgement | None:
        """See JudgementLog."""
        return await self._database.read(lambda connection: _scored_in(connection, key))

    async def intent(self, judgement_id: str) -> Intent | None:
        """See JudgementLog."""
        return await self._database.read(lambda connection: intent_in(connection, judgement_id))

    async def open_intents(self) -> Sequence[Intent]:
        """See JudgementLog."""
        return await self._database.read(intents_in)

    async def page(self, wanted: JudgementFilter, *, limit: int, cursor: str | None) -> JudgementPage:
        """See JudgementLog."""
        return await self._database.read(lambda connection: page_in(connection, wanted, limit, cursor))

    async def idempotent(self, user: str, key: str) -> tuple[Digest, JudgementId] | None:
        """See JudgementLog."""
        return await self._database.read(lambda connection: _idempotent_in(connection, user, key))

    async def remember_idempotent(self, user: str, key: str, request: Digest, judgement_id: JudgementId) -> bool:
        """See JudgementLog."""

        def work(connection: Connection) -> bool:
            if _idempotent_in(connection, user, key) is not None:
                return False
            claim = {"user_name": user, "key": key, "request_digest": request, "judgement_id": judgement_id}
            connection.execute(insert(idempotency_keys), claim)
            return True

        return await self._database.write(work)


@dataclass(frozen=True, slots=True)
class _Sealed:
    """A judgement ready to be written: its words as they are committed to, and what its entry will hold."""

    judgement: Judgement
    salt: bytes
    words: bytes
    payload: Mapping[str, Json]
    at: datetime


def _sealed(judgement: Judgement, salt: bytes, at: datetime) -> _Sealed:
    words = canonical(words_of(judgement))
    return _Sealed(judgement, salt, words, judgement_payload(judgement, commit(salt, words)), at)


def _record_in(connection: Connection, sealed: _Sealed) -> Judgement:
    judgement = sealed.judgement
    if connection.execute(_RECORDED, {"id": judgement.id}).first():
        first = judgement_in(connection, judgement.id)
        return first or judgement
    _note_versions(connection, judgement, sealed.at)
    entry = append_in(connection, EntryKind.JUDGEMENT, judgement.id, sealed.payload, sealed.at)
    kept = replace(judgement, ledger_seq=entry.seq)
    _write(connection, rows_of(kept, sealed.salt, sealed.words))
    return kept


def _write(connection: Connection, rows: JudgementRows) -> None:
    connection.execute(insert(judgements), rows.judgement)
    for table, parts in ((judgement_points, rows.points), (judgement_flags, rows.flags)):
        if parts:
            connection.execute(insert(table), parts)
    connection.execute(insert(judgement_words), rows.words)
    # An open intent has its answer written already.
    if not close_in(connection, rows.judgement["id"]):
        connection.execute(insert(answers), rows.answer)


def _note_versions(connection: Connection, judgement: Judgement, at: datetime) -> None:
    """Enter a bank or a prompt into the ledger the first time a judgement is made with it."""
    used = {
        EntryKind.BANK_VERSION: judgement.provenance.bank_digest,
        EntryKind.PROMPT_VERSION: judgement.provenance.prompt_fingerprint,
    }
    for kind, digest in used.items():
        if digest is not None and not seen_in(connection, kind, digest):
            append_in(connection, kind, digest, {"judgement": judgement.id, "prompt": judgement.judge.prompt}, at)


def _scored_in(connection: Connection, key: Digest) -> Judgement | None:
    newest = connection.execute(_SCORED, {"key": key}).scalar()
    return judgement_in(connection, newest) if newest else None


def _idempotent_in(connection: Connection, user: str, key: str) -> tuple[Digest, JudgementId] | None:
    row = connection.execute(_CLAIM, {"user": user, "key": key}).first()
    return (Digest(row.request_digest), JudgementId(row.judgement_id)) if row else None
