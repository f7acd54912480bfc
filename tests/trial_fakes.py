"""Notes of trials in memory."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from evaluator.domain.trials import Note, Purpose, Used
from evaluator.errors import EvaluatorError


@dataclass
class InMemoryTrials:
    """A TrialLog that forgets everything with the process. Raises `fault` when set, for every note from there on."""

    notes: list[Note] = field(default_factory=list)
    fault: EvaluatorError | None = None

    async def note(self, note: Note) -> None:
        if self.fault is not None:
            raise self.fault
        self.notes.append(note)

    async def noted(self, purpose: Purpose, since: datetime) -> Sequence[Note]:
        return [note for note in self.notes if note.task.purpose is purpose and note.at >= since]

    def throw_away(self, used: Used) -> None:
        """As a ledger does with what has gone into it."""
        self.notes = [note for note in self.notes if note.task != used.task or note.at < used.since]
