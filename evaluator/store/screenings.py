"""Screenings and rounds of anchors in the ledger: `services.screening.ScreeningLog`, `services.anchors.AnchorLog`."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import TypeVar

from sqlalchemy import BindParameter, Connection, bindparam, select

from evaluator.digests import Digest, Json
from evaluator.domain.anchors import Anchored, anchored_from
from evaluator.domain.judgements import JudgeIdentity
from evaluator.domain.ledger import Entry, EntryKind
from evaluator.domain.screened import Screened, screened_from
from evaluator.domain.trials import Used
from evaluator.errors import LedgerBroken
from evaluator.store.database import Database
from evaluator.store.entries import append_in, entry_of
from evaluator.store.tables import ledger
from evaluator.store.trials import throw_away_in

_SUBJECTS: BindParameter[str] = bindparam("subjects", expanding=True)
_OF = select(ledger).where(ledger.c.kind == bindparam("kind"), ledger.c.subject.in_(_SUBJECTS)).order_by(ledger.c.seq)

T = TypeVar("T")
Read = Callable[[str, str, str], T]
"""Reads an entry: its subject, its payload, its moment. Raises ValueError where it cannot."""


class SqlScreeningLog:
    """Screenings in the ledger of SQLite or PostgreSQL."""

    def __init__(self, database: Database, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._clock = clock

    async def keep(self, judge: JudgeIdentity, payload: Mapping[str, Json], used: Used) -> Screened:
        """See ScreeningLog."""
        if judge.settings_digest is None:
            raise ValueError("A judge without a digest of its settings cannot be told from another.")
        subject, at = judge.settings_digest, self._clock()

        def work(connection: Connection) -> Screened:
            throw_away_in(connection, used.task, used.since)
            return _kept_in(connection, EntryKind.SCREENING, subject, payload, at, screened_from)

        return await self._database.write(work)

    async def screened(self, settings: Sequence[Digest]) -> Mapping[Digest, Screened]:
        """See ScreeningLog."""
        found = await self._database.read(
            lambda connection: _newest_in(connection, EntryKind.SCREENING, settings, screened_from)
        )
        return {Digest(subject): one for subject, one in found.items()}


class SqlAnchorLog:
    """Rounds of anchors in the ledger of SQLite or PostgreSQL."""

    def __init__(self, database: Database, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._clock = clock

    async def keep(
        self, judge: str, payload: Mapping[str, Json], *, after: Anchored | None, used: Used
    ) -> Anchored | None:
        """See AnchorLog."""
        at = self._clock()

        def work(connection: Connection) -> Anchored | None:
            newest = _newest_in(connection, EntryKind.ANCHORS_JUDGED, [judge], anchored_from)
            if newest.get(judge) != after:
                return None
            throw_away_in(connection, used.task, used.since)
            return _kept_in(connection, EntryKind.ANCHORS_JUDGED, judge, payload, at, anchored_from)

        return await self._database.write(work)

    async def anchored(self, judges: Sequence[str]) -> Mapping[str, Anchored]:
        """See AnchorLog."""
        return await self._database.read(
            lambda connection: _newest_in(connection, EntryKind.ANCHORS_JUDGED, judges, anchored_from)
        )

    async def rounds(self, judges: Sequence[str]) -> Mapping[str, Sequence[Anchored]]:
        """See AnchorLog."""
        return await self._database.read(lambda connection: _rounds_in(connection, judges))


def _kept_in(
    connection: Connection, kind: EntryKind, subject: str, payload: Mapping[str, Json], at: datetime, read: Read[T]
) -> T:
    """Write an entry, and read it as it will be read."""
    entry = append_in(connection, kind, subject, payload, at)
    return read(entry.subject, entry.payload, entry.at)


def _rounds_in(connection: Connection, judges: Sequence[str]) -> Mapping[str, Sequence[Anchored]]:
    found: dict[str, list[Anchored]] = {}
    for entry in map(
        entry_of, connection.execute(_OF, {"kind": EntryKind.ANCHORS_JUDGED.value, "subjects": list(judges)})
    ):
        found.setdefault(entry.subject, []).append(_read(entry, anchored_from))
    return found


def _newest_in(connection: Connection, kind: EntryKind, subjects: Sequence[str], read: Read[T]) -> Mapping[str, T]:
    """The newest entry of that kind about each subject, read."""
    rows = connection.execute(_OF, {"kind": kind.value, "subjects": list(subjects)})
    newest = {entry.subject: entry for entry in map(entry_of, rows)}
    return {subject: _read(one, read) for subject, one in newest.items()}


def _read(entry: Entry, read: Read[T]) -> T:
    try:
        return read(entry.subject, entry.payload, entry.at)
    except ValueError:
        raise LedgerBroken(
            "A judge's screening or anchors in the ledger cannot be read: an entry was changed in the database, or "
            "a newer version of the evaluator wrote it. `evaluator ledger verify` tells which."
        ) from None
