"""Measurements that were made, kept to be looked at: figures and the names of questions, and nobody's words."""

import json
from collections.abc import Sequence
from typing import Protocol

from evaluator.domain.measures.report import Listed, Report
from evaluator.services.measure_json import report_json
from evaluator.services.measure_reading import report_of

KEPT = 50
"""So many measurements are kept; an older one goes when a new one comes."""


class MeasurementLog(Protocol):
    """Where measurements are kept. All methods raise a StoreError when the database refuses."""

    async def keep(self, listed: Listed, report: str, *, most: int) -> None:
        """Keep a report, and of all of them the `most` newest."""

    async def listed(self) -> Sequence[Listed]:
        """All that are kept, newest first."""

    async def get(self, measurement_id: str) -> str | None:
        """The report of that id, or None."""


class MeasurementShelf:
    """Keeps reports and gives them back."""

    def __init__(self, log: MeasurementLog) -> None:
        self._log = log

    async def keep(self, report: Report) -> None:
        """Keep a report. Raises StoreError leaves."""
        names = tuple(judge.identity.name for judge in report.judges)
        listed = Listed(report.id, report.at, report.material.name, report.material.answers, names)
        await self._log.keep(listed, json.dumps(report_json(report), ensure_ascii=False), most=KEPT)

    async def listed(self) -> Sequence[Listed]:
        """All that are kept, newest first."""
        return await self._log.listed()

    async def get(self, measurement_id: str) -> Report | None:
        """The report of that id, or None."""
        found = await self._log.get(measurement_id)
        return None if found is None else report_of(json.loads(found))
