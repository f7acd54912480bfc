"""The JSON of batches, and how it is made of them."""

from typing import TypedDict, cast

from evaluator.domain.batches import Batch, BatchState, Pause, PauseReason
from evaluator.domain.intake import FaultCode, RowFault, Severity
from evaluator.services.batch_orders import BatchProgress
from evaluator.services.judgement_json import time_json, usage_json
from evaluator.web.api.shapes import UsageBody


class TallyBody(TypedDict):
    """How many answers stand where. `shared` counts those among the scored that another's verdicts serve."""

    total: int
    waiting: int
    scored: int
    unscored: int
    cancelled: int
    shared: int


class PauseBody(TypedDict):
    """Why and since when a batch waits; `detail` is a sentence for people."""

    reason: PauseReason
    detail: str
    since: str


class BatchBody(TypedDict):
    """A batch as it stands. `seconds_left` is a guess from the pace so far, null where there is none.

    `in_flight`, `queued` and `seconds_left` are known only where this process judges it; of the answers in flight,
    `queued` wait for the endpoint's limit. `budget` bounds the cost, null not at all.
    `idle` is true where it is with workers and none has recorded any of it for a minute.
    """

    id: str
    name: str
    state: BatchState
    judge: str
    budget: float | None
    tally: TallyBody
    usage: UsageBody
    pause: PauseBody | None
    in_flight: int
    queued: int
    idle: bool
    seconds_left: int | None
    created_at: str
    created_by: str
    finished_at: str | None


class RowFaultBody(TypedDict):
    """One thing about one row of the file. An `error` keeps the row from being judged."""

    row: int
    column: str | None
    severity: Severity
    code: FaultCode
    message: str
    advice: str
    near: list[str]


class NewBatchBody(BatchBody):
    """A batch just kept. `rows` counts those with something in them, `left_out` those that are not judged.

    `notes` say what was found in the file as a whole; `faults`, the first thousand, what was found in single rows.
    """

    rows: int
    left_out: int
    notes: list[str]
    faults: list[RowFaultBody]


class BatchPageBody(TypedDict):
    """One page of batches, newest first; `next_cursor` is null on the last."""

    batches: list[BatchBody]
    next_cursor: str | None


def batch_body(progress: BatchProgress) -> BatchBody:
    """A batch as JSON, with what the process that judges it knows."""
    batch = progress.batch
    left = progress.seconds_left
    return {
        "id": batch.id,
        "name": batch.name,
        "state": batch.state,
        "judge": batch.judge_name,
        "budget": batch.budget,
        "tally": _tally(batch),
        "usage": cast(UsageBody, usage_json(batch.usage)),
        "pause": _pause(pause_of(progress)),
        "in_flight": progress.in_flight,
        "queued": progress.queued,
        "idle": progress.is_idle,
        "seconds_left": None if left is None or batch.state.is_over else round(left),
        "created_at": time_json(batch.created_at),
        "created_by": batch.created_by,
        "finished_at": None if batch.finished_at is None else time_json(batch.finished_at),
    }


def pause_of(progress: BatchProgress) -> Pause | None:
    """Why a batch waits, known before what is under way has ended; None once it is over."""
    batch = progress.batch
    return None if batch.state.is_over else progress.pause or batch.pause


def fault_body(fault: RowFault) -> RowFaultBody:
    """What was found in a row, as JSON."""
    return {
        "row": fault.row,
        "column": fault.column,
        "severity": fault.severity,
        "code": fault.code,
        "message": fault.message,
        "advice": fault.advice,
        "near": list(fault.near),
    }


def _tally(batch: Batch) -> TallyBody:
    tally = batch.tally
    return {
        "total": tally.total,
        "waiting": tally.waiting,
        "scored": tally.scored,
        "unscored": tally.unscored,
        "cancelled": tally.cancelled,
        "shared": tally.shared,
    }


def _pause(pause: Pause | None) -> PauseBody | None:
    if pause is None:
        return None
    return {"reason": pause.reason, "detail": pause.detail, "since": time_json(pause.since)}
