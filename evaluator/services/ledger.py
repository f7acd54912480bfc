"""What the services need of the ledger."""

from typing import Protocol

from evaluator.domain.ledger import Head


class LedgerReader(Protocol):
    """The chained journal, read only."""

    async def head(self) -> Head:
        """Where the chain stands now. Raises a StoreError when the database refuses."""
