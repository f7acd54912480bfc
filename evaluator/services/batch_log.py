"""What the services need of the record to keep batches."""

from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from evaluator.digests import Digest
from evaluator.domain.batches import Batch, BatchId, BatchItem, BatchState, GridRow, Pause
from evaluator.domain.judgements import Judgement
from evaluator.domain.questions import Question


@dataclass(frozen=True, slots=True)
class BatchPage:
    """One keyset page of batches, newest first. `next_cursor` is None on the last."""

    batches: tuple[Batch, ...]
    next_cursor: str | None


class BatchLog(Protocol):
    """Where batches are kept. Every method is one transaction unless it says otherwise.

    All raise a StoreError when the database refuses; nothing half-written is ever seen.
    """

    async def create(self, batch: Batch, items: Iterable[BatchItem]) -> Batch:
        """Keep a batch and its items with their answers and questions; nobody sees it before it is whole.

        Takes items as they come, however many, without holding them all; they are drawn in other threads. Their
        judgement ids must be fresh. The same identity twice returns the first, unless that was cancelled. What the
        items raise is passed on and nothing is kept. Raises RequestInvalid for a name, an id or a candidate's code
        that no database can hold.
        """

    async def alike(self, identity: Digest) -> Batch | None:
        """The batch of that identity that was not cancelled, or None."""

    async def get(self, batch_id: str) -> Batch | None:
        """The batch with its tally and usage as they stand now, or None."""

    async def page(self, *, created_by: str | None, limit: int, cursor: str | None) -> BatchPage:
        """One page of batches; `created_by` restricts it to one user's own.

        Raises RequestInvalid for a cursor that is not one of ours, or a limit below one.
        """

    async def waiting(self, batch_id: BatchId, *, after: int, limit: int) -> Sequence[BatchItem]:
        """At most `limit` items still to be judged, in order of position, those with a position above `after`."""

    async def record(self, item: BatchItem, judgement: Judgement) -> Judgement:
        """Write the judgement with its ledger entry, move the item, the tally and the usage, in one transaction.

        Recorded twice, the first stands and nothing moves again. An answer that was cancelled while it was judged is
        recorded all the same, since that was paid for. Where its words were erased meanwhile, only the facts are.
        Raises BatchUnknown for an item of no batch.
        """

    async def move(self, batch_id: BatchId, state: BatchState, pause: Pause | None = None) -> Batch:
        """Set where a batch stands, as `Batch.moved` says; cancelling also cancels what waits.

        A batch that is over stays as it is, and so does one told to be finished while answers wait. Raises
        BatchUnknown.
        """

    async def rebudget(self, batch_id: BatchId, budget: float | None) -> Batch:
        """Set what a batch may cost, as `Batch.rebudgeted` says. Raises BatchUnknown."""

    async def judge_again(self, batch_id: BatchId, new_id: Callable[[], str], pause: Pause) -> Batch:
        """Have a finished batch's answers without a score wait again, each under a fresh judgement id from `new_id`.

        What was recorded stands in the log. An answer whose words were erased stays as it is. Not one transaction:
        cut off in the middle, the rest can be sent back once the batch is finished again. The batch is as
        `Batch.reopened` says. Raises BatchUnknown.
        """

    async def claim(self, batch_id: BatchId, owner: str, *, instead_of: str | None) -> bool:
        """Make a process the one that conducts the batch, and the batch running; of two who try at once, one succeeds.

        False where the batch is over, or its owner is not the one that the caller thinks is gone (`instead_of`).
        """

    async def under_way(self) -> Sequence[Batch]:
        """Every batch that is running or paused, oldest first."""

    async def questions(self, batch_id: BatchId) -> Sequence[Question]:
        """What the answers of a batch were asked, each question once, in the order of the file."""

    def rows(self, batch_id: BatchId) -> AsyncIterator[GridRow]:
        """All rows of a batch in the file's order, a few hundred at a time; not one transaction."""

    def judged(self, batch_id: BatchId) -> AsyncIterator[tuple[BatchItem, Judgement | None]]:
        """All items with their judgements, words and evidence included, for results; not one transaction."""
