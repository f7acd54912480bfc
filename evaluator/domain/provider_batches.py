"""Batches at a provider's: what of ours is out there, and how far it has come."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from evaluator.domain.batches import BatchId
from evaluator.domain.judgements import Unscored


class PartState(StrEnum):
    """How far a part of a batch has come. Each is written down before the next step is taken.

    Between two of them a process may have ended in the middle: what the provider has is then found by the part's id.
    """

    PLANNED = "planned"
    UPLOADED = "uploaded"
    SUBMITTED = "submitted"
    TAKEN_IN = "taken_in"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Part:
    """The requests of a stretch of a batch, by position and both ends included, that travel in one file.

    `owner` is the process that sees to it, None where none does. `file_id` and `remote_id` are the provider's.
    """

    id: str
    batch_id: BatchId
    first: int
    last: int
    requests: int
    created_at: datetime
    owner: str | None = None
    state: PartState = PartState.PLANNED
    file_id: str | None = None
    remote_id: str | None = None

    @property
    def filename(self) -> str:
        """The name under which the file is found again."""
        return f"evaluator-{self.id}.jsonl"

    @property
    def is_out(self) -> bool:
        """Whether the provider may be judging it, and be paid for that."""
        return self.state in (PartState.UPLOADED, PartState.SUBMITTED)

    def reaching(self, position: int) -> "Part":
        """The part with one request more, for the answer at that position."""
        return replace(self, last=position, requests=self.requests + 1)

    def uploaded(self, file_id: str) -> "Part":
        """The part once its file is with the provider."""
        return replace(self, state=PartState.UPLOADED, file_id=file_id)

    def submitted(self, remote_id: str) -> "Part":
        """The part once the provider has begun on it."""
        return replace(self, state=PartState.SUBMITTED, remote_id=remote_id)

    def moved(self, state: PartState) -> "Part":
        """The part a step further."""
        return replace(self, state=state)


class RemoteState(StrEnum):
    """The provider's own words for how far a batch of its has come."""

    VALIDATING = "validating"
    IN_PROGRESS = "in_progress"
    FINALIZING = "finalizing"
    COMPLETED = "completed"
    FAILED = "failed"
    EXPIRED = "expired"
    CANCELLING = "cancelling"
    CANCELLED = "cancelled"

    @property
    def is_over(self) -> bool:
        """Whether nothing more will come of it."""
        return self in (RemoteState.COMPLETED, RemoteState.FAILED, RemoteState.EXPIRED, RemoteState.CANCELLED)


@dataclass(frozen=True, slots=True)
class RemoteBatch:
    """A batch as the provider tells of it. `files` are those with replies and errors; `faults` say why it failed."""

    id: str
    state: RemoteState
    files: tuple[str, ...] = ()
    completed: int = 0
    failed: int = 0
    faults: tuple[str, ...] = ()


class ProviderFailed(Exception):
    """A request to the provider came to nothing.

    `may_pass` where it may succeed in a while, `is_gone` where the provider knows no such thing.
    """

    def __init__(self, unscored: Unscored, *, may_pass: bool = False, is_gone: bool = False) -> None:
        super().__init__(unscored.detail)
        self.unscored = unscored
        self.may_pass = may_pass
        self.is_gone = is_gone
