"""The log of batches over a database: `services.batch_log.BatchLog`."""

import asyncio
import itertools
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from functools import partial

from sqlalchemy import Connection

from evaluator.digests import Digest
from evaluator.domain.batches import Batch, BatchId, BatchItem, BatchState, GridRow, Pause
from evaluator.domain.commitments import SALT_BYTES
from evaluator.domain.judgements import Judgement
from evaluator.domain.questions import Question
from evaluator.domain.review_queue import ReviewPolicy
from evaluator.errors import RequestInvalid, StoreError
from evaluator.services.batch_log import BatchPage
from evaluator.store.batches.drafts import CHUNK, abandoned_in, add_in, begin_in, discard_some_in, publish_in
from evaluator.store.batches.grid import rows_in
from evaluator.store.batches.items import ItemRows, items_in, rows_of, waiting_in
from evaluator.store.batches.moves import claim_in, move_in, rebudget_in
from evaluator.store.batches.questions import asked_in
from evaluator.store.batches.recording import record_items_in
from evaluator.store.batches.reopening import send_back_in
from evaluator.store.batches.standing import alike_in, batch_in, page_in, under_way_in
from evaluator.store.chance import Clock, RandomBytes, unguessable, utc_now
from evaluator.store.columns import can_be_kept
from evaluator.store.database import Database
from evaluator.store.recording import seal
from evaluator.store.retrieval import judgements_in

PATIENCE_S = 0.012
"""How long a judgement may wait for others to be committed with. No other answer is asked about in its place meanwhile:
two thirds of it take a thirtieth more work and gain next to no time, half as much again takes a thirtieth less and
loses a hundredth of the time."""

ROWS = 500
"""Rows of the grid read at a time."""

RESULTS = 100
"""Whole judgements read at a time."""


class SqlBatchLog:
    """Batches in SQLite or PostgreSQL. `clock` dates ledger entries, `random_bytes` makes salts.

    `policy` says which judgements people are asked to review; without one, none.
    """

    def __init__(
        self,
        database: Database,
        *,
        clock: Clock = utc_now,
        random_bytes: RandomBytes = unguessable,
        policy: ReviewPolicy | None = None,
        patience_s: float = PATIENCE_S,
    ) -> None:
        self._database = database
        self._clock = clock
        self._random_bytes = random_bytes
        self._policy = policy
        self._patience_s = patience_s

    async def create(self, batch: Batch, items: Iterable[BatchItem]) -> Batch:
        """See BatchLog."""
        if not can_be_kept(batch.name):
            raise RequestInvalid("The batch's name holds a character that cannot be kept. Give it another one.")
        await self._tidy()
        alike = await self.alike(batch.identity)
        if alike is not None:
            return alike
        await self._database.write(lambda connection: begin_in(connection, batch, self._clock()))
        try:
            count = await self._fill(batch, iter(items))
            kept = await self._database.write(lambda connection: publish_in(connection, batch, count, self._clock()))
        except BaseException:
            # What cannot be thrown away now is thrown away later.
            with suppress(StoreError):
                await self._discard(batch.id)
            raise
        if kept.id != batch.id:
            await self._discard(batch.id)
        return kept

    async def alike(self, identity: Digest) -> Batch | None:
        """See BatchLog."""
        return await self._database.read(lambda connection: alike_in(connection, identity))

    async def get(self, batch_id: str) -> Batch | None:
        """See BatchLog."""
        if not can_be_kept(batch_id):
            return None
        return await self._database.read(lambda connection: batch_in(connection, batch_id))

    async def page(self, *, created_by: str | None, limit: int, cursor: str | None) -> BatchPage:
        """See BatchLog."""
        return await self._database.read(lambda connection: page_in(connection, created_by, limit, cursor))

    async def waiting(self, batch_id: BatchId, *, after: int, limit: int) -> Sequence[BatchItem]:
        """See BatchLog."""
        return await self._database.read(lambda connection: waiting_in(connection, batch_id, after, limit))

    async def record(self, item: BatchItem, judgement: Judgement) -> Judgement:
        """See BatchLog. Raises ValueError for a judgement of another answer."""
        if judgement.id != item.judgement_id:
            raise ValueError("This is the judgement of another answer.")
        sealed = seal(judgement, self._random_bytes(SALT_BYTES), self._clock(), self._policy)
        return await self._database.write_with_others(record_items_in, sealed, patience_s=self._patience_s)

    async def move(self, batch_id: BatchId, state: BatchState, pause: Pause | None = None) -> Batch:
        """See BatchLog."""
        now = self._clock()
        return await self._database.write(lambda connection: move_in(connection, batch_id, state, pause, now))

    async def rebudget(self, batch_id: BatchId, budget: float | None) -> Batch:
        """See BatchLog."""
        now = self._clock()
        return await self._database.write(lambda connection: rebudget_in(connection, batch_id, budget, now))

    async def judge_again(self, batch_id: BatchId, new_id: Callable[[], str], pause: Pause) -> Batch:
        """See BatchLog."""
        now, after = self._clock(), -1
        while True:
            batch, last = await self._database.write(
                partial(send_back_in, batch_id=batch_id, after=after, new_id=new_id, pause=pause, at=now)
            )
            if last is None:
                return batch
            after = last

    async def claim(self, batch_id: BatchId, owner: str, *, instead_of: str | None) -> bool:
        """See BatchLog."""
        now = self._clock()
        return await self._database.write(lambda connection: claim_in(connection, batch_id, owner, instead_of, now))

    async def under_way(self) -> Sequence[Batch]:
        """See BatchLog."""
        return await self._database.read(under_way_in)

    async def questions(self, batch_id: BatchId) -> Sequence[Question]:
        """See BatchLog."""
        return await self._database.read(lambda connection: asked_in(connection, batch_id))

    async def rows(self, batch_id: BatchId) -> AsyncIterator[GridRow]:
        """See BatchLog."""
        after = -1
        while chunk := await self._database.read(partial(rows_in, batch_id=batch_id, after=after, limit=ROWS)):
            for row in chunk:
                yield row
            after = chunk[-1].position

    async def judged(self, batch_id: BatchId) -> AsyncIterator[tuple[BatchItem, Judgement | None]]:
        """See BatchLog. Raises LedgerBroken when a judgement was changed past reading."""
        after = -1
        while chunk := await self._database.read(partial(_judged_in, batch_id=batch_id, after=after)):
            for pair in chunk:
                yield pair
            after = chunk[-1][0].position

    async def _fill(self, batch: Batch, items: Iterator[BatchItem]) -> int:
        count = 0
        while (rows := await asyncio.to_thread(_drawn, items)).items:
            await self._database.write(partial(add_in, batch=batch, rows=rows, at=self._clock()))
            count += len(rows.items)
        return count

    async def _tidy(self) -> None:
        """Throw away what crashes left of batches that never became whole."""
        now = self._clock()
        for batch_id in await self._database.read(lambda connection: abandoned_in(connection, now)):
            await self._discard(batch_id)

    async def _discard(self, batch_id: str) -> None:
        while await self._database.write(lambda connection: discard_some_in(connection, batch_id)):
            pass


def _drawn(items: Iterator[BatchItem]) -> ItemRows:
    return rows_of(list(itertools.islice(items, CHUNK)))


def _judged_in(connection: Connection, batch_id: BatchId, after: int) -> list[tuple[BatchItem, Judgement | None]]:
    items = items_in(connection, batch_id, after, RESULTS)
    found = judgements_in(connection, [item.judgement_id for item in items])
    judged = {judgement.id: judgement for judgement in found}
    return [(item, judged.get(item.judgement_id)) for item in items]
