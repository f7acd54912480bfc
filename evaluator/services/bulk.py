"""Batches judged by file: the requests of what waits go out, and whatever replies come back are taken in.

Nothing is asked here. A file of replies may be partial, and taken in again and again: each answer is recorded once.
"""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from evaluator.digests import Digest
from evaluator.domain.answers import Answer
from evaluator.domain.batches import Batch, BatchId, BatchItem, BatchState, Pause, PauseReason
from evaluator.domain.bulk import BulkReply, BulkRequest
from evaluator.domain.judgements import JudgeIdentity, Judgement, JudgementId
from evaluator.domain.outcomes import Outcome
from evaluator.domain.questions import Question
from evaluator.domain.via import Via
from evaluator.errors import BatchBusy, BatchUnknown, RequestInvalid
from evaluator.services.batch_log import BatchLog
from evaluator.services.batch_records import BatchRecords
from evaluator.services.conductor import PAGE
from evaluator.services.failures import PASSING
from evaluator.services.part_log import PartLog
from evaluator.services.surroundings import Surroundings


class Correspondent(Protocol):
    """A judge that can be asked by file."""

    @property
    def identity(self) -> JudgeIdentity:
        """Who it is."""

    @property
    def reply_format(self) -> str:
        """The form in which it is asked to reply."""

    def key(self, question: Question, answer: Answer) -> Digest:
        """What judging an answer must never be paid twice for under."""

    def request(self, question: Question, answer: Answer) -> Mapping[str, object]:
        """The body of the request that it takes."""

    def outcome(self, question: Question, answer: Answer, reply: BulkReply, via: Via, now: datetime) -> Outcome:
        """What judging comes to by the completion that was sent back."""


class Replies(Protocol):
    """What came back, by custom id."""

    def __len__(self) -> int:
        """How many requests have a reply."""

    def get(self, custom_id: str) -> BulkReply | None:
        """The reply to that request, None where there is none."""


@dataclass(frozen=True, slots=True)
class BulkDesk:
    """A judge that can be asked by file, and what makes records for it.

    `worst_cost` is the most that one answer may cost, None where nobody knows.
    """

    judge: Correspondent
    records: BatchRecords
    worst_cost: Callable[[BatchItem], float | None]


@dataclass(slots=True)
class HandedOut:
    """What was written of a batch. `alike` wait for the reply to the same answer; `shared` needed no asking."""

    requests: int = 0
    alike: int = 0
    shared: int = 0


@dataclass(slots=True)
class TakenIn:
    """What became of replies. `errors` counts those that were none by the provider's word; their answers wait on.

    `others` are replies to what does not wait: recorded before, or of another batch.
    """

    scored: int = 0
    unscored: int = 0
    shared: int = 0
    others: int = 0
    errors: Counter[str] = field(default_factory=Counter)

    def plus(self, more: "TakenIn") -> "TakenIn":
        """What became of these and of more."""
        return TakenIn(
            self.scored + more.scored,
            self.unscored + more.unscored,
            self.shared + more.shared,
            self.others + more.others,
            self.errors + more.errors,
        )


@dataclass(frozen=True, slots=True)
class _Entry:
    """A waiting item, its key, and the scored judgement of that key there is, if any."""

    item: BatchItem
    key: Digest
    known: JudgementId | None


class BulkService:
    """Hands out the requests of batches and takes replies in. A batch that is being judged live is left alone."""

    def __init__(self, desks: Sequence[BulkDesk], log: BatchLog, parts: PartLog, surroundings: Surroundings) -> None:
        self._desks = {desk.judge.identity.name: desk for desk in desks}
        self._log = log
        self._parts = parts
        self._surroundings = surroundings

    def reply_format(self, batch: Batch) -> str:
        """The form in which replies are asked for. Raises RequestInvalid for a judge that is not asked over a wire."""
        return self.desk(batch).judge.reply_format

    async def hand_out(self, batch_id: str, write: Callable[[BulkRequest], object]) -> HandedOut:
        """Write the request of every answer that waits, one for all that are the same; share what was judged before.

        The batch is paused then, or finished where nothing is left to ask. Raises BatchUnknown, BatchBusy,
        RequestInvalid for a judge that is not asked over a wire, StoreError leaves, and whatever `write` raises.
        """
        batch, out = await self.freed(batch_id), HandedOut()
        if any(part.is_out for part in await self._parts.open(batch.id)):
            raise BatchBusy("This batch is with the provider. Go on with it by --via provider-batch.")
        async for _, request in self.requests(batch, out):
            write(request)
        await self.settle(batch.id)
        return out

    async def requests(self, batch: Batch, out: HandedOut) -> AsyncIterator[tuple[BatchItem, BulkRequest]]:
        """The requests there are to make, in the order of the file; what they come to is counted in `out`."""
        desk, seen = self.desk(batch), set[Digest]()
        async for page in self._pages(batch.id, desk):
            out.shared += await self._share(batch, desk, page)
            for entry in page:
                if entry.known is None and entry.key not in seen:
                    seen.add(entry.key)
                    body = desk.judge.request(entry.item.question, entry.item.answer)
                    out.requests += 1
                    yield entry.item, BulkRequest(entry.item.judgement_id, body)
                elif entry.known is None:
                    out.alike += 1

    async def take_in(self, batch_id: str, replies: Replies, via: Via) -> TakenIn:
        """Record what the replies come to, and share it among answers that are the same.

        An answer whose reply is missing or an error waits on. One whose reply came and cannot be used is unscored: it
        was paid for. The batch is finished once nothing waits, else paused. Raises like `hand_out`.
        """
        batch = await self.freed(batch_id)
        desk, taken, answered = self.desk(batch), TakenIn(), 0
        async for page in self._pages(batch.id, desk):
            found = [(entry, reply) for entry in page if (reply := replies.get(entry.item.judgement_id)) is not None]
            answered += len(found)
            await self._record([one for pair in found if (one := self._judged(batch, desk, *pair, via, taken))])
        taken.others = len(replies) - answered
        async for page in self._pages(batch.id, desk):
            taken.shared += await self._share(batch, desk, page)
        await self.settle(batch.id)
        return taken

    async def freed(self, batch_id: str) -> Batch:
        """The batch, where no process judges it live; raises BatchUnknown or BatchBusy."""
        batch = await self._log.get(batch_id)
        if batch is None:
            raise BatchUnknown("There is no batch of that id.")
        if batch.state is not BatchState.RUNNING:
            return batch
        if batch.owner is None or self._surroundings.is_alive(batch.owner):
            raise BatchBusy("This batch is being judged live. Wait, or stop that first.")
        # Left behind by a process that is gone: no other may go on with it live while its requests are out.
        return await self.settle(batch.id)

    def desk(self, batch: Batch) -> BulkDesk:
        """The batch's judge; raises RequestInvalid where it cannot be asked by file."""
        desk = self._desks.get(batch.judge_name)
        if desk is None:
            raise RequestInvalid(
                f"The judge {batch.judge_name} cannot be asked by file: it is no model behind an endpoint, or it takes "
                f"several requests an answer. Judges that can: {', '.join(self._desks) or 'none is configured'}."
            )
        return desk

    async def _pages(self, batch_id: BatchId, desk: BulkDesk) -> AsyncIterator[list[_Entry]]:
        after = -1
        while page := await self._log.waiting(batch_id, after=after, limit=PAGE):
            keys = [desk.judge.key(item.question, item.answer) for item in page]
            known = await desk.records.scored(keys)
            yield [_Entry(item, key, known.get(key)) for item, key in zip(page, keys, strict=True)]
            after = page[-1].position

    async def _share(self, batch: Batch, desk: BulkDesk, page: Sequence[_Entry]) -> int:
        shared = []
        for entry in page:
            if entry.known is None:
                continue
            judgement = await desk.records.shared(batch, entry.item, entry.key, entry.known)
            # Where the words of the other were erased meanwhile, this one waits on.
            if judgement is not None:
                shared.append((entry.item, judgement))
        await self._record(shared)
        return len(shared)

    def _judged(
        self, batch: Batch, desk: BulkDesk, entry: _Entry, reply: BulkReply, via: Via, taken: TakenIn
    ) -> tuple[BatchItem, Judgement] | None:
        """The judgement that a reply comes to; None where the provider failed, and the answer waits on."""
        if reply.error is not None:
            taken.errors[reply.error] += 1
            return None
        item = entry.item
        outcome = desk.judge.outcome(item.question, item.answer, reply, via, desk.records.now())
        if outcome.unscored is None:
            taken.scored += 1
        elif outcome.unscored.reason in PASSING:
            taken.errors[outcome.unscored.reason.value] += 1
            return None
        else:
            taken.unscored += 1
        return item, desk.records.judged(batch, item, entry.key, outcome, 0.0)

    async def _record(self, made: Sequence[tuple[BatchItem, Judgement]]) -> None:
        """Record judgements, all at once: the log writes them in groups."""
        ended = await asyncio.gather(*(self._log.record(*one) for one in made), return_exceptions=True)
        for failure in ended:
            if isinstance(failure, BaseException):
                raise failure

    async def settle(self, batch_id: BatchId) -> Batch:
        """Finish the batch where nothing waits; else let it wait for whoever goes on with it."""
        batch = await self._log.move(batch_id, BatchState.FINISHED)
        if batch.state.is_over:
            return batch
        detail = f"Answers waiting for replies: {batch.tally.waiting:,}."
        pause = Pause(PauseReason.ASKED, detail, self._surroundings.clock())
        return await self._log.move(batch_id, BatchState.PAUSED, pause)
