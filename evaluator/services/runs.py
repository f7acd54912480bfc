"""What it is to have batches conducted, be it in this process or by workers elsewhere."""

from typing import Protocol

from evaluator.domain.batches import Batch, BatchId, BatchState
from evaluator.services.batch_orders import BatchProgress


class Runs(Protocol):
    """The batches under way, as far as this process can tell and change how they go."""

    async def begin(self, batch: Batch) -> None:
        """Have a batch judged in the background from where it stands; nothing where it is being judged already.

        Its judge is one of those configured. Raises BatchBusy while another process conducts it.
        """

    async def run(self, batch: Batch) -> Batch:
        """Have it judged until it is over or waits for a person. Raises like `begin`, and StoreError leaves.

        Cancelled, it stops sending, has what is under way recorded, and leaves the batch paused.
        """

    async def halt(self, batch: Batch, state: BatchState, detail: str) -> Batch:
        """Send nothing more; once what is under way has been recorded, the batch is in that state."""

    def rebudget(self, batch_id: BatchId, budget: float | None) -> None:
        """Keep to another ceiling, which is in the record already."""

    def progress(self, batch: Batch) -> BatchProgress:
        """How far the batch has come, seen from here."""

    def is_left_behind(self, batch: Batch) -> bool:
        """Whether the batch is running in the record alone: whoever conducted it is gone."""

    async def close(self, grace_s: float) -> None:
        """Let go of all of them; what is under way here is given so many seconds."""
