"""When checkpoints are made, what is checked before one is signed, and what happens to the key."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from evaluator.checkpoints.folder import CheckpointFolder
from evaluator.checkpoints.keys import KeyFile
from evaluator.domain.audit import Witnesses
from evaluator.domain.checkpoints import Checkpoint, KeyEntry
from evaluator.domain.ledger import Entry, EntryKind, Verified, follow
from evaluator.errors import DatabaseLocked, EvaluatorError, LedgerBroken, SettingsInvalid
from evaluator.services.checkpoints import LOOK_S, PATIENCE_S, CheckpointService, Standing
from tests.ledgers import NOON, Book, audited


@dataclass
class BookLedger:
    """A ledger in memory. `fault`, when set, is raised once."""

    book: Book = field(default_factory=Book)
    fault: EvaluatorError | None = None

    async def standing(self) -> Standing:
        fault, self.fault = self.fault, None
        if fault is not None:
            raise fault
        return Standing(self.book.head, self.book.keys[-1] if self.book.keys else None)

    async def entries(self, *, after: int = 0, limit: int = 2_000) -> Sequence[Entry]:
        return [entry for entry in self.book.entries if entry.seq > after][:limit]

    async def name_key(self, key: KeyEntry, at: datetime) -> KeyEntry:
        present = self.book.keys[-1] if self.book.keys else None
        if key.replaces != (present.id if present else None):
            return present or key
        self.book.entries.append(follow(self.book.head, EntryKind.CHECKPOINT_KEY, key.id, key.payload, at))
        self.book.keys.append(key)
        return key


@dataclass
class Sent:
    """An outbox that remembers what it was given, and fails while it has a fault."""

    seqs: list[int] = field(default_factory=list)
    fault: str = ""

    async def send(self, checkpoint: Checkpoint, now: datetime) -> Sequence[str]:
        if self.fault:
            return [self.fault]
        if checkpoint.seq not in self.seqs:
            self.seqs.append(checkpoint.seq)
        return []


@dataclass
class Desk:
    """A service with all that it works with in reach."""

    folder: Path
    ledger: BookLedger = field(default_factory=BookLedger)
    sent: Sent = field(default_factory=Sent)
    now: datetime = NOON

    def __post_init__(self) -> None:
        self.keys = KeyFile(self.folder / "checkpoint.key")
        self.shelf = CheckpointFolder(self.folder / "checkpoints")
        self.service = self.another(self.keys)

    def another(self, keys: KeyFile) -> CheckpointService:
        """One more process at the same ledger and folder."""
        return CheckpointService(self.ledger, lambda: keys, self.shelf, self.sent, lambda: self.now)

    async def made(self) -> Checkpoint:
        checkpoint = await self.service.make()
        assert checkpoint is not None
        return checkpoint

    async def verified(self) -> Verified:
        found = audited(self.ledger.book.entries, Witnesses(tuple(await self.service.all())))
        assert isinstance(found, Verified), found
        return found


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


async def test_an_empty_ledger_is_not_signed_and_gets_no_key(desk: Desk) -> None:
    assert await desk.service.make() is None
    assert await desk.service.newest() is None
    assert await desk.service.send() == []
    assert desk.ledger.book.entries == []


async def test_the_first_checkpoint_enters_the_key_and_signs_that_too(desk: Desk) -> None:
    desk.ledger.book.write(3)
    checkpoint = await desk.made()
    assert checkpoint.seq == 4
    assert desk.ledger.book.keys[0].id == checkpoint.key == desk.keys.first().id
    assert (await desk.verified()).signed == 4


async def test_what_is_signed_already_is_not_signed_again(desk: Desk) -> None:
    desk.ledger.book.write(3)
    first = await desk.made()
    desk.now += timedelta(hours=1)
    assert await desk.made() == first
    desk.ledger.book.write(1)
    second = await desk.made()
    assert (second.seq, second.key) == (5, first.key)
    assert await desk.service.all() == [first, second]


async def test_a_long_ledger_is_checked_in_pieces_before_it_is_signed(desk: Desk) -> None:
    desk.ledger.book.write(4_100)
    assert (await desk.made()).seq == 4_101


async def test_what_was_changed_since_the_last_checkpoint_is_not_signed(desk: Desk) -> None:
    book = desk.ledger.book.write(3)
    await desk.made()
    book.write(3)
    book.entries[5] = replace(book.entries[5], subject="boris")
    with pytest.raises(LedgerBroken, match="broken at #6"):
        await desk.service.make()
    assert len(await desk.service.all()) == 1


async def test_a_ledger_that_was_cut_off_is_not_signed(desk: Desk) -> None:
    book = desk.ledger.book.write(3)
    await desk.made()
    del book.entries[3:]
    book.write(0)
    with pytest.raises(LedgerBroken, match="does not hold its last checkpoint, #4"):
        await desk.service.make()


async def test_a_ledger_that_was_rewritten_is_not_signed(desk: Desk) -> None:
    book = desk.ledger.book.write(3)
    await desk.made()
    key = book.keys[0]
    book.entries[:] = Book().write(3, "another").entries
    book.keys.clear()
    await desk.ledger.name_key(key, NOON + timedelta(days=1))
    book.write(1)
    with pytest.raises(LedgerBroken, match="does not hold its last checkpoint"):
        await desk.service.make()


async def test_a_ledger_that_changes_while_it_is_checked_is_not_signed(desk: Desk) -> None:
    book = desk.ledger.book.write(3)
    await desk.made()
    book.write(2)

    class Shrinking(BookLedger):
        async def entries(self, *, after: int = 0, limit: int = 2_000) -> Sequence[Entry]:
            return (await super().entries(after=after, limit=limit))[:1] if after < 4 else []

    desk.ledger = Shrinking(book)
    with pytest.raises(LedgerBroken, match="changed while it was checked"):
        await desk.another(desk.keys).make()


async def test_of_processes_that_share_key_and_folder_one_makes_each_checkpoint(desk: Desk) -> None:
    desk.ledger.book.write(3)
    services = [desk.service, desk.another(desk.keys), desk.another(KeyFile(desk.keys.path))]
    made = await asyncio.gather(*(service.make() for service in services))
    assert {checkpoint.seq for checkpoint in made if checkpoint} == {4}
    assert len(await desk.service.all()) == 1
    assert [entry.kind for entry in desk.ledger.book.entries].count("checkpoint_key") == 1


async def test_a_process_with_another_key_signs_nothing_and_brings_in_no_key(desk: Desk) -> None:
    desk.ledger.book.write(3)
    await desk.made()
    desk.ledger.book.write(1)
    other = desk.another(KeyFile(desk.folder / "elsewhere" / "checkpoint.key"))
    with pytest.raises(SettingsInvalid, match="EVALUATOR_CHECKPOINT_KEY"):
        await other.make()
    assert len(desk.ledger.book.keys) == 1
    assert (await desk.made()).seq == 5


async def test_a_key_that_is_changed_while_it_signs_is_not_used_any_more(desk: Desk) -> None:
    desk.ledger.book.write(3)
    await desk.made()
    desk.ledger.book.write(1)
    elsewhere = Book(desk.ledger.book.entries, desk.ledger.book.keys)

    class Changing(BookLedger):
        looks = 0

        async def standing(self) -> Standing:
            self.looks += 1
            if self.looks == 2:
                elsewhere.signer = desk.keys.first()
                elsewhere.name_key(7)
            return await super().standing()

    desk.ledger = Changing(desk.ledger.book)
    with pytest.raises(SettingsInvalid, match="signed by another key"):
        await desk.another(desk.keys).make()


async def test_a_changed_key_is_signed_by_the_one_before_and_signs_from_then_on(desk: Desk) -> None:
    desk.ledger.book.write(3)
    first = await desk.made()
    entry = await desk.service.change_key()
    assert (entry.id, entry.replaces) == (desk.keys.first().id, first.key)
    second = await desk.made()
    assert second.key == entry.id
    found = await desk.verified()
    assert (found.signed, found.lost_key) == (5, 0)


async def test_a_key_may_be_changed_before_there_is_one(desk: Desk) -> None:
    entry = await desk.service.change_key()
    assert entry.id == desk.keys.first().id == desk.ledger.book.keys[0].id


async def test_a_lost_key_is_replaced_only_where_somebody_says_that_it_is_lost(desk: Desk) -> None:
    desk.ledger.book.write(3)
    await desk.made()
    desk.keys.path.unlink()
    with pytest.raises(SettingsInvalid, match="change-key --lost"):
        await desk.service.change_key()
    entry = await desk.service.change_key(lost=True)
    assert entry.signature is None
    await desk.made()
    assert (await desk.verified()).lost_key == 5


async def test_a_process_that_was_stopped_while_it_changed_the_key_goes_on_with_the_new_one(desk: Desk) -> None:
    desk.ledger.book.write(3)
    await desk.made()

    class Stopped(KeyFile):
        def take_over(self) -> None:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        await desk.another(Stopped(desk.keys.path)).change_key()
    assert (await desk.made()).key == desk.ledger.book.keys[1].id
    assert (await desk.verified()).signed == 5


async def test_a_key_that_somebody_else_has_changed_meanwhile_stays(desk: Desk) -> None:
    desk.ledger.book.write(3)
    await desk.made()

    class Outrun(BookLedger):
        async def name_key(self, key: KeyEntry, at: datetime) -> KeyEntry:
            return self.book.keys[0]

    desk.ledger = Outrun(desk.ledger.book)
    before = desk.keys.first().id
    with pytest.raises(SettingsInvalid, match="somebody else"):
        await desk.another(desk.keys).change_key()
    assert desk.keys.first().id == before


class Enough(Exception):
    """The watch has looked often enough."""


@dataclass
class Watch:
    """Lets time pass in a watch: before each look, something may happen."""

    desk: Desk
    happenings: list[object]
    pauses: list[float] = field(default_factory=list)
    reports: list[tuple[str, str]] = field(default_factory=list)

    async def run(self) -> None:
        with pytest.raises(Enough):
            await self.desk.service.watch(self._pause, self._report)

    async def _pause(self, seconds: float) -> None:
        self.pauses.append(seconds)
        self.desk.now += timedelta(seconds=seconds)
        if not self.happenings:
            raise Enough
        happening = self.happenings.pop(0)
        if callable(happening):
            happening()

    def _report(self, event: str, error: EvaluatorError | None) -> None:
        self.reports.append((event, error.code if error else ""))


async def seqs(desk: Desk) -> list[int]:
    return [checkpoint.seq for checkpoint in await desk.service.all()]


async def test_a_hundred_entries_are_signed_at_once(desk: Desk) -> None:
    book = desk.ledger.book
    watch = Watch(desk, [lambda: book.write(99), None, lambda: book.write(1), None])
    await watch.run()
    assert await seqs(desk) == [101]
    assert watch.reports == [("checkpoint_made", "")]
    assert desk.sent.seqs == [101]
    assert set(watch.pauses) == {LOOK_S}


def later(desk: Desk) -> None:
    desk.now += timedelta(minutes=10)


async def test_fewer_are_signed_after_ten_minutes_and_nothing_where_nothing_is_new(desk: Desk) -> None:
    book = desk.ledger.book.write(1)
    watch = Watch(desk, [None, lambda: later(desk), lambda: later(desk), lambda: book.write(1), lambda: later(desk)])
    await watch.run()
    assert await seqs(desk) == [2, 3]


async def test_a_cut_ledger_is_noticed_without_waiting(desk: Desk) -> None:
    desk.ledger.book.write(3)
    await desk.made()
    del desk.ledger.book.entries[2:]
    watch = Watch(desk, [None, None])
    await watch.run()
    assert watch.reports == [("checkpoint_failed", "ledger_broken")]
    assert watch.pauses == [LOOK_S, PATIENCE_S, PATIENCE_S]


async def test_a_failure_is_reported_once_and_tried_again(desk: Desk) -> None:
    desk.ledger.book.write(100)

    def lock() -> None:
        desk.ledger.fault = DatabaseLocked("Another process holds it.")

    watch = Watch(desk, [lock, lock, None])
    await watch.run()
    assert watch.reports == [("checkpoint_failed", "database_locked"), ("checkpoint_made", "")]
    assert watch.pauses == [LOOK_S, PATIENCE_S, PATIENCE_S, LOOK_S]


async def test_what_could_not_be_sent_is_reported_once_and_sent_as_soon_as_it_can_be(desk: Desk) -> None:
    desk.ledger.book.write(100)
    desk.sent.fault = "The webhook did not take it."

    def mend() -> None:
        desk.sent.fault = ""

    watch = Watch(desk, [None, None, mend, None])
    await watch.run()
    assert watch.reports == [("checkpoint_made", ""), ("checkpoint_not_sent", "")]
    assert desk.sent.seqs == [101]
