"""What was found in a file of answers before anything is paid: rows that can be judged, and what is wrong elsewhere."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from evaluator.digests import Digest
from evaluator.domain.answers import Answer
from evaluator.domain.estimates import Workload
from evaluator.domain.questions import Question


class Severity(StrEnum):
    """An error keeps a row from being judged; a warning and a note do not."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


class FaultCode(StrEnum):
    """What can be wrong with a row; stable. Where an error of the same code exists, it is about the same."""

    ROW_MALFORMED = "row_malformed"
    QUESTION_MISSING = "question_missing"
    QUESTION_UNKNOWN = "question_unknown"
    QUESTION_INVALID = "question_invalid"
    ANSWER_EMPTY = "answer_empty"
    ANSWER_TOO_LONG = "answer_too_long"
    ANSWER_NOT_TEXT = "answer_not_text"
    SPEAKER_UNCLEAR = "speaker_unclear"
    CANDIDATE_INVALID = "candidate_invalid"
    ID_INVALID = "id_invalid"
    ID_REPEATED = "id_repeated"
    ANSWER_CUT = "answer_cut"
    CANDIDATE_NAMED = "candidate_named"
    CANDIDATE_REPEATED = "candidate_repeated"
    ANSWER_REPEATED = "answer_repeated"

    @property
    def severity(self) -> Severity:
        """How much it matters."""
        return _MILDER.get(self, Severity.ERROR)


_MILDER = {
    FaultCode.ANSWER_CUT: Severity.WARNING,
    FaultCode.CANDIDATE_NAMED: Severity.WARNING,
    FaultCode.CANDIDATE_REPEATED: Severity.WARNING,
    FaultCode.ANSWER_REPEATED: Severity.NOTE,
}


@dataclass(frozen=True, slots=True)
class RowFault:
    """One thing about one row. `column` is None where it is about the row as a whole.

    `message` says what is wrong, `advice` what to do; neither holds anybody's words. `near` names questions that may
    have been meant, best first.
    """

    row: int
    column: str | None
    code: FaultCode
    message: str
    advice: str = ""
    near: tuple[str, ...] = ()

    @property
    def severity(self) -> Severity:
        """How much it matters."""
        return self.code.severity


@dataclass(frozen=True, slots=True)
class IntakeRow:
    """A row ready to be judged. `item_id` is the id in the file or the row's number; unique within the file."""

    row: int
    item_id: str
    question: Question
    answer: Answer
    candidate: str | None


@dataclass(frozen=True, slots=True)
class Intake:
    """All that was found in a file. `rows` counts those with something in them, `faults` are in the file's order.

    `bad` holds the numbers of rows with an error. `digest` is that of all rows that can be judged, in order: the same
    for every file with the same ids, questions, answers and candidates. `notes` are sentences about the whole file.
    """

    filename: str
    rows: int
    bad: frozenset[int]
    faults: tuple[RowFault, ...]
    notes: tuple[str, ...]
    workload: Workload
    digest: Digest

    @property
    def ready(self) -> int:
        """How many rows can be judged."""
        return self.rows - len(self.bad)

    def of(self, severity: Severity) -> tuple[RowFault, ...]:
        """The faults of that severity, in the file's order."""
        return tuple(fault for fault in self.faults if fault.severity is severity)


def bad_rows(faults: Iterable[RowFault]) -> frozenset[int]:
    """The numbers of the rows that have an error among those faults."""
    return frozenset(fault.row for fault in faults if fault.severity is Severity.ERROR)
