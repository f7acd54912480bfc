"""Marks of examples in a stored ledger, and what may be shown of the answers behind them, on both databases."""

from collections.abc import Sequence
from dataclasses import replace

import pytest
from sqlalchemy import Connection

from evaluator.digests import digest_text
from evaluator.domain.examples import Mark
from evaluator.domain.judgements import JudgementId
from evaluator.domain.keeping import Hold, HoldId, HoldKind
from evaluator.domain.ledger import EntryKind, Verified
from evaluator.domain.reviews import ReviewId
from evaluator.errors import LedgerBroken
from evaluator.store.database import Database
from evaluator.store.entries import append_in
from evaluator.store.erasure.holds import place_in
from evaluator.store.examples import SqlExampleLog
from evaluator.store.judgements import SqlJudgementLog
from evaluator.store.ledger import SqlLedger
from evaluator.store.reviews.log import SqlReviewLog
from tests.erasure_records import CANDIDATE, EVERYTHING, OTHER, PHRASE, erasing, reviewed, said
from tests.records import NOON, intent_for

NOBODYS = digest_text("an answer of nobody's")


async def marked(database: Database, name: str, candidate: str | None = CANDIDATE) -> Mark:
    """A reviewed judgement that is marked as an example."""
    log = SqlJudgementLog(database, policy=EVERYTHING)
    one = said(name, candidate)
    await log.record(one)
    await reviewed(SqlReviewLog(database), one.id)
    return await SqlExampleLog(database).mark(Mark(one.id, ReviewId(f"r-{name}"), "rita", NOON))


async def shown(database: Database, besides: str = NOBODYS) -> Sequence[str]:
    """The judgements that may be shown before an answer with that digest."""
    return [one.judgement.id for one in await SqlExampleLog(database).marked("threads", besides)]


async def test_what_is_marked_is_shown_with_its_review_in_the_order_of_marking(database: Database) -> None:
    await marked(database, "one")
    await marked(database, "two")
    found = await SqlExampleLog(database).marked("threads", NOBODYS)
    entries = [entry for entry in await SqlLedger(database).entries() if entry.kind == EntryKind.EXAMPLE_MARKED]
    assert [(one.judgement.id, one.review.id, one.mark) for one in found] == [
        ("one", "r-one", entries[0].digest),
        ("two", "r-two", entries[1].digest),
    ]
    assert found[0].review.final is not None
    assert await SqlExampleLog(database).marked("locks", NOBODYS) == []
    assert isinstance(await SqlLedger(database).verify(), Verified)


async def test_a_mark_is_taken_back_and_made_anew_and_the_ledger_tells_of_each(database: Database) -> None:
    log, first = SqlExampleLog(database), await marked(database, "one")
    await marked(database, "two")
    assert await log.mark(replace(first, by="ben")) == first
    assert await log.standing("one") == first
    await log.take_back(replace(first, by="ben"))
    await log.take_back(replace(first, by="ben"))
    assert (await log.standing("one"), await shown(database)) == (None, ["two"])
    await log.mark(first)
    assert await shown(database) == ["two", "one"]
    kinds = [entry.kind for entry in await SqlLedger(database).entries() if entry.subject == "one"]
    assert kinds[-3:] == [EntryKind.EXAMPLE_MARKED, EntryKind.EXAMPLE_TAKEN_BACK, EntryKind.EXAMPLE_MARKED]


async def test_each_marking_and_each_taking_back_is_the_newest_of_its_question(database: Database) -> None:
    log = SqlExampleLog(database)
    assert await log.newest() == {}
    mark = await marked(database, "one")
    first = await log.newest()
    await log.take_back(mark)
    second = await log.newest()
    head = await SqlLedger(database).head()
    assert (first.keys(), second) == ({"threads"}, {"threads": head.digest})
    assert first != second


async def test_neither_the_answer_itself_nor_any_of_whoever_gave_it_is_shown(database: Database) -> None:
    await marked(database, "one")
    await marked(database, "two")
    await marked(database, "other", OTHER)
    await marked(database, "of nobody", None)
    assert await shown(database, said("one").answer.digest) == ["other", "of nobody"]
    assert await shown(database, said("of nobody", None).answer.digest) == ["one", "two", "other"]
    under_way = said("under way", OTHER)
    await SqlJudgementLog(database).open_intent(intent_for(under_way))
    assert await shown(database, under_way.answer.digest) == ["one", "two", "of nobody"]


async def test_what_is_erased_is_shown_no_more(database: Database) -> None:
    await marked(database, "one")
    await marked(database, "other", OTHER)
    await erasing(database).erase(CANDIDATE, "They asked for it.", "ada")
    assert await shown(database) == ["other"]
    assert await SqlExampleLog(database).standing("one") is None
    assert isinstance(await SqlLedger(database).verify(), Verified)


async def test_what_is_held_is_not_shown_while_it_is(database: Database) -> None:
    await marked(database, "one")
    await marked(database, "other", OTHER)
    hold = Hold(HoldId("hold-1"), HoldKind.CANDIDATE, CANDIDATE, NOON, "ada", "A complaint.")
    await database.write(lambda connection: place_in(connection, hold, b"salt"))
    assert await shown(database) == ["other"]


async def test_the_ledger_says_nothing_of_the_words(database: Database) -> None:
    await marked(database, "one")
    (entry,) = [entry for entry in await SqlLedger(database).entries() if entry.kind == EntryKind.EXAMPLE_MARKED]
    assert entry.payload == '{"by":"rita","review":"r-one"}'
    assert PHRASE not in entry.payload


async def test_a_mark_that_cannot_be_read_is_none_of_ours(database: Database) -> None:
    await marked(database, "one")

    def work(connection: Connection) -> None:
        append_in(connection, EntryKind.EXAMPLE_MARKED, JudgementId("one"), {"kind": "new"}, NOON)

    await database.write(work)
    with pytest.raises(LedgerBroken, match="example"):
        await shown(database)
