"""The cells of one row by what they are used as, and what was found wrong with them so far."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from evaluator.digests import Json
from evaluator.domain.intake import FaultCode, RowFault, Severity
from evaluator.files.sheets import findings
from evaluator.files.sheets.columns import ColumnMapping, Role
from evaluator.files.sheets.tables import Row

_CODES: Mapping[Role, FaultCode] = {
    Role.ANSWER: FaultCode.ANSWER_NOT_TEXT,
    Role.SPEAKER: FaultCode.SPEAKER_UNCLEAR,
    Role.CANDIDATE: FaultCode.CANDIDATE_INVALID,
    Role.ID: FaultCode.ID_INVALID,
}
"""What it is called when a cell of that role holds no text; of the others, that the question is invalid."""


@dataclass(slots=True)
class Cells:
    """One row as a mapping reads it. Readers add what they find to `faults`."""

    row: Row
    mapping: ColumnMapping
    faults: list[RowFault] = field(default_factory=list)

    @property
    def number(self) -> int:
        """The row's number in the file."""
        return self.row.number

    @property
    def has_error(self) -> bool:
        """Whether something was found that keeps the row from being judged."""
        return any(fault.severity is Severity.ERROR for fault in self.faults)

    def column(self, role: Role) -> str:
        """The name of the role's column, for a fault found in it."""
        return self.mapping.named(role)

    def value(self, role: Role) -> Json:
        """What stands in the role's cell, None where nothing does."""
        column = self.mapping.column(role)
        return self.row.cells.get(column) if column else None

    def text(self, role: Role) -> str | None:
        """The role's cell as text, numbers as they are written; "" where there is nothing.

        None where there is something else, and that is among the faults then.
        """
        value = self.value(role)
        if value is None or isinstance(value, str):
            return value or ""
        if isinstance(value, int | float) and not isinstance(value, bool):
            return str(value)
        code = _CODES.get(role, FaultCode.QUESTION_INVALID)
        self.faults.append(findings.not_text(self.number, self.column(role), code))
        return None
