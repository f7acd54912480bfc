"""What the ledger tells of erasures and holds is what is stored, and whoever changes one is found out."""

from pathlib import Path

import pytest
from sqlalchemy import text

from evaluator.domain.keeping import HoldKind
from evaluator.domain.ledger import Broken, EntryKind, Verified
from evaluator.files.ledger import audit_export, entry_line, head_line
from evaluator.services.keeping import KeepingService
from evaluator.services.surroundings import Surroundings
from evaluator.store.database import Database
from evaluator.store.erasure.keeping import SqlKeepingLog
from evaluator.store.judgements import SqlJudgementLog
from evaluator.store.ledger import SqlLedger
from evaluator.store.reviews.log import SqlReviewLog
from tests.erasure_records import CANDIDATE, EVERYTHING, erasing, reviewed, said
from tests.records import NOON
from tests.tools.standalone import verify_ledger

WHY = "They asked for it."


async def a_record(database: Database) -> None:
    """Two candidates with a review each: one erased, one held; and a hold that was lifted."""
    log = SqlJudgementLog(database, policy=EVERYTHING)
    for name, candidate in (("one", CANDIDATE), ("two", "C-2")):
        await log.record(said(name, candidate))
        await reviewed(SqlReviewLog(database), name)
    numbers = iter(("hold-1", "hold-2"))
    world = Surroundings(lambda: NOON, lambda: next(numbers), "here/1", lambda owner: False)
    keeping = KeepingService(SqlKeepingLog(database), erasing(database), world, days=183, purges=True)
    lifted = await keeping.place(HoldKind.CANDIDATE, CANDIDATE, "A case is pending.", "ada")
    await keeping.lift(lifted.id, "The case is closed.", "ada")
    await keeping.place(HoldKind.CANDIDATE, "C-2", "A case is pending.", "ada")
    await erasing(database).erase(CANDIDATE, WHY, "ada")


async def run(database: Database, statement: str) -> None:
    await database.write(lambda connection: connection.execute(text(statement)))


async def test_the_record_of_an_erasure_holds(database: Database) -> None:
    await a_record(database)
    verified = await SqlLedger(database).verify()
    assert isinstance(verified, Verified), verified
    kinds = [entry.kind for entry in await SqlLedger(database).entries()]
    assert kinds[-4:] == [EntryKind.HOLD_PLACED, EntryKind.HOLD_LIFTED, EntryKind.HOLD_PLACED, EntryKind.ERASURE]


TAMPERED = {
    "why": "UPDATE erasures SET why = 'Nobody asked.'",
    "who": "UPDATE erasures SET ordered_by = 'otto'",
    "when": "UPDATE erasures SET at = '2020-01-01 00:00:00.000000'",
    "the basis": "UPDATE erasures SET basis = 'retention'",
    "a basis that is none": "UPDATE erasures SET basis = 'whim'",
    "how much": "UPDATE erasures SET deleted = replace(deleted, '1', '2')",
    "counts that cannot be read": "UPDATE erasures SET deleted = 'many'",
    "another judgement named": "UPDATE erased_words SET judgement_id = 'two'",
    "one judgement more": "INSERT INTO erased_words (judgement_id, erasure_id) VALUES ('two', 'erasure-1')",
    "one judgement fewer": "DELETE FROM erased_words",
    "another place in the ledger": "UPDATE erasures SET ledger_seq = 1",
    "words taken without an erasure": "DELETE FROM judgement_words WHERE judgement_id = 'two';"
    "DELETE FROM answers WHERE judgement_id = 'two'",
    "an answer taken alone": "DELETE FROM answers WHERE judgement_id = 'two'",
    "notes taken without an erasure": "DELETE FROM review_words WHERE review_id = 'r-two'",
    "words that are back": "INSERT INTO answers (judgement_id, candidate, kind, text, turns, digest) "
    "SELECT 'one', candidate, kind, text, turns, digest FROM answers WHERE judgement_id = 'two'",
    "why it is held": "UPDATE holds SET placed_why = 'No reason.' WHERE id = 'hold-2'",
    "who held it": "UPDATE holds SET placed_by = 'otto' WHERE id = 'hold-2'",
    "who is held": "UPDATE holds SET subject = 'C-3' WHERE id = 'hold-2'",
    "nobody is held": "UPDATE holds SET subject = NULL, salt = NULL WHERE id = 'hold-2'",
    "a salt": "UPDATE holds SET salt = 'zz' WHERE id = 'hold-2'",
    "what is held": "UPDATE holds SET kind = 'question' WHERE id = 'hold-2'",
    "why it was lifted": "UPDATE holds SET lifted_why = 'No reason.' WHERE id = 'hold-1'",
    "a hold that stands again": "UPDATE holds SET lifted_at = NULL WHERE id = 'hold-1'",
    "a hold lifted in silence": "UPDATE holds SET lifted_at = placed_at, lifted_by = 'x', lifted_why = 'y', "
    "lifted_seq = 1 WHERE id = 'hold-2'",
    "a hold taken away": "DELETE FROM holds WHERE id = 'hold-2'",
    "an erasure taken away": "DELETE FROM erased_words; DELETE FROM erasures",
    "an erasure that the ledger does not tell of": "INSERT INTO erasures (id, ledger_seq, basis, ordered_by, why, at, "
    "deleted) SELECT 'forged', 2, basis, ordered_by, why, at, deleted FROM erasures",
}


@pytest.mark.parametrize("statements", TAMPERED.values(), ids=TAMPERED)
async def test_whatever_is_changed_is_found(database: Database, statements: str) -> None:
    await a_record(database)
    for statement in statements.split(";"):
        await run(database, statement)
    assert isinstance(await SqlLedger(database).verify(), Broken)


async def test_an_export_with_an_erasure_in_it_verifies_by_itself(database: Database, tmp_path: Path) -> None:
    await a_record(database)
    ledger, path = SqlLedger(database), tmp_path / "ledger.jsonl"
    entries = await ledger.entries()
    path.write_bytes(b"".join([head_line(await ledger.head()), *map(entry_line, entries)]))
    assert isinstance(audit_export(path), Verified)
    assert verify_ledger.main([str(path)]) == 0
    assert CANDIDATE.encode() not in path.read_bytes()
