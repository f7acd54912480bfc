"""Batches judged by workers who share nothing but the record and a queue."""

import asyncio
import itertools
from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest

from evaluator.domain.answers import Answer, typed
from evaluator.domain.batches import Batch, BatchId, BatchState, Pause, PauseReason, Tally
from evaluator.domain.budgets import Grant
from evaluator.domain.estimates import estimate
from evaluator.domain.intake import IntakeRow
from evaluator.domain.judgements import JudgeIdentity, Reason
from evaluator.domain.outcomes import Outcome
from evaluator.domain.questions import Question
from evaluator.domain.readings import Progress
from evaluator.errors import BatchBusy, DatabaseLocked, JudgeUnknown
from evaluator.judge.breaker import Breaker
from evaluator.services.admission import EVERYBODY, Admission, Everybody
from evaluator.services.batch_orders import BatchOrder
from evaluator.services.batch_records import BatchRecords
from evaluator.services.batch_run import BatchJudge
from evaluator.services.batches import BatchService
from evaluator.services.chunk_work import SIZE, ChunkWork
from evaluator.services.crew import WORKERS, Errand
from evaluator.services.runs_by_workers import RunsByWorkers
from evaluator.services.surroundings import Surroundings
from tests.batch_fakes import InMemoryBatchLog, InMemoryChunkLog, InMemoryCrew
from tests.fakes import NOON, fixed_digest
from tests.services.test_conductor import IDENTITY, QUESTION, Judge

ORDER = BatchOrder("answers.csv", fixed_digest("rows"), ordered_by="ann")


def _rows(count: int, twins: int = 0) -> Sequence[IntakeRow]:
    said = [f"Answer {number % (count - twins)}." for number in range(count)]
    return [IntakeRow(n + 2, f"row-{n}", QUESTION, typed(text), f"C-{n}") for n, text in enumerate(said)]


class Held(Judge):
    """A Judge who, from the `after`-th asking on, gives no answer before `let_go` is set."""

    def __init__(self, after: int, cost: float = 0.0) -> None:
        super().__init__(cost=cost)
        self.after = after
        self.let_go = asyncio.Event()

    async def judge(self, question: Question, answer: Answer, sample: int, progress: Progress) -> Outcome:
        if len(self.asked) >= self.after:
            await self.let_go.wait()
        return await super().judge(question, answer, sample, progress)


class Site:
    """A service that hands batches out, and workers. Who sleeps wakes at the next `tick`."""

    def __init__(self, judge: Judge | None = None, *, worst: float = 0.0, workers: int = 2) -> None:
        self.judge = judge or Judge()
        self.log = InMemoryBatchLog()
        self.chunks = InMemoryChunkLog(self.log)
        self.crew = InMemoryCrew()
        self.worst = worst
        self._tick = asyncio.Event()
        self._ids = itertools.count(1)
        self.alive: Callable[[str], bool] = lambda owner: False
        self.world = world = self._world("web/1")
        runs = RunsByWorkers(self.log, self.chunks, self.crew, world, self._sleep)
        self.service = BatchService([self._judge(world)], self.log, world, runs=runs)
        self.workers = [self.worker(f"there/{number}") for number in range(workers)]

    def worker(self, owner: str, *, judges: bool = True, admission: Admission = EVERYBODY) -> ChunkWork:
        world = self._world(owner)
        known = [self._judge(world)] if judges else []
        return ChunkWork(known, self.log, self.chunks, self.crew, world, self._sleep, admission)

    async def created(self, count: int = 100, twins: int = 0, budget: float | None = None) -> Batch:
        order = replace(ORDER, budget=budget, content=fixed_digest(f"rows {next(self._ids)}"))
        return await self.service.create(order, _rows(count, twins))

    async def started(self, count: int = 100, twins: int = 0, budget: float | None = None) -> Batch:
        return await self.service.start((await self.created(count, twins, budget)).id)

    async def work(self) -> None:
        """Let every worker take errands, two at a time, until none is left."""
        await asyncio.gather(*(self._take_all(worker) for worker in self.workers * 2))

    async def tick(self) -> None:
        """Let time pass, and whatever comes of it happen."""
        for _ in range(3):
            tick, self._tick = self._tick, asyncio.Event()
            tick.set()
            await settle()

    async def probe(self) -> None:
        """Let the first worker make the probe that waits for its time."""
        errand = self.crew.take(is_time=True)
        assert errand is not None
        assert errand.failed is not None
        await self._do(self.workers[0], errand)

    async def _take_all(self, worker: ChunkWork) -> None:
        while (errand := self.crew.take()) is not None:
            await self._do(worker, errand)

    async def _do(self, worker: ChunkWork, errand: Errand) -> None:
        try:
            await worker.do(errand)
        finally:
            self.crew.doing.remove(errand)

    async def _sleep(self, seconds: float) -> None:
        await self._tick.wait()

    def _world(self, owner: str) -> Surroundings:
        return Surroundings(lambda: NOON, lambda: f"{owner}-{next(self._ids)}", owner, lambda other: self.alive(other))

    def batch_judge(self) -> BatchJudge:
        """The judge as batches use it."""
        return self._judge(self._world("any/1"))

    def _judge(self, world: Surroundings) -> BatchJudge:
        records = BatchRecords(IDENTITY, None, self.log.judgements, world)
        return BatchJudge(
            self.judge,
            Breaker(),
            records,
            8,
            lambda item: self.worst,
            lambda workload: estimate(workload, 1_000, None),
        )


async def settle() -> None:
    for _ in range(600):
        await asyncio.sleep(0)


async def test_what_is_handed_out_is_judged_by_all_workers_each_answer_once() -> None:
    site = Site()
    batch = await site.started(100)
    assert (batch.state, batch.owner, len(site.crew.waiting)) == (BatchState.RUNNING, WORKERS, 4)
    await site.work()
    done = await site.service.get(batch.id)
    assert (done.state, done.tally) == (BatchState.FINISHED, Tally(scored=100))
    assert sorted(site.judge.asked) == sorted({f"Answer {number}." for number in range(100)})


async def test_equal_answers_are_judged_once_wherever_they_stand() -> None:
    site = Site()
    batch = await site.started(120, twins=60)
    await site.work()
    assert (await site.service.get(batch.id)).tally == Tally(scored=120, shared=60)
    assert len(site.judge.asked) == 60


async def test_a_batch_of_nothing_is_finished_at_once() -> None:
    site = Site()
    batch = await site.service.create(ORDER, [])
    assert (await site.service.start(batch.id)).state is BatchState.FINISHED


@pytest.mark.parametrize("what", ["pause", "cancel"])
async def test_workers_stop_sending_when_somebody_pauses_or_cancels_elsewhere(what: str) -> None:
    judge = Held(after=20)
    site = Site(judge)
    batch = await site.started(100)
    working = asyncio.create_task(site.work())
    await settle()
    under_way = 20 + judge.at_once
    await getattr(site.service, what)(batch.id)
    await site.tick()
    judge.let_go.set()
    await working
    stood = await site.service.get(batch.id)
    assert stood.state is (BatchState.PAUSED if what == "pause" else BatchState.CANCELLED)
    assert under_way <= stood.tally.scored == len(judge.asked) < 60
    assert site.crew.waiting == []


async def test_a_paused_batch_goes_on_with_what_waits_and_pays_for_nothing_twice() -> None:
    judge = Held(after=8)
    site = Site(judge)
    batch = await site.started(100)
    working = asyncio.create_task(site.work())
    await settle()
    await site.service.pause(batch.id)
    await site.tick()
    await site.service.start(batch.id)
    assert len(site.crew.doing) == 4, "those under way are not at an end yet"
    judge.let_go.set()
    await working
    await site.work()
    assert (await site.service.get(batch.id)).tally == Tally(scored=100)
    assert len(judge.asked) == 100


async def test_a_batch_that_runs_is_not_handed_out_twice() -> None:
    site = Site()
    batch = await site.started(100)
    await site.service.start(batch.id)
    assert len(site.crew.waiting) == 4


async def test_a_dead_endpoint_pauses_the_batch_for_all_and_is_tried_at_growing_distances() -> None:
    down = {"is": True}
    site = Site(Judge(lambda text, nth: Reason.ENDPOINT_UNREACHABLE if down["is"] else None))
    batch = await site.started(200)
    await site.work()
    paused = await site.service.get(batch.id)
    assert paused.pause is not None
    assert (paused.pause.reason, paused.tally) == (PauseReason.ENDPOINT_DOWN, Tally(waiting=200))
    assert (await site.service.progress(batch.id)).pause == paused.pause
    asked = len(site.judge.asked)
    for _ in range(8):
        await site.probe()
    assert site.crew.waits == [5.0, 10.0, 20.0, 40.0, 80.0, 160.0, 300.0, 300.0, 300.0]
    assert len(site.judge.asked) == asked + 8
    assert (await site.service.get(batch.id)).tally == Tally(waiting=200)


async def test_a_probe_that_succeeds_sets_the_batch_going_again() -> None:
    down = {"is": True}
    site = Site(Judge(lambda text, nth: Reason.ENDPOINT_UNREACHABLE if down["is"] else None))
    batch = await site.started(200)
    await site.work()
    down["is"] = False
    await site.probe()
    running = await site.service.get(batch.id)
    assert (running.state, running.tally) == (BatchState.RUNNING, Tally(waiting=199, scored=1))
    await site.work()
    assert (await site.service.get(batch.id)).tally == Tally(scored=200)


async def test_a_revoked_key_waits_for_a_person() -> None:
    site = Site(Judge(lambda text, nth: Reason.KEY_REFUSED))
    batch = await site.started(100)
    await site.work()
    paused = await site.service.get(batch.id)
    assert paused.pause is not None
    assert (paused.pause.reason, paused.tally) == (PauseReason.KEY_REFUSED, Tally(waiting=100))
    assert site.crew.waits == []


async def test_a_pause_that_a_person_asked_for_is_not_taken_for_a_dead_endpoint() -> None:
    site = Site(Judge(lambda text, nth: Reason.ENDPOINT_UNREACHABLE))
    batch = await site.started(100)
    errand = site.crew.take()
    assert errand is not None
    working = asyncio.create_task(site.workers[0].do(errand))
    await asyncio.sleep(0)
    await site.service.pause(batch.id)
    await working
    paused = await site.service.get(batch.id)
    assert paused.pause is not None
    assert paused.pause.reason is PauseReason.ASKED
    assert site.crew.waits == []


async def test_all_workers_together_keep_to_the_budget() -> None:
    site = Site(Judge(cost=1.0), worst=2.0, workers=3)
    batch = await site.started(200, budget=50.0)
    working = asyncio.create_task(site.work())
    while not working.done():
        await site.tick()
    paused = await site.service.get(batch.id)
    assert paused.pause is not None
    assert paused.pause.reason is PauseReason.BUDGET_REACHED
    assert 48 <= len(site.judge.asked) == paused.tally.scored <= 50
    assert set(site.chunks.reserved.values()) == {0.0}


async def test_a_database_that_is_held_while_a_budget_is_asked_costs_no_answer() -> None:
    site = Site(Judge(cost=1.0), worst=1.0)
    batch = await site.started(20, budget=50.0)
    set_aside, refused = site.chunks.set_aside, []

    async def refused_later(batch_id: BatchId, chunk: int, *, held: float, least: float, most: float) -> Grant:
        if site.judge.asked and not refused:
            refused.append(chunk)
            raise DatabaseLocked("Another process holds it.")
        return await set_aside(batch_id, chunk, held=held, least=least, most=most)

    site.chunks.set_aside = refused_later
    working = asyncio.create_task(site.work())
    while not working.done():
        await site.tick()
    assert (await site.service.get(batch.id)).tally.scored == len(site.judge.asked) == 20
    assert len(refused) == 1


async def test_what_is_set_aside_for_answers_under_way_here_is_waited_for_too() -> None:
    judge = Held(after=1, cost=1.0)
    site = Site(judge, worst=10.0)
    batch = await site.started(40, budget=30.0)
    working = asyncio.create_task(site.work())
    await settle()
    judge.let_go.set()
    while not working.done():
        await site.tick()
    paused = await site.service.get(batch.id)
    assert paused.pause is not None
    assert paused.pause.reason is PauseReason.BUDGET_REACHED
    assert len(judge.asked) == paused.tally.scored == 21


async def test_a_first_budget_binds_also_those_who_are_at_it_already() -> None:
    judge = Held(after=20, cost=1.0)
    site = Site(judge, worst=1.0)
    batch = await site.started(200)
    working = asyncio.create_task(site.work())
    await settle()
    await site.service.rebudget(batch.id, 80.0)
    await site.tick()
    judge.let_go.set()
    while not working.done():
        await site.tick()
    paused = await site.service.get(batch.id)
    assert paused.pause is not None
    assert paused.pause.reason is PauseReason.BUDGET_REACHED
    assert len(judge.asked) == 80


async def test_with_a_higher_budget_the_rest_is_judged() -> None:
    site = Site(Judge(cost=1.0), worst=1.0)
    batch = await site.started(100, budget=30.0)
    for budget in (60.0, None):
        working = asyncio.create_task(site.work())
        while not working.done():
            await site.tick()
        await site.service.rebudget(batch.id, budget)
        await site.service.start(batch.id)
    await site.work()
    assert (await site.service.get(batch.id)).tally == Tally(scored=100)
    assert len(site.judge.asked) == 100


async def test_what_a_dead_worker_had_set_aside_goes_back_when_its_chunk_begins_again() -> None:
    site = Site(Judge(cost=1.0), worst=1.0)
    batch = await site.started(40, budget=40.0)
    site.chunks.reserved[batch.id, 1] = 40.0
    errand = Errand(batch.id, 1)
    site.crew.waiting.remove(errand)
    await site.workers[0].do(errand)
    assert site.chunks.reserved[batch.id, 1] == 0.0
    await site.work()
    assert (await site.service.get(batch.id)).tally == Tally(scored=40)


@pytest.mark.parametrize("is_queued", [True, False], ids=["taken by a dead worker", "lying about"])
async def test_nobody_waits_for_a_budget_that_is_held_by_a_chunk_nobody_is_at(is_queued: bool) -> None:
    site = Site(Judge(cost=1.0), worst=1.0)
    batch = await site.started(64, budget=64.0)
    site.chunks.reserved[batch.id, 1] = 64.0
    site.crew.waiting.remove(Errand(batch.id, 1))
    working = asyncio.create_task(site.work())
    await site.tick()
    assert (len(site.judge.asked), working.done()) == (0, False)
    if is_queued:
        site.crew.lost.append(Errand(batch.id, 1))
    await site.workers[0].tend()
    while not working.done():
        await site.tick()
    await site.work()
    assert (await site.service.get(batch.id)).tally == Tally(scored=64)


async def test_a_worker_that_is_told_to_stop_finishes_what_is_under_way_and_leaves_the_rest_to_others() -> None:
    judge = Held(after=4)
    site = Site(judge, workers=1)
    batch = await site.started(40)
    under_way = asyncio.gather(*(site.workers[0].do(Errand(batch.id, chunk)) for chunk in (0, 1)))
    site.crew.waiting.clear()
    await settle()
    site.workers[0].stop()
    judge.let_go.set()
    await under_way
    stood = await site.service.get(batch.id)
    assert stood.state is BatchState.RUNNING
    assert 0 < stood.tally.scored == len(judge.asked) < 40
    assert {errand.chunk for errand in site.crew.waiting} == {0, 1}
    asked = len(judge.asked)
    await site.workers[0].do(site.crew.waiting.pop())
    assert len(judge.asked) == asked, "a worker that stops begins nothing"
    assert len(site.crew.waiting) == 2


async def test_a_chunk_that_is_cut_off_is_left_to_other_workers() -> None:
    site = Site(Held(after=4))
    batch = await site.started(20, budget=100.0)
    errand = site.crew.take()
    assert errand is not None
    working = asyncio.create_task(site.workers[0].do(errand))
    await settle()
    working.cancel()
    with pytest.raises(asyncio.CancelledError):
        await working
    assert site.crew.waiting == [Errand(batch.id, 0)]
    assert (await site.service.get(batch.id)).tally == Tally(waiting=16, scored=4)


async def test_a_worker_without_the_judge_pauses_the_batch_and_says_so() -> None:
    site = Site()
    batch = await site.started(10)
    errand = site.crew.take()
    assert errand is not None
    await site.worker("other/1", judges=False).do(errand)
    paused = await site.service.get(batch.id)
    assert paused.pause is not None
    assert paused.pause.reason is PauseReason.JUDGE_GONE


async def test_a_worker_looks_up_what_is_known_of_a_judge_that_others_have_admitted() -> None:
    learnt = []

    class Register(Everybody):
        async def learn(self, judge: JudgeIdentity, /) -> None:
            learnt.append(judge.name)

    site = Site()
    await site.started(10)
    errand = site.crew.take()
    assert errand is not None
    await site.worker("other/1", admission=Register()).do(errand)
    assert learnt == ["primary"]


async def test_an_errand_that_is_out_of_date_comes_to_nothing() -> None:
    site = Site()
    batch = await site.created(10)
    for errand in (Errand(batch.id, 0), Errand(batch.id, 0, failed=0), Errand(replace(batch, id="gone").id, 0)):
        await site.workers[0].do(errand)
    assert site.judge.asked == []


async def test_what_lies_about_is_queued_and_what_is_queued_is_not_queued_again() -> None:
    site = Site()
    batch = await site.started(100)
    lost = site.crew.waiting.pop()
    taken = site.crew.take()
    await site.workers[0].tend()
    assert lost in site.crew.waiting
    assert taken not in site.crew.waiting
    assert len(site.crew.waiting) == 3
    assert (await site.service.get(batch.id)).state is BatchState.RUNNING


async def test_a_batch_whose_last_judgement_was_recorded_by_a_worker_that_died_is_finished() -> None:
    site = Site()
    batch = await site.started(10)
    await site.work()
    site.log.batches[batch.id] = replace(await site.service.get(batch.id), state=BatchState.RUNNING, finished_at=None)
    await site.workers[0].tend()
    assert (await site.service.get(batch.id)).state is BatchState.FINISHED


async def test_a_probe_that_was_lost_is_queued_again_and_others_pauses_are_left_alone() -> None:
    site = Site()
    down, asked = await site.started(10), await site.started(10)
    here = await site.created(10)
    await site.log.claim(here.id, "web/1", instead_of=None)
    site.crew.waiting.clear()
    await site.chunks.pause(down.id, Pause(PauseReason.ENDPOINT_DOWN, "Down.", NOON))
    await site.service.pause(asked.id)
    for _ in range(2):
        await site.workers[0].tend()
    assert site.crew.waiting == [Errand(down.id, 0, failed=0)]


async def test_what_another_process_judges_is_not_handed_out_before_it_is_gone() -> None:
    site = Site()
    batch = await site.created(10)
    await site.log.claim(batch.id, "there/9", instead_of=None)
    site.alive = lambda owner: True
    with pytest.raises(BatchBusy):
        await site.service.start(batch.id)
    assert await site.service.resume() == 0
    site.alive = lambda owner: False
    assert await site.service.resume() == 1
    assert (await site.service.get(batch.id)).owner == WORKERS
    assert await site.service.resume() == 0


async def test_who_waits_for_a_batch_is_told_of_its_end() -> None:
    site = Site()
    batch = await site.created(100)
    running = asyncio.create_task(site.service.run(batch.id))
    await settle()
    await site.work()
    assert not running.done()
    await site.tick()
    assert (await running).tally == Tally(scored=100)


async def test_who_waits_for_a_batch_and_is_stopped_leaves_it_paused() -> None:
    site = Site()
    batch = await site.created(100)
    running = asyncio.create_task(site.service.run(batch.id))
    await settle()
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    assert (await site.service.get(batch.id)).state is BatchState.PAUSED


async def test_a_batch_is_not_handed_out_for_a_judge_that_is_not_there() -> None:
    site = Site()
    batch = await site.created(3)
    site.log.batches[batch.id] = replace(batch, judge_name="former")
    with pytest.raises(JudgeUnknown):
        await site.service.start(batch.id)
    assert site.crew.waiting == []


async def test_the_time_left_is_told_from_the_pace_since_somebody_first_looked() -> None:
    site = Site(workers=1)
    batch = await site.started(2 * SIZE)
    assert (await site.service.progress(batch.id)).seconds_left is None
    errand = site.crew.take()
    assert errand is not None
    await site.workers[0].do(errand)
    progress = await site.service.progress(batch.id)
    assert progress.seconds_left is not None
    assert progress.seconds_left > 0
    await site.service.close()


async def test_a_batch_that_no_worker_takes_up_is_told_to_be_idle_until_one_does() -> None:
    times = iter([0.0, 59.0, 60.0, 61.0, 120.0, 121.0])
    site = Site(workers=1)
    runs = RunsByWorkers(site.log, site.chunks, site.crew, site.world, now=lambda: next(times))
    batch = await site.started(2 * SIZE)

    async def is_idle() -> bool:
        return runs.progress(await site.service.get(batch.id)).is_idle

    assert [await is_idle() for _ in range(3)] == [False, False, True]
    errand = site.crew.take()
    assert errand is not None
    await site.workers[0].do(errand)
    assert [await is_idle() for _ in range(3)] == [False, False, True]


@pytest.mark.parametrize(("width", "chunks"), [(1, 2), (SIZE, 2), (SIZE + 1, 3), (2 * SIZE, 3)])
def test_a_worker_has_one_chunk_more_than_fill_its_judge(width: int, chunks: int) -> None:
    site = Site()
    judge = replace(site.batch_judge(), width=width)
    world = Surroundings(lambda: NOON, lambda: "id", "there/1", lambda owner: False)
    assert ChunkWork([judge], site.log, site.chunks, site.crew, world).at_once == chunks
