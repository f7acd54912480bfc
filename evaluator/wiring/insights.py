"""Insights over what follows the ledger."""

from functools import partial

from evaluator.domain.questions import QuestionBank
from evaluator.services.following import FollowingService
from evaluator.services.insights import InsightService
from evaluator.services.trust_board import TrustBoard
from evaluator.store.database import Database
from evaluator.store.insights.checked import SqlCheckedLog
from evaluator.store.insights.counters import InsightCounters
from evaluator.store.insights.reading import SqlInsightLog

PATIENCE_S = 0.1
"""How long a page waits for the counters to catch up; it says how far they are."""


def insight_service(database: Database, following: FollowingService, bank: QuestionBank) -> InsightService:
    """Insights of that database."""
    catch_up = partial(following.catch_up, InsightCounters.name, within_s=PATIENCE_S)
    return InsightService(SqlInsightLog(database), catch_up, bank)


def trust_board(database: Database, following: FollowingService) -> TrustBoard:
    """Trust in the judges of that database."""
    return TrustBoard(SqlCheckedLog(database), partial(following.catch_up, InsightCounters.name, within_s=PATIENCE_S))
