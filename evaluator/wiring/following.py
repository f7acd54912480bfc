"""What is derived from the ledger: each follower that the web service keeps up to date."""

from collections.abc import Sequence

from evaluator.services.following import FollowingService
from evaluator.store.database import Database
from evaluator.store.following import Follower, SqlFollowing
from evaluator.store.insights.counters import InsightCounters
from evaluator.store.rejudging.standing import StandingJudgements
from evaluator.store.search.indexing import SearchFollower


def following_service(database: Database) -> FollowingService:
    """Everything that follows the ledger of that database."""
    return FollowingService([SqlFollowing(database, follower) for follower in _followers()])


def _followers() -> Sequence[Follower]:
    return (SearchFollower(), InsightCounters(), StandingJudgements())
