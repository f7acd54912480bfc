"""The schema goes up and down on both databases, and is what the tables say."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect

from evaluator.domain.ledger import Verified
from evaluator.errors import DatabaseOutdated, DatabaseUnavailable
from evaluator.store.database import open_database
from evaluator.store.engines import make_engine
from evaluator.store.judgements import SqlJudgementLog
from evaluator.store.ledger import SqlLedger
from evaluator.store.location import locate
from evaluator.store.revisions import KNOWN, NEEDED
from evaluator.store.tables import metadata
from evaluator.store.upgrades import downgrade, upgrade
from tests.records import WHOLE


def differences(url: str) -> list[object]:
    engine = make_engine(locate(url))
    try:
        with engine.connect() as connection:
            context = MigrationContext.configure(connection, opts={"compare_type": True})
            return list(compare_metadata(context, metadata))
    finally:
        engine.dispose()


def table_names(url: str) -> list[str]:
    engine = make_engine(locate(url))
    try:
        return sorted(inspect(engine).get_table_names())
    finally:
        engine.dispose()


def test_the_migrated_schema_is_what_the_tables_say(empty_url: str) -> None:
    upgrade(empty_url)
    assert differences(empty_url) == []


def test_going_down_to_nothing_and_up_again_ends_where_it_began(empty_url: str) -> None:
    upgrade(empty_url)
    before = table_names(empty_url)
    downgrade(empty_url, "base")
    assert table_names(empty_url) == ["alembic_version"]
    upgrade(empty_url)
    assert table_names(empty_url) == before
    assert differences(empty_url) == []


@pytest.mark.parametrize("revision", KNOWN)
def test_every_step_goes_down_and_up_on_its_own(empty_url: str, revision: str) -> None:
    upgrade(empty_url, revision)
    downgrade(empty_url, "-1")
    upgrade(empty_url, revision)
    upgrade(empty_url)
    assert differences(empty_url) == []


def test_upgrading_what_is_up_to_date_changes_nothing(url: str) -> None:
    before = table_names(url)
    upgrade(url)
    assert table_names(url) == before


async def test_what_was_recorded_outlives_an_upgrade(url: str) -> None:
    async with open_database(url) as database:
        recorded = await SqlJudgementLog(database).record(WHOLE)
    upgrade(url)
    async with open_database(url) as database:
        assert await SqlJudgementLog(database).get(WHOLE.id) == recorded
        assert isinstance(await SqlLedger(database).verify(), Verified)


def test_two_processes_that_start_at_once_both_find_the_schema(empty_url: str) -> None:
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(upgrade, [empty_url, empty_url]))
    assert differences(empty_url) == []


async def test_an_up_to_date_database_passes_the_check(url: str) -> None:
    async with open_database(url) as database:
        await database.check()
        assert await database.revision() == NEEDED


async def test_a_database_without_a_schema_asks_to_be_upgraded(url: str) -> None:
    downgrade(url, "base")
    async with open_database(url) as database:
        with pytest.raises(DatabaseOutdated, match="evaluator db upgrade"):
            await database.check()
        with pytest.raises(DatabaseOutdated, match="evaluator db upgrade"):
            await SqlJudgementLog(database).get("anything")


async def test_a_database_of_a_newer_version_is_neither_used_nor_changed(url: str) -> None:
    async with open_database(url) as database:
        await database.write(
            lambda connection: connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
        )
        with pytest.raises(DatabaseOutdated, match=r"newer version .* \(schema 9999"):
            await database.check()
    before = table_names(url)
    with pytest.raises(DatabaseUnavailable, match="newer version"):
        upgrade(url)
    assert table_names(url) == before


@pytest.mark.parametrize("revision", ["9999", "nonsense"])
def test_a_revision_that_does_not_exist_is_named_as_such(url: str, revision: str) -> None:
    with pytest.raises(DatabaseUnavailable, match=revision):
        downgrade(url, revision)
