"""The schema goes up and down on both databases, and is what the tables say."""

from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, inspect

from evaluator.domain.ledger import Verified
from evaluator.errors import DatabaseOutdated, DatabaseUnavailable
from evaluator.store.database import open_database
from evaluator.store.engines import make_engine
from evaluator.store.judgements import SqlJudgementLog
from evaluator.store.ledger import SqlLedger
from evaluator.store.location import locate
from evaluator.store.revisions import KNOWN, NEEDED
from evaluator.store.schema import for_sqlite, metadata
from evaluator.store.upgrades import SCHEMA, downgrade, upgrade
from tests.postgres import PostgresServer
from tests.records import WHOLE


def differences(url: str) -> list[object]:
    engine = make_engine(locate(url))
    try:
        with engine.connect() as connection:
            context = MigrationContext.configure(connection, opts={"compare_type": True, "include_name": is_a_table_s})
            return list(compare_metadata(context, metadata))
    finally:
        engine.dispose()


def is_a_table_s(name: str | None, kind: str, parents: object) -> bool:
    """The full-text index is each database's own, and is what its statement says."""
    return not (kind == "table" and name is not None and name.startswith("search_words"))


def table_names(url: str) -> list[str]:
    engine = make_engine(locate(url))
    try:
        return sorted(inspect(engine).get_table_names())
    finally:
        engine.dispose()


def layout(url: str) -> dict[str, object]:
    """All that SQLite knows of a file's schema, whatever the order in which it was written down."""
    engine = make_engine(locate(url))
    try:
        with engine.connect() as connection:
            ask = partial(asked, connection)
            tables = [table for (table,) in ask("SELECT name FROM sqlite_master WHERE type = 'table'")]
            return {
                "triggers": ask("SELECT name, tbl_name, sql FROM sqlite_master WHERE type = 'trigger'"),
                "indices": ask("SELECT name, tbl_name, sql FROM sqlite_master WHERE type = 'index'"),
                "kinds": ask("SELECT name, type, ncol, wr, strict FROM pragma_table_list"),
                "columns": {table: ask(f"SELECT * FROM pragma_table_xinfo('{table}')") for table in tables},
                "keys": {
                    table: ask(f'SELECT "table", "from", "to", on_delete FROM pragma_foreign_key_list(\'{table}\')')
                    for table in tables
                },
                "unique": {
                    table: sorted(
                        sorted(ask(f"SELECT name FROM pragma_index_info('{name}')"))
                        for name, unique in ask(f"SELECT name, \"unique\" FROM pragma_index_list('{table}')")
                        if unique
                    )
                    for table in tables
                },
                "revision": ask("SELECT version_num FROM alembic_version"),
            }
    finally:
        engine.dispose()


def asked(connection: Connection, statement: str) -> list[tuple[object, ...]]:
    return sorted((tuple(row) for row in connection.exec_driver_sql(statement)), key=str)


def test_the_migrated_schema_is_what_the_tables_say(empty_url: str) -> None:
    upgrade(empty_url)
    assert differences(empty_url) == []


def test_what_makes_a_new_file_is_written_down_as_the_tables_say() -> None:
    assert SCHEMA.read_text(encoding="utf-8") == for_sqlite(), "run `make schema`"


def test_a_file_made_at_once_has_the_schema_that_the_migrations_come_to(tmp_path: Path) -> None:
    at_once, by_steps = (f"sqlite:///{tmp_path / name}.db" for name in ("at_once", "by_steps"))
    upgrade(at_once)
    upgrade(by_steps, KNOWN[0])
    upgrade(by_steps)
    assert layout(at_once) == layout(by_steps)


@pytest.mark.postgres
def test_an_index_over_some_rows_is_so_on_both_databases(postgres: PostgresServer) -> None:
    url = postgres.fresh()
    narrowed = {index.name for table in metadata.tables.values() for index in table.indexes if index.kwargs}
    engine = make_engine(locate(url))
    try:
        with engine.connect() as connection:
            found = asked(connection, "SELECT indexname FROM pg_indexes WHERE position(' WHERE ' in indexdef) > 0")
    finally:
        engine.dispose()
        postgres.drop(url)
    assert {name for (name,) in found} >= narrowed


def test_going_down_to_nothing_and_up_again_ends_where_it_began(empty_url: str) -> None:
    upgrade(empty_url)
    before = table_names(empty_url)
    downgrade(empty_url, "base")
    assert table_names(empty_url) == ["alembic_version"]
    upgrade(empty_url)
    assert table_names(empty_url) == before
    assert differences(empty_url) == []


def test_every_step_goes_down_and_up_on_its_own(empty_url: str) -> None:
    for revision in KNOWN:
        upgrade(empty_url, revision)
        downgrade(empty_url, "-1")
        upgrade(empty_url, revision)
    assert KNOWN[-1] == NEEDED
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
