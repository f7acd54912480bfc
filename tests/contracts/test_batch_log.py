"""What every BatchLog does: both databases, and the stand-in that other tests work with."""

import asyncio
import itertools
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest

from evaluator.digests import digest_text
from evaluator.domain.batches import (
    Batch,
    BatchId,
    BatchItem,
    BatchState,
    Cell,
    GridRow,
    ItemState,
    Pause,
    PauseReason,
    Tally,
)
from evaluator.domain.judgements import Judgement, JudgementId, Reason, Usage
from evaluator.errors import AnswerEmpty, BatchUnknown, RequestInvalid
from evaluator.services.batch_log import BatchLog
from evaluator.services.judgement_log import JudgementLog
from evaluator.store.batches.log import SqlBatchLog
from evaluator.store.database import open_database
from evaluator.store.judgements import SqlJudgementLog
from tests.batch_fakes import InMemoryBatchLog
from tests.batch_records import PLAIN, QUESTION, batch, item, items, scored_of, shared_of, unscored_of
from tests.contracts.conftest import KINDS, fresh_url
from tests.records import NOON, WHOLE

PAUSE = Pause(PauseReason.KEY_REFUSED, "The endpoint refuses the key (401).", NOON + timedelta(microseconds=7))


@dataclass(frozen=True)
class Kept:
    """A batch log, and the log of judgements on the same record."""

    batches: BatchLog
    judgements: JudgementLog


@asynccontextmanager
async def opened(request: pytest.FixtureRequest) -> AsyncIterator[Kept]:
    if request.param == "memory":
        batches = InMemoryBatchLog()
        yield Kept(batches, batches.judgements)
        return
    async with open_database(fresh_url(request)) as database:
        batches = SqlBatchLog(database, clock=lambda: NOON, patience_s=0)
        yield Kept(batches, SqlJudgementLog(database))


@pytest.fixture(params=["memory", *KINDS])
async def kept(request: pytest.FixtureRequest) -> AsyncIterator[Kept]:
    async with opened(request) as record:
        yield record


@pytest.fixture
def log(kept: Kept) -> BatchLog:
    return kept.batches


async def rows_of(log: BatchLog, of: Batch) -> list[GridRow]:
    return [row async for row in log.rows(of.id)]


async def judged_of(log: BatchLog, of: Batch) -> list[tuple[BatchItem, Judgement | None]]:
    return [pair async for pair in log.judged(of.id)]


async def all_pages(log: BatchLog, created_by: str | None, limit: int) -> list[str]:
    ids: list[str] = []
    cursor = None
    while True:
        page = await log.page(created_by=created_by, limit=limit, cursor=cursor)
        ids += [found.id for found in page.batches]
        cursor = page.next_cursor
        if cursor is None:
            return ids


async def test_a_batch_comes_back_as_it_was_made_with_all_its_answers_waiting(log: BatchLog) -> None:
    made = await log.create(batch(), items(5))
    assert made == batch(tally=Tally(waiting=5))
    assert await log.get(made.id) == made


async def test_items_come_back_as_they_were_given(log: BatchLog) -> None:
    given = list(items(7))
    made = await log.create(batch(), iter(given))
    assert list(await log.waiting(made.id, after=-1, limit=10)) == given


async def test_a_batch_may_be_longer_than_any_chunk(log: BatchLog) -> None:
    made = await log.create(batch(), items(457))
    assert made.tally.waiting == 457
    assert [row.position for row in await rows_of(log, made)] == list(range(457))
    assert [one.position for one, _ in await judged_of(log, made)] == list(range(457))


async def test_a_batch_without_items_can_be_finished_at_once(log: BatchLog) -> None:
    made = await log.create(batch(), [])
    assert made.tally.total == 0
    assert (await log.move(made.id, BatchState.FINISHED)).state is BatchState.FINISHED


async def test_a_batch_that_was_never_made_is_none(log: BatchLog) -> None:
    assert await log.get("batch-1") is None
    assert list(await log.waiting(BatchId("batch-1"), after=-1, limit=5)) == []
    assert await rows_of(log, batch()) == []
    assert await judged_of(log, batch()) == []
    with pytest.raises(BatchUnknown):
        await log.move(BatchId("batch-1"), BatchState.RUNNING)
    with pytest.raises(BatchUnknown):
        await log.record(item(), scored_of(item()))


@pytest.mark.parametrize("strange", ["", "a\x00b", "\ud800", "'; DROP TABLE batches"], ids=ascii)
async def test_a_text_that_no_batch_can_be_called_finds_nothing(log: BatchLog, strange: str) -> None:
    assert await log.get(strange) is None


async def test_the_same_identity_twice_is_the_first_batch(log: BatchLog) -> None:
    first = await log.create(batch(1), items(3))
    again = await log.create(batch(2, identity=first.identity), items(5, of=batch(2)))
    assert again == first
    assert await log.get("batch-2") is None
    assert list(await log.waiting(BatchId("batch-2"), after=-1, limit=9)) == []


async def test_of_two_that_are_made_at_once_with_one_identity_one_stands(log: BatchLog) -> None:
    identity = digest_text("the same rows")
    pairs = [(batch(number, identity=identity), items(450, of=batch(number))) for number in (1, 2, 3)]
    made = await asyncio.gather(*(log.create(one, its) for one, its in pairs))
    assert len({one.id for one in made}) == 1
    assert await all_pages(log, None, 5) == [made[0].id]
    left = [one.id for one, _ in pairs if one.id != made[0].id]
    assert [row for one in left async for row in log.rows(one)] == []


async def test_a_batch_is_found_by_its_identity_until_it_is_cancelled(log: BatchLog) -> None:
    identity = batch(1).identity
    assert await log.alike(identity) is None
    first = await log.create(batch(1), items(2))
    assert await log.alike(identity) == first
    await log.move(first.id, BatchState.CANCELLED)
    assert await log.alike(identity) is None


async def test_a_cancelled_batch_leaves_its_identity_to_another(log: BatchLog) -> None:
    first = await log.create(batch(1), items(3))
    await log.move(first.id, BatchState.CANCELLED)
    second = await log.create(batch(2, identity=first.identity), items(3, of=batch(2)))
    assert second.id == "batch-2"
    assert await log.create(batch(3, identity=first.identity), items(3, of=batch(3))) == second


async def test_when_the_items_break_off_nothing_is_kept(log: BatchLog) -> None:
    def broken() -> Iterator[BatchItem]:
        yield from items(450)
        raise AnswerEmpty("Row 452: the answer is empty.")

    with pytest.raises(AnswerEmpty, match="452"):
        await log.create(batch(), broken())
    assert await log.get("batch-1") is None
    assert await rows_of(log, batch()) == []
    made = await log.create(batch(), items(450))
    assert made.tally.waiting == 450


@pytest.mark.parametrize(
    "changes", [{"item_id": "a\x00b"}, {"candidate": "\ud800"}], ids=["zero character", "half a character"]
)
async def test_what_no_database_can_hold_is_refused(log: BatchLog, changes: dict[str, str]) -> None:
    with pytest.raises(RequestInvalid, match="kept"):
        await log.create(batch(), [item(0), item(1, **changes)])
    with pytest.raises(RequestInvalid, match="kept"):
        await log.create(batch(name="a\x00b.csv"), items(1))
    assert await log.get("batch-1") is None


async def test_waiting_items_are_read_in_pieces(log: BatchLog) -> None:
    made = await log.create(batch(), items(7))
    first = await log.waiting(made.id, after=-1, limit=3)
    second = await log.waiting(made.id, after=first[-1].position, limit=3)
    last = await log.waiting(made.id, after=second[-1].position, limit=3)
    assert [one.position for one in (*first, *second, *last)] == list(range(7))
    assert list(await log.waiting(made.id, after=6, limit=3)) == []


async def test_a_judgement_is_recorded_with_its_item_tally_and_usage(kept: Kept) -> None:
    log = kept.batches
    made = await log.create(batch(), items(4))
    given = list(items(4))
    recorded = [
        await log.record(given[0], scored_of(given[0])),
        await log.record(given[1], shared_of(given[1])),
        await log.record(given[2], unscored_of(given[2], usage=Usage(7, 5, 3, None))),
    ]
    assert [await kept.judgements.get(one.id) for one in recorded] == recorded
    assert all(one.ledger_seq for one in recorded)
    found = await log.get(made.id)
    assert found is not None
    assert found.tally == Tally(waiting=1, scored=2, unscored=1, shared=1)
    usage = WHOLE.usage.plus(Usage(7, 5, 3, 0.0))
    assert replace(found.usage, cost=None) == replace(usage, cost=None)
    assert found.usage.cost == pytest.approx(usage.cost)
    assert [one.item_id for one in await log.waiting(made.id, after=-1, limit=9)] == [given[3].item_id]


async def test_a_batch_that_nobody_knows_a_price_for_has_no_cost(log: BatchLog) -> None:
    made = await log.create(batch(), items(2))
    free = Usage(10, 0, 2, None)
    for given in items(2):
        await log.record(given, scored_of(given, usage=free))
    found = await log.get(made.id)
    assert found is not None
    assert found.usage == free.plus(free)


async def test_what_is_recorded_twice_moves_once(log: BatchLog) -> None:
    made = await log.create(batch(), items(2))
    given = item(0)
    first = await log.record(given, scored_of(given))
    assert await log.record(given, unscored_of(given)) == first
    assert await asyncio.gather(*(log.record(given, scored_of(given, latency_ms=9.0)) for _ in range(5))) == [first] * 5
    found = await log.get(made.id)
    assert found is not None
    assert (found.tally, found.usage.input_tokens) == (Tally(waiting=1, scored=1), first.usage.input_tokens)


async def test_of_many_recorded_at_once_each_counts_once(log: BatchLog) -> None:
    made = await log.create(batch(), items(60))
    given = list(items(60))
    await asyncio.gather(*(log.record(one, scored_of(one)) for one in [*given, *given[::3]]))
    found = await log.get(made.id)
    assert found is not None
    assert (found.tally, found.usage.output_tokens) == (Tally(scored=60), 60 * WHOLE.usage.output_tokens)


@pytest.mark.parametrize("state", [BatchState.RUNNING, BatchState.PAUSED, BatchState.CANCELLED])
async def test_a_batch_stands_where_it_is_set(log: BatchLog, state: BatchState) -> None:
    made = await log.create(batch(), items(2))
    moved = await log.move(made.id, state, PAUSE if state is BatchState.PAUSED else None)
    assert moved == made.moved(state, PAUSE if state is BatchState.PAUSED else None, NOON)
    assert await log.get(made.id) == moved


async def test_a_batch_goes_on_after_a_pause_and_is_finished_once_nothing_waits(log: BatchLog) -> None:
    made = await log.create(batch(), items(1))
    await log.move(made.id, BatchState.RUNNING)
    assert (await log.move(made.id, BatchState.PAUSED, PAUSE)).pause == PAUSE
    assert (await log.move(made.id, BatchState.RUNNING)).pause is None
    assert (await log.move(made.id, BatchState.FINISHED)).state is BatchState.RUNNING
    await log.record(item(0), scored_of(item(0)))
    finished = await log.move(made.id, BatchState.FINISHED)
    assert (finished.state, finished.finished_at) == (BatchState.FINISHED, NOON)
    assert await log.move(made.id, BatchState.RUNNING) == finished
    assert await log.get(made.id) == finished


async def test_a_batch_is_claimed_by_one_process_and_by_another_only_in_its_stead(log: BatchLog) -> None:
    made = await log.create(batch(), items(2))
    assert await log.claim(made.id, "here/1", instead_of=None)
    running = await log.get(made.id)
    assert running is not None
    assert (running.state, running.owner) == (BatchState.RUNNING, "here/1")
    assert not await log.claim(made.id, "there/2", instead_of=None)
    await log.move(made.id, BatchState.PAUSED, PAUSE)
    assert await log.claim(made.id, "there/2", instead_of="here/1")
    assert replace(running, owner="there/2") == await log.get(made.id)


async def test_of_two_processes_that_claim_at_once_one_succeeds(log: BatchLog) -> None:
    made = await log.create(batch(), items(2))
    claims = [log.claim(made.id, owner, instead_of=None) for owner in ("here/1", "there/2")]
    assert sorted(await asyncio.gather(*claims)) == [False, True]


async def test_a_batch_that_is_over_or_was_never_made_cannot_be_claimed(log: BatchLog) -> None:
    made = await log.create(batch(), items(2))
    await log.move(made.id, BatchState.CANCELLED)
    assert not await log.claim(made.id, "here/1", instead_of=None)
    assert not await log.claim(BatchId("nothing"), "here/1", instead_of=None)


async def test_the_questions_of_a_batch_come_once_each_in_the_order_of_the_file(log: BatchLog) -> None:
    made = await log.create(batch(), items(7))
    assert await log.questions(made.id) == [QUESTION, PLAIN]
    assert await log.questions(BatchId("nothing")) == []


async def test_cancelling_calls_off_what_waits_and_leaves_what_is_judged(log: BatchLog) -> None:
    made = await log.create(batch(), items(3))
    await log.record(item(1), scored_of(item(1)))
    cancelled = await log.move(made.id, BatchState.CANCELLED)
    assert cancelled.tally == Tally(scored=1, cancelled=2)
    assert list(await log.waiting(made.id, after=-1, limit=9)) == []
    states = [row.state for row in await rows_of(log, made)]
    assert states == [ItemState.CANCELLED, ItemState.SCORED, ItemState.CANCELLED]


async def test_an_answer_cancelled_while_it_was_judged_is_recorded_all_the_same(log: BatchLog) -> None:
    made = await log.create(batch(), items(2))
    await log.move(made.id, BatchState.CANCELLED)
    await log.record(item(0), scored_of(item(0)))
    found = await log.get(made.id)
    assert found is not None
    assert (found.state, found.tally) == (BatchState.CANCELLED, Tally(scored=1, cancelled=1))


async def test_only_batches_that_run_or_pause_are_under_way_oldest_first(log: BatchLog) -> None:
    for number in (3, 1, 2, 4, 5):
        await log.create(batch(number), items(1, of=batch(number)))
    await log.move(BatchId("batch-2"), BatchState.RUNNING)
    await log.move(BatchId("batch-1"), BatchState.PAUSED, PAUSE)
    await log.move(BatchId("batch-3"), BatchState.RUNNING)
    await log.move(BatchId("batch-4"), BatchState.CANCELLED)
    assert [one.id for one in await log.under_way()] == ["batch-1", "batch-2", "batch-3"]


@pytest.mark.parametrize("limit", [1, 2, 5, 6], ids=lambda limit: f"{limit} a page")
async def test_pages_hold_every_batch_once_newest_first(log: BatchLog, limit: int) -> None:
    for number in (3, 1, 2, 5, 4):
        await log.create(batch(number, created_by="boris" if number == 2 else "anna"), [])
    assert await all_pages(log, None, limit) == [f"batch-{number}" for number in (5, 4, 3, 2, 1)]
    assert await all_pages(log, "anna", limit) == [f"batch-{number}" for number in (5, 4, 3, 1)]
    assert await all_pages(log, "nobody", limit) == []


@pytest.mark.parametrize(("limit", "cursor"), [(0, None), (-1, None), (5, "%%%"), (5, "ключ"), (5, "MjAyNg==")])
async def test_a_page_that_cannot_be_given_is_refused(log: BatchLog, limit: int, cursor: str | None) -> None:
    with pytest.raises(RequestInvalid, match=r"limit|cursor"):
        await log.page(created_by=None, limit=limit, cursor=cursor)


async def test_the_grid_tells_what_came_of_each_answer(log: BatchLog) -> None:
    made = await log.create(batch(), items(4))
    scored = await log.record(item(0), scored_of(item(0)))
    await log.record(item(1), shared_of(item(1)))
    failed = await log.record(item(2), unscored_of(item(2)))
    assert failed.unscored is not None
    cells = tuple(Cell(point.point_id, point.verdict) for point in scored.points)
    flags = tuple(flag.code for flag in scored.flags)
    first = GridRow(
        position=0,
        item_id="row 2",
        question_id=item(0).question.id,
        candidate="C-0",
        state=ItemState.SCORED,
        judgement_id=JudgementId("batch-1-0"),
        cells=cells,
        coverage=scored.coverage,
        flags=flags,
        words=len(item(0).answer.text.split()),
    )
    second = replace(
        first, position=1, item_id="row 3", candidate=None, judgement_id=JudgementId("batch-1-1"), shared=True
    )
    unscored = GridRow(
        position=2,
        item_id="row 4",
        question_id=item(2).question.id,
        candidate="C-2",
        state=ItemState.UNSCORED,
        judgement_id=JudgementId("batch-1-2"),
        reason=Reason.RATE_LIMITED,
        words=first.words,
    )
    waiting = replace(unscored, position=3, item_id="row 5", question_id=item(3).question.id, candidate=None)
    waiting = replace(waiting, judgement_id=JudgementId("batch-1-3"), state=ItemState.WAITING, reason=None)
    assert await rows_of(log, made) == [first, second, unscored, waiting]


async def test_results_hold_every_item_with_its_judgement_whole(log: BatchLog) -> None:
    made = await log.create(batch(), items(3))
    scored = await log.record(item(0), scored_of(item(0)))
    unscored = await log.record(item(2), unscored_of(item(2)))
    assert await judged_of(log, made) == [
        (replace(item(0), state=ItemState.SCORED), scored),
        (item(1), None),
        (replace(item(2), state=ItemState.UNSCORED), unscored),
    ]


async def test_batches_do_not_mix(log: BatchLog) -> None:
    for number in (1, 2):
        await log.create(batch(number), items(3, of=batch(number)))
    other = item(1, of=batch(2))
    await log.record(other, scored_of(other))
    await log.move(BatchId("batch-1"), BatchState.CANCELLED)
    first, second = await log.get("batch-1"), await log.get("batch-2")
    assert first is not None
    assert second is not None
    assert (first.tally, second.tally) == (Tally(cancelled=3), Tally(waiting=2, scored=1))
    assert [row.item_id for row in await rows_of(log, second)] == ["row 2", "row 3", "row 4"]


async def finished(log: BatchLog, count: int, unscored: int) -> Batch:
    """A finished batch of which the first so many have no score."""
    made = await log.create(batch(), items(count))
    for given in items(count):
        await log.record(given, unscored_of(given) if given.position < unscored else scored_of(given))
    return await log.move(made.id, BatchState.FINISHED)


def fresh_ids() -> Callable[[], str]:
    numbers = itertools.count()
    return lambda: f"fresh-{next(numbers)}"


async def test_a_budget_is_raised_lowered_and_taken_away_until_the_batch_is_over(log: BatchLog) -> None:
    made = await log.create(batch(budget=1.0), items(1))
    for budget in (2.5, 0.0, None):
        assert (await log.rebudget(made.id, budget)).budget == budget
        assert await log.get(made.id) == made.rebudgeted(budget)
    over = await log.move(made.id, BatchState.CANCELLED)
    assert await log.rebudget(made.id, 9.0) == over
    assert await log.get(made.id) == over


async def test_what_has_no_score_waits_again_under_fresh_ids_and_the_first_judgements_stand(kept: Kept) -> None:
    log = kept.batches
    before = await finished(log, 450, unscored=430)
    reopened = await log.judge_again(before.id, fresh_ids(), PAUSE)
    assert reopened == replace(
        before, state=BatchState.PAUSED, pause=PAUSE, tally=Tally(waiting=430, scored=20), finished_at=None
    )
    assert await log.get(before.id) == reopened
    waiting = await log.waiting(before.id, after=-1, limit=500)
    assert [(one.position, one.judgement_id) for one in waiting] == [(n, f"fresh-{n}") for n in range(430)]
    assert [one.answer for one in waiting] == [given.answer for given in items(430)]
    first = next(items(1))
    assert (await kept.judgements.get(first.judgement_id)) is not None
    for one in waiting:
        await log.record(one, scored_of(one))
    done = await log.move(before.id, BatchState.FINISHED)
    assert (done.state, done.tally) == (BatchState.FINISHED, Tally(scored=450))


async def test_nothing_waits_again_where_all_is_scored_or_the_batch_is_not_finished(log: BatchLog) -> None:
    done = await finished(log, 3, unscored=0)
    assert await log.judge_again(done.id, fresh_ids(), PAUSE) == done
    running = await log.create(batch(2), items(2, of=batch(2)))
    given = next(items(1, of=batch(2)))
    await log.record(given, unscored_of(given))
    found = await log.get(running.id)
    assert await log.judge_again(running.id, fresh_ids(), PAUSE) == found
    for missing in (log.judge_again(BatchId("none"), fresh_ids(), PAUSE), log.rebudget(BatchId("none"), 1.0)):
        with pytest.raises(BatchUnknown):
            await missing
