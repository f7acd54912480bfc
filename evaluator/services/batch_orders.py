"""What people ask of batches, and what they are shown of them."""

from dataclasses import dataclass

from evaluator.digests import Digest
from evaluator.domain.batches import Batch, Pause


@dataclass(frozen=True, slots=True)
class BatchOrder:
    """What somebody wants judged. `content` is the digest of the rows: the same content and judge is the same batch.

    `judge` names one of those configured, None the default; `budget` bounds the cost, None not at all.
    """

    name: str
    content: Digest
    judge: str | None = None
    budget: float | None = None
    ordered_by: str = ""


@dataclass(frozen=True, slots=True)
class BatchProgress:
    """A batch with what only the process that conducts it knows.

    `pause` is why nothing more is sent, known before what is under way has ended; `seconds_left` a guess from the
    pace so far, None where there is none yet. Of the answers in flight, `queued` wait for the endpoint's limit or for
    their next try, not for a reply. `is_idle` where workers have recorded none of it for a while: there may be none.
    """

    batch: Batch
    in_flight: int = 0
    pause: Pause | None = None
    seconds_left: float | None = None
    queued: int = 0
    is_idle: bool = False
