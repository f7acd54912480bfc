"""What the services need of the record."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from evaluator.digests import Digest
from evaluator.domain.judgements import Judgement, JudgementId
from evaluator.domain.keys import Claim, MayLive, Standing
from evaluator.services.orders import Intent, JudgementFilter, JudgementPage


class JudgementLog(Protocol):
    """Where intents and judgements are written. Every method is one transaction: all of it or nothing.

    All raise a StoreError (database_unavailable, database_locked, disk_full, database_outdated) when they cannot.
    """

    async def open_intent(self, intent: Intent) -> None:
        """Write the intent and its answer."""

    async def record(self, judgement: Judgement) -> Judgement:
        """Write the judgement, its points, its words and its ledger entry, and close its intent.

        Returns it with `ledger_seq` set. Writing the same id twice returns what was written first.
        """

    async def get(self, judgement_id: str) -> Judgement | None:
        """The judgement of that id, or None."""

    async def scored_by_key(self, key: Digest) -> Judgement | None:
        """The newest scored judgement of that key, or None."""

    async def scored_by_keys(self, keys: Sequence[Digest]) -> Mapping[Digest, JudgementId]:
        """The newest scored judgement of each of those keys that has one."""

    async def claim(self, claim: Claim, keys: Sequence[Digest], may_live: MayLive) -> Standing:
        """How these keys stand; whatever of them is neither known nor elsewhere is the claimant's from then on.

        What it had in hand before is no more than the claim says. Of two that claim at once one comes first.
        """

    async def release(self, holder: str) -> None:
        """End what that holder has claimed."""

    async def standing(self, intent: Intent, may_live: MayLive) -> Standing:
        """How the key of an open intent stands: elsewhere where a batch or another process was at it before."""

    async def prolong(self, intent: Intent) -> None:
        """Write down until when somebody may be at it, which has become later."""

    async def intent(self, judgement_id: str) -> Intent | None:
        """The open intent of that id, or None when there is none or it is closed."""

    async def open_intents(self) -> Sequence[Intent]:
        """Every open intent, oldest first."""

    async def page(self, wanted: JudgementFilter, *, limit: int, cursor: str | None) -> JudgementPage:
        """One page of judgements. Raises RequestInvalid for a cursor that is not one of ours."""

    async def idempotent(self, user: str, key: str) -> tuple[Digest, JudgementId] | None:
        """The request digest and judgement id that a user's idempotency key stands for, or None."""

    async def remember_idempotent(self, user: str, key: str, request: Digest, judgement_id: JudgementId) -> bool:
        """Claim an idempotency key; False when it was claimed before."""
