"""What the services need of the ledger."""

from collections.abc import Sequence
from typing import Protocol

from evaluator.domain.ledger import Broken, Entry, Head, Verified


class LedgerReader(Protocol):
    """The chained journal, read only. All raise a StoreError when the database refuses."""

    async def head(self) -> Head:
        """Where the chain stands now."""

    async def verify(self) -> Verified | Broken:
        """Derive every digest again, and every judgement's facts and words against its entry; a while on a long one."""

    async def entries(self, *, after: int = 0, limit: int = 500) -> Sequence[Entry]:
        """At most `limit` entries that come after that number, oldest first; none at the end."""
