"""What the services need of the ledger."""

from collections.abc import Sequence
from typing import Protocol

from evaluator.domain.audit import NOBODY, Told, Witnesses, untold
from evaluator.domain.checkpoints import KeyEntry
from evaluator.domain.ledger import Broken, Entry, Head, Verified


class LedgerReader(Protocol):
    """The chained journal, read only. All raise a StoreError when the database refuses."""

    async def head(self) -> Head:
        """Where the chain stands now."""

    async def verify(self, witnesses: Witnesses = NOBODY, tell: Told = untold) -> Verified | Broken:
        """Derive every digest again, and check each judgement's facts and words against its entry, and the chain
        against what is known of it from elsewhere; a while on a long one, so `tell` hears how far it is.
        """

    async def entries(self, *, after: int = 0, limit: int = 500) -> Sequence[Entry]:
        """At most `limit` entries that come after that number, oldest first; none at the end."""

    async def keys(self, *, upto: int) -> Sequence[KeyEntry]:
        """Every key that an entry up to that number names, oldest first. Raises LedgerBroken where one is no key."""
