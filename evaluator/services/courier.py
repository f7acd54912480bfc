"""Sees one part of a batch through at a provider's: handed over, followed, fetched, taken in, and cleared away.

Each step that hands something over is written down before and after. Whoever comes after a process that ended in
between finds what is out there by the part's id. Nothing is uploaded, begun or paid twice.
"""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import ExitStack
from functools import partial
from tempfile import TemporaryFile
from typing import BinaryIO, Protocol, TypeVar

from evaluator.domain.batches import Batch
from evaluator.domain.provider_batches import Part, PartState, ProviderFailed, RemoteBatch, RemoteState
from evaluator.domain.via import Via
from evaluator.errors import BatchBusy
from evaluator.files.bulk import replies_in
from evaluator.services.batch_run import Sleep
from evaluator.services.bulk import BulkService, HandedOut, TakenIn
from evaluator.services.part_log import PartLog

T = TypeVar("T")

WAITS_S = (2.0, 5.0, 15.0, 30.0, 60.0, 60.0)
"""Pauses before the provider is asked once more after a failure that may pass."""

KNOWN_NO_MORE = "the provider knows this batch no more"


class Provider(Protocol):
    """A provider's Batch API. Every method raises ProviderFailed where it comes to nothing."""

    async def find_file(self, part: Part) -> str | None:
        """The id of the part's file, where it was uploaded before."""

    async def upload(self, part: Part, content: BinaryIO) -> str:
        """Hand over the part's requests; returns the file's id."""

    async def find(self, part: Part) -> RemoteBatch | None:
        """The batch that was begun of the part's file before."""

    async def begin(self, part: Part) -> RemoteBatch:
        """Have the part's file judged. This is what is paid for."""

    async def get(self, remote_id: str) -> RemoteBatch:
        """How far a batch has come."""

    async def download(self, file_id: str, into: BinaryIO) -> None:
        """Write a file's content."""

    async def delete(self, file_id: str) -> None:
        """Delete a file; one that is gone already is fine."""


class Courier:
    """Carries the parts of one batch to one provider and back. Raises ProviderFailed and StoreError leaves."""

    def __init__(
        self, batch: Batch, provider: Provider, bulk: BulkService, parts: PartLog, sleep: Sleep = asyncio.sleep
    ) -> None:
        self._batch = batch
        self._provider = provider
        self._bulk = bulk
        self._parts = parts
        self._sleep = sleep

    async def hand_over(self, part: Part) -> Part:
        """Upload the part's requests and have them judged, as far as that has not been done."""
        if part.state is PartState.PLANNED:
            part = await self._patiently(partial(self._uploaded, part))
        if part.state is PartState.UPLOADED:
            part = await self._patiently(partial(self._begun, part))
        return part

    async def follow(self, part: Part) -> RemoteBatch:
        """How far the provider has come with it."""
        remote_id = part.remote_id or ""
        try:
            return await self._patiently(partial(self._provider.get, remote_id))
        except ProviderFailed as failure:
            if failure.is_gone:
                return RemoteBatch(remote_id, RemoteState.FAILED, faults=(KNOWN_NO_MORE,))
            raise

    async def take_in(self, part: Part, remote: RemoteBatch) -> TakenIn:
        """Record what has come back, however much of it there is."""
        with ExitStack() as stack:
            # Files without a name: of people's words, none stays behind on this disk when the process ends.
            streams = [stack.enter_context(TemporaryFile()) for _ in remote.files]
            for file_id, stream in zip(remote.files, streams, strict=True):
                await self._patiently(partial(self._fetched, file_id, stream))
            taken = await self._bulk.take_in(self._batch.id, replies_in(streams), Via.PROVIDER_BATCH)
        await self._parts.keep(part.moved(PartState.TAKEN_IN))
        return taken

    async def clear(self, part: Part, remote: RemoteBatch) -> list[str]:
        """Delete every file at the provider's; returns those that could not be, which are tried again another time."""
        named = [file_id for file_id in (part.file_id, *remote.files) if file_id is not None]
        left = [file_id for file_id in named if not await self._is_deleted(file_id)]
        if not left:
            await self._parts.keep(part.moved(PartState.DONE))
        return left

    async def _uploaded(self, part: Part) -> Part:
        file_id = await self._provider.find_file(part)
        if file_id is None:
            with TemporaryFile() as stream:
                if not await self._written(part, stream):
                    return await self._parts.keep(part.moved(PartState.DONE))
                stream.seek(0)
                file_id = await self._provider.upload(part, stream)
        return await self._parts.keep(part.uploaded(file_id))

    async def _written(self, part: Part, stream: BinaryIO) -> int:
        """Write the requests of the part that are still to be made; returns how many."""
        count = 0
        async for item, request in self._bulk.requests(self._batch, HandedOut()):
            if part.first <= item.position <= part.last:
                stream.write(request.line())
                count += 1
        return count

    async def _begun(self, part: Part) -> Part:
        remote = await self._provider.find(part) or await self._paid_for(part)
        return await self._parts.keep(part.submitted(remote.id))

    async def _paid_for(self, part: Part) -> RemoteBatch:
        """Have the part judged. Where that is refused, or it is being judged live by now, nothing stays out there."""
        try:
            # From here on nobody can begin live: the record says that the part is out.
            await self._bulk.freed(self._batch.id)
            return await self._provider.begin(part)
        except (BatchBusy, ProviderFailed) as refusal:
            if not (isinstance(refusal, ProviderFailed) and refusal.may_pass):
                await self.clear(part, RemoteBatch("", RemoteState.FAILED))
            raise

    async def _fetched(self, file_id: str, stream: BinaryIO) -> None:
        stream.seek(0)
        stream.truncate()
        await self._provider.download(file_id, stream)

    async def _is_deleted(self, file_id: str) -> bool:
        try:
            await self._patiently(partial(self._provider.delete, file_id))
        except ProviderFailed:
            return False
        return True

    async def _patiently(self, work: Callable[[], Awaitable[T]]) -> T:
        """What the work comes to, tried again for a while where its failure may pass."""
        for wait_s in WAITS_S:
            try:
                return await work()
            except ProviderFailed as failure:
                if not failure.may_pass:
                    raise
            await self._sleep(wait_s)
        return await work()
