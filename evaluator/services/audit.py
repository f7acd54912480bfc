"""The use cases of somebody who audits: the log line by line, and a judgement's whole story."""

from evaluator.domain.journal import KINDS, Chapter, JournalPage
from evaluator.domain.judgements import Judgement
from evaluator.domain.ledger import Following
from evaluator.domain.seals import Seal
from evaluator.services.audit_log import AuditLog, LogPage, Story
from evaluator.services.following import FollowingService
from evaluator.services.orders import JudgementFilter, JudgementPage

SEARCH = "search"
"""What keeps the index of words."""

PATIENCE_S = 0.02
"""How long a search waits for what was judged just now to be in the index."""


class AuditService:
    """Reads the log for people who want to know what happened. The caller sees to it that nothing sealed is shown."""

    def __init__(self, log: AuditLog, following: FollowingService) -> None:
        self._log = log
        self._following = following

    async def lines(self, wanted: JudgementFilter, seal: Seal, *, limit: int, cursor: str | None = None) -> LogPage:
        """One page of the log, newest first.

        Under a filter by results what is sealed is passed over as if it were not there: that it is listed, that a page
        is short of it or ends with it would each tell of a result.
        """
        return await self._log.lines(wanted, limit=limit, cursor=cursor, seal=_applied(seal, wanted))

    async def judgements(
        self, wanted: JudgementFilter, seal: Seal, *, limit: int, cursor: str | None = None
    ) -> JudgementPage:
        """The same, each judgement whole."""
        return await self._log.judgements(wanted, limit=limit, cursor=cursor, seal=_applied(seal, wanted))

    async def indexed(self) -> Following:
        """How far the index of words has come; what was judged just now is taken into it first."""
        return await self._following.catch_up(SEARCH, within_s=PATIENCE_S)

    async def story(self, judgement: Judgement) -> Story:
        """The whole story of a judgement. One that shares the verdicts of another shares what people say of that."""
        reviews = await self._log.reviews(judgement.shared_from or judgement.id)
        entries = await self._log.entries(judgement.id, [review.id for review in reviews])
        return Story(tuple(reviews), tuple(entries))

    async def journal(self, chapter: Chapter | None, *, before: int | None, limit: int) -> JournalPage:
        """One page of the ledger's entries, all of them or those of one chapter, newest first."""
        kinds = () if chapter is None else KINDS[chapter]
        return await self._log.journal(kinds, before=before, limit=limit)


def _applied(seal: Seal, wanted: JudgementFilter) -> Seal | None:
    return seal if wanted.tells_results else None
