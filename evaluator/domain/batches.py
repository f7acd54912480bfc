"""A file of answers judged together, and how far that has come."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import NewType

from evaluator.digests import Digest
from evaluator.domain.answers import Answer
from evaluator.domain.judgements import (
    Coverage,
    FlagCode,
    Judgement,
    JudgementId,
    Reason,
    Status,
    Usage,
    Verdict,
)
from evaluator.domain.questions import PointId, Question, QuestionId

BatchId = NewType("BatchId", str)


class BatchState(StrEnum):
    """Where a batch stands. `ready` has been checked and costs nothing yet; a paused one goes on when told to."""

    READY = "ready"
    RUNNING = "running"
    PAUSED = "paused"
    CANCELLED = "cancelled"
    FINISHED = "finished"

    @property
    def is_over(self) -> bool:
        """Whether nothing more will happen to it by itself or by being told to go on."""
        return self in (BatchState.CANCELLED, BatchState.FINISHED)

    def may_become(self, state: "BatchState") -> bool:
        """Whether a batch that stands here may be set there. None is ever made ready again, or goes on once over.

        A finished one is reopened by `Batch.reopened` alone.
        """
        return not self.is_over and state is not BatchState.READY


class PauseReason(StrEnum):
    """Why a batch waits. A dead endpoint is tried again by itself; all else needs a person."""

    ENDPOINT_DOWN = "endpoint_down"
    KEY_REFUSED = "key_refused"
    QUOTA_EXHAUSTED = "quota_exhausted"
    MODEL_UNKNOWN = "model_unknown"
    BUDGET_REACHED = "budget_reached"
    JUDGE_GONE = "judge_gone"
    JUDGE_UNFIT = "judge_unfit"
    ASKED = "asked"
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True)
class Pause:
    """Why and since when a batch waits. `detail` is one sentence for people, without anybody's words."""

    reason: PauseReason
    detail: str
    since: datetime


class ItemState(StrEnum):
    """Where one answer of a batch stands. It moves with its judgement, in one transaction."""

    WAITING = "waiting"
    SCORED = "scored"
    UNSCORED = "unscored"
    CANCELLED = "cancelled"

    @classmethod
    def after(cls, judgement: Judgement) -> "ItemState":
        """Where an answer stands once this judgement of it is recorded."""
        return cls.SCORED if judgement.status is Status.SCORED else cls.UNSCORED


@dataclass(frozen=True, slots=True)
class Tally:
    """How many answers of a batch stand where. `shared` counts those among the scored that another's verdicts serve."""

    waiting: int = 0
    scored: int = 0
    unscored: int = 0
    cancelled: int = 0
    shared: int = 0

    @property
    def total(self) -> int:
        """All of them."""
        return self.waiting + self.scored + self.unscored + self.cancelled

    @property
    def done(self) -> int:
        """Those with a judgement."""
        return self.scored + self.unscored

    def moved(self, before: ItemState, judgement: Judgement) -> "Tally":
        """The tally once an answer that stood there has this judgement."""
        after = ItemState.after(judgement)
        if before is after:
            return self
        served = after is ItemState.SCORED and judgement.shared_from is not None
        counts = {
            before.value: getattr(self, before.value) - 1,
            after.value: getattr(self, after.value) + 1,
            "shared": self.shared + served,
        }
        return replace(self, **counts)

    def waiting_again(self, count: int) -> "Tally":
        """The tally once so many of those without a score wait to be judged again."""
        return replace(self, waiting=self.waiting + count, unscored=self.unscored - count)

    def called_off(self) -> "Tally":
        """The tally once nothing waits any more, all of it being cancelled."""
        return replace(self, waiting=0, cancelled=self.cancelled + self.waiting)


@dataclass(frozen=True, slots=True)
class BatchItem:
    """One answer of a batch, in the file's order. `position` counts from 0, `row` is the file's own line or row.

    `item_id` is the id in the file, or the row's number where the file gives none; unique within the batch.
    `judgement_id` is fixed from the start: what is judged twice by accident is recorded once. `supersedes` names the
    outdated judgement of the same answer that this one is to take the place of.
    """

    batch_id: BatchId
    position: int
    row: int
    item_id: str
    question: Question
    answer: Answer
    candidate: str | None
    judgement_id: JudgementId
    state: ItemState = ItemState.WAITING
    supersedes: JudgementId | None = None


@dataclass(frozen=True, slots=True)
class Batch:
    """A batch as it stands. `budget` bounds what it may cost, in the price table's currency; None is no bound.

    `identity` is the digest of the file's rows and the judge: the same file with the same judge is the same batch.
    `finished_at` is when it was over, be it cancelled.
    """

    id: BatchId
    name: str
    identity: Digest
    judge_name: str
    created_at: datetime
    created_by: str
    state: BatchState = BatchState.READY
    pause: Pause | None = None
    budget: float | None = None
    tally: Tally = field(default_factory=Tally)
    usage: Usage = field(default_factory=Usage)
    finished_at: datetime | None = None
    owner: str | None = None

    def moved(self, state: BatchState, pause: Pause | None, at: datetime) -> "Batch":
        """The batch set to another state; as it is where it cannot be: once over, or finished while answers wait.

        Raises ValueError for a pause without a reason, and for a reason without a pause.
        """
        if (state is BatchState.PAUSED) != (pause is not None):
            raise ValueError("A batch has a reason to pause when it is paused, and only then.")
        waits_still = state is BatchState.FINISHED and self.tally.waiting > 0
        if waits_still or not self.state.may_become(state):
            return self
        return replace(
            self,
            state=state,
            pause=pause,
            tally=self.tally.called_off() if state is BatchState.CANCELLED else self.tally,
            finished_at=at if state.is_over else None,
        )

    def rebudgeted(self, budget: float | None) -> "Batch":
        """The batch under another ceiling, None for none; as it is once it is over."""
        return self if self.state.is_over else replace(self, budget=budget)

    def reopened(self, count: int, pause: Pause) -> "Batch":
        """The batch once so many of its answers without a score wait again, paused until somebody lets it go on.

        Only one that is finished is reopened, or, since answers go back some at a time, one that has just been. As it
        is where it cannot be.
        """
        was_reopened = self.state is BatchState.PAUSED and self.pause == pause
        if count == 0 or not (self.state is BatchState.FINISHED or was_reopened):
            return self
        return replace(
            self, state=BatchState.PAUSED, pause=pause, tally=self.tally.waiting_again(count), finished_at=None
        )


@dataclass(frozen=True, slots=True)
class Cell:
    """One point of one answer in the grid. None where the answer has no verdicts."""

    point_id: PointId
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class GridRow:
    """One answer of a batch in the grid and in results: the judgement without its words."""

    position: int
    item_id: str
    question_id: QuestionId
    candidate: str | None
    state: ItemState
    judgement_id: JudgementId
    cells: tuple[Cell, ...] = ()
    coverage: Coverage | None = None
    flags: tuple[FlagCode, ...] = ()
    reason: Reason | None = None
    shared: bool = False
    words: int = 0
