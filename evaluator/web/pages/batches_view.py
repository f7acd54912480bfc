"""Batches as their page lists them: those that go on, with how far they are, and those that are over."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from evaluator.domain.batches import Batch, BatchState, PauseReason
from evaluator.domain.outcomes import JudgeSummary
from evaluator.domain.users import Role, User
from evaluator.services.batch_orders import BatchProgress
from evaluator.web.api.batches_shapes import pause_of
from evaluator.web.pages.figures import Moment, counted, moment, money, thousands
from evaluator.web.pages.flag_notes import typographic
from evaluator.web.pages.judges import destination, expense

STATES: Mapping[BatchState, str] = {
    BatchState.READY: "checked, not begun",
    BatchState.RUNNING: "being judged",
    BatchState.PAUSED: "paused",
    BatchState.CANCELLED: "cancelled",
    BatchState.FINISHED: "finished",
}

MENDS: Mapping[PauseReason, str] = {
    PauseReason.ENDPOINT_DOWN: "One answer is tried again by itself; the rest follows once that succeeds.",
    PauseReason.KEY_REFUSED: "Give the judge a key that is accepted, restart the service, then go on.",
    PauseReason.QUOTA_EXHAUSTED: "Top up the account, or wait for the next period, then go on.",
    PauseReason.MODEL_UNKNOWN: "Name a model that the endpoint has, restart the service, then go on.",
    PauseReason.BUDGET_REACHED: "What is judged is kept. Raise the ceiling below to judge the rest.",
    PauseReason.JUDGE_GONE: "Configure a judge of that name again, restart the service, then go on.",
    PauseReason.JUDGE_UNFIT: "Screen it again, or allow it in the settings and restart the service; then go on.",
    PauseReason.ASKED: "Nothing is lost; go on whenever you like.",
    PauseReason.STOPPED: "Nothing is lost; go on whenever you like.",
}
"""What ends a pause, by its reason."""


@dataclass(frozen=True, slots=True)
class BatchCard:
    """A batch that is not over. `left`, `pause`, `begin` and `stops_at` are empty where there is nothing to say.

    `begin` is the label of the button that has it judged, with `price` beside it; `ceiling` is what is proposed where
    a higher one lets it go on. Of those `in_flight`, `queued` wait on the endpoint's limit.
    """

    id: str
    name: str
    facts: str
    began: Moment
    state: BatchState
    state_words: str
    total: int
    scored: int
    unscored: int
    in_flight: int
    queued: int
    waiting: int
    done: str
    spent: str
    stops_at: str
    left: str
    status: str
    pause: str
    mend: str
    begin: str
    ceiling: str
    price: str
    can_stop: bool
    can_pause: bool
    is_idle: bool


@dataclass(frozen=True, slots=True)
class PastBatch:
    """A batch that is over. `again` is the label of the button that judges what was not scored, empty for none."""

    id: str
    name: str
    judge: str
    at: Moment
    answers: str
    unscored: str
    cost: str
    state: str
    again: str
    ordered_by: str


def batch_card(progress: BatchProgress, user: User, judges: Sequence[JudgeSummary]) -> BatchCard:
    """A batch that is ready, running or paused."""
    batch, tally, pause = progress.batch, progress.batch.tally, pause_of(progress)
    may_control = user.role is Role.ADMIN or user.name == batch.created_by
    left = _time_left(progress)
    done = f"{thousands(tally.done)} of {thousands(tally.total)} done"
    return BatchCard(
        id=batch.id,
        name=batch.name,
        facts=f"{counted(tally.total, 'answer')} for {batch.judge_name}; sent by {batch.created_by}",
        began=moment(batch.created_at),
        state=batch.state,
        state_words="stopping" if pause and batch.state is BatchState.RUNNING else STATES[batch.state],
        total=tally.total,
        scored=tally.scored,
        unscored=tally.unscored,
        in_flight=max(0, progress.in_flight - progress.queued),
        queued=progress.queued,
        waiting=max(0, tally.waiting - progress.in_flight),
        done=thousands(tally.done),
        spent=spent(batch),
        stops_at="" if batch.budget is None else f"stops at {money(batch.budget)}",
        left=left,
        status=f"{batch.name}: {done}{', about ' + left + ' left' if left else ''}",
        pause=typographic(pause.detail) if pause else "",
        mend=MENDS[pause.reason] if pause else "",
        begin=_begin(batch) if may_control else "",
        ceiling=_ceiling(batch) if may_control else "",
        price=_price(batch, judges),
        can_stop=may_control,
        can_pause=may_control and batch.state is BatchState.RUNNING and pause is None,
        is_idle=progress.is_idle,
    )


def past_batch(batch: Batch, user: User) -> PastBatch:
    """A batch that is over, on one line."""
    tally = batch.tally
    cancelled = f"cancelled after {thousands(tally.done)} of {thousands(tally.total)}"
    return PastBatch(
        id=batch.id,
        name=batch.name,
        judge=batch.judge_name,
        at=moment(batch.finished_at or batch.created_at),
        answers=thousands(tally.total),
        unscored=thousands(tally.unscored),
        cost=spent(batch),
        state=cancelled if batch.state is BatchState.CANCELLED else STATES[batch.state],
        again=again_label(batch, user),
        ordered_by=batch.created_by,
    )


def again_label(batch: Batch, user: User) -> str:
    """The label of the button that judges what was not scored; empty where there is nothing, or it is not theirs."""
    may_control = user.role is Role.ADMIN or user.name == batch.created_by
    can_again = may_control and batch.state is BatchState.FINISHED and batch.tally.unscored > 0
    return f"Judge {thousands(batch.tally.unscored)} again" if can_again else ""


def spent(batch: Batch) -> str:
    """What a batch has cost, as far as that is known."""
    if batch.usage.cost is None:
        return "not known" if batch.tally.done else "nothing yet"
    return money(batch.usage.cost)


def duration(seconds: float) -> str:
    """A length of time to wait, in the unit that says enough."""
    if seconds < 90:
        return counted(max(1, round(seconds)), "second")
    if seconds < 5400:
        return counted(round(seconds / 60), "minute")
    return counted(round(seconds / 3600), "hour")


def _time_left(progress: BatchProgress) -> str:
    if progress.batch.state is not BatchState.RUNNING or progress.seconds_left is None:
        return ""
    return duration(progress.seconds_left)


def _begin(batch: Batch) -> str:
    if _ceiling(batch):
        return ""
    if batch.state is BatchState.READY:
        return f"Judge {counted(batch.tally.waiting, 'answer')}"
    return "Go on" if batch.state is BatchState.PAUSED else ""


def _ceiling(batch: Batch) -> str:
    """Twice what was allowed, where a batch waits for being allowed more."""
    is_reached = batch.pause is not None and batch.pause.reason is PauseReason.BUDGET_REACHED
    return f"{2 * batch.budget:.2f}" if is_reached and batch.budget else ""


def _price(batch: Batch, judges: Sequence[JudgeSummary]) -> str:
    judge = next((judge for judge in judges if judge.identity.name == batch.judge_name), None)
    if judge is None:
        return "Its judge is not configured any more."
    each = expense(judge)
    return f"{destination(judge, None)} One answer: {each[0].lower()}{each[1:]}"
