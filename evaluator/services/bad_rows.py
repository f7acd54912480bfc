"""The rows of a file that cannot be judged, with what is wrong with each, as a file to be mended and sent again."""

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum
from typing import BinaryIO

from evaluator.digests import Json
from evaluator.domain.intake import RowFault, Severity
from evaluator.files.results import Cell, Workbook, csv_line
from evaluator.files.sheets import Checked

WRONG = "what is wrong"
"""The column before those of the file. Sent again, it is not used as anything."""

FOOTER = "Rows that cannot be judged as they are."

_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
"""Without it a spreadsheet on Windows takes UTF-8 for something else."""


class BadRowsFormat(StrEnum):
    """What bad rows can be written as."""

    CSV = "csv"
    XLSX = "xlsx"


def fault_line(fault: RowFault) -> str:
    """One fault on one line: where, what, and what to do."""
    where = f"row {fault.row}" if fault.column is None else f"row {fault.row}, column {fault.column}"
    return " ".join(part for part in (f"{where}: {fault.message}", fault.advice) if part)


def write_bad_rows(checked: Checked, written_as: BadRowsFormat, stream: BinaryIO) -> int:
    """Write every row with an error as it stands in the file, and return how many there were.

    Nothing in them runs when a spreadsheet opens the file. Reads the file anew; raises as that does.
    """
    columns = (WRONG, *(column for column in checked.sheet.columns if column != WRONG))
    if written_as is BadRowsFormat.XLSX:
        with Workbook(stream, FOOTER) as book:
            tab = book.tab("bad rows", columns, wide=columns)
            for cells in _rows(checked, columns[1:]):
                tab.add(cells)
            book.finish()
    else:
        stream.write(_BYTE_ORDER_MARK + csv_line(columns))
        for cells in _rows(checked, columns[1:]):
            stream.write(csv_line(cells))
    return len(checked.intake.bad)


def _rows(checked: Checked, columns: Sequence[str]) -> Iterator[Sequence[Cell]]:
    wrong = defaultdict[int, list[str]](list)
    for fault in checked.intake.of(Severity.ERROR):
        wrong[fault.row].append(fault_line(fault))
    for row in checked.sheet.rows():
        if row.number in wrong:
            yield (" ".join(wrong[row.number]), *(_cell(row.cells, column) for column in columns))


def _cell(cells: Mapping[str, Json], column: str) -> Cell:
    value = cells.get(column)
    return value if value is None or isinstance(value, str | int | float) else json.dumps(value, ensure_ascii=False)
