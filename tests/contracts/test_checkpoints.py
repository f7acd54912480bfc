"""Checkpoints of a stored ledger: one key for all who share it, and whatever is killed, what was signed holds."""

import asyncio
from contextlib import ExitStack
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import Connection, text

from evaluator.checkpoints.folder import CheckpointFolder
from evaluator.checkpoints.keys import KeyFile
from evaluator.checkpoints.outbox import FolderOutbox
from evaluator.domain.audit import Witnesses
from evaluator.domain.checkpoints import Checkpoint, first_key, next_key
from evaluator.domain.ledger import Broken, EntryKind, Head, Verified
from evaluator.domain.users import Role
from evaluator.errors import LedgerBroken
from evaluator.services.checkpoints import CheckpointService, Standing
from evaluator.store.database import Database, open_database
from evaluator.store.entries import append_in
from evaluator.store.judgements import SqlJudgementLog
from evaluator.store.ledger import SqlLedger
from evaluator.store.users import SqlUserDirectory
from tests.forks import Nursery
from tests.ledgers import Signer
from tests.records import NOON, judgement

ONE, TWO, THREE = Signer(1), Signer(2), Signer(3)


def service(database: Database, directory: Path, shelf: CheckpointFolder | None = None) -> CheckpointService:
    folder = directory / "checkpoints"
    return CheckpointService(
        SqlLedger(database),
        lambda: KeyFile(directory / "checkpoint.key"),
        shelf or CheckpointFolder(folder),
        FolderOutbox(folder, []),
        lambda: NOON,
    )


async def judged(database: Database, *numbers: int) -> None:
    log = SqlJudgementLog(database, clock=lambda: NOON)
    for number in numbers:
        await log.record(judgement(number))


async def test_a_ledger_stands_without_a_key_until_one_is_named(database: Database) -> None:
    ledger = SqlLedger(database)
    assert await ledger.standing() == Standing(Head(), None)
    key = first_key(ONE.public_key)
    assert await ledger.name_key(key, NOON) == key
    standing = await ledger.standing()
    assert (standing.head.seq, standing.key) == (1, key)
    (entry,) = await ledger.entries()
    assert (entry.kind, entry.subject) == (EntryKind.CHECKPOINT_KEY, ONE.id)


async def test_of_those_who_name_a_key_at_once_one_does(database: Database) -> None:
    ledger = SqlLedger(database)
    named = await asyncio.gather(*(ledger.name_key(first_key(one.public_key), NOON) for one in (ONE, TWO, THREE)))
    assert len(set(named)) == 1
    assert (await ledger.standing()).head.seq == 1


async def test_the_keys_up_to_an_entry_are_told_in_order(database: Database) -> None:
    ledger = SqlLedger(database)
    first, following = first_key(ONE.public_key), next_key(TWO.public_key, ONE.id, ONE.sign)
    await ledger.name_key(first, NOON)
    await judged(database, 1)
    await ledger.name_key(following, NOON)
    assert await ledger.keys(upto=5) == [first, following]
    assert await ledger.keys(upto=4) == [first]
    assert await ledger.name_key(next_key(THREE.public_key, ONE.id, ONE.sign), NOON) == following


async def test_an_entry_that_names_no_key_is_told(database: Database) -> None:
    await database.write(lambda connection: append_in(connection, EntryKind.CHECKPOINT_KEY, "x", {}, NOON))
    with pytest.raises(LedgerBroken, match="evaluator ledger verify"):
        await SqlLedger(database).standing()
    assert await SqlLedger(database).verify() == Broken(1, "the key that it names cannot be read")


async def test_what_was_signed_is_verified_with_the_rest(database: Database, tmp_path: Path) -> None:
    await judged(database, 1)
    signing = service(database, tmp_path)
    await signing.make()
    await judged(database, 2)
    found = await SqlLedger(database).verify(Witnesses(tuple(await signing.all())))
    assert isinstance(found, Verified)
    assert (found.upto, found.signed) == (5, 4)


async def test_a_ledger_that_was_cut_off_to_the_byte_is_found_by_its_checkpoint(
    database: Database, tmp_path: Path
) -> None:
    signing = service(database, tmp_path)
    users = SqlUserDirectory(database, clock=lambda: NOON)
    for name in ("anna", "boris"):
        await users.add(name, Role.REVIEWER)
    await signing.make()
    await forget(database, 3)
    assert isinstance(await SqlLedger(database).verify(), Verified)
    assert await SqlLedger(database).verify(Witnesses(tuple(await signing.all()))) == Broken(
        3, "the entry is missing (the checkpoint of 2026-11-22 12:00 UTC signed #3)"
    )
    with pytest.raises(LedgerBroken, match="last checkpoint, #3"):
        await signing.make()


async def test_a_checkpoint_of_another_ledger_is_none_of_this_one(database: Database, tmp_path: Path) -> None:
    await judged(database, 1)
    signing = service(database, tmp_path)
    made = await signing.make()
    assert made is not None
    other = replace(made, seq=2)
    assert await SqlLedger(database).verify(Witnesses((other,))) == Broken(
        2, "the entry is not the one that the checkpoint of 2026-11-22 12:00 UTC signed"
    )


class Power(Exception):
    """The machine stops."""


async def test_what_was_signed_and_not_written_down_is_signed_again(database: Database, tmp_path: Path) -> None:
    class Stopped(CheckpointFolder):
        def keep(self, checkpoint: Checkpoint) -> bool:
            raise Power

    await judged(database, 1)
    with pytest.raises(Power):
        await service(database, tmp_path, Stopped(tmp_path / "checkpoints")).make()
    made = await service(database, tmp_path).make()
    assert made is not None
    assert made.seq == 4
    assert isinstance(await SqlLedger(database).verify(Witnesses((made,))), Verified)


def killed(nursery: Nursery, url: str, directory: Path, after: int) -> int:
    """Let two processes write and sign at once, kill both after so many checkpoints; returns the last told of."""
    with ExitStack() as stack:
        start = partial(nursery.start, "tests.contracts.signer", url, str(directory))
        processes = [stack.enter_context(start()) for _ in range(2)]
        told = [process.stdout.readline() for process in processes for _ in range(after)]
        for process in processes:
            process.kill()
        told += [line for process in processes for line in process.stdout]
    return max(int(line) for line in told if line.endswith("\n"))


async def test_killed_processes_leave_whole_checkpoints_of_one_chain_under_one_key(
    nursery: Nursery, url: str, tmp_path: Path
) -> None:
    signed = [killed(nursery, url, tmp_path, after) for after in (1, 2, 9)]
    assert signed == sorted(signed)
    async with open_database(url) as database:
        await database.write(lambda connection: None)
        signing = service(database, tmp_path)
        kept = await signing.all()
        assert kept[-1].seq >= signed[-1]
        assert {checkpoint.key for checkpoint in kept} == {KeyFile(tmp_path / "checkpoint.key").first().id}
        assert len(await SqlLedger(database).keys(upto=10**6)) == 1
        found = await SqlLedger(database).verify(Witnesses(tuple(kept)))
        assert isinstance(found, Verified), found
        assert found.signed == kept[-1].seq
        await signing.make()


async def forget(database: Database, seq: int) -> None:
    """Delete an entry, as somebody with the database's password can."""

    def work(connection: Connection) -> None:
        if connection.dialect.name == "postgresql":
            connection.execute(text("SET session_replication_role = replica"))
        else:
            connection.execute(text("DROP TRIGGER ledger_never_shrinks"))
        connection.execute(text("DELETE FROM ledger WHERE seq = :seq"), {"seq": seq})

    await database.write(work)
