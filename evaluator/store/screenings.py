"""Screenings in the ledger, with all that was found: `services.screening.ScreeningLog`."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from sqlalchemy import BindParameter, Connection, bindparam, select

from evaluator.digests import Digest, Json
from evaluator.domain.judgements import JudgeIdentity
from evaluator.domain.ledger import EntryKind
from evaluator.domain.screened import Screened, screened_from
from evaluator.errors import LedgerBroken
from evaluator.store.database import Database
from evaluator.store.entries import append_in, entry_of
from evaluator.store.tables import ledger

_SETTINGS: BindParameter[str] = bindparam("settings", expanding=True)
_OF = (
    select(ledger)
    .where(ledger.c.kind == EntryKind.SCREENING.value, ledger.c.subject.in_(_SETTINGS))
    .order_by(ledger.c.seq)
)


class SqlScreeningLog:
    """Screenings in the ledger of SQLite or PostgreSQL."""

    def __init__(self, database: Database, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._clock = clock

    async def keep(self, judge: JudgeIdentity, payload: Mapping[str, Json]) -> Screened:
        """See ScreeningLog."""
        if judge.settings_digest is None:
            raise ValueError("A judge without a digest of its settings cannot be told from another.")
        subject, at = judge.settings_digest, self._clock()

        def work(connection: Connection) -> Screened:
            entry = append_in(connection, EntryKind.SCREENING, subject, payload, at)
            return screened_from(entry.subject, entry.payload, entry.at)

        return await self._database.write(work)

    async def screened(self, settings: Sequence[Digest]) -> Mapping[Digest, Screened]:
        """See ScreeningLog."""
        return await self._database.read(lambda connection: _screened_in(connection, settings))


def _screened_in(connection: Connection, settings: Sequence[Digest]) -> Mapping[Digest, Screened]:
    entries = [entry_of(row) for row in connection.execute(_OF, {"settings": list(settings)})]
    newest = {entry.subject: entry for entry in entries}
    try:
        return {Digest(subject): screened_from(subject, one.payload, one.at) for subject, one in newest.items()}
    except ValueError:
        raise LedgerBroken(
            "A judge's screening in the ledger cannot be read: it was changed in the database, or a newer version of "
            "the evaluator wrote it. `evaluator ledger verify` tells; then screen the judge again."
        ) from None
