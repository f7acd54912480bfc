"""Trials that are not done yet: `services.trials.TrialLog`."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import Connection, Row, bindparam, delete, insert, select

from evaluator.digests import Digest
from evaluator.domain.canonical import canonical_text
from evaluator.domain.outcomes import Outcome
from evaluator.domain.trials import Note, Purpose, Task
from evaluator.store.anchor_tables import trial_notes
from evaluator.store.database import Database

KEPT = timedelta(days=30)
"""For so long a note stands that nobody has used: budgets are for the same time."""

_NOTE = insert(trial_notes)
_NOTED = (
    select(trial_notes)
    .where(trial_notes.c.purpose == bindparam("of"), trial_notes.c.at >= bindparam("since"))
    .order_by(trial_notes.c.id)
)
_USED = delete(trial_notes).where(
    trial_notes.c.purpose == bindparam("for"),
    trial_notes.c.judge == bindparam("name"),
    trial_notes.c.task == bindparam("of"),
    trial_notes.c.at >= bindparam("since"),
)
_OLD = delete(trial_notes).where(trial_notes.c.purpose == bindparam("for"), trial_notes.c.at < bindparam("before"))


class SqlTrialLog:
    """Notes of trials in SQLite or PostgreSQL."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def note(self, note: Note) -> None:
        """See TrialLog."""
        await self._database.write(lambda connection: _note_in(connection, note))

    async def noted(self, purpose: Purpose, since: datetime) -> Sequence[Note]:
        """See TrialLog."""
        return await self._database.read(lambda connection: _noted_in(connection, purpose, since))


def throw_away_in(connection: Connection, task: Task, since: datetime) -> None:
    """Forget the notes that were used."""
    connection.execute(_USED, {"for": task.purpose.value, "name": task.judge, "of": task.digest, "since": since})


def _note_in(connection: Connection, note: Note) -> None:
    # Where no task is ever done, nothing else would take away what has become too old for anything.
    connection.execute(_OLD, {"for": note.task.purpose.value, "before": note.at - KEPT})
    connection.execute(_NOTE, _row_of(note))


def _noted_in(connection: Connection, purpose: Purpose, since: datetime) -> Sequence[Note]:
    rows = connection.execute(_NOTED, {"of": purpose.value, "since": since})
    return [note for row in rows if (note := _note_of(row)) is not None]


def _row_of(note: Note) -> dict[str, Any]:
    return {
        "purpose": note.task.purpose.value,
        "judge": note.task.judge,
        "task": note.task.digest,
        "answer_id": note.answer_id,
        "sample": note.sample,
        "at": note.at,
        "outcome": canonical_text(note.outcome),
    }


def _note_of(row: Row[Any]) -> Note | None:
    """The note; None for one of another version's making that this one cannot read: its answer is asked again."""
    task = Task(Purpose(row.purpose), row.judge, Digest(row.task))
    try:
        return Note(task, row.answer_id, row.sample, row.at, _outcomes().validate_json(row.outcome))
    except ValueError:
        return None


@cache
def _outcomes() -> TypeAdapter[Outcome]:
    return TypeAdapter(Outcome)
