"""The ledger entries about one judgement, each derived again from what is stored now."""

from collections.abc import Mapping, Sequence
from functools import partial

from sqlalchemy import BindParameter, Connection, bindparam, select

from evaluator.digests import Digest
from evaluator.domain.journal import JournalPage
from evaluator.domain.ledger import ZERO, Entry, EntryKind, Head, fault_after
from evaluator.domain.reviews import Review
from evaluator.domain.seals import Seal
from evaluator.services.audit_log import LogPage, StoryEntry
from evaluator.services.orders import JudgementFilter, JudgementPage
from evaluator.store.columns import can_be_kept
from evaluator.store.database import Database
from evaluator.store.entries import entries_of_in
from evaluator.store.erasure_tables import erased_words
from evaluator.store.log.journal import journal_in
from evaluator.store.log.lines import lines_in
from evaluator.store.log.sealing import unsealed
from evaluator.store.pages import page_in
from evaluator.store.reviews.recording import reviews_of_in
from evaluator.store.tables import ledger
from evaluator.store.verification import fault_behind_in

_SEQS: BindParameter[int] = bindparam("seqs", expanding=True)
_BEFORE = select(ledger.c.seq, ledger.c.digest).where(ledger.c.seq.in_(_SEQS))
_ERASURE = select(erased_words.c.erasure_id).where(erased_words.c.judgement_id == bindparam("judgement"))


class SqlAuditLog:
    """What auditing needs of SQLite or PostgreSQL: `services.audit.AuditLog`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def lines(
        self, wanted: JudgementFilter, *, limit: int, cursor: str | None, seal: Seal | None = None
    ) -> LogPage:
        """See AuditLog."""
        besides = [] if seal is None else [unsealed(seal)]
        return await self._database.read(partial(lines_in, wanted=wanted, limit=limit, cursor=cursor, besides=besides))

    async def judgements(
        self, wanted: JudgementFilter, *, limit: int, cursor: str | None, seal: Seal | None = None
    ) -> JudgementPage:
        """See AuditLog."""
        besides = [] if seal is None else [unsealed(seal)]
        return await self._database.read(partial(page_in, wanted=wanted, limit=limit, cursor=cursor, besides=besides))

    async def reviews(self, judgement_id: str) -> Sequence[Review]:
        """See AuditLog."""
        if not can_be_kept(judgement_id):
            return []
        return await self._database.read(partial(reviews_of_in, judgement_id=judgement_id))

    async def entries(self, judgement_id: str, review_ids: Sequence[str]) -> Sequence[StoryEntry]:
        """See AuditLog."""
        return await self._database.read(partial(story_in, judgement_id=judgement_id, review_ids=review_ids))

    async def journal(self, kinds: Sequence[EntryKind], *, before: int | None, limit: int) -> JournalPage:
        """See AuditLog."""
        return await self._database.read(partial(journal_in, kinds=kinds, before=before, limit=limit))


def story_in(connection: Connection, judgement_id: str, review_ids: Sequence[str]) -> list[StoryEntry]:
    """See AuditLog.entries."""
    erasures = connection.execute(_ERASURE, {"judgement": judgement_id}).scalars()
    entries = entries_of_in(connection, [judgement_id, *review_ids, *erasures])
    before = {row.seq: row.digest for row in connection.execute(_BEFORE, {"seqs": [one.seq - 1 for one in entries]})}
    # Mostly nothing is wrong with any of them, and then they need not be asked after one by one.
    is_sound = fault_behind_in(connection, entries) is None
    return [
        StoryEntry(entry, _fault_of(entry, before) or ("" if is_sound else _fault_behind(connection, entry)))
        for entry in entries
    ]


def _fault_of(entry: Entry, before: Mapping[int, str]) -> str:
    """What is wrong with an entry's digest or its place in the chain."""
    fault = fault_after(Head(entry.seq - 1, Digest(before.get(entry.seq - 1, ZERO))), entry)
    return "" if fault is None else fault.why


def _fault_behind(connection: Connection, entry: Entry) -> str:
    """What is wrong with what is stored of what an entry tells of."""
    fault = fault_behind_in(connection, [entry])
    return "" if fault is None else fault.why
