"""CSV as RFC 4180 has it, in UTF-8."""

import csv
from collections.abc import Iterable
from io import StringIO

from evaluator.files.results.formulas import Cell, neutralised


def csv_line(cells: Iterable[Cell]) -> bytes:
    """One record with its line end. Truth values are `true` and `false`; text that looks like a formula is disarmed."""
    record = StringIO()
    csv.writer(record).writerow([_written(cell) for cell in cells])
    return record.getvalue().encode("utf-8", "replace")


def _written(cell: Cell) -> str:
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, str):
        return neutralised(cell)
    return "" if cell is None else str(cell)
