"""A MeasurementLog that forgets everything with the process."""

from collections.abc import Sequence

from evaluator.domain.measures.report import Listed


class InMemoryMeasurementLog:
    """Keeps reports as they were given."""

    def __init__(self) -> None:
        self.reports: dict[Listed, str] = {}

    async def keep(self, listed: Listed, report: str, *, most: int) -> None:
        self.reports[listed] = report
        for old in (await self.listed())[most:]:
            del self.reports[old]

    async def listed(self) -> Sequence[Listed]:
        return sorted(self.reports, key=lambda one: (one.at, one.id), reverse=True)

    async def get(self, measurement_id: str) -> str | None:
        return next((report for listed, report in self.reports.items() if listed.id == measurement_id), None)
