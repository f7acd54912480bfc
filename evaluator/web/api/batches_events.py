"""How a batch gets on, as a stream of events."""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass

from litestar.response import ServerSentEventMessage

from evaluator.services.batches import BatchService
from evaluator.web.api.batches_shapes import batch_body


@dataclass(frozen=True, slots=True)
class Beat:
    """Seconds: `every` between two looks at the batch, `silence` at most without a word to whoever listens."""

    every: float = 1.0
    silence: float = 15.0


BEAT = Beat()


async def batch_events(
    batches: BatchService, batch_id: str, beat: Beat = BEAT
) -> AsyncIterator[ServerSentEventMessage]:
    """A `progress` event with the batch as it stands, another whenever that has changed, and `done` once it is over.

    Every event holds all of it, so that whoever comes late, or lost the stream, misses nothing.
    """
    told, silent = "", 0.0
    while True:
        progress = await batches.progress(batch_id)
        now = json.dumps(batch_body(progress))
        if progress.batch.state.is_over:
            yield ServerSentEventMessage(event="done", data=now)
            return
        if now != told:
            told, silent = now, 0.0
            yield ServerSentEventMessage(event="progress", data=now)
        elif silent >= beat.silence:
            silent = 0.0
            yield ServerSentEventMessage(comment="no news", data=None)
        await asyncio.sleep(beat.every)
        silent += beat.every
