"""What the watch over judges needs besides their rounds: `services.anchor_watch.WatchLog`."""

import json
from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Connection, bindparam, delete, insert, select, update

from evaluator.digests import Digest
from evaluator.domain.anchors import names_of
from evaluator.domain.judgements import Status
from evaluator.domain.turns import Turn
from evaluator.store.anchor_tables import anchor_turns
from evaluator.store.database import Database
from evaluator.store.tables import judgements

LOOKED_AT = 20
"""So many of the newest judgements tell what an endpoint serves now."""

_TURN = select(anchor_turns).where(anchor_turns.c.judge == bindparam("name"))
_GIVE_UP = delete(anchor_turns).where(
    anchor_turns.c.judge == bindparam("name"), anchor_turns.c.owner == bindparam("of")
)
_NEWEST = (
    select(judgements.c.provenance, judgements.c.settings_digest, judgements.c.status, judgements.c.shared_from)
    .where(judgements.c.judge == bindparam("name"), judgements.c.created_at > bindparam("since"))
    .order_by(judgements.c.created_at.desc(), judgements.c.id.desc())
    .limit(LOOKED_AT)
)


class SqlWatchLog:
    """Turns and newest judgements in SQLite or PostgreSQL."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def turn(self, judge: str) -> Turn | None:
        """See WatchLog."""
        return await self._database.read(lambda connection: _turn_in(connection, judge))

    async def take(self, judge: str, turn: Turn, *, instead_of: Turn | None) -> bool:
        """See WatchLog."""
        return await self._database.write(lambda connection: _take_in(connection, judge, turn, instead_of))

    async def give_up(self, judge: str, owner: str) -> None:
        """See WatchLog."""

        def work(connection: Connection) -> None:
            connection.execute(_GIVE_UP, {"name": judge, "of": owner})

        await self._database.write(work)

    async def served(self, judge: str, settings: Digest | None, since: datetime) -> Collection[str]:
        """See WatchLog."""
        return await self._database.read(lambda connection: _served_in(connection, judge, settings, since))


def _turn_in(connection: Connection, judge: str) -> Turn | None:
    row = connection.execute(_TURN, {"name": judge}).first()
    return None if row is None else Turn(row.owner, row.until)


def _take_in(connection: Connection, judge: str, turn: Turn, instead_of: Turn | None) -> bool:
    if _turn_in(connection, judge) != instead_of:
        return False
    row = {"judge": judge, "owner": turn.owner, "until": turn.until}
    if instead_of is None:
        connection.execute(insert(anchor_turns), row)
    else:
        connection.execute(update(anchor_turns).where(anchor_turns.c.judge == judge), row)
    return True


def _served_in(connection: Connection, judge: str, settings: Digest | None, since: datetime) -> Collection[str]:
    # What shares another's verdicts was not asked now.
    return {
        name
        for row in connection.execute(_NEWEST, {"name": judge, "since": since})
        if row.shared_from is None and row.settings_digest == settings and row.status == Status.SCORED.value
        for name in names_of(json.loads(row.provenance).get("model_answered"))
    }
