"""The use case of selective trust: from what confidence on a judge's verdicts may stand without a person's look."""

import asyncio
from collections.abc import Sequence
from typing import Protocol

from evaluator.domain.insight_trust import CheckedReview, trust_in_each
from evaluator.domain.judge_trust import JudgeTrust
from evaluator.errors import RowsRefused
from evaluator.services.following import CatchUp


class CheckedLog(Protocol):
    """Where reviews stand beside their judgements. Both methods raise StoreError leaves."""

    async def newest(self) -> int:
        """The ledger's number of the newest review, 0 where there is none."""

    async def checked(self) -> Sequence[CheckedReview]:
        """All reviews of the random stream, oldest first."""


class TrustService:
    """Finds thresholds. Nothing follows from them by itself: who is asked to review stays as it is."""

    def __init__(self, log: CheckedLog, catch_up: CatchUp) -> None:
        self._log = log
        self._catch_up = catch_up

    async def find(self, bound: float, judges: Sequence[str] = ()) -> tuple[JudgeTrust, ...]:
        """For each judge the loosest threshold under which errors stay below `bound`, with 95 % confidence.

        From every review there is, however long it takes to bring them up to date. `judges` names those wanted, none of
        them all. Raises RowsRefused where nothing was reviewed, StoreError leaves, and ValueError unless 0 < bound < 1.
        """
        while not (await self._catch_up()).is_level:
            pass
        reviews = [one for one in await self._log.checked() if not judges or one.maker.judge in judges]
        if not reviews:
            raise RowsRefused(
                "There is nothing to tell trust by: no blind review of an answer that chance chose.",
                faults=["Review answers on the review page first; docs/measuring.md says which reviews count."],
            )
        return await asyncio.to_thread(trust_in_each, reviews, bound)
