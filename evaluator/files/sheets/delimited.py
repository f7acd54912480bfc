"""CSV in its many kinds: which delimiter it has, and its rows with cells that may hold line breaks."""

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice

from evaluator.errors import SheetUnreadable
from evaluator.files.sheets.encodings import UTF8, Encoding
from evaluator.files.sheets.headings import column_names
from evaluator.files.sheets.lines import LONGEST_RECORD, lines_of
from evaluator.files.sheets.origins import Origin
from evaluator.files.sheets.tables import Row, Sheet, SheetFormat

DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "vertical bar"}

_NONE = "\udfff"
"""Stands for the delimiter of a file of one column, which has none: half a character, which no text holds."""

_SAMPLE = 50
"""Rows looked at where the names alone leave open what divides them."""

_DECLARED = re.compile(r'\s*"?sep=(.)"?\s*$', re.IGNORECASE)
"""The line that spreadsheets take for the delimiter's name."""


@dataclass(slots=True)
class _Progress:
    """How far a reading has come: records and lines so far, and where the one under way began."""

    records: int = 0
    lines: int = 0
    first_line: int = 0
    length: int = 0

    @property
    def place(self) -> str:
        return f"row {self.records + 1:,} (line {self.first_line:,})"


def _records(lines: Iterator[str], delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """The records of a CSV file: numbers as spreadsheets count, and cells. Blank ones are counted and left out."""
    # Cells of whole transcripts go beyond the module's own limit; records are bounded here.
    csv.field_size_limit(LONGEST_RECORD)
    progress = _Progress()
    reader = csv.reader(_bounded(lines, progress), delimiter=delimiter)
    while True:
        progress.first_line, progress.length = progress.lines + 1, 0
        cells = next(reader, None)
        if cells is None:
            return
        progress.records += 1
        if any(cell.strip() for cell in cells):
            yield progress.records, cells


def _bounded(lines: Iterator[str], progress: _Progress) -> Iterator[str]:
    for line in lines:
        progress.lines += 1
        progress.length += len(line)
        if progress.length > LONGEST_RECORD:
            raise SheetUnreadable(
                f"There are more than {LONGEST_RECORD:,} characters in {progress.place}. "
                "Look for a quotation mark that is opened there and never closed."
            )
        yield line
    if progress.length:
        raise SheetUnreadable(
            f"A quotation mark is opened in {progress.place} and never closed. "
            "Close it, or write a quotation mark inside a cell twice."
        )


def read_delimited(origin: Origin, encoding: Encoding) -> Sheet:
    """A CSV file as a Sheet. Raises SheetUnreadable where it has no row of names."""
    delimiter, is_declared = _delimiter(origin, encoding)

    def records() -> Iterator[tuple[int, list[str]]]:
        lines = lines_of(origin, encoding)
        return _records(islice(lines, 1, None) if is_declared else lines, delimiter)

    first = next(records(), None)
    if first is None:
        raise SheetUnreadable("The file is empty. Put names of columns on top and one answer in each row.")
    columns = column_names(first[1])

    def rows() -> Iterator[Row]:
        return (_row(number, cells, columns) for number, cells in islice(records(), 1, None))

    return Sheet(
        filename=origin.filename,
        format=SheetFormat.CSV,
        columns=columns,
        notes=tuple(_notes(encoding, delimiter)),
        source=rows,
    )


def _row(number: int, cells: Sequence[str], columns: Sequence[str]) -> Row:
    surplus = [cell for cell in cells[len(columns) :] if cell.strip()]
    if surplus:
        problem = (
            f"The row has {len(cells)} cells, but there are {len(columns)} columns. "
            "Put quotation marks around cells that hold the delimiter."
        )
        return Row(number, problem=problem)
    return Row(number, dict(zip(columns, cells, strict=False)))


def _notes(encoding: Encoding, delimiter: str) -> Iterator[str]:
    named = DELIMITERS.get(delimiter, delimiter)
    divided = "of one column" if delimiter == _NONE else f"with a {named} between the cells"
    yield f"Read as {encoding.name}, {divided}."
    if encoding.name != UTF8.name and encoding.name != "UTF-16":
        yield "The file is not UTF-8. Check that letters beyond the English ones look right."


def _delimiter(origin: Origin, encoding: Encoding) -> tuple[str, bool]:
    """What divides the cells, and whether a line of its own says so."""
    declared = _DECLARED.match(next(lines_of(origin, encoding), ""))
    if declared:
        return declared[1], True
    widths = {delimiter: _widths(origin, encoding, delimiter) for delimiter in DELIMITERS}
    divided = [delimiter for delimiter, found in widths.items() if found and found[0] > 1]
    if not divided:
        return _NONE, False
    return max(divided, key=lambda delimiter: (_regularity(widths[delimiter]), widths[delimiter][0])), False


def _widths(origin: Origin, encoding: Encoding, delimiter: str) -> Sequence[int]:
    """How many cells each of the first rows has, if that is what divides them."""
    records = _undamaged(_records(lines_of(origin, encoding), delimiter))
    return [len(cells) for _, cells in islice(records, _SAMPLE)]


def _undamaged(records: Iterable[tuple[int, list[str]]]) -> Iterator[tuple[int, list[str]]]:
    """The records up to the first that cannot be read."""
    with suppress(SheetUnreadable):
        yield from records


def _regularity(widths: Sequence[int]) -> float:
    """The share of rows that have as many cells as the row of names."""
    return sum(width == widths[0] for width in widths) / len(widths)
