"""Batches kept, started, paused, cancelled, and gone on with after whatever happened."""

import asyncio
import itertools
from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest

from evaluator.domain.answers import Answer, typed
from evaluator.domain.batches import Batch, BatchState, Pause, PauseReason, Tally
from evaluator.domain.estimates import Estimate, Workload, estimate
from evaluator.domain.intake import IntakeRow
from evaluator.domain.judgements import Flag, JudgeIdentity, Reason
from evaluator.domain.outcomes import Outcome
from evaluator.domain.questions import Question
from evaluator.domain.readings import Progress, Stage, Step
from evaluator.errors import BatchBusy, BatchUnknown, JudgeUnfit, JudgeUnknown, RequestInvalid
from evaluator.judge.breaker import FAILURES, Breaker
from evaluator.judge.clock import Clock
from evaluator.services.admission import EVERYBODY, UNFIT, Admission, Everybody
from evaluator.services.batch_orders import BatchOrder
from evaluator.services.batch_records import BatchRecords
from evaluator.services.batch_run import BatchJudge
from evaluator.services.batches import BatchService
from evaluator.services.runs_here import RunsHere
from evaluator.services.surroundings import Surroundings
from tests.batch_fakes import InMemoryBatchLog
from tests.clocks import Simulation
from tests.fakes import NOON, fixed_digest
from tests.services.test_conductor import IDENTITY, QUESTION, Judge


def _rows(count: int) -> Sequence[IntakeRow]:
    return [IntakeRow(n + 2, f"row-{n}", QUESTION, typed(f"Answer {n}."), f"C-{n}") for n in range(count)]


ORDER = BatchOrder("answers.csv", fixed_digest("rows"), ordered_by="ann")


def _estimate(workload: Workload) -> Estimate:
    return estimate(workload, 1_000, None)


class Endless(Judge):
    """A judge that never replies."""

    async def judge(self, question: Question, answer: Answer, sample: int, progress: Progress) -> Outcome:
        await asyncio.Event().wait()
        return await super().judge(question, answer, sample, progress)


class Unfit(Everybody):
    """An admission that has found every judge unfit."""

    def __init__(self, *, allowed: bool) -> None:
        self._allowed = allowed

    async def admit(self, judge: JudgeIdentity, /) -> None:
        if not self._allowed:
            raise JudgeUnfit("It credits everything.")

    def flags_of(self, judge: JudgeIdentity, /) -> tuple[Flag, ...]:
        return UNFIT


class Stand:
    """A batch service over a log in memory, with one scripted judge and a clock that stands still until slept on."""

    def __init__(
        self,
        judge: Judge | None = None,
        log: InMemoryBatchLog | None = None,
        owner: str = "here/1",
        worst: float = 0.0,
    ) -> None:
        self.judge = judge or Judge()
        self.log = log or InMemoryBatchLog()
        self.alive: Callable[[str], bool] = lambda other: False
        self.seconds = 0.0
        self.slept: list[float] = []
        self.admission: Admission = EVERYBODY
        ids = itertools.count(1)
        surroundings = Surroundings(
            clock=lambda: NOON,
            new_id=lambda: f"{owner}-{next(ids)}",
            owner=owner,
            is_alive=lambda other: self.alive(other),
        )
        self.surroundings = surroundings
        self.worst = worst
        self.use(Clock(monotonic=lambda: self.seconds, now=lambda: NOON, sleep=self._sleep))

    def use(self, clock: Clock) -> None:
        """Begin anew, by that clock."""
        self.breaker = Breaker(clock)
        records = BatchRecords(IDENTITY, None, self.log.judgements, self.surroundings, self.admission)
        judges = [BatchJudge(self.judge, self.breaker, records, 4, lambda item: self.worst, _estimate)]
        self.runs = RunsHere({"primary": judges[0]}.__getitem__, self.log, self.surroundings, clock.sleep)
        self.service = BatchService(judges, self.log, self.surroundings, runs=self.runs, admission=self.admission)

    def screened(self, *, allowed: bool) -> None:
        """Begin anew, its judge having been found unfit."""
        self.admission = Unfit(allowed=allowed)
        self.use(Clock(monotonic=lambda: self.seconds, now=lambda: NOON, sleep=self._sleep))

    async def _sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.seconds += seconds
        await asyncio.sleep(0)

    async def created(self, count: int = 10) -> Batch:
        return await self.service.create(ORDER, _rows(count))

    async def until(self, batch_id: str, *states: BatchState) -> Batch:
        for _ in range(10_000):
            batch = await self.service.get(batch_id)
            if batch.state in states:
                return batch
            await asyncio.sleep(0)
        raise AssertionError("It never came to that.")


async def test_a_new_batch_is_ready_and_has_cost_nothing() -> None:
    stand = Stand()
    batch = await stand.created(3)
    assert (batch.state, batch.tally, batch.judge_name) == (BatchState.READY, Tally(waiting=3), "primary")
    assert stand.judge.asked == []


async def test_the_same_rows_for_the_same_judge_are_the_same_batch() -> None:
    stand = Stand()
    assert (await stand.created()).id == (await stand.created()).id


async def test_a_batch_for_a_judge_that_is_not_there_is_refused() -> None:
    with pytest.raises(JudgeUnknown):
        await Stand().service.create(BatchOrder("f", fixed_digest("r"), judge="nobody"), _rows(1))


async def test_a_batch_that_is_run_is_finished_when_every_answer_has_a_judgement() -> None:
    stand = Stand()
    batch = await stand.service.run((await stand.created()).id)
    assert (batch.state, batch.tally) == (BatchState.FINISHED, Tally(scored=10))
    assert (await stand.service.run(batch.id)).state is BatchState.FINISHED
    assert len(stand.judge.asked) == 10


async def test_a_started_batch_goes_on_in_the_background_and_tells_how_far_it_is() -> None:
    stand = Stand()
    batch = await stand.created(200)
    assert (await stand.service.progress(batch.id)).seconds_left is None
    started = await stand.service.start(batch.id)
    assert started.state is BatchState.RUNNING
    assert (await stand.service.start(batch.id)).id == batch.id
    for _ in range(40):
        await asyncio.sleep(0)
    progress = await stand.service.progress(batch.id)
    assert progress.in_flight > 0
    done = await stand.until(batch.id, BatchState.FINISHED)
    assert done.tally == Tally(scored=200)
    assert (await stand.service.progress(batch.id)).in_flight == 0


async def test_a_paused_batch_sends_nothing_more_and_goes_on_when_told_to() -> None:
    stand = Stand()
    batch = await stand.created(200)
    await stand.service.start(batch.id)
    await stand.service.pause(batch.id)
    paused = await stand.until(batch.id, BatchState.PAUSED)
    assert paused.pause is not None
    assert paused.pause.reason is PauseReason.ASKED
    assert paused.tally.waiting > 0
    await stand.service.start(batch.id)
    assert (await stand.until(batch.id, BatchState.FINISHED)).tally == Tally(scored=200)
    assert len(stand.judge.asked) == 200


async def test_a_cancelled_batch_keeps_what_was_judged_and_never_judges_the_rest() -> None:
    stand = Stand()
    batch = await stand.created(200)
    await stand.service.start(batch.id)
    await asyncio.sleep(0)
    await stand.service.cancel(batch.id)
    cancelled = await stand.until(batch.id, BatchState.CANCELLED)
    assert cancelled.tally.scored == len(stand.judge.asked)
    assert cancelled.tally.cancelled == 200 - len(stand.judge.asked)
    assert (await stand.service.start(batch.id)).state is BatchState.CANCELLED


@pytest.mark.parametrize(("ask", "state"), [("pause", BatchState.PAUSED), ("cancel", BatchState.CANCELLED)])
async def test_a_batch_that_does_not_run_is_paused_or_cancelled_at_once(ask: str, state: BatchState) -> None:
    stand = Stand()
    batch = await stand.created(3)
    if ask == "pause":
        await stand.log.move(batch.id, BatchState.RUNNING)
    assert (await getattr(stand.service, ask)(batch.id)).state is state


async def test_a_dead_endpoint_pauses_a_started_batch_and_a_probe_that_succeeds_lets_it_go_on() -> None:
    down = {"is": True}
    stand = Stand(Judge(lambda text, nth: Reason.ENDPOINT_UNREACHABLE if down["is"] else None))
    batch = await stand.created(50)
    await stand.service.start(batch.id)
    paused = await stand.until(batch.id, BatchState.PAUSED)
    assert paused.pause is not None
    assert paused.pause.reason is PauseReason.ENDPOINT_DOWN
    assert paused.tally == Tally(waiting=50)
    down["is"] = False
    done = await stand.until(batch.id, BatchState.FINISHED)
    assert done.tally == Tally(scored=50)
    assert stand.slept


async def test_while_an_endpoint_stays_dead_one_probe_at_a_time_is_sent_at_growing_distances() -> None:
    stand = Stand(Judge(lambda text, nth: Reason.ENDPOINT_UNREACHABLE))
    batch = await stand.created(50)
    await stand.service.start(batch.id)
    for _ in range(2_000):
        await asyncio.sleep(0)
    assert len(stand.slept) >= 4
    assert stand.slept[:4] == sorted(stand.slept[:4])
    assert len(stand.judge.asked) < FAILURES + 4 + 2 * len(stand.slept)
    await stand.service.cancel(batch.id)
    await stand.until(batch.id, BatchState.CANCELLED)


async def _waiting_for_a_probe(is_down: Callable[[], bool] = lambda: True) -> tuple[Stand, Batch]:
    """A batch whose endpoint is down, and which would wait for ever until it tries again."""
    stand = Stand(Judge(lambda text, nth: Reason.ENDPOINT_UNREACHABLE if is_down() else None))
    for_ever = asyncio.Event()

    async def sleep(seconds: float) -> None:
        await for_ever.wait()

    stand.runs._sleep = sleep
    batch = await stand.created()
    await stand.service.start(batch.id)
    await stand.until(batch.id, BatchState.PAUSED)
    return stand, batch


async def test_told_to_go_on_a_batch_does_not_wait_for_its_next_probe() -> None:
    down = {"is": True}
    stand, batch = await _waiting_for_a_probe(lambda: down["is"])
    down["is"] = False
    await stand.service.start(batch.id)
    assert (await stand.until(batch.id, BatchState.FINISHED)).tally == Tally(scored=10)


async def test_a_batch_that_waits_for_its_next_probe_is_cancelled_at_once() -> None:
    stand, batch = await _waiting_for_a_probe()
    assert (await stand.service.cancel(batch.id)).tally == Tally(cancelled=10)


async def test_a_budget_that_is_used_up_waits_for_a_person() -> None:
    stand = Stand()
    order = BatchOrder("answers.csv", fixed_digest("rows"), budget=-1.0, ordered_by="ann")
    batch = await stand.service.create(order, _rows(3))
    await stand.service.start(batch.id)
    paused = await stand.until(batch.id, BatchState.PAUSED)
    assert paused.pause is not None
    assert paused.pause.reason is PauseReason.BUDGET_REACHED
    assert stand.judge.asked == []


async def test_a_key_revoked_in_the_midst_is_not_probed() -> None:
    stand = Stand(Judge(lambda text, nth: Reason.KEY_REFUSED))
    batch = await stand.created()
    await stand.service.start(batch.id)
    await stand.until(batch.id, BatchState.PAUSED)
    for _ in range(50):
        await asyncio.sleep(0)
    assert stand.slept == []
    assert len(stand.judge.asked) <= 4


async def test_a_revoked_key_pauses_until_a_person_says_to_go_on() -> None:
    revoked = {"is": True}
    stand = Stand(Judge(lambda text, nth: Reason.KEY_REFUSED if revoked["is"] else None))
    batch = await stand.service.run((await stand.created()).id)
    assert batch.pause is not None
    assert (batch.pause.reason, batch.tally) == (PauseReason.KEY_REFUSED, Tally(waiting=10))
    revoked["is"] = False
    assert (await stand.service.run(batch.id)).tally == Tally(scored=10)


async def test_a_run_that_is_cut_off_records_what_is_under_way_and_leaves_the_batch_paused() -> None:
    stand = Stand()
    batch = await stand.created(200)
    running = asyncio.create_task(stand.service.run(batch.id))
    for _ in range(20):
        await asyncio.sleep(0)
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    paused = await stand.service.get(batch.id)
    assert paused.state is BatchState.PAUSED
    assert paused.tally.scored == len(stand.judge.asked) > 0


async def test_what_another_process_conducts_is_left_to_it_until_it_is_gone() -> None:
    log = InMemoryBatchLog()
    here, there = Stand(log=log), Stand(log=log, owner="there/2")
    batch = await here.created()
    await log.claim(batch.id, "there/2", instead_of=None)
    here.alive = lambda owner: owner == "there/2"
    with pytest.raises(BatchBusy):
        await here.service.start(batch.id)
    assert await here.service.resume() == 0
    here.alive = lambda owner: False
    assert await here.service.resume() == 1
    assert (await here.until(batch.id, BatchState.FINISHED)).owner == "here/1"
    assert there.judge.asked == []


async def test_a_service_that_stops_leaves_its_batches_to_the_next() -> None:
    log = InMemoryBatchLog()
    first, second = Stand(log=log), Stand(log=log, owner="here/2")
    batch = await first.created(200)
    await first.service.start(batch.id)
    for _ in range(20):
        await asyncio.sleep(0)
    await first.service.close(grace_s=5.0)
    left = await first.service.get(batch.id)
    assert (left.state, left.tally.scored) == (BatchState.RUNNING, len(first.judge.asked))
    assert await second.service.resume() == 1
    done = await second.until(batch.id, BatchState.FINISHED)
    assert done.tally == Tally(scored=200)
    assert len(first.judge.asked + second.judge.asked) == 200
    await second.service.close()


async def test_a_service_that_stops_waits_no_longer_than_it_is_given() -> None:
    stand = Stand(Endless())
    batch = await stand.created()
    await stand.service.start(batch.id)
    await stand.service.close(grace_s=0.0)
    left = await stand.service.get(batch.id)
    assert (left.state, left.tally.waiting) == (BatchState.RUNNING, 10)


async def test_a_batch_that_waits_for_its_endpoint_when_the_service_stops_is_left_as_it_is() -> None:
    stand = Stand(Judge(lambda text, nth: Reason.ENDPOINT_UNREACHABLE))
    waits = asyncio.Event()

    async def sleep(_seconds: float) -> None:
        await waits.wait()

    stand.use(Clock(monotonic=lambda: 0.0, now=lambda: NOON, sleep=sleep))
    batch = await stand.created()
    await stand.service.start(batch.id)
    await stand.until(batch.id, BatchState.PAUSED)
    await stand.service.close(grace_s=5.0)
    assert (await stand.service.get(batch.id)).state is BatchState.PAUSED


async def test_a_paused_batch_is_not_gone_on_with_by_itself() -> None:
    stand = Stand()
    batch = await stand.created()
    await stand.log.move(batch.id, BatchState.RUNNING)
    await stand.log.move(batch.id, BatchState.PAUSED, Pause(PauseReason.ASKED, "Paused.", NOON))
    assert await stand.service.resume() == 0


async def test_asking_for_a_batch_that_is_not_there_is_answered_clearly() -> None:
    with pytest.raises(BatchUnknown):
        await Stand().service.progress("nothing")


def test_what_a_workload_takes_is_told_for_each_judge() -> None:
    service = Stand().service
    workload = Workload(answers=3, points=6)
    assert [told.identity.name for told, _ in service.estimates(workload)] == ["primary"]
    assert service.estimate(workload, None) == service.estimates(workload)[0]
    with pytest.raises(JudgeUnknown):
        service.estimate(workload, "nobody")


async def test_batches_are_listed_newest_first() -> None:
    stand = Stand()
    batch = await stand.created()
    page = await stand.service.page(created_by="ann", limit=5)
    assert [one.id for one in page.batches] == [batch.id]


async def test_a_batch_that_has_spent_its_budget_goes_on_with_more() -> None:
    stand = Stand(Judge(cost=1.0), worst=1.0)
    batch = await stand.service.create(replace(ORDER, budget=3.0), _rows(10))
    paused = await stand.service.run(batch.id)
    assert paused.pause is not None
    assert (paused.pause.reason, paused.tally) == (PauseReason.BUDGET_REACHED, Tally(waiting=7, scored=3))
    await stand.service.rebudget(batch.id, 8.0)
    assert (await stand.service.run(batch.id)).tally == Tally(waiting=2, scored=8)
    assert (await stand.service.rebudget(batch.id, None)).budget is None
    assert (await stand.service.run(batch.id)).tally == Tally(scored=10)


async def test_a_running_batch_keeps_to_its_new_budget() -> None:
    stand = Stand(Judge(cost=1.0), worst=1.0)
    batch = await stand.created(200)
    await stand.service.start(batch.id)
    for _ in range(20):
        await asyncio.sleep(0)
    assert (await stand.service.rebudget(batch.id, 50.0)).budget == 50.0
    paused = await stand.until(batch.id, BatchState.PAUSED)
    assert paused.pause is not None
    assert paused.pause.reason is PauseReason.BUDGET_REACHED
    assert len(stand.judge.asked) == 50


@pytest.mark.parametrize("amount", [-0.01, float("nan"), float("inf")])
async def test_an_amount_that_bounds_nothing_is_no_budget(amount: float) -> None:
    stand = Stand()
    batch = await stand.created(1)
    with pytest.raises(RequestInvalid, match="budget"):
        await stand.service.rebudget(batch.id, amount)


async def test_a_batch_that_is_over_takes_no_budget() -> None:
    stand = Stand()
    batch = await stand.service.run((await stand.created(1)).id)
    with pytest.raises(RequestInvalid, match="over"):
        await stand.service.rebudget(batch.id, 5.0)


async def test_what_could_not_be_scored_is_judged_again_when_somebody_wants_it() -> None:
    fails = {"is": True}
    stand = Stand(Judge(lambda text, nth: Reason.REPLY_INVALID if fails["is"] and text == "Answer 2." else None))
    batch = await stand.service.run((await stand.created(4)).id)
    assert (batch.state, batch.tally) == (BatchState.FINISHED, Tally(scored=3, unscored=1))
    fails["is"] = False
    again = await stand.service.judge_again(batch.id)
    assert again.pause is not None
    assert (again.state, again.pause.reason) == (BatchState.PAUSED, PauseReason.ASKED)
    assert (again.tally, again.finished_at) == (Tally(waiting=1, scored=3), None)
    done = await stand.service.run(batch.id)
    assert (done.state, done.tally) == (BatchState.FINISHED, Tally(scored=4))
    assert stand.judge.asked.count("Answer 2.") == 2
    assert len(stand.log.judgements.judgements) == 5


async def test_only_a_finished_batch_with_answers_without_a_score_is_judged_again() -> None:
    stand = Stand()
    batch = await stand.created(2)
    with pytest.raises(RequestInvalid, match="finished"):
        await stand.service.judge_again(batch.id)
    await stand.service.run(batch.id)
    with pytest.raises(RequestInvalid, match="scored"):
        await stand.service.judge_again(batch.id)
    other = await stand.service.create(replace(ORDER, content=fixed_digest("others")), _rows(2))
    await stand.service.cancel(other.id)
    with pytest.raises(RequestInvalid, match="finished"):
        await stand.service.judge_again(other.id)


async def test_a_batch_whose_judge_is_gone_is_paused_and_the_others_go_on() -> None:
    stand = Stand()
    orphan = await stand.created(3)
    other = await stand.service.create(replace(ORDER, content=fixed_digest("others")), _rows(2))
    stand.log.batches[orphan.id] = replace(stand.log.batches[orphan.id], judge_name="former")
    for batch in (orphan, other):
        await stand.log.claim(batch.id, "gone/9", instead_of=None)
    assert await stand.service.resume() == 1
    paused = await stand.service.get(orphan.id)
    assert paused.pause is not None
    assert (paused.state, paused.pause.reason) == (BatchState.PAUSED, PauseReason.JUDGE_GONE)
    assert "former" in paused.pause.detail
    assert (await stand.until(other.id, BatchState.FINISHED)).tally == Tally(scored=2)


async def test_a_batch_for_a_judge_that_was_found_unfit_is_not_even_kept() -> None:
    stand = Stand()
    stand.screened(allowed=False)
    with pytest.raises(JudgeUnfit):
        await stand.created()
    assert stand.log.batches == {}


@pytest.mark.parametrize("go_on", ["start", "run"])
async def test_a_batch_whose_judge_was_found_unfit_since_is_not_begun(go_on: str) -> None:
    stand = Stand()
    batch = await stand.created(3)
    stand.screened(allowed=False)
    with pytest.raises(JudgeUnfit):
        await getattr(stand.service, go_on)(batch.id)
    assert (await stand.service.get(batch.id)).state is BatchState.READY


async def test_a_batch_left_behind_whose_judge_was_found_unfit_since_is_paused() -> None:
    stand = Stand()
    batch = await stand.created(3)
    await stand.log.claim(batch.id, "gone/9", instead_of=None)
    stand.screened(allowed=False)
    assert await stand.service.resume() == 0
    paused = await stand.service.get(batch.id)
    assert paused.pause is not None
    assert (paused.pause.reason, paused.pause.detail) == (PauseReason.JUDGE_UNFIT, "It credits everything.")


async def test_what_an_unfit_judge_says_in_a_batch_is_flagged_where_it_is_allowed() -> None:
    stand = Stand()
    stand.screened(allowed=True)
    batch = await stand.service.run((await stand.created(3)).id)
    judged = [judgement async for _, judgement in stand.service.judged(batch)]
    assert [judgement and judgement.flags[:1] for judgement in judged] == [UNFIT] * 3


async def test_answers_that_wait_for_room_at_the_endpoint_are_told_apart_from_those_that_wait_for_a_reply() -> None:
    let_go = asyncio.Event()

    class Queueing(Judge):
        async def judge(self, question: Question, answer: Answer, sample: int, progress: Progress) -> Outcome:
            number = int(answer.text[7:-1])
            if number > 0:
                progress(Step(Stage.ASK, 1, 4, wait_s=2.0, why="The endpoint is at its limit."))
            if number > 2:
                progress(Step(Stage.ASK, 1, 4))
            await let_go.wait()
            return await super().judge(question, answer, sample, progress)

    stand = Stand(Queueing())
    batch = await stand.created(10)
    await stand.service.start(batch.id)
    for _ in range(20):
        await asyncio.sleep(0)
    progress = await stand.service.progress(batch.id)
    assert (progress.in_flight, progress.queued) == (4, 2)
    let_go.set()
    await stand.until(batch.id, BatchState.FINISHED)
    assert (await stand.service.progress(batch.id)).queued == 0


async def test_what_one_batch_finds_out_of_an_endpoint_is_not_waited_for_by_another() -> None:
    simulation = Simulation()
    clock = simulation.clock

    class Slow(Judge):
        async def judge(self, question: Question, answer: Answer, sample: int, progress: Progress) -> Outcome:
            await clock.sleep(1.0)
            return await super().judge(question, answer, sample, progress)

    stand = Stand(Slow(lambda text, nth: Reason.ENDPOINT_FAILED if clock.monotonic() < 100 else None))
    stand.use(clock)
    finished: dict[str, float] = {}

    async def judged(batch: Batch, at: float) -> None:
        await clock.sleep(at)
        await stand.service.start(batch.id)
        while not (await stand.service.get(batch.id)).state.is_over:
            await clock.sleep(0.5)
        finished[batch.name] = clock.monotonic()

    large = await stand.service.create(replace(ORDER, name="large"), _rows(40))
    small = await stand.service.create(replace(ORDER, name="small", content=fixed_digest("small")), _rows(2))
    await simulation.run(judged(large, 0.0), judged(small, 20.0))
    assert set(finished) == {"large", "small"}
    assert finished["small"] <= finished["large"]


async def test_a_batch_is_cancelled_at_once_also_when_it_has_just_begun_to_wait_for_a_probe() -> None:
    stand, batch = await _waiting_for_a_probe()
    run, _ = stand.runs._runs[batch.id]
    run.halt(BatchState.CANCELLED, "Cancelled by a person.")
    assert (await stand.until(batch.id, BatchState.CANCELLED)).tally == Tally(cancelled=10)
