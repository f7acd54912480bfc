"""What every MeasurementLog does: both databases, and the stand-in that other tests work with."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from evaluator.domain.measures.report import Listed, MeasurementId
from evaluator.services.measurements import MeasurementLog
from evaluator.store.database import open_database
from evaluator.store.measurements import SqlMeasurementLog
from tests.contracts.conftest import KINDS, fresh_url
from tests.measurement_fakes import InMemoryMeasurementLog
from tests.records import NOON


@pytest.fixture(params=["memory", *KINDS])
async def log(request: pytest.FixtureRequest) -> AsyncIterator[MeasurementLog]:
    if request.param == "memory":
        yield InMemoryMeasurementLog()
        return
    async with open_database(fresh_url(request)) as database:
        yield SqlMeasurementLog(database)


def listed(number: int) -> Listed:
    return Listed(MeasurementId(f"m{number}"), NOON + timedelta(hours=number), "file", 3, ("matcher", "house"))


async def test_the_newest_come_first_and_the_oldest_goes_when_there_are_too_many(log: MeasurementLog) -> None:
    for number in (2, 1, 3):
        await log.keep(listed(number), f'{{"number": {number}}}', most=2)
    assert list(await log.listed()) == [listed(3), listed(2)]
    assert await log.get("m3") == '{"number": 3}'


@pytest.mark.parametrize("name", ["m9", "m\x00", ""])
async def test_what_is_not_there_is_none(log: MeasurementLog, name: str) -> None:
    assert list(await log.listed()) == []
    assert await log.get(name) is None
