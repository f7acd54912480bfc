"""What was paid for is written down, also where the database is held or gone for a while."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from evaluator.domain.batches import BatchItem, Tally
from evaluator.domain.judgements import Judgement, Status
from evaluator.errors import DatabaseLocked, DatabaseUnavailable, DiskFull, StoreError
from evaluator.services.conductor import PAGE
from evaluator.services.recording import WAITS_S, patiently
from tests.services.test_conductor import Judge, Stage
from tests.services.test_judging import Stand, _order, _until


class Refusing:
    """A database that refuses so often, and what is slept meanwhile."""

    def __init__(self, *faults: StoreError) -> None:
        self.faults = list(faults)
        self.slept: list[float] = []

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        await asyncio.sleep(0)

    async def write(self) -> str:
        if self.faults:
            raise self.faults.pop(0)
        return "written"


LOCKED, GONE = DatabaseLocked("Another process holds it."), DatabaseUnavailable("It does not answer.")


@pytest.mark.parametrize(
    ("faults", "slept"),
    [([], 0), ([LOCKED], 1), ([GONE, LOCKED, GONE], 3), ([LOCKED] * len(WAITS_S), len(WAITS_S))],
    ids=["at once", "held once", "gone and held", "held for long"],
)
async def test_a_database_that_is_held_or_gone_is_asked_again(faults: list[StoreError], slept: int) -> None:
    database = Refusing(*faults)
    assert await patiently(database.write, database.sleep) == "written"
    assert database.slept == [*WAITS_S[:slept]]


async def test_a_database_that_stays_away_is_told_of() -> None:
    database = Refusing(*[GONE] * (len(WAITS_S) + 1))
    with pytest.raises(DatabaseUnavailable):
        await patiently(database.write, database.sleep)


async def test_a_full_disk_is_told_of_at_once() -> None:
    database = Refusing(DiskFull("The disk is full."))
    with pytest.raises(DiskFull):
        await patiently(database.write, database.sleep)
    assert database.slept == []


def refusing(database: Refusing, record: Callable[..., Awaitable[Judgement]]) -> Callable[..., Awaitable[Judgement]]:
    async def write(*what: BatchItem | Judgement) -> Judgement:
        await database.write()
        return await record(*what)

    return write


async def test_a_batch_loses_nothing_that_was_answered_while_others_held_the_database() -> None:
    stage, judge, database = Stage(*(f"Answer {number}." for number in range(20))), Judge(), Refusing(*[LOCKED] * 7)
    stage.log.record = refusing(database, stage.log.record)
    stage.sleep = database.sleep
    await stage.conduct(judge)
    assert (stage.tally, len(judge.asked)) == (Tally(scored=20), 20)
    assert database.faults == []


@pytest.mark.parametrize("step", ["waiting", "claim"])
async def test_what_is_under_way_is_not_given_up_where_the_next_page_cannot_be_had(step: str) -> None:
    texts, judge, database = [f"Answer {number}." for number in range(PAGE + 20)], Judge(), Refusing()
    stage = Stage(*texts)
    log = stage.log if step == "waiting" else stage.log.judgements
    work = getattr(log, step)

    async def refused_later(*what: object, **how: object) -> object:
        if judge.asked and not database.slept:
            raise LOCKED
        return await work(*what, **how)

    setattr(log, step, refused_later)
    stage.sleep = database.sleep
    await stage.conduct(judge)
    assert (stage.tally, sorted(judge.asked), len(database.slept)) == (Tally(scored=len(texts)), sorted(texts), 1)


@pytest.mark.parametrize("step", ["get", "record"])
async def test_what_is_under_way_is_not_given_up_where_a_shared_judgement_cannot_be_written(step: str) -> None:
    """Sharing costs nothing, but what fails beside answers that are paid for would take them along."""
    stage, judge, database = Stage(*["Same."] * 4, *(f"Answer {number}." for number in range(20))), Judge(), Refusing()
    log = stage.log.judgements if step == "get" else stage.log
    work = getattr(log, step)

    async def refused_once(*what: BatchItem | Judgement | str) -> object:
        is_of_sharing = step == "get" or what[1].shared_from is not None
        if is_of_sharing and not database.slept:
            raise LOCKED
        return await work(*what)

    setattr(log, step, refused_once)
    stage.sleep = database.sleep
    await stage.conduct(judge)
    assert (stage.tally, len(judge.asked), database.slept) == (Tally(scored=24, shared=3), 21, [WAITS_S[0]])


async def test_a_judgement_is_not_lost_while_others_hold_the_database() -> None:
    stand, database = Stand(), Refusing(LOCKED, GONE)
    stand.log.record = refusing(database, stand.log.record)
    stand.service._sleep = database.sleep
    assert (await stand.service.judge(_order())).status is Status.SCORED
    assert stand.judge.judged == 1


async def test_who_orders_a_judgement_and_goes_leaves_it_to_be_recorded() -> None:
    stand = Stand()
    stand.judge.gate = asyncio.Event()
    ordering = asyncio.create_task(stand.service.judge(_order()))
    await _until(lambda: stand.judge.judged == 1)
    ordering.cancel()
    with pytest.raises(asyncio.CancelledError):
        await ordering
    stand.judge.gate.set()
    await stand.service.close()
    assert [one.status for one in stand.log.judgements.values()] == [Status.SCORED]
