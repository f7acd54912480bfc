"""Screenings in a stored ledger: the newest of a judge's settings counts, and none goes unnoticed that was changed."""

import asyncio
from dataclasses import replace

import pytest
from sqlalchemy import Connection

from evaluator.digests import digest_text
from evaluator.domain.agreement.drift import Watch
from evaluator.domain.anchors import Anchored, anchored_payload
from evaluator.domain.fitness import Fitness, Temper
from evaluator.domain.judgements import JudgeIdentity
from evaluator.domain.ledger import EntryKind, Verified
from evaluator.domain.screened import screening_payload
from evaluator.domain.screening import Rate, Screening
from evaluator.domain.trials import Purpose, Task, Used
from evaluator.errors import LedgerBroken
from evaluator.store.database import Database
from evaluator.store.entries import append_in
from evaluator.store.fitness import SqlFitnessLog
from evaluator.store.ledger import SqlLedger
from evaluator.store.screenings import SqlAnchorLog, SqlScreeningLog
from tests.records import NOON

ONE, OTHER = digest_text("one"), digest_text("other")
JUDGE = JudgeIdentity("gpt", "m-1", "coverage/v2", "llm.example", settings_digest=ONE)
FIT = Screening((), 20, 0, 51, 84, Rate(0.9, 0.8, 0.97), Rate(0.95, 0.9, 0.99))
UNFIT = replace(FIT, tempers=(Temper.CREDITS_EVERYTHING,), tnr=Rate(0.1, 0.0, 0.2))

USED = Used(Task(Purpose.SCREENING, "gpt", digest_text("task")), NOON)
ROUND = Used(Task(Purpose.ANCHORS, "gpt", digest_text("task")), NOON)


async def kept(database: Database, judge: JudgeIdentity, screening: Screening) -> None:
    log = SqlScreeningLog(database, lambda: NOON)
    await log.keep(judge, screening_payload(judge, screening, digest_text("answers"), "anna"), USED)


async def test_of_a_judge_that_was_never_screened_nothing_is_known(database: Database) -> None:
    await kept(database, replace(JUDGE, settings_digest=OTHER), UNFIT)
    assert await SqlFitnessLog(database).fitness(ONE) is None
    assert set(await SqlScreeningLog(database, lambda: NOON).screened([ONE, OTHER])) == {OTHER}


async def test_the_newest_screening_counts(database: Database) -> None:
    await kept(database, JUDGE, UNFIT)
    assert await SqlFitnessLog(database).fitness(ONE) == Fitness((Temper.CREDITS_EVERYTHING,), "2026-11-22")
    await kept(database, JUDGE, FIT)
    assert await SqlFitnessLog(database).fitness(ONE) == Fitness((), "2026-11-22")
    found = (await SqlScreeningLog(database, lambda: NOON).screened([ONE]))[ONE]
    assert (found.screening, found.judge, found.by) == (FIT, JUDGE, "anna")


async def test_what_is_kept_is_given_back_as_it_stands_in_the_ledger(database: Database) -> None:
    log = SqlScreeningLog(database, lambda: NOON)
    written = await log.keep(JUDGE, screening_payload(JUDGE, UNFIT, digest_text("answers"), "anna"), USED)
    assert (await log.screened([ONE]))[ONE] == written
    (entry,) = await SqlLedger(database).entries()
    assert (entry.kind, entry.subject) == (EntryKind.SCREENING, ONE)
    assert isinstance(await SqlLedger(database).verify(), Verified)


async def test_a_screening_that_cannot_be_read_admits_nobody(database: Database) -> None:
    def work(connection: Connection) -> None:
        append_in(connection, EntryKind.SCREENING, ONE, {"tempers": ["kind"]}, NOON)

    await database.write(work)
    with pytest.raises(LedgerBroken, match="screening"):
        await SqlFitnessLog(database).fitness(ONE)
    with pytest.raises(LedgerBroken, match="screening"):
        await SqlScreeningLog(database, lambda: NOON).screened([ONE])


async def test_a_judge_that_cannot_be_told_from_another_is_not_kept(database: Database) -> None:
    with pytest.raises(ValueError, match="digest"):
        await kept(database, replace(JUDGE, settings_digest=None), FIT)


async def test_the_newest_round_of_anchors_counts_by_the_judges_name(database: Database) -> None:
    log = SqlAnchorLog(database, lambda: NOON)
    assert await log.anchored(["gpt"]) == {}
    first = Anchored("gpt", ONE, "m-2026", digest_text("anchors"), 1, 120, 140, Watch(0.8))
    second = replace(first, settings=OTHER, round=2, watch=first.watch.see(is_same=True))
    standing = await log.keep("gpt", anchored_payload(first, "anna"), after=None, used=ROUND)
    kept = await log.keep("gpt", anchored_payload(second, "anna"), after=standing, used=ROUND)
    assert await log.anchored(["gpt", "other"]) == {"gpt": kept}
    assert kept == replace(second, at="2026-11-22T12:00:00.000000Z")
    assert isinstance(await SqlLedger(database).verify(), Verified)


async def test_a_round_after_another_than_the_newest_is_not_kept(database: Database) -> None:
    log = SqlAnchorLog(database, lambda: NOON)
    first = Anchored("gpt", ONE, "m-2026", digest_text("anchors"), 1, 120, 140, Watch(0.8))
    payload = anchored_payload(first, "anna")
    took = await asyncio.gather(*(log.keep("gpt", payload, after=None, used=ROUND) for _ in range(2)))
    assert sorted(one is None for one in took) == [False, True]
    assert len((await log.rounds(["gpt"]))["gpt"]) == 1
