"""`evaluator db`: the schema, up and down, on a real SQLite file."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from evaluator.cli.installation import Installation
from evaluator.settings import Settings
from tests.cli.conftest import Desk


@pytest.fixture
def real(desk: Desk) -> Installation:
    return Installation(load=lambda: desk.settings)


def tables(path: Path) -> set[str]:
    with closing(sqlite3.connect(path)) as connection:
        return {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}


def test_upgrading_makes_the_database_and_does_nothing_more_the_second_time(desk: Desk, real: Installation) -> None:
    for _ in range(2):
        result = desk.run("db", "upgrade", installation=real)
        assert (result.code, result.out) == (0, "The database is up to date.\n")
    assert {"judgements", "ledger", "users"} <= tables(desk.settings.database_file)


def test_downgrading_asks_first(desk: Desk, real: Installation) -> None:
    desk.run("db", "upgrade", installation=real)
    refused = desk.run("db", "downgrade", "base", stdin=b"n\n", installation=real)
    assert refused.code == 1
    assert "judgements" in tables(desk.settings.database_file)
    agreed = desk.run("db", "downgrade", "base", stdin=b"y\n", installation=real)
    assert (agreed.code, agreed.out) == (0, "The database is at base.\n")
    assert "judgements" not in tables(desk.settings.database_file)


def test_downgrading_with_yes_does_not_ask(desk: Desk, real: Installation) -> None:
    desk.run("db", "upgrade", installation=real)
    assert desk.run("db", "downgrade", "base", "--yes", installation=real).err == ""


def test_a_revision_unheard_of_is_refused_in_one_line(desk: Desk, real: Installation) -> None:
    desk.run("db", "upgrade", installation=real)
    result = desk.run("db", "downgrade", "nonsense", "--yes", installation=real)
    assert result.code == 1
    assert result.err.startswith("error: ")
    assert len(result.err.splitlines()) == 1


def test_a_directory_that_cannot_be_made_is_refused_in_one_line(desk: Desk, real: Installation, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    desk.settings = Settings(data_dir=tmp_path / "file" / "var")
    result = desk.run("db", "upgrade", installation=real)
    assert result.code == 1
    assert result.err.startswith("error: The database")
