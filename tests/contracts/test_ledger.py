"""The stored ledger: it cannot be changed from inside, and what was changed from outside is found."""

import pytest
from sqlalchemy import Connection, text

from evaluator.domain.ledger import ZERO, Broken, EntryKind, Head, Verified, verify
from evaluator.domain.users import Role
from evaluator.errors import LedgerBroken, StoreError
from evaluator.store.database import Database
from evaluator.store.entries import append_in
from evaluator.store.judgements import SqlJudgementLog
from evaluator.store.ledger import SqlLedger
from evaluator.store.users import SqlUserDirectory
from tests.records import NOON, judgement, unscored


@pytest.fixture
async def ledger(database: Database) -> SqlLedger:
    """A ledger of six entries: a bank, a prompt, judgement 1, a user, judgements 2 and 3 (#3, #5, #6)."""
    log = SqlJudgementLog(database, clock=lambda: NOON)
    await log.record(judgement(1))
    await SqlUserDirectory(database, clock=lambda: NOON).add("anna", Role.REVIEWER)
    await log.record(judgement(2))
    await log.record(unscored(3))
    return SqlLedger(database)


async def run(database: Database, *statements: str) -> None:
    def work(connection: Connection) -> None:
        for statement in statements:
            connection.execute(text(statement))

    await database.write(work)


async def unguard(database: Database) -> None:
    """Take away triggers and foreign keys, as somebody with the database's password can."""
    if database.location.path is None:
        await run(database, "SET session_replication_role = replica")
        return
    await run(database, *(f"DROP TRIGGER ledger_{name}" for name in ("follows", "never_changes", "never_shrinks")))
    connection = database.writing.raw_connection()
    connection.cursor().execute("PRAGMA foreign_keys = OFF")
    connection.close()


async def test_an_empty_ledger_stands_before_its_first_entry(database: Database) -> None:
    assert await SqlLedger(database).head() == Head(0, ZERO)
    assert await SqlLedger(database).verify() == Verified(0, ZERO)


async def test_an_untouched_ledger_is_verified_up_to_its_head(ledger: SqlLedger) -> None:
    head = await ledger.head()
    assert head.seq == 6
    assert await ledger.verify() == Verified(6, head.digest)


async def test_entries_come_in_pieces_and_form_the_same_chain(ledger: SqlLedger) -> None:
    first = await ledger.entries(limit=4)
    rest = await ledger.entries(after=4)
    assert [entry.seq for entry in [*first, *rest]] == [1, 2, 3, 4, 5, 6]
    assert verify([*first, *rest]) == await ledger.verify()
    assert await ledger.entries(after=6) == []


async def test_a_ledger_longer_than_one_chunk_is_verified_whole(database: Database) -> None:
    def work(connection: Connection) -> None:
        for number in range(1_203):
            append_in(connection, EntryKind.EXPORTED, f"user-{number}", {}, NOON)

    await database.write(work)
    result = await SqlLedger(database).verify()
    assert isinstance(result, Verified)
    assert result.upto == 1_203


FORBIDDEN = {
    "change": "UPDATE ledger SET payload = '{}' WHERE seq = 3",
    "delete": "DELETE FROM ledger WHERE seq = 6",
    "delete all": "DELETE FROM ledger",
    "leave a gap": "INSERT INTO ledger SELECT 9, kind, subject, payload, at, digest, 'x' FROM ledger WHERE seq = 6",
    "fork": "INSERT INTO ledger SELECT 7, kind, subject, payload, at, previous, 'x' FROM ledger WHERE seq = 6",
}


@pytest.mark.parametrize("statement", FORBIDDEN.values(), ids=FORBIDDEN.keys())
async def test_the_database_itself_refuses_to_rewrite_the_ledger(
    database: Database, ledger: SqlLedger, statement: str
) -> None:
    before = await ledger.entries()
    with pytest.raises(StoreError, match="refused"):
        await run(database, statement)
    assert await ledger.entries() == before


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT OR REPLACE INTO ledger SELECT seq, kind, 'x', payload, at, previous, digest FROM ledger WHERE seq = 6",
        "UPDATE OR REPLACE ledger SET seq = 5 WHERE seq = 6",
        "INSERT OR REPLACE INTO ledger SELECT 7, kind, subject, payload, at, previous, 'x' FROM ledger WHERE seq = 6",
    ],
    ids=["replace", "renumber", "fork"],
)
@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
async def test_sqlite_has_no_back_door_in_replacing(database: Database, ledger: SqlLedger, statement: str) -> None:
    with pytest.raises(StoreError, match="refused"):
        await run(database, statement)
    assert (await ledger.head()).seq == 6


@pytest.mark.postgres
@pytest.mark.parametrize("url", ["postgres"], indirect=True)
async def test_postgresql_refuses_to_truncate_the_ledger(database: Database, ledger: SqlLedger) -> None:
    with pytest.raises(StoreError, match="refused"):
        await run(database, "TRUNCATE ledger CASCADE")
    assert (await ledger.head()).seq == 6


FACTS = "the facts of its judgement do not match it"
WORDS = "the words of its judgement do not match it"
ROWS = "the rows of its judgement contradict each other"
UNREADABLE = "its judgement cannot be read"

ONE, TWO = "WHERE id = 'judgement-1'", "WHERE judgement_id = 'judgement-2'"

TAMPERED: dict[str, tuple[str, int, str]] = {
    "a verdict": (f"UPDATE judgement_points SET verdict = 'missed' {TWO} AND position = 0", 5, FACTS),
    "a verdict no verdict": (f"UPDATE judgement_points SET verdict = 'good' {TWO}", 5, UNREADABLE),
    "a weight": (f"UPDATE judgement_points SET weight = 9 {TWO} AND position = 1", 5, FACTS),
    "a point gone": (f"DELETE FROM judgement_points {TWO} AND position = 2", 5, UNREADABLE),
    "a flag gone": (f"DELETE FROM judgement_flags {TWO} AND position = 1", 5, FACTS),
    "a flag's code": (f"UPDATE judgement_flags SET code = 'too_short' {TWO} AND position = 0", 5, ROWS),
    "a flag's details": (f"UPDATE judgement_flags SET details = '[]' {TWO}", 5, UNREADABLE),
    "a coverage": (f"UPDATE judgements SET score = 1 {ONE}", 3, FACTS),
    "a count": (f"UPDATE judgements SET missed = 0 {ONE}", 3, ROWS),
    "a need of review": (f"UPDATE judgements SET needs_review = false {ONE}", 3, ROWS),
    "a status": ("UPDATE judgements SET status = 'scored' WHERE id = 'judgement-3'", 6, FACTS),
    "an author": (f"UPDATE judgements SET created_by = 'boris' {ONE}", 3, FACTS),
    "a moment": (f"UPDATE judgements SET created_at = '2020-01-01 00:00:00.000000' {ONE}", 3, FACTS),
    "an attempt": (f"UPDATE judgements SET attempts = '[]' {ONE}", 3, FACTS),
    "provenance": (f"UPDATE judgements SET provenance = '{{}}' {ONE}", 3, FACTS),
    "provenance no JSON": (f"UPDATE judgements SET provenance = '{{' {ONE}", 3, UNREADABLE),
    "a bank's digest": (f"UPDATE judgements SET bank_digest = NULL {ONE}", 3, FACTS),
    "an answer's text": (f"UPDATE answers SET text = text || '!' {TWO}", 5, WORDS),
    "an answer's text, shorter": (f"UPDATE answers SET text = '?' {TWO}", 5, UNREADABLE),
    "an answer's turns": (f"UPDATE answers SET turns = '[]' {TWO}", 5, UNREADABLE),
    "an answer's digest": (f"UPDATE answers SET digest = 'x' {TWO}", 5, UNREADABLE),
    "a candidate": (f"UPDATE answers SET candidate = 'C-1' {TWO}", 5, ROWS),
    "a quote": (
        f"UPDATE judgement_words SET words = replace(words, 'share', 'scare') {TWO}",
        5,
        WORDS,
    ),
    "words no JSON": (f"UPDATE judgement_words SET words = '' {TWO}", 5, UNREADABLE),
    "a salt": (f"UPDATE judgement_words SET salt = '00' {TWO}", 5, WORDS),
    "a salt no salt": (f"UPDATE judgement_words SET salt = '?' {TWO}", 5, UNREADABLE),
    "a key": (f"UPDATE judgement_words SET key = 'x' {TWO}", 5, ROWS),
    "words gone, answer left": (
        f"DELETE FROM judgement_words {TWO}",
        5,
        "the words of its judgement are partly gone",
    ),
    "answer gone, words left": (
        f"DELETE FROM answers {TWO}",
        5,
        "the words of its judgement are partly gone",
    ),
    "two judgements' entries": (
        f"UPDATE judgements SET ledger_seq = 4 {ONE}",
        3,
        "its judgement names another entry",
    ),
}


@pytest.mark.parametrize(("statement", "at", "why"), TAMPERED.values(), ids=TAMPERED.keys())
async def test_what_somebody_changed_in_a_judgement_is_found_at_its_entry(
    database: Database, ledger: SqlLedger, statement: str, at: int, why: str
) -> None:
    await run(database, statement)
    assert await ledger.verify() == Broken(at, why)


CHAIN: dict[str, tuple[str, Broken]] = {
    "an entry changed": (
        "UPDATE ledger SET subject = 'boris' WHERE seq = 4",
        Broken(4, "the entry does not match its digest"),
    ),
    "an entry gone": ("DELETE FROM ledger WHERE seq = 4", Broken(4, "the entry is missing (the next is #5)")),
    "an entry's link changed": (
        "UPDATE ledger SET previous = 'x' WHERE seq = 4",
        Broken(4, "the entry does not follow the one before it"),
    ),
    "a judgement gone": ("DELETE FROM judgements WHERE id = 'judgement-2'", Broken(5, "its judgement is missing")),
    "the end cut off": (
        "DELETE FROM ledger WHERE seq = 6",
        Broken(6, "a judgement names this entry, which does not tell of it"),
    ),
}


@pytest.mark.parametrize(("statement", "expected"), CHAIN.values(), ids=CHAIN.keys())
async def test_what_somebody_changed_in_the_chain_is_found(
    database: Database, ledger: SqlLedger, statement: str, expected: Broken
) -> None:
    await unguard(database)
    await run(database, statement)
    assert await ledger.verify() == expected


async def test_a_judgement_without_an_entry_of_its_own_is_found(database: Database, ledger: SqlLedger) -> None:
    columns = (
        "status, question_id, question_text, judge, model, prompt, mode, covered, partial, missed, unsure, needs_review"
    )
    rest = "input_tokens, cached_tokens, output_tokens, latency_ms, attempts, provenance, created_at, created_by"
    await run(
        database,
        f"INSERT INTO judgements (id, ledger_seq, {columns}, {rest}) "
        f"SELECT 'smuggled', 4, {columns}, {rest} FROM judgements WHERE id = 'judgement-1'",
    )
    assert await ledger.verify() == Broken(4, "a judgement names this entry, which does not tell of it")


@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
async def test_a_moment_that_is_none_is_found(database: Database, ledger: SqlLedger) -> None:
    await run(database, "UPDATE judgements SET created_at = 'yesterday' WHERE id = 'judgement-2'")
    assert await ledger.verify() == Broken(5, UNREADABLE)


async def test_a_judgement_changed_past_reading_is_not_shown(database: Database, ledger: SqlLedger) -> None:
    await run(database, f"UPDATE judgement_points SET verdict = 'good' {TWO}")
    log = SqlJudgementLog(database)
    assert await log.get("judgement-1") is not None
    with pytest.raises(LedgerBroken, match="evaluator ledger verify"):
        await log.get("judgement-2")
