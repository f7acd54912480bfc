"""Erasures over a database: `services.erasing.ErasureLog`."""

import asyncio
import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial

from sqlalchemy import BindParameter, Connection, bindparam, exists, func, insert, select, update

from evaluator.domain.erasures import Check, Cleaning, Erased, Erasure, ErasureId, erasure_payload
from evaluator.domain.judgements import JudgementId
from evaluator.domain.ledger import EntryKind
from evaluator.domain.provider_batches import PartState
from evaluator.errors import CandidateUnknown, LedgerBroken, WordsHeld
from evaluator.services.erasure_log import UNKNOWN, Findings, Order
from evaluator.store.columns import can_be_kept
from evaluator.store.database import Database
from evaluator.store.entries import append_in
from evaluator.store.erasure.checking import check_in
from evaluator.store.erasure.holds import forget_candidates_in, holds_on_in
from evaluator.store.erasure.rows import cleaning_row, erased_of, erasure_of, erasure_row
from evaluator.store.erasure.scrubbing import overwriting, refuse_large, rewrite, vacuum
from evaluator.store.erasure.words import count_in, delete_in, ids_of_in
from evaluator.store.erasure_tables import erased_words, erasures
from evaluator.store.search.forgetting import tidy
from evaluator.store.tables import batch_items, provider_parts

_IDS: BindParameter[str] = bindparam("ids", expanding=True)
_ONE = select(erasures).where(erasures.c.id == bindparam("id"))
_ITS_IDS = (
    select(erased_words.c.judgement_id)
    .where(erased_words.c.erasure_id == bindparam("id"))
    .order_by(erased_words.c.judgement_id)
)
_NEWEST = select(erasures).order_by(erasures.c.ledger_seq.desc()).limit(bindparam("most"))
_UNFINISHED = select(erasures.c.id).where(erasures.c.cleaned_at.is_(None)).order_by(erasures.c.ledger_seq)
_OF = (
    select(erased_words.c.judgement_id, erasures)
    .join(erasures, erasures.c.id == erased_words.c.erasure_id)
    .where(erased_words.c.judgement_id.in_(_IDS))
)
_WITH_PROVIDERS = (
    select(func.count())
    .select_from(provider_parts)
    .where(
        provider_parts.c.state.not_in([PartState.PLANNED.value, PartState.DONE.value]),
        exists().where(
            batch_items.c.batch_id == provider_parts.c.batch_id,
            batch_items.c.position >= provider_parts.c.first,
            batch_items.c.position <= provider_parts.c.last,
            erased_words.c.judgement_id == batch_items.c.judgement_id,
            erased_words.c.erasure_id == bindparam("id"),
        ),
    )
)
_FINISH = update(erasures).where(erasures.c.id == bindparam("erasure"))


class SqlErasureLog:
    """Erasures in SQLite or PostgreSQL."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def look(self, candidate: str) -> Findings:
        """See ErasureLog."""
        return await self._database.read(partial(_look_in, candidate=candidate))

    async def erase(self, candidate: str, order: Order) -> Erasure:
        """See ErasureLog."""
        return await self._database.write(partial(_erase_in, candidate=candidate, order=order))

    async def get(self, erasure_id: str) -> Erasure | None:
        """See ErasureLog. Raises LedgerBroken where it was changed past reading."""
        if not can_be_kept(erasure_id):
            return None
        return await self._database.read(partial(erasure_in, erasure_id=erasure_id))

    async def newest(self, *, limit: int) -> Sequence[Erasure]:
        """See ErasureLog."""
        return await self._database.read(
            lambda connection: [erasure_of(row, ()) for row in connection.execute(_NEWEST, {"most": limit})]
        )

    async def of(self, judgement_ids: Sequence[str]) -> Mapping[str, Erased]:
        """See ErasureLog."""
        named = [judgement_id for judgement_id in judgement_ids if can_be_kept(judgement_id)]
        return await self._database.read(
            lambda connection: {row.judgement_id: erased_of(row) for row in connection.execute(_OF, {"ids": named})}
        )

    async def unfinished(self) -> Sequence[Erasure]:
        """See ErasureLog."""
        return await self._database.read(_unfinished_in)

    async def with_providers(self, erasure: Erasure) -> int:
        """See ErasureLog."""
        return await self._database.read(
            lambda connection: connection.execute(_WITH_PROVIDERS, {"id": erasure.id}).scalar_one()
        )

    async def check(self, erasure: Erasure) -> Check:
        """See ErasureLog."""
        return await self._database.read(partial(check_in, erasure=erasure))

    async def scrub(self, *, at_any_size: bool) -> None:
        """See ErasureLog."""
        if self._database.location.path is None:
            await asyncio.to_thread(vacuum, self._database.location)
            return
        if not at_any_size:
            refuse_large(self._database.location)
        await tidy(self._database)
        await self._database.alone(rewrite)

    async def finish(self, erasure_id: ErasureId, cleaning: Cleaning) -> None:
        """See ErasureLog."""
        done = _FINISH.values(cleaning_row(cleaning))
        await self._database.write(lambda connection: connection.execute(done, {"erasure": erasure_id}))


def erase_words_in(connection: Connection, ids: Sequence[str], candidate: str | None, order: Order) -> Erasure:
    """Delete the words of these judgements, and write the erasure down with its entry in the ledger."""
    with overwriting(connection):
        deleted = delete_in(connection, ids, candidate)
        forget_candidates_in(connection)
    taken = tuple(JudgementId(judgement_id) for judgement_id in sorted(ids))
    erasure = Erasure(order.id, order.basis, order.by, order.why, order.at, taken, deleted)
    entry = append_in(connection, EntryKind.ERASURE, erasure.id, erasure_payload(erasure), order.at)
    written = replace(erasure, ledger_seq=entry.seq)
    connection.execute(insert(erasures), erasure_row(written))
    connection.execute(insert(erased_words), [{"judgement_id": one, "erasure_id": erasure.id} for one in taken])
    return written


def erasure_in(connection: Connection, erasure_id: str) -> Erasure | None:
    """The erasure of that id, or None. Raises LedgerBroken where it was changed past reading."""
    row = connection.execute(_ONE, {"id": erasure_id}).first()
    if row is None:
        return None
    try:
        return erasure_of(row, connection.execute(_ITS_IDS, {"id": erasure_id}).scalars().all())
    except (ValueError, TypeError, json.JSONDecodeError):
        raise LedgerBroken(
            "An erasure cannot be read: somebody has changed it in the database. `evaluator ledger verify` says more."
        ) from None


def _look_in(connection: Connection, candidate: str) -> Findings:
    return Findings(count_in(connection, ids_of_in(connection, candidate)), holds_on_in(connection, candidate))


def _erase_in(connection: Connection, candidate: str, order: Order) -> Erasure:
    ids = ids_of_in(connection, candidate)
    if not ids:
        raise CandidateUnknown(UNKNOWN)
    standing = holds_on_in(connection, candidate)
    if standing:
        raise WordsHeld(
            "Nothing was erased: a legal hold stands. Whoever placed it can lift it, with a reason.",
            faults=[hold.message for hold in standing],
        )
    return erase_words_in(connection, ids, candidate, order)


def _unfinished_in(connection: Connection) -> Sequence[Erasure]:
    ids = connection.execute(_UNFINISHED).scalars().all()
    return [erasure for one in ids if (erasure := erasure_in(connection, one)) is not None]
