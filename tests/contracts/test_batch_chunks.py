"""Batches in chunks, on both databases and in the stand-in: who is handed what, and what each may spend."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from evaluator.domain.answers import typed
from evaluator.domain.batches import Batch, BatchId, BatchState, Pause, PauseReason
from evaluator.domain.budgets import Grant
from evaluator.domain.judgements import Usage
from evaluator.errors import BatchUnknown
from evaluator.services.batch_log import BatchLog
from evaluator.services.chunk_log import ChunkLog
from evaluator.store.batches.chunks import SqlChunkLog
from evaluator.store.batches.log import SqlBatchLog
from evaluator.store.database import open_database
from tests.batch_fakes import InMemoryBatchLog, InMemoryChunkLog
from tests.batch_records import batch, item, items, scored_of, unscored_of
from tests.contracts.conftest import KINDS, fresh_url
from tests.records import NOON

PAUSE = Pause(PauseReason.ENDPOINT_DOWN, "The endpoint does not answer.", NOON)


@pytest.fixture(params=["memory", *KINDS])
async def both(request: pytest.FixtureRequest) -> AsyncIterator[tuple[BatchLog, ChunkLog]]:
    if request.param == "memory":
        kept = InMemoryBatchLog()
        yield kept, InMemoryChunkLog(kept)
        return
    async with open_database(fresh_url(request)) as database:
        yield SqlBatchLog(database, clock=lambda: NOON, patience_s=0), SqlChunkLog(database, clock=lambda: NOON)


@pytest.fixture
def log(both: tuple[BatchLog, ChunkLog]) -> BatchLog:
    return both[0]


@pytest.fixture
def chunks(both: tuple[BatchLog, ChunkLog]) -> ChunkLog:
    return both[1]


async def places(chunks: ChunkLog, of: Batch, chunk: int) -> list[int]:
    return [one.position for one in await chunks.waiting(of.id, chunk, after=-1, limit=500)]


async def test_a_batch_is_cut_into_chunks_in_the_order_of_its_file(log: BatchLog, chunks: ChunkLog) -> None:
    made = await log.create(batch(), items(7))
    assert await chunks.waiting(made.id, 0, after=-1, limit=9) == []
    assert list(await chunks.hand_out(made.id, 3)) == [0, 1, 2]
    assert [await places(chunks, made, number) for number in range(4)] == [[0, 1, 2], [3, 4, 5], [6], []]
    assert await chunks.waiting(made.id, 1, after=-1, limit=9) == list(items(7))[3:6]
    assert [one.position for one in await chunks.waiting(made.id, 1, after=3, limit=1)] == [4]


async def test_equal_answers_are_in_the_same_chunk_wherever_they_stand(log: BatchLog, chunks: ChunkLog) -> None:
    words = [0, 1, 0, 2, 3, 1, 4, 0]
    given = [item(place, answer=typed(f"Said the same {word}.")) for place, word in enumerate(words)]
    made = await log.create(batch(), given)
    assert list(await chunks.hand_out(made.id, 2)) == [0, 1, 2]
    assert [await places(chunks, made, number) for number in range(3)] == [[0, 1, 2, 5, 7], [3, 4], [6]]


async def test_what_is_handed_out_again_is_in_the_same_chunks(log: BatchLog, chunks: ChunkLog) -> None:
    made = await log.create(batch(), items(6))
    await chunks.hand_out(made.id, 2)
    for given in list(items(6))[1:4]:
        await log.record(given, scored_of(given))
    assert list(await chunks.hand_out(made.id, 2)) == [0, 2]
    assert [await places(chunks, made, number) for number in range(3)] == [[0], [], [4, 5]]


async def test_what_is_judged_again_is_handed_out_anew(log: BatchLog, chunks: ChunkLog) -> None:
    made = await log.create(batch(), items(3))
    await chunks.hand_out(made.id, 2)
    for given in items(3):
        await log.record(given, unscored_of(given) if given.position else scored_of(given))
    await log.move(made.id, BatchState.FINISHED)
    assert list(await chunks.hand_out(made.id, 2)) == []
    fresh = iter("ab")
    await log.judge_again(made.id, lambda: next(fresh), PAUSE)
    assert list(await chunks.hand_out(made.id, 2)) == [2]
    assert await places(chunks, made, 2) == [1, 2]


async def test_a_cancelled_batch_has_nothing_to_hand_out(log: BatchLog, chunks: ChunkLog) -> None:
    made = await log.create(batch(), items(3))
    await chunks.hand_out(made.id, 2)
    await log.move(made.id, BatchState.CANCELLED)
    assert list(await chunks.hand_out(made.id, 2)) == []
    assert await places(chunks, made, 0) == []


async def test_chunks_together_never_set_aside_more_than_the_budget(log: BatchLog, chunks: ChunkLog) -> None:
    made = await log.create(batch(budget=10.0), items(6))
    await chunks.hand_out(made.id, 2)
    assert await chunks.set_aside(made.id, 0, held=0.0, least=1.0, most=6.0) == Grant(6.0, others_hold=False)
    assert await chunks.set_aside(made.id, 1, held=0.0, least=1.0, most=6.0) == Grant(4.0, others_hold=True)
    assert await chunks.set_aside(made.id, 2, held=0.0, least=1.0, most=6.0) == Grant(None, others_hold=True)
    first = item(0)
    await log.record(first, scored_of(first, usage=Usage(1, 0, 1, 2.0)))
    assert await chunks.set_aside(made.id, 0, held=0.0, least=1.0, most=3.0) == Grant(3.0, others_hold=True)
    assert await chunks.set_aside(made.id, 2, held=0.0, least=1.0, most=6.0) == Grant(1.0, others_hold=True)
    for number in (0, 1):
        await chunks.settle(made.id, number)
    assert await chunks.set_aside(made.id, 2, held=1.0, least=1.0, most=9.0) == Grant(8.0, others_hold=False)


async def test_however_many_ask_at_once_the_budget_holds(log: BatchLog, chunks: ChunkLog) -> None:
    made = await log.create(batch(budget=10.0), items(40))
    numbers = await chunks.hand_out(made.id, 1)
    grants = await asyncio.gather(
        *(chunks.set_aside(made.id, number, held=0.0, least=0.5, most=3.0) for number in numbers)
    )
    assert sum(grant.amount or 0.0 for grant in grants) == pytest.approx(10.0)


async def test_what_cannot_be_had_leaves_what_is_held_and_gives_back_the_rest(log: BatchLog, chunks: ChunkLog) -> None:
    made = await log.create(batch(budget=5.0), items(4))
    await chunks.hand_out(made.id, 2)
    await chunks.set_aside(made.id, 0, held=0.0, least=1.0, most=5.0)
    assert await chunks.set_aside(made.id, 0, held=2.0, least=4.0, most=9.0) == Grant(None, others_hold=False)
    assert await chunks.set_aside(made.id, 1, held=0.0, least=1.0, most=9.0) == Grant(3.0, others_hold=True)


async def test_without_a_budget_there_is_always_more(log: BatchLog, chunks: ChunkLog) -> None:
    made = await log.create(batch(budget=None), items(1))
    await chunks.hand_out(made.id, 2)
    assert (await chunks.set_aside(made.id, 0, held=0.0, least=1.0, most=1e6)).amount == 1e6


@pytest.mark.parametrize("state", BatchState)
async def test_only_a_running_batch_is_paused_by_a_worker(log: BatchLog, chunks: ChunkLog, state: BatchState) -> None:
    made = await log.create(batch(), [])
    asked = replace(PAUSE, reason=PauseReason.ASKED)
    before = await log.move(made.id, state, asked if state is BatchState.PAUSED else None)
    after = await chunks.pause(made.id, PAUSE)
    assert after == (before.moved(BatchState.PAUSED, PAUSE, NOON) if state is BatchState.RUNNING else before)
    assert await log.get(made.id) == after


async def test_a_batch_that_is_not_there_sets_nothing_aside(chunks: ChunkLog) -> None:
    with pytest.raises(BatchUnknown):
        await chunks.set_aside(BatchId("none"), 0, held=0.0, least=1.0, most=1.0)
    with pytest.raises(BatchUnknown):
        await chunks.pause(BatchId("none"), PAUSE)
