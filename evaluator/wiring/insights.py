"""Insights over what follows the ledger."""

from functools import partial

from evaluator.domain.questions import QuestionBank
from evaluator.services.following import CatchUp, FollowingService
from evaluator.services.insights import InsightService
from evaluator.services.trust_board import TrustBoard
from evaluator.services.trusting import TrustService
from evaluator.store.database import Database
from evaluator.store.insights.checked import SqlCheckedLog
from evaluator.store.insights.counters import InsightCounters
from evaluator.store.insights.reading import SqlInsightLog

PATIENCE_S = 0.1
"""How long a page waits for the counters to catch up; it says how far they are."""

LOOK_S = 60.0
"""How long a command does at a time: it waits until they have."""


def insight_service(database: Database, following: FollowingService, bank: QuestionBank) -> InsightService:
    """Insights of that database."""
    return InsightService(SqlInsightLog(database), _catch_up(following, PATIENCE_S), bank)


def trust_board(database: Database, following: FollowingService) -> TrustBoard:
    """Trust in the judges of that database, for a page."""
    return TrustBoard(SqlCheckedLog(database), _catch_up(following, PATIENCE_S))


def trust_service(database: Database, following: FollowingService) -> TrustService:
    """The same, for a command."""
    return TrustService(SqlCheckedLog(database), _catch_up(following, LOOK_S))


def _catch_up(following: FollowingService, within_s: float) -> CatchUp:
    return partial(following.catch_up, InsightCounters.name, within_s=within_s)
