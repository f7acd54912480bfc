"""Legal holds: placing and lifting them, and whether one keeps somebody's words."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, bindparam, exists, insert, or_, select, update

from evaluator.digests import Digest
from evaluator.domain.keeping import (
    Hold,
    HoldId,
    HoldKind,
    Lifting,
    lifting_payload,
    placing_payload,
    subject_commitment,
)
from evaluator.domain.ledger import EntryKind
from evaluator.errors import HoldUnknown
from evaluator.store.entries import append_in
from evaluator.store.erasure_tables import holds
from evaluator.store.tables import answers, batch_items, batch_questions, intents, judgements

_ALL = select(holds).order_by(holds.c.placed_seq.desc())
_ONE = select(holds).where(holds.c.id == bindparam("id"))
_LIFT = update(holds).where(holds.c.id == bindparam("hold"))
# Of a candidate with no words left nothing is kept, not even that there was a hold.
_FORGET = (
    update(holds)
    .where(
        holds.c.kind == HoldKind.CANDIDATE.value,
        holds.c.lifted_at.is_not(None),
        holds.c.subject.is_not(None),
        ~exists().where(answers.c.candidate == holds.c.subject),
    )
    .values(subject=None, salt=None)
)


def is_held_by(hold: Any) -> ColumnElement[bool]:
    """Whether a hold, as a row of `holds` or an alias of it, keeps the words of a row of `answers`."""
    # Each looks for its own rows, whatever else the query around it is about.
    of_judgement = select(judgements.c.question_id).where(judgements.c.id == answers.c.judgement_id).correlate(answers)
    of_intent = select(intents.c.question_id).where(intents.c.judgement_id == answers.c.judgement_id).correlate(answers)
    item = batch_items.c.judgement_id == answers.c.judgement_id
    asked = (batch_items.c.batch_id == batch_questions.c.batch_id) & (
        batch_items.c.question == batch_questions.c.digest
    )
    of_item = select(batch_questions.c.question_id).join(batch_items, asked).where(item).correlate(answers)
    of_batch = select(batch_items.c.batch_id).where(item).correlate(answers)
    return or_(
        (hold.c.kind == HoldKind.CANDIDATE.value) & (hold.c.subject == answers.c.candidate),
        (hold.c.kind == HoldKind.BATCH.value) & hold.c.subject.in_(of_batch),
        (hold.c.kind == HoldKind.QUESTION.value)
        & or_(hold.c.subject.in_(of_judgement), hold.c.subject.in_(of_intent), hold.c.subject.in_(of_item)),
    )


def is_held() -> ColumnElement[bool]:
    """Whether any hold that stands keeps the words of a row of `answers`."""
    hold = holds.alias("standing")
    return select(hold.c.id).where(hold.c.lifted_at.is_(None), is_held_by(hold)).correlate(answers).exists()


def holds_on_in(connection: Connection, candidate: str) -> tuple[Hold, ...]:
    """The holds that stand and keep any of a candidate's words, the oldest first."""
    kept = select(answers.c.judgement_id).where(answers.c.candidate == candidate, is_held_by(holds)).correlate(holds)
    standing = select(holds).where(holds.c.lifted_at.is_(None), kept.exists()).order_by(holds.c.placed_seq)
    return tuple(hold_of(row) for row in connection.execute(standing))


def holds_in(connection: Connection) -> Sequence[Hold]:
    """Every hold there is or was, the newest first."""
    return [hold_of(row) for row in connection.execute(_ALL)]


def place_in(connection: Connection, hold: Hold, salt: bytes) -> Hold:
    """Place a hold, with its entry in the ledger; `salt` is for the commitment to a candidate's code."""
    commitment = _commitment(hold, salt)
    entry = append_in(connection, EntryKind.HOLD_PLACED, hold.id, placing_payload(hold, commitment), hold.at)
    row = {
        "id": hold.id,
        "kind": hold.kind.value,
        "subject": hold.subject,
        "salt": None if commitment is None else salt.hex(),
        "placed_seq": entry.seq,
        "placed_at": hold.at,
        "placed_by": hold.by,
        "placed_why": hold.why,
    }
    connection.execute(insert(holds), row)
    return replace(hold, placed_seq=entry.seq)


def lift_in(connection: Connection, hold_id: str, lifting: Lifting) -> Hold:
    """Lift a hold that stands, with its entry in the ledger. Raises HoldUnknown where none does."""
    row = connection.execute(_ONE, {"id": hold_id}).first()
    if row is None or row.lifted_at is not None:
        raise HoldUnknown("No hold of that id stands. `evaluator hold list` names those that do.")
    entry = append_in(connection, EntryKind.HOLD_LIFTED, hold_id, lifting_payload(lifting), lifting.at)
    lifted = {
        "lifted_seq": entry.seq,
        "lifted_at": lifting.at,
        "lifted_by": lifting.by,
        "lifted_why": lifting.why,
    }
    connection.execute(_LIFT.values(lifted), {"hold": hold_id})
    forget_candidates_in(connection)
    return replace(hold_of(row), lifting=lifting, lifted_seq=entry.seq)


def forget_candidates_in(connection: Connection) -> None:
    """Forget whom lifted holds were for, where nothing is left of them."""
    connection.execute(_FORGET)


def hold_of(row: Row[Any]) -> Hold:
    """The hold that a row holds."""
    lifting = None if row.lifted_at is None else Lifting(row.lifted_at, row.lifted_by, row.lifted_why)
    return Hold(
        HoldId(row.id),
        HoldKind(row.kind),
        row.subject,
        row.placed_at,
        row.placed_by,
        row.placed_why,
        row.placed_seq,
        lifting,
        row.lifted_seq,
    )


def commitment_of(row: Row[Any]) -> Digest | None:
    """The commitment to the candidate that a row's hold is for, None where it is forgotten or there never was one."""
    return _commitment(hold_of(row), bytes.fromhex(row.salt)) if row.salt else None


def _commitment(hold: Hold, salt: bytes) -> Digest | None:
    if hold.kind is not HoldKind.CANDIDATE or hold.subject is None:
        return None
    return subject_commitment(salt, hold.subject)
