"""What every PartLog does: both databases, and the stand-in that other tests work with."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace

import pytest

from evaluator.domain.batches import BatchId, BatchState
from evaluator.domain.provider_batches import Part, PartState
from evaluator.services.batch_log import BatchLog
from evaluator.services.part_log import PartLog
from evaluator.store.batches.log import SqlBatchLog
from evaluator.store.batches.parts import SqlPartLog
from evaluator.store.database import Database, open_database
from tests.batch_records import batch, items
from tests.contracts.conftest import KINDS, fresh_url
from tests.part_fakes import InMemoryPartLog
from tests.records import NOON

OF = BatchId("batch-1")
FIRST = Part("p1", OF, 0, 1, 2, NOON, "here/1")
SECOND = Part("p2", OF, 2, 3, 1, NOON, "here/1")


@dataclass(frozen=True)
class Kept:
    """A log of parts, and that of batches on the same record where there is one."""

    parts: PartLog
    batches: BatchLog | None = None


async def _in(database: Database) -> Kept:
    batches = SqlBatchLog(database)
    for number in (1, 2):
        of = batch(number)
        await batches.create(of, items(4, of=of))
    return Kept(SqlPartLog(database), batches)


@pytest.fixture(params=["memory", *KINDS])
async def kept(request: pytest.FixtureRequest) -> AsyncIterator[Kept]:
    if request.param == "memory":
        yield Kept(InMemoryPartLog())
        return
    async with open_database(fresh_url(request)) as database:
        yield await _in(database)


async def test_parts_are_listed_in_order_until_they_are_done(kept: Kept) -> None:
    assert await kept.parts.open(OF) == []
    assert await kept.parts.plan([SECOND, FIRST])
    assert await kept.parts.plan([replace(FIRST, id="p3", batch_id=BatchId("batch-2"))])
    assert list(await kept.parts.open(OF)) == [FIRST, SECOND]
    assert await kept.parts.keep(FIRST.moved(PartState.DONE)) == FIRST.moved(PartState.DONE)
    assert list(await kept.parts.open(OF)) == [SECOND]


async def test_how_far_a_part_has_come_is_kept_and_nothing_else_of_it_changes(kept: Kept) -> None:
    await kept.parts.plan([FIRST])
    submitted = FIRST.uploaded("file-1").submitted("batch_1")
    assert await kept.parts.keep(replace(submitted, owner="other/2", requests=9)) is not None
    assert list(await kept.parts.open(OF)) == [submitted]


async def test_a_batch_has_one_plan_at_a_time(kept: Kept) -> None:
    await kept.parts.plan([FIRST])
    assert not await kept.parts.plan([SECOND])
    assert list(await kept.parts.open(OF)) == [FIRST]
    await kept.parts.keep(FIRST.moved(PartState.DONE))
    assert await kept.parts.plan([SECOND])


async def test_parts_are_taken_over_from_nobody_or_from_a_process_that_is_gone(kept: Kept) -> None:
    await kept.parts.plan([FIRST, SECOND])
    assert not await kept.parts.take(OF, "here/2", [])
    assert not await kept.parts.take(OF, "here/2", ["here/7"])
    assert {part.owner for part in await kept.parts.open(OF)} == {"here/1"}
    assert await kept.parts.take(OF, "here/2", ["here/1"])
    assert {part.owner for part in await kept.parts.open(OF)} == {"here/2"}
    assert await kept.parts.take(OF, None, ["here/2"])
    assert await kept.parts.take(OF, "here/3", [])


@pytest.mark.parametrize(
    ("part", "free"),
    [
        (FIRST, True),
        (FIRST.uploaded("file-1"), False),
        (FIRST.uploaded("file-1").submitted("batch_1"), False),
        (FIRST.uploaded("file-1").submitted("batch_1").moved(PartState.TAKEN_IN), True),
        (FIRST.moved(PartState.DONE), True),
    ],
    ids=lambda value: str(value.state) if isinstance(value, Part) else "",
)
async def test_what_a_provider_may_be_judging_is_not_judged_live_as_well(
    database: Database, part: Part, free: bool
) -> None:
    kept = await _in(database)
    assert kept.batches is not None
    await kept.parts.plan([FIRST])
    await kept.parts.keep(part)
    assert await kept.batches.claim(OF, "here/9", instead_of=None) is free
    of = await kept.batches.get(OF)
    assert of is not None
    assert of.state is (BatchState.RUNNING if free else BatchState.READY)
    assert await kept.batches.claim(BatchId("batch-2"), "here/9", instead_of=None)


async def test_a_file_is_known_to_be_out_as_another_batch_of_the_same_judge(database: Database) -> None:
    kept, name = await _in(database), batch(1).name
    assert kept.batches is not None
    await kept.parts.plan([FIRST])
    assert not await kept.parts.is_out_as_another(batch(2, name=name)), "planned is not out"
    await kept.parts.keep(FIRST.uploaded("file-1"))
    assert await kept.parts.is_out_as_another(batch(2, name=name))
    assert not await kept.parts.is_out_as_another(batch(1))
    assert not await kept.parts.is_out_as_another(batch(2))
    assert not await kept.parts.is_out_as_another(batch(2, name=name, judge_name="other"))
    await kept.batches.move(OF, BatchState.CANCELLED)
    assert not await kept.parts.is_out_as_another(batch(2, name=name))
