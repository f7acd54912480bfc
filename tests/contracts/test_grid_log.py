"""What every GridLog does: both databases, and the stand-in that other tests work with."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace

import pytest

from evaluator.domain.batches import Batch
from evaluator.domain.judgements import Flag, FlagCode, Judgement, PointJudgement, Verdict
from evaluator.domain.questions import PointId
from evaluator.services.batch_grid import GridCounts, GridLog, GridPlace, GridQuery, Narrowing
from evaluator.services.batch_log import BatchLog
from evaluator.store.batches.grid_pages import SqlGridLog
from evaluator.store.batches.log import SqlBatchLog
from evaluator.store.database import open_database
from tests.batch_fakes import InMemoryBatchLog
from tests.batch_records import PLAIN, QUESTION, batch, item, scored_of, unscored_of
from tests.contracts.conftest import KINDS, fresh_url
from tests.grid_fakes import InMemoryGridLog
from tests.records import NOON

V = {"c": Verdict.COVERED, "p": Verdict.PARTIAL, "m": Verdict.MISSED, "u": Verdict.UNSURE}
HEAVY = (FlagCode.HIDDEN_CHARACTERS, FlagCode.UNVERIFIED_EVIDENCE, FlagCode.TOO_SHORT)


@dataclass(frozen=True)
class Kept:
    """A record of batches, and the grids on it."""

    batches: BatchLog
    grids: GridLog


@asynccontextmanager
async def opened(request: pytest.FixtureRequest) -> AsyncIterator[Kept]:
    if request.param == "memory":
        batches = InMemoryBatchLog()
        yield Kept(batches, InMemoryGridLog(batches))
        return
    async with open_database(fresh_url(request)) as database:
        yield Kept(SqlBatchLog(database, clock=lambda: NOON, patience_s=0), SqlGridLog(database))


@pytest.fixture(params=["memory", *KINDS])
async def kept(request: pytest.FixtureRequest) -> AsyncIterator[Kept]:
    async with opened(request) as record:
        yield record


def judged(position: int, verdicts: str, *flags: FlagCode) -> Judgement:
    """A judgement with those verdicts, one letter a point."""
    one = item(position, question=QUESTION)
    plain = scored_of(one)
    first: PointJudgement = plain.points[0]
    points = tuple(
        replace(first, point_id=point.id, text=point.text, verdict=V[letter])
        for point, letter in zip(QUESTION.points, verdicts, strict=True)
    )
    return replace(plain, points=points, flags=tuple(map(Flag, flags)))


async def filled(kept: Kept) -> Batch:
    """Five answers to one question, of which three have verdicts, and one answer to another question."""
    items = [item(position, question=QUESTION) for position in range(5)] + [item(5, question=PLAIN)]
    made = await kept.batches.create(batch(), iter(items))
    await kept.batches.record(items[0], judged(0, "mcc"))
    await kept.batches.record(items[1], judged(1, "cmm", FlagCode.TOO_SHORT))
    await kept.batches.record(items[2], unscored_of(items[2], flags=()))
    await kept.batches.record(items[3], judged(3, "pcu", FlagCode.UNVERIFIED_EVIDENCE, FlagCode.HIDDEN_CHARACTERS))
    return made


FIRST, LAST = QUESTION.points[0].id, QUESTION.points[2].id


@pytest.mark.parametrize("limit", [1, 2, 5], ids=["one by one", "in twos", "all at once"])
@pytest.mark.parametrize(
    ("query", "expected"),
    [
        pytest.param({}, [0, 1, 2, 3, 4], id="the file's order"),
        pytest.param({"backwards": True}, [4, 3, 2, 1, 0], id="turned round"),
        pytest.param({"by": FIRST}, [1, 3, 0, 2, 4], id="by a point"),
        pytest.param({"by": FIRST, "backwards": True}, [2, 4, 0, 3, 1], id="by a point, turned round"),
        pytest.param({"by": LAST}, [0, 1, 3, 2, 4], id="by another point"),
        pytest.param({"by": PointId("nothing")}, [0, 1, 2, 3, 4], id="by a point there is not"),
        pytest.param({"by": HEAVY}, [3, 1, 0, 2, 4], id="what weighs most first"),
        pytest.param({"by": HEAVY, "backwards": True}, [0, 2, 4, 1, 3], id="what weighs least first"),
        pytest.param({"narrowing": Narrowing.PERSON}, [1, 3], id="needs a person"),
        pytest.param({"narrowing": Narrowing.SUSPICIOUS}, [3], id="suspicious"),
        pytest.param({"narrowing": Narrowing.UNSCORED}, [2], id="not scored"),
        pytest.param({"narrowing": Narrowing.QUOTES}, [3], id="quote not found"),
        pytest.param({"narrowing": Narrowing.WAITING}, [4], id="not judged yet"),
        pytest.param({"narrowing": Narrowing.PERSON, "by": FIRST, "backwards": True}, [3, 1], id="both"),
        pytest.param({"question_id": PLAIN.id}, [5], id="another question's"),
    ],
)
async def test_pages_hold_every_row_once_narrowed_and_in_order(
    kept: Kept, query: dict[str, object], expected: list[int], limit: int
) -> None:
    made = await filled(kept)
    wanted = GridQuery(**{"question_id": QUESTION.id, **query})
    rows: list[int] = []
    after: GridPlace | None = None
    for _ in range(len(expected) // limit + 1):
        page = await kept.grids.page(made.id, wanted, after=after, limit=limit)
        rows += [row.position for row in page.rows]
        after = page.end
        if after is None:
            break
    assert rows == expected


async def test_rows_are_those_of_the_whole_batch(kept: Kept) -> None:
    made = await filled(kept)
    whole = [row async for row in kept.batches.rows(made.id)][:5]
    page = await kept.grids.page(made.id, GridQuery(QUESTION.id), after=None, limit=10)
    assert (list(page.rows), page.end) == (whole, None)


async def test_rows_and_verdicts_of_a_question_are_counted(kept: Kept) -> None:
    made = await filled(kept)
    counts = await kept.grids.counts(made.id, QUESTION.id)
    first, second, third = (point.id for point in QUESTION.points)
    assert counts.scored == 3
    assert counts.narrowed == {
        Narrowing.ALL: 5,
        Narrowing.PERSON: 2,
        Narrowing.SUSPICIOUS: 1,
        Narrowing.UNSCORED: 1,
        Narrowing.QUOTES: 1,
        Narrowing.WAITING: 1,
    }
    assert counts.verdicts == {
        first: {V["m"]: 1, V["c"]: 1, V["p"]: 1},
        second: {V["c"]: 2, V["m"]: 1},
        third: {V["c"]: 1, V["m"]: 1, V["u"]: 1},
    }


async def test_of_a_batch_that_was_never_made_there_is_nothing(kept: Kept) -> None:
    nowhere = batch(9).id
    assert (await kept.grids.page(nowhere, GridQuery(QUESTION.id), after=None, limit=5)).rows == ()
    assert await kept.grids.counts(nowhere, QUESTION.id) == GridCounts(dict.fromkeys(Narrowing, 0), 0, {})
