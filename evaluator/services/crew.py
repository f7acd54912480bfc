"""What the services need of the workers: a queue that any number of them, on any machine, take errands from."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Protocol

from evaluator.domain.batches import BatchId

WORKERS = "workers"
"""The owner of a batch that is handed out. It is no process's name."""


@dataclass(frozen=True, slots=True)
class Errand:
    """A chunk to be judged. With `failed`, one answer of it is tried first, for the endpoint failed so many probes."""

    batch_id: BatchId
    chunk: int
    failed: int | None = None


class Crew(Protocol):
    """The queue. An errand that waits in it is not queued again, and no chunk is judged twice at the same time."""

    async def hand_out(self, batch_id: BatchId, chunks: Sequence[int]) -> None:
        """Queue chunks to be judged, those of the front first, so that small batches need not wait for large ones."""

    async def probe(self, errand: Errand, wait_s: float) -> None:
        """Queue a probe, to be made in so many seconds; there is one at a time for each batch."""

    async def errands(self) -> Collection[Errand]:
        """All that is queued or being done."""

    async def revive(self) -> Sequence[Errand]:
        """Queue what workers had taken that are gone, and return it."""
