"""The logs that also ask people to review what they record."""

from evaluator.domain.review_queue import ReviewPolicy
from evaluator.settings import Settings
from evaluator.store.batches.log import SqlBatchLog
from evaluator.store.database import Database
from evaluator.store.judgements import SqlJudgementLog

_NOT_OF_THE_QUEUE = {"enabled", "claim_minutes", "interviewers_first", "seeded_wrong_share"}


def judgement_log(database: Database, settings: Settings) -> SqlJudgementLog:
    """The log of judgements."""
    return SqlJudgementLog(database, policy=_policy(settings))


def batch_log(database: Database, settings: Settings) -> SqlBatchLog:
    """The log of batches."""
    return SqlBatchLog(database, policy=_policy(settings))


def _policy(settings: Settings) -> ReviewPolicy | None:
    """Which judgements people are asked to review; None where nobody is asked."""
    review = settings.review
    return ReviewPolicy(**review.model_dump(exclude=_NOT_OF_THE_QUEUE)) if review.enabled else None
