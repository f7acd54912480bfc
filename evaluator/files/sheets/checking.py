"""A whole file of answers checked before anything is paid: every row by itself, and rows against each other.

Rows come as a stream and go as one. What is remembered of each is a few digests, so that memory grows by some hundred
bytes a row, whatever the answers' length. The rows of a small file are kept, since to read them anew takes longer.
"""

import hashlib
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

from evaluator.digests import Digest, canonical_json
from evaluator.domain.estimates import Workload, points_asked, question_bytes
from evaluator.domain.intake import Intake, IntakeRow, RowFault, bad_rows
from evaluator.domain.questions import QuestionBank
from evaluator.errors import SheetUnreadable
from evaluator.files.sheets import findings
from evaluator.files.sheets.columns import ColumnMapping, Role, completed, told_as_note
from evaluator.files.sheets.rows import Reading, RowReader
from evaluator.files.sheets.tables import Sheet

MOST_KEPT = 1 << 20
"""Code points of answers up to which a file is small; a row counts as ROW more, for its question and its names."""

ROW = 1 << 10


@dataclass(frozen=True, slots=True)
class Checked:
    """A file that was checked: what was found, and the way to its rows. `mapping` says which column is what.

    `kept` are the rows of a small file, as they were when it was checked; None where there are too many.
    """

    intake: Intake
    mapping: ColumnMapping
    sheet: Sheet
    bank: QuestionBank = field(repr=False)
    kept: tuple[IntakeRow, ...] | None = field(repr=False)

    def rows(self) -> Iterator[IntakeRow]:
        """The rows that can be judged, in the file's order.

        Those that are not kept are read anew. Raises SheetUnreadable if their file changed meanwhile.
        """
        if self.kept is None:
            return self._read_anew()
        return (row for row in self.kept if row.row not in self.intake.bad)

    def workload_left(self, waiting: Collection[int], scored: Collection[int]) -> Workload:
        """What judging only the rows at those positions takes, counted from 0 as `rows` gives them.

        What repeats another of them, or one that was scored, is not asked for again.
        """
        known = {_answer_key(row) for position, row in enumerate(self.rows()) if position in scored}
        load, questions = _Load(), set[str]()
        for position, row in enumerate(self.rows()):
            key = _answer_key(row)
            if position in waiting and key not in known:
                known.add(key)
                questions.add(row.question.id)
                load.add(row)
        return load.workload(len(questions))

    def _read_anew(self) -> Iterator[IntakeRow]:
        reader = RowReader(self.bank, self.mapping)
        for row in self.sheet.rows():
            if row.number in self.intake.bad:
                continue
            reading = reader.read(row)
            if reading.row is None:
                raise SheetUnreadable("The file has changed since it was checked. Check it again.")
            yield reading.row


def check_sheet(sheet: Sheet, bank: QuestionBank, by_hand: ColumnMapping | None = None) -> Checked:
    """Check every row of a sheet. `by_hand` says which column is what where their names do not.

    Raises ColumnsUnclear, QuestionUnknown for a single question that the bank does not have, and what reading a
    damaged file raises; whatever is wrong with a row is among the faults instead.
    """
    mapping = completed(sheet, by_hand or ColumnMapping())
    reader = RowReader(bank, mapping)
    survey, shelf = _Survey(mapping), _Shelf()
    for row in sheet.rows():
        reading = reader.read(row)
        survey.note(row.number, reading)
        shelf.keep(reading.row)
    notes = (*sheet.notes, told_as_note(sheet, mapping))
    return Checked(survey.intake(sheet.filename, notes), mapping, sheet, bank, shelf.rows)


@dataclass(slots=True)
class _Shelf:
    """The rows so far, until their answers become too long to be kept."""

    _rows: list[IntakeRow] = field(default_factory=list)
    _length: int = 0

    @property
    def rows(self) -> tuple[IntakeRow, ...] | None:
        return tuple(self._rows) if self._length <= MOST_KEPT else None

    def keep(self, row: IntakeRow | None) -> None:
        if row is None or self._length > MOST_KEPT:
            return
        self._length += len(row.answer.text) + ROW
        self._rows.append(row)
        if self._length > MOST_KEPT:
            self._rows.clear()


@dataclass(slots=True)
class _Load:
    """The workload so far, counted up."""

    answers: int = 0
    answer_bytes: int = 0
    question_bytes: int = 0
    repeated_bytes: int = 0
    points: int = 0
    _asked: dict[str, int] = field(default_factory=dict)

    def add(self, row: IntakeRow) -> None:
        asked = self._asked.get(row.question.id)
        if asked is None:
            asked = self._asked[row.question.id] = question_bytes(row.question)
        else:
            self.repeated_bytes += asked
        self.answers += 1
        self.answer_bytes += len(row.answer.own_text.encode())
        self.question_bytes += asked
        self.points += points_asked(row.question)

    def workload(self, questions: int) -> Workload:
        """All of it, over so many questions."""
        return Workload(
            answers=self.answers,
            questions=questions,
            answer_bytes=self.answer_bytes,
            question_bytes=self.question_bytes,
            repeated_bytes=self.repeated_bytes,
            points=self.points,
        )


@dataclass(slots=True)
class _Survey:
    """What is remembered of the rows so far: numbers of rows by ids and digests."""

    mapping: ColumnMapping
    _rows: int = 0
    _faults: list[RowFault] = field(default_factory=list)
    _load: _Load = field(default_factory=_Load)
    _ids: dict[str, int] = field(default_factory=dict)
    _answers: dict[bytes, int] = field(default_factory=dict)
    _candidates: dict[bytes, tuple[int, bytes]] = field(default_factory=dict)
    _questions: dict[str, tuple[int, Digest]] = field(default_factory=dict)
    _digest: "hashlib._Hash" = field(default_factory=hashlib.sha256)

    def note(self, number: int, reading: Reading) -> None:
        """Take note of a row: of what is wrong with it, by itself and beside the rows before."""
        self._rows += 1
        faults = [*reading.faults, *self._clashes(number, reading)]
        if reading.row is not None and reading.question_digest is not None and not bad_rows(faults):
            faults += self._kept(reading.row, reading.question_digest)
        self._faults += faults

    def intake(self, filename: str, notes: tuple[str, ...]) -> Intake:
        """All of it, once the last row is noted."""
        return Intake(
            filename=filename,
            rows=self._rows,
            bad=bad_rows(self._faults),
            faults=tuple(self._faults),
            notes=notes,
            workload=self._load.workload(len(self._questions)),
            digest=Digest(f"sha256:{self._digest.hexdigest()}"),
        )

    def _clashes(self, number: int, reading: Reading) -> Iterator[RowFault]:
        """An id that another row has, of the row or of its question."""
        if reading.item_id is not None:
            first = self._ids.setdefault(reading.item_id, number)
            if first != number:
                yield findings.id_repeated(number, self.mapping.column(Role.ID), first)
        if reading.row is not None:
            known = self._questions.get(reading.row.question.id)
            if known is not None and known[1] != reading.question_digest:
                column = self.mapping.column(Role.QUESTION_ID)
                yield findings.id_of_another(number, column, known[0])

    def _kept(self, row: IntakeRow, question_digest: Digest) -> Iterator[RowFault]:
        """Remember a row that can be judged; yields what is to be said of it."""
        answer_key = _answer_key(row)
        first = self._answers.setdefault(answer_key, row.row)
        if first != row.row:
            yield findings.answer_repeated(row.row, self.mapping.named(Role.ANSWER), first)
        else:
            self._load.add(row)
        self._questions.setdefault(row.question.id, (row.row, question_digest))
        if row.candidate is not None:
            key = _key(row.question.id, row.candidate)
            known = self._candidates.setdefault(key, (row.row, answer_key))
            if known[1] != answer_key:
                yield findings.candidate_repeated(row.row, self.mapping.named(Role.CANDIDATE), known[0])
        self._digest.update(canonical_json([row.item_id, question_digest, row.answer.digest, row.candidate]))


def _answer_key(row: IntakeRow) -> bytes:
    return _key(row.question.id, row.answer.digest)


def _key(question_id: str, other: str) -> bytes:
    return hashlib.blake2b(f"{question_id}\0{other}".encode(), digest_size=16).digest()
