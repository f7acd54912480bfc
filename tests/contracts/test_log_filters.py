"""What the log lists under each filter: both databases, and the stand-in that other tests work with."""

import itertools
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import partial
from typing import Any

import pytest
from sqlalchemy import Connection, Select

from evaluator.domain.answers import typed
from evaluator.domain.judgements import Coverage, FlagCode, Judgement, Status, Verdict
from evaluator.domain.reviews import ReviewId
from evaluator.errors import RequestInvalid
from evaluator.services.judgement_log import JudgementLog
from evaluator.services.orders import JudgementFilter
from evaluator.store.batches.log import SqlBatchLog
from evaluator.store.cursors import cursor_at
from evaluator.store.database import Database, open_database
from evaluator.store.following import follow
from evaluator.store.judgements import SqlJudgementLog
from evaluator.store.log import searching, walking
from evaluator.store.pages import fitting_among
from evaluator.store.reviews.log import SqlReviewLog
from evaluator.store.search.indexing import SearchFollower
from tests.batch_fakes import InMemoryBatchLog
from tests.batch_records import batch, item
from tests.contracts.conftest import KINDS, fresh_url
from tests.fakes import InMemoryLog
from tests.records import NOON, POINTS, judgement, unscored
from tests.review_fakes import EVERYTHING, InMemoryReviewLog
from tests.review_records import BLIND, CLAIM, OWN_STACK, SCHEDULING, SHARES_MEMORY

ALL = 1_000_000
WORDS = ("a lock guards", "two writers share one", "nothing at all of it", "one lock and one writer")
"""What is said, in turn."""
COUNT = 24


def judged(number: int) -> Judgement:
    """One of many that differ in all that can be asked for."""
    verdicts = (Verdict.COVERED, Verdict.PARTIAL, Verdict.MISSED)
    points = tuple(
        replace(point, verdict=verdicts[(number // (place + 1)) % 3], claimed=None, needs_review=number % 4 == 0)
        for place, point in enumerate(POINTS)
    )
    low = (number * 7 % 100) / 100
    changes: dict[str, Any] = {
        "answer": typed(WORDS[number % 4]),
        "candidate": None if number % 6 == 5 else f"C-{number % 6}",
        "question_id": f"question-{number % 2}",
        "judge": replace(judgement().judge, name=f"judge-{number % 3}"),
        "points": points,
        "flags": (replace(judgement().flags[0], code=list(FlagCode)[number % 5]),) if number % 5 else (),
        "coverage": Coverage(low, low, min(1.0, low + number % 3 / 10)),
        "created_at": NOON + timedelta(hours=5 * number),
        "created_by": ("anna", "boris")[number % 2],
        "shared_from": None,
    }
    return (
        unscored(number, **{**changes, "points": (), "flags": (), "coverage": None})
        if number % 8 == 7
        else judgement(number, **changes)
    )


@dataclass
class Record:
    """A log of judgements, some judged in batches and some reviewed; `plain` says what is to be found."""

    log: JudgementLog
    everything: list[Judgement]
    plain: InMemoryLog

    async def listed(self, wanted: JudgementFilter, limit: int = 5) -> list[str]:
        ids: list[str] = []
        cursor = None
        for _ in range(500):
            page = await self.log.page(wanted, limit=limit, cursor=cursor)
            assert len(page.judgements) <= limit
            ids += [kept.id for kept in page.judgements]
            cursor = page.next_cursor
            if cursor is None:
                return ids
        raise AssertionError("The pages never end.")

    def expected(self, wanted: JudgementFilter) -> list[str]:
        return [kept.id for kept in reversed(self.everything) if self.plain.is_wanted(kept, wanted)]


@dataclass
class Kept(Record):
    """One that is kept in a database."""

    database: Database


async def fill(log: Any, reviews: Any, batches: Any) -> list[Judgement]:
    """Record them, every third in a batch, and have some reviewed by carla, some by dora, some by both."""
    items = [
        item(place, judgement_id=one.id, answer=one.answer, candidate=one.candidate)
        for place, one in enumerate(judged(number) for number in range(3, COUNT + 1, 3))
    ]
    await batches.create(batch(1), items)
    by_id = {item.judgement_id: item for item in items}
    recorded = []
    for number in range(1, COUNT + 1):
        one = judged(number)
        of_batch = by_id.get(one.id)
        recorded.append(await (batches.record(of_batch, one) if of_batch else log.record(one)))
    for number, reviewer in itertools.product(range(1, COUNT + 1), ("carla", "dora")):
        if number % 8 != 7 and number % {"carla": 4, "dora": 6}[reviewer] == 0:
            name, at = f"judgement-{number}", NOON
            await reviews.claim(name, reviewer, at=at, until=at + CLAIM)
            await reviews.commit(ReviewId(f"{name} by {reviewer}"), name, reviewer, BLIND, seconds=1.0, at=at)
    return recorded


async def in_memory() -> tuple[InMemoryLog, list[Judgement]]:
    log = InMemoryLog()
    return log, await fill(log, InMemoryReviewLog(log, TWO_EACH), InMemoryBatchLog(log))


TWO_EACH = replace(EVERYTHING, second_share=1.0)


@pytest.fixture(params=["memory", *KINDS])
async def record(request: pytest.FixtureRequest) -> AsyncIterator[Record]:
    plain, everything = await in_memory()
    if request.param == "memory":
        yield Record(plain, everything, plain)
        return
    async with open_database(fresh_url(request)) as database:
        yield await in_database(database, plain)


@pytest.fixture
async def opened(database: Database) -> Kept:
    """One in a database, for what it does beyond the Protocol."""
    plain, _ = await in_memory()
    return await in_database(database, plain)


async def in_database(database: Database, plain: InMemoryLog) -> Kept:
    log = SqlJudgementLog(database, policy=TWO_EACH)
    everything = await fill(log, SqlReviewLog(database), SqlBatchLog(database, policy=TWO_EACH))
    await follow(database, SearchFollower(), at_most=ALL)
    return Kept(log, everything, plain, database)


CASES: dict[str, JudgementFilter] = {
    "nothing": JudgementFilter(),
    "question": JudgementFilter(question_id="question-1"),
    "candidate": JudgementFilter(candidate="C-3"),
    "status": JudgementFilter(status=Status.UNSCORED),
    "flag": JudgementFilter(flag=FlagCode.UNVERIFIED_EVIDENCE),
    "need of review": JudgementFilter(needs_review=False),
    "verdict of any point": JudgementFilter(verdict=Verdict.PARTIAL),
    "verdict of one point": JudgementFilter(verdict=Verdict.PARTIAL, point_id=OWN_STACK),
    "verdict that no point has": JudgementFilter(verdict=Verdict.UNSURE, point_id=SCHEDULING),
    "point without a verdict": JudgementFilter(point_id=SHARES_MEMORY),
    "coverage from": JudgementFilter(coverage_from=50),
    "coverage to": JudgementFilter(coverage_to=49),
    "coverage between": JudgementFilter(coverage_from=20, coverage_to=63),
    "reviewer": JudgementFilter(reviewer="dora"),
    "somebody who reviewed nothing": JudgementFilter(reviewer="emil"),
    "reviewed": JudgementFilter(reviewed=True),
    "not reviewed": JudgementFilter(reviewed=False),
    "since": JudgementFilter(since=date(2026, 11, 24)),
    "until": JudgementFilter(until=date(2026, 11, 24)),
    "one day": JudgementFilter(since=date(2026, 11, 24), until=date(2026, 11, 24)),
    "batch": JudgementFilter(batch="batch-1"),
    "no batch": JudgementFilter(batch="batch-2"),
    "word": JudgementFilter(text="LOCK"),
    "candidate's code as words": JudgementFilter(text="C-2"),
    "phrase": JudgementFilter(text='"one writer"'),
    "phrase that is not there": JudgementFilter(text='"writer lock"'),
    "no words": JudgementFilter(text="…"),
    "words and more": JudgementFilter(text="lock", judge="judge-1", reviewed=True),
    "phrase and more": JudgementFilter(text='"one lock"', candidate="C-1"),
    "words of a day": JudgementFilter(text="writers", since=date(2026, 11, 24), until=date(2026, 11, 25)),
    "much at once": JudgementFilter(
        question_id="question-0", verdict=Verdict.COVERED, reviewed=False, created_by="anna", coverage_to=80
    ),
}


@pytest.mark.parametrize("limit", [1, 4, 100], ids=lambda limit: f"{limit} a page")
async def test_each_filter_lists_what_fits_and_nothing_else(record: Record, limit: int) -> None:
    listed = {name: await record.listed(wanted, limit) for name, wanted in CASES.items()}
    assert listed == {name: record.expected(wanted) for name, wanted in CASES.items()}


async def test_the_pages_of_a_log_too_large_to_look_at_whole_hold_the_same(
    record: Record, monkeypatch: pytest.MonkeyPatch
) -> None:
    look_at_little(monkeypatch)
    listed = {name: await record.listed(wanted, 3) for name, wanted in CASES.items()}
    assert listed == {name: record.expected(wanted) for name, wanted in CASES.items()}


def look_at_little(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have a page look at as little of this small log as it would of a large one."""
    monkeypatch.setattr(walking, "WALKED", 4)
    monkeypatch.setattr(walking, "WALKED_WHOLE", 3)
    monkeypatch.setattr(walking, "STRIDE", 1)
    monkeypatch.setattr(walking, "LONGER", 2)
    monkeypatch.setattr(walking, "_are_few", partial(_are_few, most=3))
    for name in ("READ", "LISTED", "STRIDE"):
        monkeypatch.setattr(searching, name, 2)


def _are_few(connection: Connection, listed: Select[str], few: int, most: int) -> bool:
    return len(connection.execute(listed.limit(most)).all()) < most


async def test_a_page_that_ends_early_says_how_far_it_has_come(opened: Kept, monkeypatch: pytest.MonkeyPatch) -> None:
    look_at_little(monkeypatch)
    for wanted in (JudgementFilter(reviewed=False, judge="judge-1"), JudgementFilter(text='"one lock"')):
        page = await opened.log.page(wanted, limit=5, cursor=None)
        assert page.next_cursor is not None
        assert page.searched_to is not None
        assert all(page.searched_to <= kept.created_at for kept in page.judgements)


async def test_a_cursor_of_nothing_that_was_judged_is_refused_by_a_search(opened: Kept) -> None:
    with pytest.raises(RequestInvalid, match="cursor"):
        await opened.log.page(JudgementFilter(text="lock"), limit=5, cursor=cursor_at(NOON, "nobody"))


async def test_those_that_fit_among_some_are_told(opened: Kept) -> None:
    ids = [f"judgement-{number}" for number in range(5, 15)]
    for name, wanted in CASES.items():
        fit = await opened.database.read(partial(fitting_among, wanted=wanted, ids=ids))
        assert fit == set(opened.expected(wanted)) & set(ids), name


async def test_an_entry_of_the_ledger_is_found_by_its_number(record: Record) -> None:
    one = record.everything[6]
    assert await record.listed(JudgementFilter(text=f"#{one.ledger_seq}")) == [one.id]
    assert await record.listed(JudgementFilter(text=f"#{one.ledger_seq}", candidate="nobody")) == []
    assert await record.listed(JudgementFilter(text="#99999999999999999999999")) == []
