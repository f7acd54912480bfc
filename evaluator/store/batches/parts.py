"""What of batches is with a provider: `services.provider_batches.PartLog`."""

from collections.abc import Collection, Sequence
from dataclasses import asdict
from typing import Any

from sqlalchemy import Connection, Row, bindparam, insert, select, update

from evaluator.domain.batches import Batch, BatchId, BatchState
from evaluator.domain.provider_batches import Part, PartState
from evaluator.store.database import Database
from evaluator.store.tables import batches, provider_parts

_OPEN = (provider_parts.c.batch_id == bindparam("batch"), provider_parts.c.state != PartState.DONE.value)
_LISTED = select(provider_parts).where(*_OPEN).order_by(provider_parts.c.first)
_OWN = update(provider_parts).where(*_OPEN).values(owner=bindparam("by"))
_IS_OUT = provider_parts.c.state.in_([PartState.UPLOADED.value, PartState.SUBMITTED.value])
_OUT = select(provider_parts.c.id).where(provider_parts.c.batch_id == bindparam("batch"), _IS_OUT).limit(1)
_ELSEWHERE = (
    select(provider_parts.c.id)
    .join(batches, batches.c.id == provider_parts.c.batch_id)
    .where(
        _IS_OUT,
        batches.c.id != bindparam("batch"),
        batches.c.name == bindparam("name"),
        batches.c.judge == bindparam("judge"),
        batches.c.state != BatchState.CANCELLED.value,
    )
    .limit(1)
)
_PLAN = insert(provider_parts)
_STAND = (
    update(provider_parts)
    .where(provider_parts.c.id == bindparam("part"))
    .values({name: bindparam(f"new_{name}") for name in ("state", "file_id", "remote_id")})
)


class SqlPartLog:
    """Parts of batches in SQLite or PostgreSQL."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def open(self, batch_id: BatchId) -> Sequence[Part]:
        """See PartLog."""
        return await self._database.read(lambda connection: _open_in(connection, batch_id))

    async def is_out_as_another(self, batch: Batch) -> bool:
        """See PartLog."""
        wanted = {"batch": batch.id, "name": batch.name, "judge": batch.judge_name}
        return await self._database.read(lambda connection: connection.execute(_ELSEWHERE, wanted).first() is not None)

    async def take(self, batch_id: BatchId, owner: str | None, gone: Collection[str | None]) -> bool:
        """See PartLog."""
        return await self._database.write(lambda connection: _take_in(connection, batch_id, owner, gone))

    async def plan(self, parts: Sequence[Part]) -> bool:
        """See PartLog."""
        return await self._database.write(lambda connection: _plan_in(connection, parts))

    async def keep(self, part: Part) -> Part:
        """See PartLog."""
        await self._database.write(lambda connection: _keep_in(connection, part))
        return part


def is_out_in(connection: Connection, batch_id: str) -> bool:
    """Whether a provider may be judging answers of that batch."""
    return connection.execute(_OUT, {"batch": batch_id}).first() is not None


def _open_in(connection: Connection, batch_id: str) -> list[Part]:
    return [_part_of(row) for row in connection.execute(_LISTED, {"batch": batch_id})]


def _take_in(connection: Connection, batch_id: str, owner: str | None, gone: Collection[str | None]) -> bool:
    if any(part.owner not in (None, *gone) for part in _open_in(connection, batch_id)):
        return False
    connection.execute(_OWN, {"batch": batch_id, "by": owner})
    return True


def _plan_in(connection: Connection, parts: Sequence[Part]) -> bool:
    if _open_in(connection, parts[0].batch_id):
        return False
    connection.execute(_PLAN, [_row_of(part) for part in parts])
    return True


def _keep_in(connection: Connection, part: Part) -> None:
    stands = {"new_state": part.state.value, "new_file_id": part.file_id, "new_remote_id": part.remote_id}
    connection.execute(_STAND, {"part": part.id, **stands})


def _row_of(part: Part) -> dict[str, Any]:
    return asdict(part) | {"state": part.state.value}


def _part_of(row: Row[Any]) -> Part:
    return Part(**row._asdict() | {"batch_id": BatchId(row.batch_id), "state": PartState(row.state)})
