"""Panels in batches while a later endpoint fails: who has answered is not asked again, and every cost is told."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

import pytest

from evaluator.domain.batches import Batch, BatchId, BatchItem, PauseReason, Tally
from evaluator.domain.estimates import estimate
from evaluator.domain.judgements import Judgement, Reason, Unscored
from evaluator.domain.kinship import Kinship
from evaluator.domain.outcomes import JudgeSummary, Unfinished
from evaluator.judge.breaker import FAILURES, Breaker
from evaluator.judge.matcher import load_coefficients
from evaluator.judge.panel import Escalation, Panel
from evaluator.judge.pipeline import Judge
from evaluator.services.batch_records import BatchRecords
from evaluator.services.batch_run import BatchJudge, BatchRun
from evaluator.services.conductor import TRIES, Conductor
from evaluator.services.surroundings import Surroundings
from tests.clocks import Sleeper
from tests.fakes import NOON
from tests.judge.votes import QUESTION, SAID, Script, ScriptedReader
from tests.services.test_conductor import Stage

KINSHIP = Kinship(load_coefficients())
DOWN = Unscored(Reason.ENDPOINT_FAILED, "The endpoint failed.")
REFUSED = Unscored(Reason.KEY_REFUSED, "The key was refused.")
OPEN: Script = {"store", "?load"}
CLEAR: Script = {"store"}
COST = 0.25


class Bench:
    """Answers that wait for a panel of two, each of whom follows a script; gone on with as often as it takes."""

    def __init__(self, answers: int, *scripts: Sequence[Script], budget: float | None = None) -> None:
        self.stage = Stage(*(f"{SAID} So said {number}." for number in range(answers)), budget=budget)
        self.readers = [
            ScriptedReader(name, script, COST) for name, script in zip(("small", "large"), scripts, strict=True)
        ]
        members = [
            Judge(reader, KINSHIP, "en", JudgeSummary(reader.identity, is_default=False)) for reader in self.readers
        ]
        self.panel = Panel("careful", members, frozenset(Escalation), is_default=True).for_batches()
        self.unfinished = Unfinished()

    async def taken_in(self) -> None:
        """The batch is there, and waits."""
        if not self.stage.log.batches:
            items = [self._item(number) for number in range(len(self.stage._texts))]
            await self.stage.log.create(self.stage.batch, items)

    @property
    def records(self) -> BatchRecords:
        world = Surroundings(clock=lambda: NOON, new_id=lambda: "id", owner="here/1", is_alive=lambda owner: False)
        return BatchRecords(self.panel.summary.identity, None, self.stage.log.judgements, world)

    async def conduct(self, width: int = 1) -> Conductor:
        await self.taken_in()
        conductor = Conductor(
            self.batch,
            self.panel,
            self.stage.log,
            self.records,
            self.stage.breaker,
            width=width,
            worst_cost=lambda item: 4 * COST,
            unfinished=self.unfinished,
        )
        await conductor.conduct()
        return conductor

    def mend(self, script: Script) -> None:
        """Have the second judge follow another script from here on."""
        self.readers[1].scripts = [script]
        self.stage.breaker.reset()

    @property
    def batch(self) -> Batch:
        return self.stage.log.batches.get(BatchId("b"), self.stage.batch)

    @property
    def asked(self) -> list[int]:
        return [len(reader.assignments) for reader in self.readers]

    @property
    def judgements(self) -> list[Judgement]:
        return list(self.stage.log.judgements.judgements.values())

    def _item(self, number: int) -> BatchItem:
        return replace(self.stage._item(number, self.stage._texts[number]), question=QUESTION)


async def test_a_second_endpoint_that_fails_twice_costs_no_second_asking_of_the_first() -> None:
    bench = Bench(1, [OPEN], [DOWN, DOWN, CLEAR])
    conductor = await bench.conduct()
    [judgement] = bench.judgements
    assert bench.asked == [1, 3]
    assert judgement.usage.input_tokens == 40
    assert judgement.usage.cost == pytest.approx(4 * COST)
    assert conductor.course.budget.spent == pytest.approx(4 * COST)


async def test_a_second_endpoint_that_stays_away_is_told_with_all_that_was_paid() -> None:
    bench = Bench(1, [OPEN], [DOWN])
    conductor = await bench.conduct()
    [judgement] = bench.judgements
    assert (bench.asked, bench.batch.tally) == ([1, TRIES], Tally(unscored=1))
    assert judgement.usage.cost == conductor.course.budget.spent == pytest.approx((1 + TRIES) * COST)


async def test_a_batch_that_pauses_and_goes_on_asks_nobody_again_who_has_answered() -> None:
    answers = 4
    bench = Bench(answers, [OPEN], [REFUSED])
    paused = await bench.conduct(width=answers)
    assert paused.course.pause is not None
    assert (paused.course.pause.reason, bench.judgements) == (PauseReason.KEY_REFUSED, [])
    bench.mend(CLEAR)
    conductor = await bench.conduct(width=answers)
    assert bench.batch.tally == Tally(scored=answers)
    assert bench.asked[0] == answers
    told = sum(judgement.usage.cost or 0.0 for judgement in bench.judgements)
    assert told == conductor.course.budget.spent == pytest.approx(sum(bench.asked) * COST)


async def test_a_batch_that_waits_for_a_dead_endpoint_by_itself_asks_the_first_judge_once() -> None:
    bench, sleeper = Bench(2, [OPEN], [*[DOWN] * 4, CLEAR]), Sleeper()
    bench.stage.breaker = Breaker(sleeper.clock)
    for _ in range(FAILURES - 1):
        bench.stage.breaker.note(DOWN.reason)
    await bench.taken_in()
    expected = partial(estimate, prompt_bytes=1_000, prices=None)
    judge = BatchJudge(bench.panel, bench.stage.breaker, bench.records, 1, lambda item: 4 * COST, expected)
    done = await BatchRun(BatchId("b"), judge, bench.stage.log, sleeper.clock.sleep).carry_on(patiently=True)
    assert (done.tally, len(sleeper.slept)) == (Tally(scored=2), 4)
    assert bench.asked == [2, 6]
    assert done.usage.cost == pytest.approx(8 * COST)


async def test_nothing_is_held_of_an_answer_that_was_recorded() -> None:
    bench = Bench(2, [OPEN], [REFUSED])
    await bench.conduct(width=2)
    bench.mend(CLEAR)
    await bench.conduct(width=2)
    assert [bench.unfinished.take(judgement.id).last for judgement in bench.judgements] == [None, None]


async def test_what_comes_in_while_the_key_of_another_is_refused_is_recorded_and_not_asked_again() -> None:
    bench = Bench(2, [OPEN, CLEAR], [REFUSED])
    paused = await bench.conduct(width=2)
    assert paused.course.pause is not None
    assert paused.course.pause.reason is PauseReason.KEY_REFUSED
    assert (bench.batch.tally, bench.asked) == (Tally(scored=1, waiting=1), [2, 1])


async def test_a_budget_counts_what_was_answered_once() -> None:
    bench = Bench(2, [OPEN], [DOWN, CLEAR], budget=7 * COST)
    await bench.conduct()
    assert bench.batch.tally == Tally(scored=2)
    assert bench.batch.usage.cost == pytest.approx(5 * COST)
