"""The service as fixtures; a test says who judges and under which settings by naming fixtures of its own."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import structlog
from structlog.testing import LogCapture

from evaluator.settings import Settings
from tests.fakes import ScriptedAdjudicator, first_word_covers, paid
from tests.web.service import Service, assemble, running


@pytest.fixture
def logged() -> Iterator[list[dict[str, object]]]:
    """Every log line of the test, as it would be written."""
    capture = LogCapture()
    before = structlog.get_config()
    structlog.configure(processors=[capture], cache_logger_on_first_use=False)
    yield capture.entries
    structlog.configure(**before)


@pytest.fixture
def judge() -> ScriptedAdjudicator:
    return ScriptedAdjudicator(paid(first_word_covers))


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data_dir=tmp_path)


@pytest.fixture
async def service(
    judge: ScriptedAdjudicator, settings: Settings, logged: list[dict[str, object]]
) -> AsyncIterator[Service]:
    service = assemble(judge, settings)
    async with running(service.app), service.client:
        yield service
