"""What a judge's failures mean for the batch that it judges."""

from evaluator.domain.batches import PauseReason
from evaluator.domain.judgements import Reason

PASSING = frozenset({Reason.ENDPOINT_TIMEOUT, Reason.ENDPOINT_FAILED, Reason.ENDPOINT_UNREACHABLE, Reason.RATE_LIMITED})
"""Failures that say nothing about the answer and may be over in a while."""

PAUSES = {
    Reason.KEY_REFUSED: PauseReason.KEY_REFUSED,
    Reason.QUOTA_EXHAUSTED: PauseReason.QUOTA_EXHAUSTED,
    Reason.MODEL_UNKNOWN: PauseReason.MODEL_UNKNOWN,
}
"""Failures that every other answer would meet as well; any other that opens the breaker means the endpoint is down."""

FAILING = frozenset({*PASSING, *PAUSES, Reason.REPLY_HTML})
"""Failures of the endpoint rather than of one answer."""
