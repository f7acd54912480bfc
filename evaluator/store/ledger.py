"""The ledger over a database: `services.ledger.LedgerReader`."""

from collections.abc import Sequence

from evaluator.domain.ledger import Broken, Entry, Head, Verified
from evaluator.store.database import Database
from evaluator.store.entries import CHUNK, chunk_in, head_in
from evaluator.store.verification import verify_in


class SqlLedger:
    """The ledger in SQLite or PostgreSQL. Judgements and users append to it as they are written."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def head(self) -> Head:
        """See LedgerReader."""
        return await self._database.read(head_in)

    async def verify(self) -> Verified | Broken:
        """See LedgerReader."""
        return await self._database.read(verify_in)

    async def entries(self, *, after: int = 0, limit: int = CHUNK) -> Sequence[Entry]:
        """See LedgerReader."""
        return await self._database.read(lambda connection: chunk_in(connection, after, limit))
