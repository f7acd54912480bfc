"""Measurements over a database: `services.measurements.MeasurementLog`."""

import json
from collections.abc import Sequence

from sqlalchemy import Connection, bindparam, delete, insert, select

from evaluator.domain.measures.report import Listed, MeasurementId
from evaluator.store.columns import can_be_kept
from evaluator.store.database import Database
from evaluator.store.measurement_tables import measurements

_NEWEST = measurements.c.made_at.desc(), measurements.c.id.desc()
_LISTED = select(*(measurements.c[name] for name in ("id", "made_at", "name", "answers", "judges"))).order_by(*_NEWEST)
_REPORT = select(measurements.c.report).where(measurements.c.id == bindparam("one"))
_OLD = select(measurements.c.id).order_by(*_NEWEST)


class SqlMeasurementLog:
    """Measurements in SQLite or PostgreSQL."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def keep(self, listed: Listed, report: str, *, most: int) -> None:
        """See MeasurementLog."""
        row = {
            "id": listed.id,
            "made_at": listed.at,
            "name": listed.name,
            "answers": listed.answers,
            "judges": json.dumps(listed.judges),
            "report": report,
        }

        def work(connection: Connection) -> None:
            connection.execute(insert(measurements), row)
            old = connection.execute(_OLD).scalars().all()[most:]
            connection.execute(delete(measurements).where(measurements.c.id.in_(old)))

        await self._database.write(work)

    async def listed(self) -> Sequence[Listed]:
        """See MeasurementLog."""
        return await self._database.read(_listed_in)

    async def get(self, measurement_id: str) -> str | None:
        """See MeasurementLog."""
        if not can_be_kept(measurement_id):
            return None
        return await self._database.read(lambda connection: _report_in(connection, measurement_id))


def _listed_in(connection: Connection) -> Sequence[Listed]:
    return [
        Listed(MeasurementId(row.id), row.made_at, row.name, row.answers, tuple(json.loads(row.judges)))
        for row in connection.execute(_LISTED)
    ]


def _report_in(connection: Connection, measurement_id: str) -> str | None:
    found: str | None = connection.execute(_REPORT, {"one": measurement_id}).scalar()
    return found
