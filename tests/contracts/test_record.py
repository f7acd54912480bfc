"""What the databases do beyond the Protocol: one transaction or nothing, one chain, words apart."""

import asyncio
import base64
import threading
from collections.abc import Sequence
from dataclasses import replace

import pytest
from sqlalchemy import Connection, event, func, select

from evaluator.digests import digest_text
from evaluator.domain.commitments import without_words
from evaluator.domain.ledger import EntryKind, Verified
from evaluator.errors import DatabaseLocked, JudgementOpen, RequestInvalid, StoreError
from evaluator.services.orders import JudgementFilter
from evaluator.store.database import Database, open_database
from evaluator.store.erasure.log import SqlErasureLog
from evaluator.store.judgements import SqlJudgementLog
from evaluator.store.ledger import SqlLedger
from evaluator.store.schema import metadata
from evaluator.store.tables import answers, judgement_words
from tests.contracts.refusals import allow, refuse
from tests.erasure_records import erasure_order
from tests.records import NOON, WHOLE, intent_for, judgement, unscored

WORDLESS = [table for table in metadata.sorted_tables if table not in (answers, judgement_words)]
WRITTEN = ["ledger", "judgements", "judgement_points", "judgement_flags", "judgement_words", "intents"]


@pytest.fixture
def log(database: Database) -> SqlJudgementLog:
    return SqlJudgementLog(database, clock=lambda: NOON, random_bytes=lambda count: b"\x07" * count)


async def counts(database: Database) -> dict[str, int]:
    """How many rows each table holds."""

    def counted(connection: Connection) -> dict[str, int]:
        return {
            table.name: connection.execute(select(func.count()).select_from(table)).scalar_one()
            for table in metadata.sorted_tables
        }

    return await database.read(counted)


async def kinds(database: Database) -> Sequence[str]:
    return [entry.kind for entry in await SqlLedger(database).entries()]


async def test_no_word_stands_outside_the_tables_that_are_for_words(database: Database, log: SqlJudgementLog) -> None:
    await log.record(WHOLE)

    def dump(connection: Connection) -> str:
        return "\n".join(str(tuple(row)) for table in WORDLESS for row in connection.execute(select(table)))

    told = await database.read(dump)
    assert "shares-memory" in told
    point = WHOLE.points[0]
    words = [WHOLE.answer.text, "C-1042", point.evidence[0].quote + ",", point.reason, "every thread has a stack"]
    digests = [WHOLE.key, WHOLE.answer.digest, str(WHOLE.provenance.rendered_digest), digest_text(WHOLE.answer.text)]
    assert [found for found in [*words, *WHOLE.provenance.raw_replies, *digests] if found in told] == []


async def test_salts_are_as_long_as_a_digest_and_fresh_for_each_judgement(database: Database) -> None:
    log = SqlJudgementLog(database)
    for number in (1, 2):
        await log.record(judgement(number))
    salts = await database.read(lambda connection: connection.execute(select(judgement_words.c.salt)).scalars().all())
    assert [len(bytes.fromhex(salt)) for salt in salts] == [32, 32]
    assert salts[0] != salts[1]


async def test_a_judgement_whose_words_are_gone_still_tells_its_facts(database: Database, log: SqlJudgementLog) -> None:
    recorded = await log.record(WHOLE)
    await log.record(judgement(2, candidate="C-2"))
    await SqlErasureLog(database).erase("C-1042", erasure_order())
    assert await log.get(WHOLE.id) == without_words(recorded)
    result = await SqlLedger(database).verify()
    assert isinstance(result, Verified)
    assert result.erased == 1


async def test_a_bank_and_a_prompt_are_entered_when_they_are_first_used(
    database: Database, log: SqlJudgementLog
) -> None:
    await log.record(judgement(1))
    await log.record(judgement(2))
    changed = replace(WHOLE.provenance, bank_digest=digest_text("next bank"))
    await log.record(judgement(3, provenance=changed))
    await log.record(unscored(4, provenance=replace(WHOLE.provenance, bank_digest=None, prompt_fingerprint=None)))
    new, told = EntryKind.BANK_VERSION, EntryKind.JUDGEMENT
    assert await kinds(database) == [new, EntryKind.PROMPT_VERSION, told, told, new, told, told]
    first = (await SqlLedger(database).entries())[0]
    assert (first.subject, first.payload) == (digest_text("bank"), '{"first_used_by":"judgement-1"}')


async def test_an_intent_under_an_id_that_is_taken_is_refused(log: SqlJudgementLog) -> None:
    await log.open_intent(intent_for(WHOLE))
    with pytest.raises(JudgementOpen):
        await log.open_intent(intent_for(WHOLE))
    await log.record(WHOLE)
    with pytest.raises(JudgementOpen):
        await log.open_intent(intent_for(WHOLE))


async def test_a_judgement_recorded_meanwhile_moves_no_page(log: SqlJudgementLog) -> None:
    for number in range(1, 5):
        await log.record(judgement(number))
    first = await log.page(JudgementFilter(), limit=2, cursor=None)
    await log.record(judgement(9))
    second = await log.page(JudgementFilter(), limit=2, cursor=first.next_cursor)
    assert [kept.id for kept in second.judgements] == ["judgement-2", "judgement-1"]


async def test_judgements_of_the_same_moment_are_paged_by_id(log: SqlJudgementLog) -> None:
    for name in ("b", "d", "a", "c"):
        await log.record(judgement(1, id=name))
    first = await log.page(JudgementFilter(), limit=2, cursor=None)
    second = await log.page(JudgementFilter(), limit=2, cursor=first.next_cursor)
    assert [kept.id for page in (first, second) for kept in page.judgements] == ["d", "c", "b", "a"]


async def test_a_flag_that_stands_twice_is_filtered_by_once(log: SqlJudgementLog) -> None:
    twice = (WHOLE.flags[0], WHOLE.flags[0])
    for number, flags in enumerate([WHOLE.flags, (), twice, ()], start=1):
        await log.record(judgement(number, flags=flags))
    page = await log.page(JudgementFilter(flag=WHOLE.flags[0].code), limit=5, cursor=None)
    assert [kept.id for kept in page.judgements] == ["judgement-3", "judgement-1"]


FORGED = {
    "another spelling": b"2026-11-22T12:00:00+00:00 judgement-1",
    "before all time": b"0001-01-01T00:00:00+23:59 judgement-1",
    "no time zone": b"2026-11-22T12:00:00.000000 judgement-1",
    "a zero character": b"2026-11-22T12:00:00.000000Z a\x00b",
    "no UTF-8": b"2026-11-22T12:00:00.000000Z \xff",
}


@pytest.mark.parametrize("place", FORGED.values(), ids=FORGED.keys())
async def test_a_cursor_that_only_looks_like_ours_is_refused(log: SqlJudgementLog, place: bytes) -> None:
    with pytest.raises(RequestInvalid, match="cursor"):
        await log.page(JudgementFilter(), limit=5, cursor=base64.urlsafe_b64encode(place).decode())


@pytest.mark.parametrize("limit", [0, -1])
async def test_a_page_of_nothing_is_refused(log: SqlJudgementLog, limit: int) -> None:
    with pytest.raises(RequestInvalid, match="limit"):
        await log.page(JudgementFilter(), limit=limit, cursor=None)


@pytest.mark.parametrize("table", WRITTEN)
async def test_a_fault_at_any_statement_leaves_nothing_half_written(
    database: Database, log: SqlJudgementLog, table: str
) -> None:
    await log.record(judgement(1))
    await log.open_intent(intent_for(judgement(2)))
    before = await counts(database)
    await database.write(lambda connection: refuse(connection, table, "DELETE" if table == "intents" else "INSERT"))
    with pytest.raises(StoreError, match="Nothing of it was written"):
        await log.record(judgement(2))
    assert await counts(database) == before
    assert await log.intent("judgement-2") == intent_for(judgement(2))
    await database.write(lambda connection: allow(connection, table))
    recorded = await log.record(judgement(2))
    assert await log.get("judgement-2") == recorded
    assert isinstance(await SqlLedger(database).verify(), Verified)


async def test_a_fault_while_committing_leaves_nothing_half_written(database: Database, log: SqlJudgementLog) -> None:
    await log.open_intent(intent_for(WHOLE))
    before = await counts(database)

    def fails(connection: Connection) -> None:
        raise StoreError("Refused while committing.")

    event.listen(database.writing, "commit", fails)
    with pytest.raises(StoreError, match="Refused"):
        await log.record(WHOLE)
    event.remove(database.writing, "commit", fails)
    assert await counts(database) == before
    assert (await log.record(WHOLE)).ledger_seq == 3


async def test_one_refused_write_does_not_take_those_beside_it_along(database: Database, log: SqlJudgementLog) -> None:
    await log.open_intent(intent_for(judgement(3)))
    intents_open = [log.open_intent(intent_for(judgement(number))) for number in range(1, 6)]
    results = await asyncio.gather(*intents_open, return_exceptions=True)
    assert [type(result) for result in results] == [type(None), type(None), JudgementOpen, type(None), type(None)]
    assert len(await log.open_intents()) == 5


async def test_many_tasks_of_several_processes_make_one_chain(url: str) -> None:
    async with open_database(url) as one, open_database(url) as other:
        logs = [SqlJudgementLog(one), SqlJudgementLog(other)]
        recorded = await asyncio.gather(*(logs[number % 2].record(judgement(number)) for number in range(40)))
        assert sorted(kept.ledger_seq or 0 for kept in recorded) == list(range(3, 43))
        result = await SqlLedger(one).verify()
        assert isinstance(result, Verified)
        assert result.upto == 42


async def test_the_same_judgement_from_two_processes_is_written_once(url: str) -> None:
    async with open_database(url) as one, open_database(url) as other:
        logs = [SqlJudgementLog(one), SqlJudgementLog(other)] * 4
        recorded = await asyncio.gather(*(log.record(WHOLE) for log in logs))
        assert len({kept.ledger_seq for kept in recorded}) == 1
        assert (await counts(one))["judgements"] == 1


async def test_a_write_that_waits_too_long_for_another_process_says_so(url: str) -> None:
    begun, go_on = threading.Event(), threading.Event()

    def hold(connection: Connection) -> None:
        begun.set()
        go_on.wait(10)

    async with open_database(url) as one, open_database(url, lock_timeout_s=0.05) as other:
        holding = asyncio.create_task(one.write(hold))
        await asyncio.to_thread(begun.wait, 10)
        log = SqlJudgementLog(other)
        with pytest.raises(DatabaseLocked, match="try again"):
            await log.record(WHOLE)
        assert await log.get(WHOLE.id) is None
        go_on.set()
        await holding
        assert (await log.record(WHOLE)).ledger_seq == 3


async def test_a_caller_that_is_cancelled_has_written_all_the_same(database: Database, log: SqlJudgementLog) -> None:
    task = asyncio.create_task(log.record(WHOLE))
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    await database.write(lambda connection: None)
    assert await log.get(WHOLE.id) is not None


async def test_what_waits_to_be_written_is_written_before_the_database_closes(url: str) -> None:
    async with open_database(url) as database:
        log = SqlJudgementLog(database)
        tasks = [asyncio.create_task(log.record(judgement(number))) for number in range(20)]
        await asyncio.sleep(0)
    await asyncio.gather(*tasks)
    async with open_database(url) as database:
        assert (await counts(database))["judgements"] == 20
