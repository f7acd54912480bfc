"""What workers need of the record: a batch in chunks, and what each of them may spend."""

from collections.abc import Sequence
from typing import Protocol

from evaluator.domain.batches import Batch, BatchId, BatchItem, Pause
from evaluator.domain.budgets import Grant


class ChunkLog(Protocol):
    """The chunks of batches. Every method is one transaction; all raise a StoreError when the database refuses."""

    async def hand_out(self, batch_id: BatchId, size: int) -> Sequence[int]:
        """Put what waits and is in no chunk yet into new ones; returns all chunks in which anything waits, in order.

        A chunk has `size` different answers, and all that are equal to one of them: equal answers are judged by one
        worker, once.
        """

    async def waiting(self, batch_id: BatchId, chunk: int, *, after: int, limit: int) -> Sequence[BatchItem]:
        """At most `limit` items of a chunk still to be judged, in order of position, those above `after`."""

    async def set_aside(self, batch_id: BatchId, chunk: int, *, held: float, least: float, most: float) -> Grant:
        """Set aside as much of the batch's budget for a chunk as there is room for, as `budgets.granted` says.

        What is not granted beyond `held` goes back. Raises BatchUnknown.
        """

    async def settle(self, batch_id: BatchId, chunk: int) -> None:
        """Give back all that a chunk has set aside: it has ended, or whoever was at it is gone."""

    async def pause(self, batch_id: BatchId, pause: Pause) -> Batch:
        """Pause a batch if it is running; it stays as it is where somebody else was first. Raises BatchUnknown."""
