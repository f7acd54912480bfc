"""Batches by a judge that is asked for one point at a time, whose endpoint fails now and then."""

import asyncio
import itertools
from collections import Counter

import pytest

from evaluator.domain.answers import typed
from evaluator.domain.batches import Batch, BatchState, PauseReason, Tally
from evaluator.domain.estimates import Estimate, Workload, estimate
from evaluator.domain.intake import IntakeRow
from evaluator.domain.judgements import Judgement, Reason, Unscored
from evaluator.judge.breaker import Breaker
from evaluator.judge.config import Mode
from evaluator.services.batch_orders import BatchOrder
from evaluator.services.batch_records import BatchRecords
from evaluator.services.batch_run import BatchJudge
from evaluator.services.batches import BatchService
from evaluator.services.runs_here import RunsHere
from evaluator.services.surroundings import Surroundings
from tests.batch_fakes import InMemoryBatchLog
from tests.fakes import NOON, fixed_digest
from tests.judge.points import COLOURS, SAID, SIX, WAYS, SixPointChat, judge_asking

ANSWERED, BROKEN = 0.5, 0.25
REFUSED = Unscored(Reason.KEY_REFUSED, "The key was refused.")


def _estimate(workload: Workload) -> Estimate:
    return estimate(workload, 1_000, None)


class House:
    """A batch service with one judge that asks that endpoint, and a file of so many answers."""

    def __init__(self, chat: SixPointChat, way: Mode = Mode.PER_POINT, answers: int = 1) -> None:
        ids = itertools.count(1)
        world = Surroundings(lambda: NOON, lambda: f"id-{next(ids)}", "here/1", lambda owner: False)
        self.log = InMemoryBatchLog()
        judge = judge_asking(chat, way)
        records = BatchRecords(judge.summary.identity, None, self.log.judgements, world)
        by = BatchJudge(judge, Breaker(), records, 1, lambda item: 6 * ANSWERED, _estimate)
        self.runs = RunsHere(lambda name: by, self.log, world, asyncio.sleep)
        self.service = BatchService([by], self.log, world, runs=self.runs)
        self._rows = [IntakeRow(n + 2, f"row-{n}", SIX, typed(f"{SAID} So {n}."), f"C-{n}") for n in range(answers)]

    async def created(self) -> Batch:
        return await self.service.create(BatchOrder("answers.csv", fixed_digest("rows"), ordered_by="ann"), self._rows)

    async def run(self) -> Batch:
        return await self.service.run((await self.created()).id)

    @property
    def held(self) -> set[str]:
        """The batches of which something may be held in memory while they are not under way."""
        return set(self.runs._unfinished)

    @property
    def judgements(self) -> list[Judgement]:
        return list(self.log.judgements.judgements.values())


@pytest.mark.parametrize("way", WAYS)
async def test_six_points_whose_fourth_request_fails_in_passing_take_seven_requests_and_are_told_with_all(
    way: Mode,
) -> None:
    chat = SixPointChat({4})
    house = House(chat, way)
    batch = await house.run()
    [judgement] = house.judgements
    assert Counter(chat.asked) == Counter([*COLOURS, chat.asked[3]])
    assert batch.tally == Tally(scored=1)
    assert batch.usage.cost == judgement.usage.cost == 6 * ANSWERED + BROKEN
    assert judgement.provenance is not None
    assert len(judgement.attempts) == len(judgement.provenance.raw_replies) == 7


async def test_an_answer_given_up_after_three_tries_is_told_with_every_request_once() -> None:
    chat = SixPointChat({4, 7, 8})
    house = House(chat)
    batch = await house.run()
    [judgement] = house.judgements
    assert (batch.tally, len(chat.asked), len(chat.answered)) == (Tally(unscored=1), 8, 5)
    assert batch.usage.cost == judgement.usage.cost == 5 * ANSWERED + 3 * BROKEN


async def test_a_batch_that_a_person_lets_go_on_asks_only_for_the_points_that_are_missing() -> None:
    chat = SixPointChat({4}, REFUSED)
    house = House(chat, answers=2)
    paused = await house.run()
    assert paused.pause is not None
    assert (paused.state, paused.pause.reason, len(chat.asked)) == (BatchState.PAUSED, PauseReason.KEY_REFUSED, 6)
    done = await house.run()
    assert (done.state, done.tally) == (BatchState.FINISHED, Tally(scored=2))
    assert Counter(chat.answered) == dict.fromkeys(COLOURS, 2)
    assert done.usage.cost == sum(one.usage.cost or 0.0 for one in house.judgements) == 12 * ANSWERED + BROKEN


@pytest.mark.parametrize("end", ["finished", "cancelled"])
async def test_of_a_batch_that_is_over_nothing_is_held(end: str) -> None:
    house = House(SixPointChat({4}, REFUSED))
    paused = await house.run()
    assert house.held == {paused.id}
    await (house.run() if end == "finished" else house.service.cancel(paused.id))
    assert house.held == set()
