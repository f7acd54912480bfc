"""How commands that work with the application are ended."""

import asyncio
import signal
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from evaluator.cli.installation import Installation
from evaluator.errors import DatabaseUnavailable
from evaluator.settings import JudgeSettings, Settings
from evaluator.wiring import Application
from tests.signals import Handler, ctrl_c_handled_by


@pytest.mark.parametrize(
    ("stop", "ctrl_c"),
    [
        (signal.SIGTERM, signal.default_int_handler),
        (signal.SIGTERM, signal.SIG_IGN),
        (signal.SIGINT, signal.default_int_handler),
    ],
    ids=["SIGTERM", "SIGTERM in the background of a script", "Ctrl-C"],
)
def test_a_command_that_is_told_to_stop_ends_what_it_was_at_and_closes_the_application(
    stop: signal.Signals, ctrl_c: Handler, tmp_path: Path
) -> None:
    told: list[str] = []

    @asynccontextmanager
    async def opened(_settings: Settings) -> AsyncIterator[Any]:
        try:
            yield None
        finally:
            told.append("the application is closed")

    async def work(_application: Application) -> None:
        try:
            signal.raise_signal(stop)
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            told.append("what was under way is recorded")
            raise

    before = signal.getsignal(signal.SIGTERM)
    with ctrl_c_handled_by(ctrl_c), pytest.raises(KeyboardInterrupt):
        Installation(load=lambda: Settings(data_dir=tmp_path), open=opened).run(work)
    assert told == ["what was under way is recorded", "the application is closed"]
    assert signal.getsignal(signal.SIGTERM) is before


def test_a_command_that_asks_nobody_opens_the_application_without_judges(tmp_path: Path) -> None:
    judge = JudgeSettings(name="far", base_url="https://judge.example/v1", model="large")
    told: list[tuple[JudgeSettings, ...]] = []

    def opened(settings: Settings) -> AbstractAsyncContextManager[Application]:
        told.append(settings.judges)
        raise DatabaseUnavailable("What is to be opened is all that is looked at.")

    async def work(_application: Application) -> None:
        """Nothing: it does not come to that."""

    installation = Installation(load=lambda: Settings(data_dir=tmp_path, judges=(judge,)), open=opened)
    for asks in (False, True):
        with pytest.raises(DatabaseUnavailable):
            installation.run(work, asks=asks)
    assert told == [(), (judge,)]
