"""Batches kept in memory, for tests of what works with them."""

import math
from collections.abc import AsyncIterator, Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from evaluator.digests import Digest
from evaluator.domain.batches import Batch, BatchId, BatchItem, BatchState, Cell, GridRow, ItemState, Pause, Tally
from evaluator.domain.budgets import Grant, granted
from evaluator.domain.judgements import Judgement, JudgementId
from evaluator.domain.questions import Question
from evaluator.errors import BatchUnknown, RequestInvalid
from evaluator.services.batch_log import BatchPage
from evaluator.services.crew import Errand
from evaluator.store.columns import can_be_kept
from tests.fakes import NOON, InMemoryLog


@dataclass
class InMemoryBatchLog:
    """A BatchLog that forgets everything with the process; its judgements go to `judgements`.

    `fault`, when set, is raised by every method; `recorded` counts the calls of `record`.
    """

    judgements: InMemoryLog = field(default_factory=InMemoryLog)
    clock: Callable[[], datetime] = lambda: NOON
    fault: Exception | None = None
    recorded: int = 0
    batches: dict[str, Batch] = field(default_factory=dict)
    items: dict[str, list[BatchItem]] = field(default_factory=dict)

    async def create(self, batch: Batch, items: Iterable[BatchItem]) -> Batch:
        known = await self.alike(batch.identity)
        if known is not None:
            return known
        kept = list(items)
        texts = [batch.name, *(text for item in kept for text in (item.item_id, item.candidate or ""))]
        if not all(can_be_kept(text) for text in texts):
            raise RequestInvalid("A name, an id or a candidate's code cannot be kept.")
        self.items[batch.id] = kept
        self.batches[batch.id] = replace(batch, tally=Tally(waiting=len(kept)))
        return self.batches[batch.id]

    async def alike(self, identity: Digest) -> Batch | None:
        self._check()
        return next(
            (
                known
                for known in self._newest()
                if known.identity == identity and known.state is not BatchState.CANCELLED
            ),
            None,
        )

    async def get(self, batch_id: str) -> Batch | None:
        self._check()
        return self.batches.get(batch_id)

    async def page(self, *, created_by: str | None, limit: int, cursor: str | None) -> BatchPage:
        self._check()
        if limit < 1 or not (cursor is None or (cursor.isascii() and cursor.isdigit())):
            raise RequestInvalid("`limit` or `cursor` cannot be used.")
        listed = [batch for batch in self._newest() if created_by in (None, batch.created_by)]
        start = int(cursor or 0)
        more = start + limit < len(listed)
        return BatchPage(tuple(listed[start : start + limit]), str(start + limit) if more else None)

    async def waiting(self, batch_id: BatchId, *, after: int, limit: int) -> Sequence[BatchItem]:
        self._check()
        found = (item for item in self.items.get(batch_id, ()) if item.position > after)
        return [item for item in found if item.state is ItemState.WAITING][:limit]

    async def record(self, item: BatchItem, judgement: Judgement) -> Judgement:
        self._check()
        self.recorded += 1
        held = self.items.get(item.batch_id, [])
        place = next((place for place, one in enumerate(held) if one.judgement_id == judgement.id), None)
        if place is None:
            raise BatchUnknown("There is no batch that this answer is of.")
        batch, before = self.batches[item.batch_id], held[place].state
        if before in (ItemState.SCORED, ItemState.UNSCORED):
            return self.judgements.judgements[judgement.id]
        held[place] = replace(held[place], state=ItemState.after(judgement))
        self.batches[item.batch_id] = replace(
            batch, tally=batch.tally.moved(before, judgement), usage=batch.usage.plus(judgement.usage)
        )
        self.judgements.batches[judgement.id] = item.batch_id
        return await self.judgements.record(judgement)

    async def move(self, batch_id: BatchId, state: BatchState, pause: Pause | None = None) -> Batch:
        self._check()
        if batch_id not in self.batches:
            raise BatchUnknown("There is no batch of that id.")
        moved = self.batches[batch_id].moved(state, pause, self.clock())
        if moved.state is BatchState.CANCELLED:
            self.items[batch_id] = [
                replace(item, state=ItemState.CANCELLED) if item.state is ItemState.WAITING else item
                for item in self.items[batch_id]
            ]
        self.batches[batch_id] = moved
        return moved

    async def rebudget(self, batch_id: BatchId, budget: float | None) -> Batch:
        self._check()
        if batch_id not in self.batches:
            raise BatchUnknown("There is no batch of that id.")
        self.batches[batch_id] = self.batches[batch_id].rebudgeted(budget)
        return self.batches[batch_id]

    async def judge_again(self, batch_id: BatchId, new_id: Callable[[], str], pause: Pause) -> Batch:
        self._check()
        if batch_id not in self.batches:
            raise BatchUnknown("There is no batch of that id.")
        batch, held = self.batches[batch_id], self.items[batch_id]
        unscored = [place for place, item in enumerate(held) if item.state is ItemState.UNSCORED]
        reopened = batch.reopened(len(unscored), pause)
        if reopened != batch:
            for place in unscored:
                held[place] = replace(held[place], state=ItemState.WAITING, judgement_id=JudgementId(new_id()))
        self.batches[batch_id] = reopened
        return reopened

    async def claim(self, batch_id: BatchId, owner: str, *, instead_of: str | None) -> bool:
        self._check()
        batch = self.batches.get(batch_id)
        if batch is None or batch.state.is_over or batch.owner != instead_of:
            return False
        self.batches[batch_id] = replace(batch.moved(BatchState.RUNNING, None, self.clock()), owner=owner)
        return True

    async def under_way(self) -> Sequence[Batch]:
        self._check()
        return [batch for batch in self._newest()[::-1] if batch.state in (BatchState.RUNNING, BatchState.PAUSED)]

    async def questions(self, batch_id: BatchId) -> Sequence[Question]:
        self._check()
        return list(dict.fromkeys(item.question for item in self.items.get(batch_id, ())))

    async def rows(self, batch_id: BatchId) -> AsyncIterator[GridRow]:
        async for item, judgement in self.judged(batch_id):
            yield _row(item, judgement)

    async def judged(self, batch_id: BatchId) -> AsyncIterator[tuple[BatchItem, Judgement | None]]:
        self._check()
        for item in list(self.items.get(batch_id, ())):
            yield item, self.judgements.judgements.get(item.judgement_id)

    def _newest(self) -> list[Batch]:
        return sorted(self.batches.values(), key=lambda batch: (batch.created_at, batch.id), reverse=True)

    def _check(self) -> None:
        if self.fault is not None:
            raise self.fault


def _row(item: BatchItem, judgement: Judgement | None) -> GridRow:
    row = GridRow(
        position=item.position,
        item_id=item.item_id,
        question_id=item.question.id,
        candidate=item.candidate,
        state=item.state,
        judgement_id=item.judgement_id,
        words=len(item.answer.own_text.split()),
    )
    if judgement is None:
        return row
    return replace(
        row,
        cells=tuple(Cell(point.point_id, point.verdict) for point in judgement.points),
        coverage=judgement.coverage,
        flags=tuple(flag.code for flag in judgement.flags),
        reason=judgement.unscored.reason if judgement.unscored else None,
        shared=judgement.shared_from is not None,
    )


@dataclass
class InMemoryChunkLog:
    """A ChunkLog over an InMemoryBatchLog."""

    log: InMemoryBatchLog
    chunks: dict[str, int] = field(default_factory=dict)
    reserved: dict[tuple[str, int], float] = field(default_factory=dict)

    async def hand_out(self, batch_id: BatchId, size: int) -> Sequence[int]:
        waits = [item for item in self.log.items.get(batch_id, ()) if item.state is ItemState.WAITING]
        fresh = [item for item in waits if item.judgement_id not in self.chunks]
        first = max((number + 1 for of, number in self.reserved if of == batch_id), default=0)
        places = {digest: place for place, digest in enumerate(dict.fromkeys(item.answer.digest for item in fresh))}
        for item in fresh:
            number = first + places[item.answer.digest] // size
            self.chunks[item.judgement_id] = number
            self.reserved.setdefault((batch_id, number), 0.0)
        return sorted({self.chunks[item.judgement_id] for item in waits})

    async def waiting(self, batch_id: BatchId, chunk: int, *, after: int, limit: int) -> Sequence[BatchItem]:
        found = await self.log.waiting(batch_id, after=after, limit=1_000_000)
        return [item for item in found if self.chunks.get(item.judgement_id) == chunk][:limit]

    async def set_aside(self, batch_id: BatchId, chunk: int, *, held: float, least: float, most: float) -> Grant:
        batch = self._batch(batch_id)
        others = sum(held for (of, number), held in self.reserved.items() if of == batch_id and number != chunk)
        ceiling = math.inf if batch.budget is None else batch.budget
        amount = granted(ceiling - (batch.usage.cost or 0.0) - others, held, least, most)
        self.reserved[batch_id, chunk] = held if amount is None else amount
        return Grant(amount, others > 0)

    async def settle(self, batch_id: BatchId, chunk: int) -> None:
        self.reserved[batch_id, chunk] = 0.0

    async def pause(self, batch_id: BatchId, pause: Pause) -> Batch:
        batch = self._batch(batch_id)
        return await self.log.move(batch_id, BatchState.PAUSED, pause) if batch.state is BatchState.RUNNING else batch

    def _batch(self, batch_id: BatchId) -> Batch:
        if batch_id not in self.log.batches:
            raise BatchUnknown("There is no batch of that id.")
        return self.log.batches[batch_id]


@dataclass
class InMemoryCrew:
    """A Crew whose errands lie in a list until somebody takes them. `waits` holds those of probes, in seconds.

    What is in `lost` was taken by workers that are gone.
    """

    waiting: list[Errand] = field(default_factory=list)
    doing: list[Errand] = field(default_factory=list)
    waits: list[float] = field(default_factory=list)
    lost: list[Errand] = field(default_factory=list)

    async def hand_out(self, batch_id: BatchId, chunks: Sequence[int]) -> None:
        for chunk in chunks:
            if Errand(batch_id, chunk) not in self.waiting:
                self.waiting.append(Errand(batch_id, chunk))

    async def probe(self, errand: Errand, wait_s: float) -> None:
        if not any(one.batch_id == errand.batch_id and one.failed is not None for one in self.waiting):
            self.waiting.append(errand)
            self.waits.append(wait_s)

    async def errands(self) -> Collection[Errand]:
        return [*self.waiting, *self.doing]

    async def revive(self) -> Sequence[Errand]:
        lost, self.lost = self.lost, []
        self.waiting += lost
        return lost

    def take(self, *, is_time: bool = False) -> Errand | None:
        """The next errand whose chunk nobody is at, a probe where it is time for one.

        It is being done until `doing` holds it no more.
        """
        busy = {(errand.batch_id, errand.chunk) for errand in self.doing}
        due = (errand for errand in self.waiting if is_time or errand.failed is None)
        free = (errand for errand in due if (errand.batch_id, errand.chunk) not in busy)
        errand = next(free, None)
        if errand is not None:
            self.waiting.remove(errand)
            self.doing.append(errand)
        return errand
