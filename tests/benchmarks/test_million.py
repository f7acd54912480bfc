"""What the large benchmark writes is what the application would have written, in small: every check of ours holds."""

import json
from pathlib import Path

import pytest
from sqlalchemy import Connection, func, select

from benchmarks import million
from benchmarks.record.copying import copy
from benchmarks.record.following import caught_up
from benchmarks.record.making import all_made, materials
from benchmarks.record.writing import hasty, write
from evaluator.domain.ledger import Verified
from evaluator.store.database import Database, open_database
from evaluator.store.ledger import SqlLedger
from evaluator.store.schema import metadata
from tests.contracts.recount import assert_counted
from tests.postgres import PostgresServer
from tests.postgres import postgres as postgres  # a fixture
from tests.sqlite import fresh

JUDGEMENTS, SEED = 240, 26
"""A file of two hundred answers, and forty single ones."""


async def written(path: Path) -> str:
    url = fresh(path)
    async with hasty(url) as database:
        done = await write(database, all_made(JUDGEMENTS, SEED, 0), materials(SEED).bank)
    assert (done.judgements, done.batches > 0, done.reviews > 0) == (JUDGEMENTS, True, True)
    return url


async def counted(database: Database) -> dict[str, int]:
    def rows(connection: Connection) -> dict[str, int]:
        tables = metadata.sorted_tables
        return {
            table.name: connection.execute(select(func.count()).select_from(table)).scalar_one() for table in tables
        }

    return await database.read(rows)


async def test_a_small_record_verifies_and_counts_up(tmp_path: Path) -> None:
    async with open_database(await written(tmp_path / "record.db")) as database:
        found = await SqlLedger(database).verify()
        assert isinstance(found, Verified), found
        rows = await counted(database)
        assert (rows["judgements"], rows["answers"], rows["judgement_words"]) == (JUDGEMENTS,) * 3
        batch = next(one for one in million.stretches(JUDGEMENTS, SEED) if one.in_file)
        assert (await assert_counted(database, batch.batch_id)).done == batch.size


@pytest.mark.postgres
async def test_its_copy_in_postgresql_verifies_too(tmp_path: Path, postgres: PostgresServer) -> None:
    path, url = tmp_path / "record.db", postgres.fresh()
    source = await written(path)
    given = million.Given(JUDGEMENTS, SEED, 0, 1, tmp_path)
    await caught_up(given.settings(source))
    async with open_database(source) as database:
        rows = await counted(database)
    copy(path, url)
    await caught_up(given.settings(url))
    async with open_database(url) as database:
        assert isinstance(await SqlLedger(database).verify(), Verified)
        assert await counted(database) == rows
    postgres.drop(url)


def test_a_small_benchmark_measures_what_people_look_at(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    told = tmp_path / "told.json"
    size = ["--judgements", str(JUDGEMENTS), "--seed", str(SEED), "--makers", "0", "--times", "2"]
    million.main([*size, "--database", "sqlite", "--json", str(told)])
    figures = {one["name"]: one for one in json.loads(told.read_text(encoding="utf-8"))["sqlite"]}
    # A record as small as this has no page 500.
    assert capsys.readouterr().out.count("not there") == 1
    assert {"GET /api/reviews/next", "/audit, phrase", "/judgements/{id}", "/insights"} <= set(figures)
    assert all(one["p95_ms"] > 0 for one in figures.values())
