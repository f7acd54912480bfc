"""The ledger's entries by kind, newest first, on both databases."""

import pytest

from evaluator.domain.journal import KINDS, Chapter
from evaluator.domain.ledger import Entry, EntryKind
from evaluator.store.database import Database
from evaluator.store.entries import Event, append_all_in
from evaluator.store.log.story import SqlAuditLog
from tests.ledgers import NOON

WRITTEN = (
    EntryKind.JUDGEMENT,
    EntryKind.BATCH_CREATED,
    EntryKind.JUDGEMENT,
    EntryKind.REVIEW_COMMITTED,
    EntryKind.USER_ADDED,
    EntryKind.REVIEW_REVEALED,
    EntryKind.JUDGEMENT,
    EntryKind.BATCH_MOVED,
    EntryKind.REVIEW_FINISHED,
    EntryKind.JUDGEMENT,
)


@pytest.fixture
async def written(database: Database) -> list[Entry]:
    """A ledger with entries of several kinds between each other, newest first."""
    events = [Event(kind, f"subject-{place}", {}, NOON) for place, kind in enumerate(WRITTEN)]
    return (await database.write(lambda connection: append_all_in(connection, events)))[::-1]


@pytest.mark.parametrize("limit", [1, 2, 3, 50])
@pytest.mark.parametrize("chapter", [None, *Chapter])
async def test_pages_hold_every_entry_of_a_chapter_once_and_newest_first(
    database: Database, written: list[Entry], chapter: Chapter | None, limit: int
) -> None:
    kinds = KINDS[chapter] if chapter else ()
    log, read, before = SqlAuditLog(database), list[Entry](), None
    while True:
        page = await log.journal(kinds, before=before, limit=limit)
        assert len(page.entries) <= limit
        read += page.entries
        before = page.next_before
        if before is None:
            break
    assert read == [entry for entry in written if not kinds or entry.kind in kinds]


async def test_an_empty_ledger_has_an_empty_journal(database: Database) -> None:
    page = await SqlAuditLog(database).journal((), before=None, limit=5)
    assert (page.entries, page.next_before) == ((), None)
