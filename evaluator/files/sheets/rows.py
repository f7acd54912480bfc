"""One row of a table as a question, an answer and who gave it; or all that is wrong with it."""

import re
from dataclasses import dataclass

from evaluator.digests import Digest
from evaluator.domain.answers import Answer
from evaluator.domain.candidates import is_candidate_code, likeness
from evaluator.domain.intake import IntakeRow, RowFault
from evaluator.domain.questions import QuestionBank
from evaluator.errors import InputError
from evaluator.files.answers import read_answer
from evaluator.files.sheets import findings
from evaluator.files.sheets.cells import Cells
from evaluator.files.sheets.columns import ColumnMapping, Role
from evaluator.files.sheets.posing import Posed, Poser
from evaluator.files.sheets.tables import Row

LONGEST_ID = 120

_ID = re.compile(rf"[^\x00-\x1f\x7f-\x9f\ud800-\udfff]{{1,{LONGEST_ID}}}")
_CELL_ERRORS = frozenset(["#NAME?", "#VALUE!", "#REF!", "#DIV/0!", "#N/A", "#NUM!", "#NULL!", "#SPILL!", "#CALC!"])
_MOST_IN_CELL = 32_767
"""UTF-16 units that a spreadsheet keeps of a cell; the rest is lost."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a row came to. `row` and `question_digest` are there only where nothing keeps it from being judged."""

    row: IntakeRow | None
    item_id: str | None
    faults: tuple[RowFault, ...]
    question_digest: Digest | None = None


class RowReader:
    """Reads the rows of one file by one mapping. Knows nothing of other rows."""

    def __init__(self, bank: QuestionBank, mapping: ColumnMapping) -> None:
        """Raises QuestionUnknown where one question is named for all rows and is not in the bank."""
        self._mapping = mapping
        self._poser = Poser(bank, mapping.single_question)

    def read(self, row: Row) -> Reading:
        """The row, or what is wrong with it, all of it at once."""
        if row.problem is not None:
            return Reading(None, None, (findings.malformed(row.number, row.problem),))
        cells = Cells(row, self._mapping)
        item_id = _item_id(cells)
        posed = self._poser.pose(cells)
        candidate = _candidate(cells)
        answer = _answer(cells)
        return _reading(cells, item_id, posed, candidate, answer)


def _reading(
    cells: Cells, item_id: str | None, posed: Posed | None, candidate: str | None, answer: Answer | None
) -> Reading:
    faults = tuple(cells.faults)
    if cells.has_error or item_id is None or posed is None or answer is None:
        return Reading(None, item_id, faults)
    row = IntakeRow(cells.number, item_id, posed.question, answer, candidate)
    return Reading(row, item_id, faults, posed.digest)


def _item_id(cells: Cells) -> str | None:
    said = cells.text(Role.ID)
    if said is None:
        return None
    name = said.strip() or str(cells.number)
    if _ID.fullmatch(name):
        return name
    cells.faults.append(findings.id_invalid(cells.number, cells.column(Role.ID), LONGEST_ID))
    return None


def _candidate(cells: Cells) -> str | None:
    code = (cells.text(Role.CANDIDATE) or "").strip()
    if not code:
        return None
    column = cells.column(Role.CANDIDATE)
    if not is_candidate_code(code):
        cells.faults.append(findings.candidate_invalid(cells.number, column))
        return None
    alike = likeness(code)
    if alike is not None:
        cells.faults.append(findings.candidate_named(cells.number, column, alike))
    return code


def _answer(cells: Cells) -> Answer | None:
    text, speaker = cells.text(Role.ANSWER), cells.text(Role.SPEAKER)
    if text is None or speaker is None:
        return None
    column = cells.column(Role.ANSWER)
    if text.strip() in _CELL_ERRORS:
        cells.faults.append(findings.spreadsheet_error(cells.number, column, text.strip()))
        return None
    try:
        answer = read_answer(text, candidate_speaker=speaker.strip() or None)
    except InputError as error:
        cells.faults.append(findings.answer_refused(cells.number, column, error))
        return None
    if _fills_a_cell(text):
        cells.faults.append(findings.answer_cut(cells.number, column))
    return answer


def _fills_a_cell(text: str) -> bool:
    return _MOST_IN_CELL // 2 < len(text) <= _MOST_IN_CELL == len(text.encode("utf-16-le")) // 2
