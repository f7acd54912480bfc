"""What of batches is with a provider, kept in memory."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace

from evaluator.domain.batches import Batch, BatchId
from evaluator.domain.provider_batches import Part, PartState


@dataclass
class InMemoryPartLog:
    """A PartLog that forgets everything with the process. It takes all batches for one file's and one judge's."""

    parts: dict[str, Part] = field(default_factory=dict)

    async def open(self, batch_id: BatchId) -> Sequence[Part]:
        kept = [part for part in self.parts.values() if part.batch_id == batch_id]
        return sorted((part for part in kept if part.state is not PartState.DONE), key=lambda part: part.first)

    async def is_out_as_another(self, batch: Batch) -> bool:
        return any(part.is_out and part.batch_id != batch.id for part in self.parts.values())

    async def take(self, batch_id: BatchId, owner: str | None, gone: Collection[str | None]) -> bool:
        parts = await self.open(batch_id)
        if any(part.owner not in (None, *gone) for part in parts):
            return False
        self.parts |= {part.id: replace(part, owner=owner) for part in parts}
        return True

    async def plan(self, parts: Sequence[Part]) -> bool:
        if await self.open(parts[0].batch_id):
            return False
        self.parts |= {part.id: part for part in parts}
        return True

    async def keep(self, part: Part) -> Part:
        stands = {"state": part.state, "file_id": part.file_id, "remote_id": part.remote_id}
        self.parts[part.id] = replace(self.parts[part.id], **stands)
        return part
