"""A fresh database of each kind, upgraded and empty, for what must hold on all."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from evaluator.services.judgement_log import JudgementLog
from evaluator.store.database import Database, open_database
from evaluator.store.judgements import SqlJudgementLog
from tests.fakes import InMemoryLog
from tests.forks import nursery as nursery  # a fixture
from tests.postgres import PostgresServer
from tests.postgres import postgres as postgres  # a fixture
from tests.sqlite import fresh

KINDS = ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)]


def fresh_url(request: pytest.FixtureRequest) -> str:
    """The URL of a database of the kind that `request.param` says, with the present schema; gone after the test."""
    if request.param == "sqlite":
        return fresh(_directory(request) / "record.db")
    server: PostgresServer = request.getfixturevalue("postgres")
    url = server.fresh()
    request.addfinalizer(lambda: server.drop(url))
    return url


@pytest.fixture(params=KINDS)
def url(request: pytest.FixtureRequest) -> str:
    """The URL of a database with the present schema."""
    return fresh_url(request)


@pytest.fixture(params=KINDS)
def empty_url(request: pytest.FixtureRequest) -> Iterator[str]:
    """The URL of a database with nothing in it; on SQLite, of a file that is not there."""
    if request.param == "sqlite":
        yield f"sqlite:///{_directory(request)}/new/record.db"
        return
    server: PostgresServer = request.getfixturevalue("postgres")
    url = server.empty()
    yield url
    server.drop(url)


@pytest.fixture
async def database(url: str) -> AsyncIterator[Database]:
    """That database, open."""
    async with open_database(url) as opened:
        yield opened


def _directory(request: pytest.FixtureRequest) -> Path:
    directory: Path = request.getfixturevalue("tmp_path")
    return directory


@pytest.fixture(params=["memory", *KINDS])
async def log(request: pytest.FixtureRequest) -> AsyncIterator[JudgementLog]:
    """A log of judgements: in memory, and in each database."""
    if request.param == "memory":
        yield InMemoryLog()
        return
    async with open_database(fresh_url(request)) as database:
        yield SqlJudgementLog(database)
