"""Reviews of the random stream, as trust in judges needs them: `services.trust_board.CheckedLog`."""

from collections.abc import Sequence

from sqlalchemy import Connection, bindparam, func, select

from evaluator.domain.insight_trust import CheckedReview
from evaluator.domain.judge_trust import Maker
from evaluator.domain.reviews import Stream
from evaluator.store.database import Database
from evaluator.store.insight_tables import insight_reviews, insight_series

_NEWEST = select(func.max(insight_reviews.c.ledger_seq))
_MAKERS = select(*(insight_series.c[name] for name in ("id", "judge", "model", "prompt")))
_CHECKED = (
    select(*(insight_reviews.c[name] for name in ("series_id", "judgement_id", "said", "probabilities", "blind")))
    .where(insight_reviews.c.stream == bindparam("stream"))
    .order_by(insight_reviews.c.ledger_seq)
)


class SqlCheckedLog:
    """What the counters' follower has laid beside each other, in SQLite or PostgreSQL."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def newest(self) -> int:
        """See CheckedLog."""
        return await self._database.read(lambda connection: connection.execute(_NEWEST).scalar() or 0)

    async def checked(self) -> Sequence[CheckedReview]:
        """See CheckedLog."""
        return await self._database.read(_checked_in)


def _checked_in(connection: Connection) -> Sequence[CheckedReview]:
    makers = {number: Maker(*made_by) for number, *made_by in connection.execute(_MAKERS)}
    rows = connection.execute(_CHECKED, {"stream": Stream.RANDOM.value})
    return [CheckedReview(makers[number], *told) for number, *told in rows]
