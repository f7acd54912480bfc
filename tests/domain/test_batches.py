"""Where a batch and its answers stand, and what moves them."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluator.domain.batches import Batch, BatchState, ItemState, Pause, PauseReason, Tally
from evaluator.domain.judgements import Judgement
from tests.batch_records import batch, item, scored_of, shared_of, unscored_of
from tests.records import NOON

PAUSE = Pause(PauseReason.ASKED, "Anna asked for it.", NOON)
TALLY = Tally(waiting=2, scored=3, unscored=1, cancelled=0, shared=1)
GOING_ON = [BatchState.READY, BatchState.RUNNING, BatchState.PAUSED]
OVER = [BatchState.CANCELLED, BatchState.FINISHED]


def told(state: BatchState, before: Batch) -> Batch:
    return before.moved(state, PAUSE if state is BatchState.PAUSED else None, NOON)


def test_a_tally_adds_up() -> None:
    tally = Tally(waiting=5, scored=3, unscored=2, cancelled=1, shared=2)
    assert (tally.total, tally.done) == (11, 5)


@pytest.mark.parametrize("state", BatchState)
def test_only_a_cancelled_or_finished_batch_is_over(state: BatchState) -> None:
    assert state.is_over == (state in OVER)


@pytest.mark.parametrize("state", [state for state in BatchState if state is not BatchState.READY])
@pytest.mark.parametrize("before", GOING_ON)
def test_a_batch_that_is_not_over_goes_where_it_is_told(before: BatchState, state: BatchState) -> None:
    moved = told(state, batch(state=before, tally=Tally(scored=1)))
    assert moved.state is state


@pytest.mark.parametrize("before", GOING_ON[1:])
def test_no_batch_is_made_ready_again(before: BatchState) -> None:
    assert told(BatchState.READY, batch(state=before)).state is before


@pytest.mark.parametrize("state", BatchState)
@pytest.mark.parametrize("before", OVER)
def test_a_batch_that_is_over_stays_as_it_is(before: BatchState, state: BatchState) -> None:
    over = batch(state=before, finished_at=NOON.replace(hour=3))
    assert told(state, over) == over


def test_a_batch_is_not_finished_while_an_answer_waits() -> None:
    running = batch(state=BatchState.RUNNING, tally=Tally(waiting=1, scored=2))
    assert told(BatchState.FINISHED, running) == running


def test_cancelling_calls_off_what_waits_and_nothing_else() -> None:
    cancelled = told(BatchState.CANCELLED, batch(state=BatchState.RUNNING, tally=TALLY))
    assert cancelled.tally == Tally(waiting=0, scored=3, unscored=1, cancelled=2, shared=1)


@pytest.mark.parametrize(
    ("state", "finished_at"),
    [(BatchState.RUNNING, None), (BatchState.PAUSED, None), (BatchState.CANCELLED, NOON), (BatchState.FINISHED, NOON)],
)
def test_only_a_batch_that_is_over_has_an_end(state: BatchState, finished_at: object) -> None:
    assert told(state, batch(state=BatchState.RUNNING)).finished_at == finished_at


def test_a_batch_that_goes_on_forgets_why_it_waited() -> None:
    paused = told(BatchState.PAUSED, batch(state=BatchState.RUNNING))
    assert paused.pause == PAUSE
    assert told(BatchState.RUNNING, paused).pause is None


def test_a_paused_batch_can_be_paused_for_another_reason() -> None:
    other = replace(PAUSE, reason=PauseReason.ENDPOINT_DOWN)
    assert batch(state=BatchState.PAUSED, pause=PAUSE).moved(BatchState.PAUSED, other, NOON).pause == other


@pytest.mark.parametrize(("state", "pause"), [(BatchState.PAUSED, None), (BatchState.RUNNING, PAUSE)])
def test_a_pause_has_a_reason_and_nothing_else_has_one(state: BatchState, pause: Pause | None) -> None:
    with pytest.raises(ValueError, match="reason"):
        batch().moved(state, pause, NOON)


RECORDED: dict[str, tuple[ItemState, Judgement, Tally]] = {
    "scored": (ItemState.WAITING, scored_of(item()), replace(TALLY, waiting=1, scored=4)),
    "shared": (ItemState.WAITING, shared_of(item()), replace(TALLY, waiting=1, scored=4, shared=2)),
    "unscored": (ItemState.WAITING, unscored_of(item()), replace(TALLY, waiting=1, unscored=2)),
    "a failure that was shared serves nobody": (
        ItemState.WAITING,
        unscored_of(item(), shared_from="j1"),
        replace(TALLY, waiting=1, unscored=2),
    ),
    "again": (ItemState.SCORED, scored_of(item()), TALLY),
}


@pytest.mark.parametrize(("before", "judgement", "expected"), RECORDED.values(), ids=RECORDED.keys())
def test_a_judgement_moves_its_answer_in_the_tally(before: ItemState, judgement: Judgement, expected: Tally) -> None:
    assert TALLY.moved(before, judgement) == expected


def test_an_answer_cancelled_while_it_was_judged_counts_as_judged() -> None:
    tally = Tally(cancelled=2, scored=1)
    assert tally.moved(ItemState.CANCELLED, scored_of(item())) == Tally(cancelled=1, scored=2)


@given(st.sampled_from(ItemState), st.sampled_from([scored_of, shared_of, unscored_of]))
def test_no_judgement_changes_how_many_answers_there_are(before: ItemState, make: object) -> None:
    assert callable(make)
    tally = Tally(waiting=9, scored=9, unscored=9, cancelled=9, shared=3)
    assert tally.moved(before, make(item())).total == tally.total


def test_a_finished_batch_is_reopened_paused_with_what_waits_again() -> None:
    done = batch(state=BatchState.FINISHED, tally=Tally(scored=3, unscored=2, shared=1), finished_at=NOON)
    reopened = done.reopened(2, PAUSE)
    assert reopened == replace(
        done, state=BatchState.PAUSED, pause=PAUSE, tally=Tally(waiting=2, scored=3, shared=1), finished_at=None
    )
    assert replace(reopened, tally=done.tally).reopened(1, PAUSE).tally == Tally(
        waiting=1, scored=3, unscored=1, shared=1
    )


@pytest.mark.parametrize("state", [state for state in BatchState if state is not BatchState.FINISHED])
def test_no_other_batch_is_reopened(state: BatchState) -> None:
    other = batch(state=state, tally=TALLY)
    assert other.reopened(1, PAUSE) == other


def test_a_batch_without_anything_to_judge_again_stays_finished() -> None:
    done = batch(state=BatchState.FINISHED, tally=Tally(scored=3), finished_at=NOON)
    assert done.reopened(0, PAUSE) == done


@pytest.mark.parametrize("state", BatchState)
def test_a_batch_takes_another_budget_until_it_is_over(state: BatchState) -> None:
    assert batch(state=state, budget=1.0).rebudgeted(None).budget == (1.0 if state.is_over else None)
