"""What screenings found, as far as judging needs it: `services.admission.FitnessLog`. Loads little: batches need it."""

import json

from sqlalchemy import Connection, bindparam, select

from evaluator.digests import Digest
from evaluator.domain.fitness import Fitness, Temper
from evaluator.domain.ledger import EntryKind
from evaluator.errors import LedgerBroken
from evaluator.store.database import Database
from evaluator.store.tables import ledger

_NEWEST = (
    select(ledger.c.payload, ledger.c.at)
    .where(ledger.c.kind == EntryKind.SCREENING.value, ledger.c.subject == bindparam("settings"))
    .order_by(ledger.c.seq.desc())
    .limit(1)
)
_DAY = len("2026-11-23")


class SqlFitnessLog:
    """Reads the ledger of SQLite or PostgreSQL, by its index."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def fitness(self, settings: Digest) -> Fitness | None:
        """See FitnessLog."""
        return await self._database.read(lambda connection: _fitness_in(connection, settings))


def _fitness_in(connection: Connection, settings: Digest) -> Fitness | None:
    row = connection.execute(_NEWEST, {"settings": settings}).first()
    if row is None:
        return None
    try:
        return Fitness(tuple(map(Temper, json.loads(row.payload)["tempers"])), row.at[:_DAY])
    except (ValueError, KeyError, TypeError):
        raise LedgerBroken(
            "A judge's screening in the ledger cannot be read: it was changed in the database, or a newer version of "
            "the evaluator wrote it. `evaluator ledger verify` tells; then screen the judge again."
        ) from None
