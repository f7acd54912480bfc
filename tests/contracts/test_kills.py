"""Whatever is killed while several write, the record holds; and the checks that say so find what does not."""

import re
from pathlib import Path

import pytest
from sqlalchemy import Connection, delete, text, update

from benchmarks.crashes.checks import faults
from benchmarks.record.making import all_made, materials
from benchmarks.record.writing import write
from evaluator.store.database import Database
from evaluator.store.tables import batches, judgement_words
from tests.contracts.conftest import KINDS
from tests.forks import Nursery
from tests.postgres import PostgresServer

RUNS = 10


@pytest.mark.parametrize("kind", KINDS)
def test_ten_rounds_of_killed_writers_lose_nothing(kind: str, nursery: Nursery, request: pytest.FixtureRequest) -> None:
    command = ["--runs", str(RUNS), "--latest-s", "0.6", "--seed", "7", "--database", kind]
    environment = {}
    if kind == "postgres":
        server: PostgresServer = request.getfixturevalue("postgres")
        environment["EVALUATOR_DATABASE_URL"] = server.admin.render_as_string(hide_password=False)
    with nursery.start("benchmarks.kills", *command, environment=environment) as process:
        said = process.stdout.read()
        assert process.wait() == 0, said
    told = dict(reversed(pair) for pair in re.findall(r"(\d+) (\w+)", said.replace(",", "")))
    assert (told["runs"], told["kills"], "faults: 0" in said) == (str(RUNS), str(7 * RUNS), True)
    assert all(int(told[step]) > 0 for step in ("judged", "committed", "finished", "added", "signed")), said


LOST = {
    "a judgement": (["judged", "none"], "the judgement none is lost"),
    "a review": (["committed", "none", []], "the review none was committed, and is not"),
    "a batch": (["created batch", "none"], "the batch none is lost"),
    "a checkpoint": (["signed", "7"], "the checkpoint of #7 is lost"),
    "a user": (["added", "none", "a token"], "the user none was added, and is not known"),
}


@pytest.mark.parametrize(("note", "fault"), LOST.values(), ids=LOST)
async def test_what_was_acknowledged_and_is_not_there_is_found(
    note: list[object], fault: str, url: str, tmp_path: Path
) -> None:
    assert await faults(url, tmp_path / "checkpoints", []) == []
    assert await faults(url, tmp_path / "checkpoints", [note]) == [fault]


async def test_a_record_that_does_not_hold_together_is_found(url: str, database: Database, tmp_path: Path) -> None:
    await write(database, all_made(240, 26, 0), materials(26).bank)
    assert await faults(url, tmp_path / "checkpoints", []) == []

    def harm(connection: Connection) -> None:
        connection.execute(delete(judgement_words))
        connection.execute(update(batches).values(scored=7))
        connection.execute(text("UPDATE review_items SET still_wanted = 5"))

    await database.write(harm)
    found = " ".join(await faults(url, tmp_path / "checkpoints", []))
    assert "words and judgements do not belong together" in found
    assert "has counted otherwise than its items stand" in found
    assert "waits for more people than it ever did" in found
