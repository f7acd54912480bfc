"""The full-text index follows the ledger on both databases, and forgets for good."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from sqlalchemy import Connection, text

from evaluator.domain.answers import typed
from evaluator.domain.judgements import Judgement
from evaluator.domain.search import search_for
from evaluator.store.database import Database, open_database
from evaluator.store.following import follow
from evaluator.store.judgements import SqlJudgementLog
from evaluator.store.search.finding import found_in
from evaluator.store.search.forgetting import forget_in, tidy
from evaluator.store.search.indexing import SearchFollower
from evaluator.store.tables import answers
from evaluator.store.upgrades import upgrade
from tests.records import judgement

ALL = 1_000_000
MARKER = "Quixotry"


def saying(number: int, words: str, **changes: object) -> Judgement:
    return judgement(number, answer=typed(words), **changes)


async def record(database: Database, *judged: Judgement) -> list[int]:
    """Record these and have the index follow; their places in the ledger."""
    log = SqlJudgementLog(database)
    places = [(await log.record(one)).ledger_seq or 0 for one in judged]
    await follow(database, SearchFollower(), at_most=ALL)
    return places


async def found(database: Database, said: str, *, below: int | None = None, most: int = 10) -> Sequence[int]:
    return await database.read(lambda connection: found_in(connection, search_for(said), below, most))


async def test_an_answer_is_found_by_its_words_and_its_candidate_newest_first(database: Database) -> None:
    places = await record(
        database,
        saying(1, "A lock guards what two share.", candidate="C-1"),
        saying(2, "Two locks and a lock.", candidate="C-2"),
        saying(3, "Nothing of it.", candidate="C-2"),
    )
    assert await found(database, "LOCK") == [places[1], places[0]]
    assert await found(database, "lock guards") == [places[0]]
    assert await found(database, "C-2") == [places[2], places[1]]
    assert await found(database, "guard") == []
    assert await found(database, "") == []


async def test_the_next_of_those_found_come_below_a_place(database: Database) -> None:
    places = await record(database, *(saying(number, "A lock.") for number in range(1, 6)))
    newest_first = places[::-1]
    assert await found(database, "lock", most=2) == newest_first[:2]
    assert await found(database, "lock", below=newest_first[1], most=2) == newest_first[2:4]
    assert await found(database, "lock", below=newest_first[-1]) == []


STRANGE = [
    '"',
    "'",
    '" OR 1',
    "lock*",
    "NEAR(lock",
    "words:lock",
    "^lock",
    "lock -share",
    "a & b | !c:*",
    "\\",
    "(",
    "''",
]


@pytest.mark.parametrize("said", [*STRANGE, "\x00lock", "\ud800lock", "ŁÓDŹ lock", "lock 🔒", "锁"], ids=ascii)
async def test_nothing_anybody_types_is_syntax(database: Database, said: str) -> None:
    (place,) = await record(database, saying(1, "A lock, b and c: ŁÓDŹ 锁 near share; or 1 words."))
    assert await found(database, said) == ([place] if search_for(said).words else [])


async def test_a_long_search_is_looked_up_by_its_longest_words(database: Database) -> None:
    (place,) = await record(database, saying(1, " ".join(f"word{number}" for number in range(40))))
    assert await found(database, " ".join(f"word{number}" for number in range(40))) == [place]


async def test_what_was_erased_before_it_was_taken_is_passed_over(database: Database) -> None:
    log = SqlJudgementLog(database)
    await log.record(saying(1, "A lock."))
    kept = await log.record(saying(2, "A lock."))
    await database.write(
        lambda connection: connection.execute(answers.delete().where(answers.c.judgement_id == "judgement-1"))
    )
    await follow(database, SearchFollower(), at_most=ALL)
    assert await found(database, "lock") == [kept.ledger_seq]


async def test_what_is_forgotten_is_not_found_any_more(database: Database) -> None:
    places = await record(database, *(saying(number, "A lock.") for number in (1, 2, 3)))
    await database.write(lambda connection: forget_in(connection, ["judgement-1", "judgement-3", "nobody's"]))
    assert await found(database, "lock") == [places[1]]
    await tidy(database)
    assert await found(database, "lock") == [places[1]]


async def test_to_forget_the_same_twice_changes_nothing(database: Database) -> None:
    await record(database, saying(1, "A lock."))
    for _ in range(2):
        await database.write(lambda connection: forget_in(connection, ["judgement-1"]))
    assert await found(database, "lock") == []
    await tidy(database)


async def test_no_byte_of_what_is_forgotten_stays_in_the_file(tmp_path: Path) -> None:
    url, file = f"sqlite:///{tmp_path}/record.db", tmp_path / "record.db"
    upgrade(url)
    async with open_database(url) as database:
        for start in range(0, 600, 100):
            marked = (
                saying(number, f"{MARKER} {number} and {MARKER.lower()}{number}x about locks.")
                for number in range(start, start + 100)
            )
            await record(database, *marked)
        assert len(await found(database, MARKER, most=ALL)) == 600
        await database.write(lambda connection: _words_of_the_index_alone(connection))
        # Of each hundred all but ten.
        gone = [f"judgement-{number}" for number in range(600) if number % 10]
        await database.write(lambda connection: forget_in(connection, gone))
        await tidy(database)
        left = await found(database, MARKER, most=ALL)
        assert len(left) == 60
    _vacuum(url)
    content = file.read_bytes().lower()
    assert b"quixotry110x" in content
    assert all(f"{MARKER.lower()}{number}x".encode() not in content for number in range(600) if number % 10)


def _words_of_the_index_alone(connection: Connection) -> None:
    for table in ("answers", "judgement_words"):
        connection.execute(text(f"DELETE FROM {table}"))


def _vacuum(url: str) -> None:
    from evaluator.store.engines import make_engine
    from evaluator.store.location import locate

    engine = make_engine(locate(url))
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql("VACUUM")
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    engine.dispose()
