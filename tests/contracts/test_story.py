"""The log line by line and a judgement's story, on both databases."""

import pytest
from sqlalchemy import Connection, text

from evaluator.domain.judgements import FlagCode
from evaluator.domain.ledger import EntryKind
from evaluator.domain.review_queue import ReviewPolicy
from evaluator.domain.reviews import Final, ReviewId
from evaluator.services.orders import JudgementFilter
from evaluator.store.database import Database
from evaluator.store.erasure.log import SqlErasureLog
from evaluator.store.judgements import SqlJudgementLog
from evaluator.store.log.story import SqlAuditLog
from evaluator.store.reviews.log import SqlReviewLog
from tests.erasure_records import erasure_order
from tests.records import unscored
from tests.review_records import BLIND, CLAIM, FINAL, later, reviewable

POLICY = ReviewPolicy(random_rate=0.0, floor=1_000_000, second_share=1.0)
REVIEW = ReviewId("review-1")
BEFORE = "SELECT ledger_seq - 1 FROM judgements WHERE id = 'judgement-1'"


@pytest.fixture
def log(database: Database) -> SqlAuditLog:
    return SqlAuditLog(database)


async def reviewed(database: Database) -> None:
    """Two judgements, the first reviewed by carla from beginning to end."""
    judged = SqlJudgementLog(database, policy=POLICY)
    for number in (1, 2):
        await judged.record(reviewable(number))
    reviews = SqlReviewLog(database)
    await reviews.claim("judgement-1", "carla", at=later(1), until=later(1) + CLAIM)
    await reviews.commit(REVIEW, "judgement-1", "carla", BLIND, seconds=41.5, at=later(2))
    await reviews.reveal(REVIEW, later(3))
    await reviews.finish(REVIEW, Final(FINAL, later(4), 12.0))


async def faults(log: SqlAuditLog) -> list[str]:
    return [told.fault for told in await log.entries("judgement-1", [REVIEW])]


async def tamper(database: Database, statement: str) -> None:
    """Change what is stored, as somebody could who has the database to themselves."""
    guard = "ledger_never_changes" if database.location.path else "ledger_guard ON ledger"

    def work(connection: Connection) -> None:
        connection.execute(text(f"DROP TRIGGER {guard}"))
        connection.execute(text(statement))

    await database.write(work)


async def test_a_line_tells_what_the_log_lists(database: Database, log: SqlAuditLog) -> None:
    await reviewed(database)
    await SqlJudgementLog(database).record(unscored(3, candidate=None))
    page = await log.lines(JudgementFilter(), limit=2, cursor=None)
    last, second = page.lines
    assert (last.id, last.coverage, last.candidate, last.flags) == ("judgement-3", None, None, frozenset())
    assert last.detail == "The endpoint gave up after 4 tries (last: 429)."
    assert (second.id, second.candidate, second.judge, second.ordered_by) == ("judgement-2", "C-1042", "main", "anna")
    assert second.flags == {FlagCode.UNVERIFIED_EVIDENCE, FlagCode.INSTRUCTION_LIKE_TEXT}
    assert (second.is_shared, second.is_erased, second.reviewers) == (False, False, ())
    older = await log.lines(JudgementFilter(), limit=2, cursor=page.next_cursor)
    (first,) = older.lines
    assert (first.coverage, first.reviewers, older.next_cursor) == (reviewable(1).coverage, ("carla",), None)
    (told, *_) = await log.entries("judgement-1", [])
    assert (first.seq, first.digest) == (told.entry.seq, told.entry.digest)


async def test_every_entry_about_a_judgement_and_its_reviews_is_told_and_holds(
    database: Database, log: SqlAuditLog
) -> None:
    await reviewed(database)
    (review,) = await log.reviews("judgement-1")
    entries = await log.entries("judgement-1", [review.id])
    assert [told.entry.kind for told in entries] == [
        EntryKind.JUDGEMENT,
        EntryKind.REVIEW_COMMITTED,
        EntryKind.REVIEW_REVEALED,
        EntryKind.REVIEW_FINISHED,
    ]
    assert [told.fault for told in entries] == ["", "", "", ""]
    assert [told.entry.subject for told in await log.entries("judgement-2", [])] == ["judgement-2"]


@pytest.mark.parametrize(
    ("statement", "place", "fault"),
    [
        ("UPDATE judgements SET low = 0.9 WHERE id = 'judgement-1'", 0, "judgement"),
        ("UPDATE review_points SET verdict = 'covered' WHERE part = 'final'", 3, "its review does not match it"),
        ("UPDATE ledger SET payload = '{}' WHERE kind = 'review_revealed'", 2, "does not match its digest"),
        (f"UPDATE ledger SET digest = 'sha256:0' WHERE seq = ({BEFORE})", 0, "does not follow the one before it"),
    ],
    ids=["facts of a judgement", "verdicts of a review", "an entry", "the entry before"],
)
async def test_what_was_changed_is_told_at_its_entry(
    database: Database, log: SqlAuditLog, statement: str, place: int, fault: str
) -> None:
    await reviewed(database)
    await tamper(database, statement)
    assert fault in (await faults(log))[place]


async def test_an_erasure_is_part_of_the_story(database: Database, log: SqlAuditLog) -> None:
    await reviewed(database)
    await SqlErasureLog(database).erase("C-1042", erasure_order())
    entries = await log.entries("judgement-1", [REVIEW])
    assert entries[-1].entry.kind == EntryKind.ERASURE
    assert {told.fault for told in entries} == {""}
    (review,) = await log.reviews("judgement-1")
    assert all(point.note == "" and point.evidence == () for point in review.blind.points)
    page = await log.lines(JudgementFilter(), limit=5, cursor=None)
    assert [(line.candidate, line.is_erased) for line in page.lines] == [(None, True), (None, True)]


@pytest.mark.parametrize("strange", ["", "nobody", "a\x00b", "\ud800"], ids=ascii)
async def test_a_judgement_that_nobody_made_has_no_story(log: SqlAuditLog, strange: str) -> None:
    assert list(await log.reviews(strange)) == []
