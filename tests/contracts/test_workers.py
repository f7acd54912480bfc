"""Workers on a real PostgreSQL: the queue, one that is killed, one that is told to stop."""

import asyncio
import signal
import time
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import text

from evaluator.domain.answers import typed
from evaluator.domain.batches import Batch, BatchId, BatchState, PauseReason, Tally
from evaluator.domain.estimates import estimate
from evaluator.domain.intake import IntakeRow
from evaluator.domain.ledger import EntryKind, Verified
from evaluator.engine.labour import Labour, work
from evaluator.engine.queue import Queue
from evaluator.engine.schema import upgrade as upgrade_queue
from evaluator.errors import DatabaseOutdated, DatabaseUnavailable
from evaluator.judge.breaker import Breaker
from evaluator.services.batch_orders import BatchOrder
from evaluator.services.batch_records import BatchRecords
from evaluator.services.batch_run import BatchJudge
from evaluator.services.batches import BatchService
from evaluator.services.chunk_work import SIZE, ChunkWork
from evaluator.services.crew import Errand
from evaluator.services.runs_by_workers import RunsByWorkers
from evaluator.store.batches.chunks import SqlChunkLog
from evaluator.store.batches.log import SqlBatchLog
from evaluator.store.database import Database, open_database
from evaluator.store.judgements import SqlJudgementLog
from evaluator.store.ledger import SqlLedger
from evaluator.wiring import surroundings
from tests.contracts.recount import assert_counted
from tests.fakes import fixed_digest
from tests.forks import Fork, Nursery
from tests.postgres import PostgresServer
from tests.services.test_conductor import IDENTITY, QUESTION, Judge

pytestmark = pytest.mark.postgres

BATCH = BatchId("b")
PATIENCE_S = 60.0


@dataclass
class Site:
    """A service that hands batches out, and a queue, on one database."""

    url: str
    database: Database
    queue: Queue
    judge: Judge
    service: BatchService
    work: ChunkWork

    async def started(self, count: int, twins: int = 0) -> Batch:
        said = [f"Answer {number % (count - twins)}." for number in range(count)]
        rows = [IntakeRow(n + 2, f"row-{n}", QUESTION, typed(words), None) for n, words in enumerate(said)]
        batch = await self.service.create(BatchOrder("answers.csv", fixed_digest("rows"), ordered_by="ann"), rows)
        return await self.service.start(batch.id)

    async def until(self, is_so: Callable[[], Awaitable[bool]]) -> None:
        give_up_at = time.monotonic() + PATIENCE_S
        while not await is_so():
            assert time.monotonic() < give_up_at, "It never came to that."
            await asyncio.sleep(0.02)

    async def age_workers(self) -> None:
        """Let all that was heard of workers so far have been long ago."""
        aged = text("UPDATE evaluator_queue.procrastinate_workers SET last_heartbeat = now() - interval '1 hour'")
        await self.database.write(lambda connection: connection.execute(aged))


@pytest.fixture
def url(postgres: PostgresServer) -> Iterator[str]:
    url = postgres.fresh()
    upgrade_queue(url)
    yield url
    postgres.drop(url)


@pytest.fixture
async def site(url: str) -> AsyncIterator[Site]:
    async with open_database(url) as database, Queue(url) as queue:
        log, chunks, world, judge = SqlBatchLog(database), SqlChunkLog(database), surroundings(), Judge()
        records = BatchRecords(IDENTITY, None, SqlJudgementLog(database), world)
        batch_judge = BatchJudge(
            judge, Breaker(), records, 8, lambda item: 0.0, lambda workload: estimate(workload, 1_000, None)
        )
        runs = RunsByWorkers(log, chunks, queue, world)
        service = BatchService([batch_judge], log, world, runs=runs)
        yield Site(url, database, queue, judge, service, ChunkWork([batch_judge], log, chunks, queue, world))


@contextmanager
def worker(nursery: Nursery, site: Site, asked: Path, most: int = 1_000_000) -> Iterator[Fork]:
    with nursery.start("tests.contracts.worker_process", site.url, str(asked), str(most)) as process:
        assert process.stdout.readline() == "ready\n"
        yield process


def lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").splitlines() if path.exists() else []


async def assert_each_once(site: Site, batch: Batch) -> None:
    """Nothing lost, nothing recorded twice, and a ledger that holds."""
    await assert_counted(site.database, batch.id)
    ledger = SqlLedger(site.database)
    entries = await ledger.entries(limit=10_000)
    entered = Counter(entry.subject for entry in entries if entry.kind == EntryKind.JUDGEMENT)
    assert set(entered.values()) == {1}
    assert len(entered) == batch.tally.total
    assert isinstance(await ledger.verify(), Verified)


async def test_a_worker_judges_what_was_handed_out_and_ends_when_nothing_waits(site: Site) -> None:
    batch = await site.started(3 * SIZE + 5, twins=10)
    await work(site.queue, Labour(site.work.do, site.work.tend), at_once=3, grace_s=5.0, until_idle=True)
    done = await site.service.get(batch.id)
    assert (done.state, done.tally) == (BatchState.FINISHED, Tally(scored=3 * SIZE + 5, shared=10))
    assert len(site.judge.asked) == 3 * SIZE - 5
    assert await site.queue.errands() == []
    await assert_each_once(site, done)


async def test_what_a_killed_worker_had_is_judged_by_another_and_nothing_is_lost_or_recorded_twice(
    nursery: Nursery, site: Site, tmp_path: Path
) -> None:
    asked = tmp_path / "asked"
    with worker(nursery, site, asked, most=40) as doomed:
        batch = await site.started(4 * SIZE)

        async def is_stuck() -> bool:
            return len(lines(asked)) >= 40 + 8 and (await site.service.get(batch.id)).tally.scored >= 40

        await site.until(is_stuck)
        doomed.send_signal(signal.SIGKILL)
        doomed.wait()
    left = (await site.service.get(batch.id)).tally.waiting
    assert left > 0
    assert await site.queue.revive() == [], "so soon it counts as alive"
    await site.age_workers()
    assert {errand.chunk for errand in await site.queue.revive()} == {0, 1}
    await work(site.queue, Labour(site.work.do, site.work.tend), at_once=2, grace_s=5.0, until_idle=True)
    done = await site.service.get(batch.id)
    assert (done.state, done.tally) == (BatchState.FINISHED, Tally(scored=4 * SIZE))
    assert len(site.judge.asked) == left
    await assert_each_once(site, done)


async def test_two_workers_at_once_keep_one_ledger_and_ask_for_nothing_twice(
    nursery: Nursery, site: Site, tmp_path: Path
) -> None:
    asked = [tmp_path / "one", tmp_path / "other"]
    with worker(nursery, site, asked[0]), worker(nursery, site, asked[1]):
        batch = await site.started(8 * SIZE, twins=SIZE)

        async def is_over() -> bool:
            return (await site.service.get(batch.id)).state.is_over

        await site.until(is_over)
    done = await site.service.get(batch.id)
    assert (done.state, done.tally) == (BatchState.FINISHED, Tally(scored=8 * SIZE, shared=SIZE))
    told = [line for path in asked for line in lines(path)]
    assert len(told) == len(set(told)) == 7 * SIZE
    assert all(lines(path) for path in asked)
    await assert_each_once(site, done)


async def test_a_worker_that_is_told_to_stop_ends_well_and_hands_back_what_is_left(
    nursery: Nursery, site: Site, tmp_path: Path
) -> None:
    asked = tmp_path / "asked"
    with worker(nursery, site, asked) as process:
        batch = await site.started(20 * SIZE)

        async def is_at_it() -> bool:
            return (await site.service.get(batch.id)).tally.scored > 0

        await site.until(is_at_it)
        process.send_signal(signal.SIGTERM)
        assert await asyncio.to_thread(process.wait) == 0
    stood = await site.service.get(batch.id)
    assert stood.state is BatchState.RUNNING
    assert stood.tally.scored == len(lines(asked)) < 20 * SIZE
    chunks = {errand.chunk for errand in await site.queue.errands()}
    assert chunks == set(await SqlChunkLog(site.database).hand_out(batch.id, SIZE))


async def test_workers_elsewhere_stop_when_a_batch_is_paused_here(nursery: Nursery, site: Site, tmp_path: Path) -> None:
    asked = tmp_path / "asked"
    with worker(nursery, site, asked):
        batch = await site.started(40 * SIZE)

        async def is_at_it() -> bool:
            return (await site.service.get(batch.id)).tally.scored > 0

        async def is_quiet() -> bool:
            return not await site.queue.errands()

        await site.until(is_at_it)
        await site.service.pause(batch.id)
        await site.until(is_quiet)
    paused = await site.service.get(batch.id)
    assert paused.state is BatchState.PAUSED
    assert paused.tally.scored == len(lines(asked)) < 40 * SIZE


async def test_a_chunk_is_queued_once_however_often_it_is_handed_out(site: Site) -> None:
    for _ in range(2):
        await site.queue.hand_out(BATCH, [0, 1, 2])
    await site.queue.hand_out(BATCH, [2, 3])
    await site.queue.hand_out(BATCH, [3])
    assert sorted(errand.chunk for errand in await site.queue.errands()) == [0, 1, 2, 3]


async def test_a_probe_waits_for_its_time_without_holding_up_its_chunk(site: Site) -> None:
    for _ in range(2):
        await site.queue.probe(Errand(BATCH, 0, failed=1), 3_600.0)
    await site.queue.hand_out(BATCH, [0])
    done: list[Errand] = []

    async def do(errand: Errand) -> None:
        done.append(errand)

    await work(site.queue, Labour(do, site.work.tend), at_once=1, grace_s=5.0, until_idle=True)
    assert done == [Errand(BATCH, 0)]
    assert list(await site.queue.errands()) == [Errand(BATCH, 0, failed=1)]


async def test_the_fronts_of_all_batches_go_first(site: Site) -> None:
    await site.queue.hand_out(BatchId("large"), range(4))
    await site.queue.hand_out(BatchId("small"), range(2))
    done: list[str] = []

    async def do(errand: Errand) -> None:
        done.append(f"{errand.batch_id} {errand.chunk}")

    await work(site.queue, Labour(do, site.work.tend), at_once=1, grace_s=5.0, until_idle=True)
    assert done == ["large 0", "small 0", "large 1", "small 1", "large 2", "large 3"]


async def test_an_errand_that_fails_leaves_the_worker_at_work(site: Site) -> None:
    await site.queue.hand_out(BATCH, [0, 1])
    done: list[int] = []

    async def do(errand: Errand) -> None:
        done.append(errand.chunk)
        if errand.chunk == 0:
            raise DatabaseUnavailable("For a moment.")

    await work(site.queue, Labour(do, site.work.tend), at_once=1, grace_s=5.0, until_idle=True)
    assert done == [0, 1]
    assert await site.queue.errands() == []


async def test_the_engines_tables_are_made_once_and_kept_apart(url: str) -> None:
    upgrade_queue(url)
    async with open_database(url) as database:
        await database.check()
        schemas = text("SELECT DISTINCT table_schema FROM information_schema.tables WHERE table_name ~ 'procrastinate'")
        found = await database.read(lambda connection: connection.execute(schemas).scalars().all())
    assert found == ["evaluator_queue"]


async def test_a_database_without_the_engines_tables_says_what_to_do(postgres: PostgresServer) -> None:
    url = postgres.fresh()
    with pytest.raises(DatabaseOutdated, match="evaluator db upgrade"):
        async with Queue(url):
            pass
    postgres.drop(url)


async def test_tables_of_an_older_engine_are_brought_up_to_date(postgres: PostgresServer) -> None:
    url = postgres.fresh()
    async with open_database(url) as database:
        oldest = text("CREATE SCHEMA evaluator_queue; COMMENT ON SCHEMA evaluator_queue IS '00'")
        await database.write(lambda connection: connection.execute(oldest))
    upgrade_queue(url)
    async with Queue(url) as queue:
        await queue.hand_out(BATCH, [0])
        assert await queue.errands() == [Errand(BATCH, 0)]
    postgres.drop(url)


async def test_a_schema_of_that_name_that_is_not_ours_is_left_alone(postgres: PostgresServer) -> None:
    url = postgres.fresh()
    async with open_database(url) as database:
        await database.write(lambda connection: connection.execute(text("CREATE SCHEMA evaluator_queue")))
    with pytest.raises(DatabaseUnavailable, match="evaluator_queue"):
        upgrade_queue(url)
    postgres.drop(url)


async def test_three_that_start_at_once_all_find_the_engines_tables(postgres: PostgresServer) -> None:
    url = postgres.fresh()
    await asyncio.gather(*(asyncio.to_thread(upgrade_queue, url) for _ in range(3)))
    async with Queue(url) as queue:
        assert await queue.errands() == []
    postgres.drop(url)


async def test_a_worker_whose_database_is_gone_ends_and_says_so(postgres: PostgresServer) -> None:
    url = postgres.fresh()
    upgrade_queue(url)
    seen = asyncio.Event()

    async def do(errand: Errand) -> None:
        seen.set()

    async def tend() -> None:
        """Nothing lies about here."""

    # The errand's own task fails as well and nobody asks it why, so the collector tells: in the midst of anything else,
    # such as the parsing of sources, which Python 3.11.7 cannot go on with then (python/cpython#106905).
    asyncio.get_running_loop().set_exception_handler(lambda loop, context: None)
    async with Queue(url, timeout_s=0.2) as queue:
        await queue.hand_out(BATCH, [0])
        working = asyncio.create_task(work(queue, Labour(do, tend), at_once=1, grace_s=0.1))
        await asyncio.wait_for(seen.wait(), PATIENCE_S)
        await asyncio.to_thread(postgres.drop, url)
        with pytest.raises(DatabaseUnavailable):
            await asyncio.wait_for(working, PATIENCE_S)


async def test_two_workers_together_keep_to_a_budget_to_the_last(site: Site) -> None:
    judge, world = Judge(cost=1.0), surroundings()
    records = BatchRecords(IDENTITY, None, SqlJudgementLog(site.database), world)
    priced = BatchJudge(
        judge, Breaker(), records, 8, lambda item: 2.0, lambda workload: estimate(workload, 1_000, None)
    )
    batch = await site.started(6 * SIZE)
    await site.service.rebudget(batch.id, 90.0)
    async with Queue(site.url) as other:
        queues = (site.queue, other)
        log, chunks = SqlBatchLog(site.database), SqlChunkLog(site.database)
        crews = [ChunkWork([priced], log, chunks, queue, world, lambda s: asyncio.sleep(0.01)) for queue in queues]
        await asyncio.gather(
            *(
                work(queue, Labour(crew.do, crew.tend), at_once=2, grace_s=5.0, until_idle=True)
                for queue, crew in zip(queues, crews, strict=True)
            )
        )
    paused = await site.service.get(batch.id)
    assert paused.pause is not None
    assert paused.pause.reason is PauseReason.BUDGET_REACHED
    assert paused.usage.cost is not None
    assert 88.0 <= paused.usage.cost <= 90.0
    assert len(judge.asked) == paused.tally.scored
