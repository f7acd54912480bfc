"""The log of judgements over a database: `services.judgement_log.JudgementLog`."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from sqlalchemy import Connection, bindparam, insert, select

from evaluator.digests import Digest
from evaluator.domain.commitments import SALT_BYTES
from evaluator.domain.judgements import Judgement, JudgementId, Status
from evaluator.domain.keys import Claim, MayLive, Standing
from evaluator.domain.review_queue import ReviewPolicy
from evaluator.services.orders import Intent, JudgementFilter, JudgementPage
from evaluator.store.chance import Clock, RandomBytes, unguessable, utc_now
from evaluator.store.claims import claim_in, elsewhere_in, end_in, is_elsewhere_in
from evaluator.store.columns import can_be_kept
from evaluator.store.database import Database
from evaluator.store.erasure.taken import erased_among_in
from evaluator.store.intents import intent_in, intents_in, open_in, prolong_in
from evaluator.store.pages import page_in
from evaluator.store.recording import Sealed, record_in, seal
from evaluator.store.retrieval import judgement_in
from evaluator.store.tables import idempotency_keys, judgement_words, judgements

_SCORED = (
    select(judgements.c.id)
    .join(judgement_words, judgement_words.c.judgement_id == judgements.c.id)
    .where(judgement_words.c.key == bindparam("key"), judgements.c.status == Status.SCORED.value)
    .order_by(judgements.c.created_at.desc(), judgements.c.id.desc())
    .limit(1)
)
_SCORED_AMONG = (
    select(judgement_words.c.key, judgements.c.id)
    .join(judgements, judgement_words.c.judgement_id == judgements.c.id)
    .where(judgement_words.c.key.in_(bindparam("keys", expanding=True)), judgements.c.status == Status.SCORED.value)
    .order_by(judgements.c.created_at, judgements.c.id)
)
_CLAIM = select(idempotency_keys).where(
    idempotency_keys.c.user_name == bindparam("user"), idempotency_keys.c.key == bindparam("key")
)
_REMEMBER = insert(idempotency_keys)


class SqlJudgementLog:
    """Judgements in SQLite or PostgreSQL. `clock` dates ledger entries, `random_bytes` makes salts.

    `policy` says which judgements people are asked to review; without one, none.
    """

    def __init__(
        self,
        database: Database,
        *,
        clock: Clock = utc_now,
        random_bytes: RandomBytes = unguessable,
        policy: ReviewPolicy | None = None,
    ) -> None:
        self._database = database
        self._clock = clock
        self._random_bytes = random_bytes
        self._policy = policy

    async def open_intent(self, intent: Intent) -> None:
        """See JudgementLog. Raises JudgementOpen when that id is being, or was, judged already."""
        await self._database.write(lambda connection: open_in(connection, intent))

    async def record(self, judgement: Judgement) -> Judgement:
        """See JudgementLog."""
        # The costly part is done before the writer is waited for.
        sealed = seal(judgement, self._random_bytes(SALT_BYTES), self._clock(), self._policy)
        return await self._database.write_with_others(_record_in, sealed)

    async def get(self, judgement_id: str) -> Judgement | None:
        """See JudgementLog. Raises LedgerBroken when the judgement was changed past reading."""
        if not can_be_kept(judgement_id):
            return None
        return await self._database.read(lambda connection: judgement_in(connection, judgement_id))

    async def scored_by_key(self, key: Digest) -> Judgement | None:
        """See JudgementLog."""
        return await self._database.read(lambda connection: _scored_in(connection, key))

    async def scored_by_keys(self, keys: Sequence[Digest]) -> Mapping[Digest, JudgementId]:
        """See JudgementLog."""
        return await self._database.read(lambda connection: _scored_among(connection, keys))

    async def claim(self, claim: Claim, keys: Sequence[Digest], may_live: MayLive) -> Standing:
        """See JudgementLog."""

        def work(connection: Connection) -> Standing:
            known = _scored_among(connection, keys) if keys else {}
            others = elsewhere_in(connection, claim.holder, may_live)
            standing = Standing(known, {key for key in keys if key in others and key not in known})
            free = [key for key in keys if key not in known and key not in standing.elsewhere]
            claim_in(connection, replace(claim, keys=dict.fromkeys([*claim.keys, *free])))
            return standing

        return await self._database.write(work)

    async def release(self, holder: str) -> None:
        """See JudgementLog."""
        await self._database.write(lambda connection: end_in(connection, [holder]))

    async def standing(self, intent: Intent, may_live: MayLive) -> Standing:
        """See JudgementLog."""

        def work(connection: Connection) -> Standing:
            is_elsewhere = is_elsewhere_in(connection, intent, may_live)
            return Standing(_scored_among(connection, [intent.key]), {intent.key} if is_elsewhere else set())

        return await self._database.read(work)

    async def prolong(self, intent: Intent) -> None:
        """See JudgementLog."""
        await self._database.write(lambda connection: prolong_in(connection, intent))

    async def intent(self, judgement_id: str) -> Intent | None:
        """See JudgementLog."""
        if not can_be_kept(judgement_id):
            return None
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
            connection.execute(_REMEMBER, claim)
            return True

        return await self._database.write(work)


def _record_in(connection: Connection, group: Sequence[Sealed]) -> list[Judgement]:
    """Write judgements; only the facts of those whose words were erased while they were judged."""
    erased = erased_among_in(connection, [one.judgement.id for one in group])
    return record_in(connection, group, erased)


def _scored_in(connection: Connection, key: Digest) -> Judgement | None:
    newest = connection.execute(_SCORED, {"key": key}).scalar()
    return judgement_in(connection, newest) if newest else None


def _scored_among(connection: Connection, keys: Sequence[Digest]) -> Mapping[Digest, JudgementId]:
    rows = connection.execute(_SCORED_AMONG, {"keys": list(keys)})
    # The newest of a key comes last and stays.
    return {Digest(row.key): JudgementId(row.id) for row in rows}


def _idempotent_in(connection: Connection, user: str, key: str) -> tuple[Digest, JudgementId] | None:
    row = connection.execute(_CLAIM, {"user": user, "key": key}).first()
    return (Digest(row.request_digest), JudgementId(row.judgement_id)) if row else None
