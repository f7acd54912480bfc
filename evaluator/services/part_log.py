"""What the services need of the record to know what is with a provider."""

from collections.abc import Collection, Sequence
from typing import Protocol

from evaluator.domain.batches import Batch, BatchId
from evaluator.domain.provider_batches import Part


class PartLog(Protocol):
    """Where parts of batches are kept. Every method is one transaction and raises StoreError leaves."""

    async def open(self, batch_id: BatchId) -> Sequence[Part]:
        """The parts of a batch that are not done, in order."""

    async def is_out_as_another(self, batch: Batch) -> bool:
        """Whether a file of that name is with the provider already, as another batch of the same judge's."""

    async def take(self, batch_id: BatchId, owner: str | None, gone: Collection[str | None]) -> bool:
        """Make a process the one that sees to the open parts of a batch, or nobody.

        False where one belongs to a process that is not among those gone; nothing is changed then.
        """

    async def plan(self, parts: Sequence[Part]) -> bool:
        """Write down the parts of one batch; False where it has open ones already, and nothing is written."""

    async def keep(self, part: Part) -> Part:
        """Write down how far a part has come; returns it."""
