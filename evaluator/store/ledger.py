"""The ledger over a database: `services.ledger.LedgerReader` and `services.checkpoints.CheckpointLedger`."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, bindparam, select

from evaluator.domain.audit import NOBODY, Told, Witnesses, untold
from evaluator.domain.checkpoints import KeyEntry, key_from
from evaluator.domain.ledger import Broken, Entry, EntryKind, Head, Verified
from evaluator.errors import LedgerBroken
from evaluator.services.checkpoints import Standing
from evaluator.store.database import Database
from evaluator.store.entries import CHUNK, append_in, chunk_in, head_in
from evaluator.store.tables import ledger
from evaluator.store.verification import verify_in

_KEYS = (
    select(ledger.c.payload)
    .where(ledger.c.kind == EntryKind.CHECKPOINT_KEY.value, ledger.c.seq <= bindparam("upto"))
    .order_by(ledger.c.seq)
)


class SqlLedger:
    """The ledger in SQLite or PostgreSQL. Judgements and users append to it as they are written."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def head(self) -> Head:
        """See LedgerReader."""
        return await self._database.read(head_in)

    async def verify(self, witnesses: Witnesses = NOBODY, tell: Told = untold) -> Verified | Broken:
        """See LedgerReader."""
        return await self._database.read(lambda connection: verify_in(connection, witnesses, tell))

    async def entries(self, *, after: int = 0, limit: int = CHUNK) -> Sequence[Entry]:
        """See LedgerReader."""
        return await self._database.read(lambda connection: chunk_in(connection, after, limit))

    async def keys(self, *, upto: int) -> Sequence[KeyEntry]:
        """See LedgerReader."""
        return await self._database.read(lambda connection: _keys_in(connection, upto))

    async def standing(self) -> Standing:
        """See CheckpointLedger."""
        return await self._database.read(_standing_in)

    async def name_key(self, key: KeyEntry, at: datetime) -> KeyEntry:
        """See CheckpointLedger."""

        def work(connection: Connection) -> KeyEntry:
            present = _standing_in(connection).key
            if key.replaces != (present.id if present else None):
                return present or key
            append_in(connection, EntryKind.CHECKPOINT_KEY, key.id, key.payload, at)
            return key

        return await self._database.write(work)


def _standing_in(connection: Connection) -> Standing:
    head = head_in(connection)
    keys = _keys_in(connection, head.seq)
    return Standing(head, keys[-1] if keys else None)


def _keys_in(connection: Connection, upto: int) -> Sequence[KeyEntry]:
    try:
        return [key_from(payload) for payload in connection.execute(_KEYS, {"upto": upto}).scalars()]
    except ValueError:
        raise LedgerBroken(
            "A key of the ledger cannot be read: somebody has changed it in the database. "
            "`evaluator ledger verify` says which one."
        ) from None
