"""Judges the waiting answers of one batch, many at once, and records each as it comes.

Items come from the record a page at a time and go back into it with their judgements; only what is under way is held in
memory. So a process may end at any moment: what was recorded stands, the rest still waits.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Protocol

from evaluator.digests import Digest
from evaluator.domain.batches import Batch, BatchId, BatchItem, Pause, PauseReason
from evaluator.domain.budgets import Budget
from evaluator.domain.judgements import Judgement, JudgementId, Reason
from evaluator.domain.outcomes import Outcome, Tries, Unfinished
from evaluator.services.batch_records import BatchRecords
from evaluator.services.claims import LOOK_S
from evaluator.services.course import Asking, Course
from evaluator.services.desk import Adjudicator
from evaluator.services.failures import PASSING, PAUSES
from evaluator.services.recording import patiently
from evaluator.services.spending import Purse, Spending

PAGE = 100
"""Items read from the record at a time."""

TRIES = 3
"""How often an answer goes to a judge that fails in passing, before its failure is recorded."""

SHARING = 256
"""Judgements shared with another that may wait to be written. They cost nothing, so a crash may lose them."""


class Breaker(Protocol):
    """Tells when it is no use asking a judge any more."""

    @property
    def opened(self) -> Reason | None:
        """The failure that opened it, None while it is closed."""

    def allow(self) -> float:
        """Seconds to wait before asking: 0 is leave to ask now, infinity means until a person says so."""

    async def changed(self) -> None:
        """Return when it opens, closes, or takes up another reason."""

    def note(self, reason: Reason | None) -> None:
        """Take note of how one asking ended, None for well."""

    def reset(self) -> None:
        """Close it: somebody says that the matter is mended."""


class ItemLog(Protocol):
    """Where the items to be judged come from and their judgements go: a BatchLog, or a part of one."""

    async def waiting(self, batch_id: BatchId, *, after: int, limit: int) -> Sequence[BatchItem]:
        """At most `limit` items still to be judged, in order of position, those with a position above `after`."""

    async def record(self, item: BatchItem, judgement: Judgement) -> Judgement:
        """Write the judgement, and where its item stands."""


@dataclass(frozen=True, slots=True)
class _Entry:
    """One item to be judged: its key, and the scored judgement of that key there was before, if any."""

    item: BatchItem
    key: Digest
    known: JudgementId | None


@dataclass(slots=True)
class _Twins:
    """Entries of one key: the first is judged, the others wait and share its verdicts once there are any."""

    judged: JudgementId | None
    waiting: list[_Entry] = field(default_factory=list)


class Conductor:
    """Conducts one batch in one event loop; made anew each time the batch is gone on with.

    `width` bounds the answers under way at once, `most` those judged at all (None: every one that waits); `worst_cost`
    is the most that judging one of them may cost. Where several conduct a batch, `purse` says what may be spent here,
    and `holder` which part of it this is.
    """

    def __init__(
        self,
        batch: Batch,
        judge: Adjudicator,
        log: ItemLog,
        records: BatchRecords,
        breaker: Breaker,
        *,
        width: int,
        most: int | None = None,
        worst_cost: Callable[[BatchItem], float],
        purse: Purse | None = None,
        unfinished: Unfinished | None = None,
        holder: str | None = None,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._batch = batch
        self._judge = judge
        self._log = log
        self._records = records
        self._breaker = breaker
        self._width = width
        self._most = most
        self._worst_cost = worst_cost
        self._twins: dict[Digest, _Twins] = {}
        self._queue: asyncio.Queue[_Entry | None] = asyncio.Queue(width)
        self._sharing = asyncio.Semaphore(SHARING)
        self._unfinished = unfinished or Unfinished()
        self._claims = records.claims(holder or batch.id)
        self._sleep = sleep
        self.course = Course(Budget(0.0) if purse else Budget(batch.budget, spent=batch.usage.cost or 0.0))
        self._spending = Spending(self.course, purse)

    async def conduct(self) -> Pause | None:
        """Judge until nothing waits, or until it has to pause: returns why, None when the batch is done.

        Raises StoreError leaves; what was recorded before stands.
        """
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(self._feed())
                for _ in range(self._width):
                    group.create_task(self._work(group))
        except ExceptionGroup as failures:
            # One failure of the database fails many; they all say the same.
            raise _first_of(failures) from None
        finally:
            await self._claims.release()
        return self.course.pause

    def pause(self, reason: PauseReason, detail: str) -> None:
        """Send nothing more; what is under way is finished and recorded. The first reason given stands."""
        if self.course.pause is None:
            self.course.pause = Pause(reason, detail, self._records.now())

    async def _feed(self) -> None:
        fed = 0
        async for entry in self._entries():
            if self.course.pause is not None or fed == self._most:
                break
            await self._queue.put(entry)
            fed += 1
            # Whoever takes it sends it off before the next is handed out: requests leave while others get ready.
            await asyncio.sleep(0)
        for _ in range(self._width):
            await self._queue.put(None)

    async def _entries(self) -> AsyncIterator[_Entry]:
        """All that waits, page by page. What others are at comes with the next page, or once they are done with it."""
        limit, after, left = min(PAGE, self._most or PAGE), -1, list[tuple[BatchItem, Digest]]()
        while True:
            page = await patiently(partial(self._log.waiting, self._batch.id, after=after, limit=limit), self._sleep)
            if not page and not left:
                return
            keyed = [*left, *((item, self._judge.key(item.question, item.answer, 0)) for item in page)]
            keys = list({key: None for _, key in keyed})
            standing = await patiently(partial(self._claims.take, keys), self._sleep)
            left = [one for one in keyed if one[1] in standing.elsewhere]
            for item, key in keyed:
                if key not in standing.elsewhere:
                    yield _Entry(item, key, standing.known.get(key))
            if page:
                after = page[-1].position
            elif self.course.pause is not None:
                return
            else:
                await self._sleep(LOOK_S)

    async def _work(self, group: asyncio.TaskGroup) -> None:
        while (entry := await self._queue.get()) is not None:
            if self.course.pause is None:
                await self._take(entry, group)

    async def _take(self, entry: _Entry, group: asyncio.TaskGroup) -> None:
        twins = self._twins.get(entry.key)
        if twins is None:
            twins = self._twins[entry.key] = _Twins(entry.known)
        elif twins.judged is None:
            twins.waiting.append(entry)
            return
        if twins.judged is not None:
            await self._sharing.acquire()
            group.create_task(self._share(entry, twins.judged, group))
            return
        began = time.perf_counter()
        outcome = await self._outcome(entry.item)
        if outcome is not None:
            # Nothing more is asked for in its place before it is recorded: a crash costs what was under way, no more.
            await self._keep(entry, outcome, (time.perf_counter() - began) * 1000, twins, group)

    async def _outcome(self, item: BatchItem) -> Outcome | None:
        """What judging the item came to; None where the batch has to pause, and the item waits on."""
        tries = self._unfinished.take(item.judgement_id)
        while self.course.pause is None:
            outcome = await self._ask(item, tries)
            if outcome is None:
                break
            reason = outcome.unscored.reason if outcome.unscored else None
            self._breaker.note(reason)
            if reason is not None and self._breaker.opened is not None:
                self._pause_for(self._breaker.opened, outcome)
            elif reason not in PASSING or tries.made + 1 == TRIES:
                return tries.end(outcome)
            tries.fail(outcome)
        self._unfinished.keep(item.judgement_id, tries)
        return None

    async def _ask(self, item: BatchItem, tries: Tries) -> Outcome | None:
        most = self._worst_cost(item)
        if not await self._spending.reserve(most):
            self.pause(PauseReason.BUDGET_REACHED, "The next answer might go over the budget of this batch.")
            return None
        cost = 0.0
        asking = Asking(self.course)
        try:
            outcome = await self._judge.resume(item.question, item.answer, 0, asking, tries.last)
            cost = tries.settle(outcome)
            return outcome
        finally:
            asking.end()
            self._spending.settle(most, cost)

    def _pause_for(self, reason: Reason, outcome: Outcome) -> None:
        detail = outcome.unscored.detail if outcome.unscored else "The judge does not answer."
        self.pause(PAUSES.get(reason, PauseReason.ENDPOINT_DOWN), detail)

    async def _keep(
        self, entry: _Entry, outcome: Outcome, latency_ms: float, twins: _Twins, group: asyncio.TaskGroup
    ) -> None:
        """Record what judging came to, and give those of the same key their share of it."""
        judgement = self._records.judged(self._batch, entry.item, entry.key, outcome, latency_ms)
        await patiently(partial(self._log.record, entry.item, judgement), self._sleep)
        self.course.recorded += judgement.usage.cost or 0.0
        waiting = twins.waiting
        if outcome.unscored is None:
            twins.judged, twins.waiting = judgement.id, []
            for twin in waiting:
                await self._sharing.acquire()
                await self._share(twin, judgement.id, group)
        elif waiting:
            # A failure is not shared: the next of them is judged for all.
            del self._twins[entry.key]
            for twin in waiting:
                await self._take(twin, group)
            return
        else:
            del self._twins[entry.key]
        self._claims.settle(entry.key)

    async def _share(self, entry: _Entry, judged: JudgementId, group: asyncio.TaskGroup) -> None:
        try:
            # It costs nothing, but where it fails all that is under way beside it goes with it.
            earlier = partial(self._records.shared, self._batch, entry.item, entry.key, judged)
            judgement = await patiently(earlier, self._sleep)
            if judgement is not None:
                await patiently(partial(self._log.record, entry.item, judgement), self._sleep)
                return
        finally:
            self._sharing.release()
        # What was found in the other's words was erased with them: this one is judged itself.
        twins = self._twins.get(entry.key)
        if twins is not None and twins.judged == judged:
            del self._twins[entry.key]
        await self._take(replace(entry, known=None), group)


def _first_of(failures: BaseExceptionGroup[BaseException]) -> BaseException:
    first = failures.exceptions[0]
    return _first_of(first) if isinstance(first, BaseExceptionGroup) else first
