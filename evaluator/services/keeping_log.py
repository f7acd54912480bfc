"""What the services need of the place where holds stand, and where what is past its time is found."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from evaluator.domain.erasures import Erasure
from evaluator.domain.keeping import Due, Hold, Lifting
from evaluator.services.erasure_log import Order


class KeepingLog(Protocol):
    """Where holds stand, and what is past its time. All raise a StoreError when the database refuses."""

    async def place(self, hold: Hold) -> Hold:
        """Write a hold down and return it with its place in the ledger.

        Raises BatchUnknown or CandidateUnknown where there is nothing to hold.
        """

    async def has_question(self, question_id: str) -> bool:
        """Whether a question of that id was ever asked."""

    async def lift(self, hold_id: str, lifting: Lifting) -> Hold:
        """Write down that a hold is lifted. Raises HoldUnknown where none of that id stands."""

    async def holds(self) -> Sequence[Hold]:
        """Every hold there is or was, the newest first."""

    async def due(self, before: datetime, since: datetime | None = None) -> Due:
        """What there is of answers given before a moment; of those that nobody holds, given `since` another.

        Of a long record only the newest of them are looked at, and the answer says so.
        """

    async def erase_due(self, before: datetime, order: Order) -> Erasure | None:
        """Delete a few hundred of the answers given before a moment that no hold keeps; None where there is none.

        One transaction, the entry in the ledger included.
        """
