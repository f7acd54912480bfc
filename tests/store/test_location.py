"""Which URLs name a database, and how it is named to people."""

from pathlib import Path
from urllib.parse import quote

import pytest

from evaluator.errors import SettingsInvalid
from evaluator.store.database import open_database
from evaluator.store.location import locate
from evaluator.store.upgrades import upgrade


@pytest.mark.parametrize("scheme", ["sqlite", "sqlite+pysqlite", "sqlite+aiosqlite"])
def test_an_sqlite_url_names_a_file_whatever_driver_it_asks_for(scheme: str) -> None:
    location = locate(f"{scheme}:////srv/evaluator/record.db")
    assert location.path == Path("/srv/evaluator/record.db")
    assert str(location) == "/srv/evaluator/record.db"


def test_a_relative_file_is_told_by_its_whole_path() -> None:
    assert locate("sqlite:///var/record.db").path == Path.cwd() / "var/record.db"


@pytest.mark.parametrize("scheme", ["postgresql", "postgresql+psycopg", "postgresql+psycopg2", "postgresql+asyncpg"])
def test_a_postgresql_url_is_spoken_to_by_the_one_driver(scheme: str) -> None:
    location = locate(f"{scheme}://anna:secret@db.example/evaluator")
    assert location.engine_url.drivername == "postgresql+psycopg"
    assert location.path is None


def test_a_password_is_never_told() -> None:
    location = locate("postgresql://anna:open-sesame@db.example/evaluator")
    assert "open-sesame" not in str(location)
    assert "open-sesame" not in repr(location)
    assert location.engine_url.password == "open-sesame"


@pytest.mark.parametrize(
    "url",
    ["", "record.db", "mysql://db.example/evaluator", "sqlite://", "sqlite:///:memory:", "sqlite:///file:x?uri=true"],
)
def test_a_url_that_names_no_database_of_ours_is_refused_without_repeating_it(url: str) -> None:
    with pytest.raises(SettingsInvalid, match="EVALUATOR_DATABASE_URL") as caught:
        locate(url)
    assert "db.example" not in caught.value.message


def test_a_url_that_cannot_be_read_does_not_give_its_password_away() -> None:
    with pytest.raises(SettingsInvalid) as caught:
        locate("postgresql://anna:open-sesame@db.example:port/evaluator")
    assert "open-sesame" not in caught.value.message


@pytest.mark.parametrize("name", ["100%.db", "a?b.db", "a#b.db", "a b.db", "ключ.db"])
async def test_a_file_may_have_any_name_that_a_url_can_spell(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    url = f"sqlite:///{tmp_path}/{quote(name)}"
    upgrade(url)
    assert path.exists()
    async with open_database(url) as database:
        await database.check()
