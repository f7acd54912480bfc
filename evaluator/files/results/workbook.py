"""XLSX, written row by row: every text is a text, whatever it looks like."""

from collections.abc import Iterable, Sequence
from tempfile import TemporaryDirectory
from typing import BinaryIO

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from evaluator.files.results.formulas import Cell, is_formula_like

MOST_ROWS = 1_048_576
"""Rows of a sheet; what is more goes on in another one."""

MOST_CHARACTERS = 32_767
"""UTF-16 units of a cell."""

_OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
    "nan_inf_to_errors": False,
}
_NARROW, _WIDE = 16, 60


class Workbook:
    """An XLSX file under way, to be used in a `with`. Rows go to disk as they come.

    Nothing is left on disk at the end, however it ends; the stream holds the file once `finish` was called.
    """

    def __init__(self, stream: BinaryIO, footer: str) -> None:
        """`footer` stands at the foot of every printed page."""
        self._folder = TemporaryDirectory(prefix="evaluator-")
        self._book = xlsxwriter.Workbook(stream, {**_OPTIONS, "tmpdir": self._folder.name})
        self._footer = footer
        self._heading = self._book.add_format({"bold": True})
        self._armed = self._book.add_format({"quote_prefix": True})

    def __enter__(self) -> "Workbook":
        return self

    def __exit__(self, *_: object) -> None:
        for sheet in self._book.worksheets():
            sheet.row_data_fh.close()
        self._folder.cleanup()

    def tab(self, name: str, columns: Sequence[str], wide: Iterable[str] = ()) -> "Tab":
        """A new sheet with the names of its columns on top; those of `wide` get room for a sentence."""
        return Tab(self, name, columns, frozenset(wide))

    def finish(self) -> None:
        """Write the file into the stream; takes seconds where there are very many rows."""
        self._book.close()

    def sheet(self, name: str, columns: Sequence[str], wide: frozenset[str]) -> Worksheet:
        """An empty sheet, its first row written."""
        sheet = self._book.add_worksheet(name)
        sheet.freeze_panes(1, 0)
        sheet.set_footer(f"&L{self._footer}&R&P")
        for place, column in enumerate(columns):
            sheet.set_column(place, place, _WIDE if column in wide else _NARROW)
            sheet.write_string(0, place, column, self._heading)
        return sheet

    def write(self, sheet: Worksheet, row: int, cells: Iterable[Cell]) -> None:
        """Write one row; None leaves a cell empty."""
        for place, cell in enumerate(cells):
            if isinstance(cell, str):
                armed = self._armed if is_formula_like(cell) else None
                sheet.write_string(row, place, _fitting(cell), armed)
            elif isinstance(cell, bool):
                sheet.write_boolean(row, place, cell)
            elif cell is not None:
                sheet.write_number(row, place, cell)


class Tab:
    """One table of a workbook, on as many sheets as it takes: `evidence`, `evidence 2` and so on."""

    def __init__(self, book: Workbook, name: str, columns: Sequence[str], wide: frozenset[str]) -> None:
        self._book, self._name, self._columns, self._wide = book, name, columns, wide
        self._sheets = 1
        self._sheet = book.sheet(name, columns, wide)
        self._row = 0

    def add(self, cells: Iterable[Cell]) -> None:
        """Write the next row."""
        if self._row + 1 == MOST_ROWS:
            self._sheets += 1
            self._sheet = self._book.sheet(f"{self._name} {self._sheets}", self._columns, self._wide)
            self._row = 0
        self._row += 1
        self._book.write(self._sheet, self._row, cells)


def _fitting(text: str) -> str:
    """The text without half characters, cut to what a cell holds."""
    if text.isascii() and len(text) <= MOST_CHARACTERS:
        return text
    units = text.encode("utf-16-le", "replace")
    if len(units) <= 2 * MOST_CHARACTERS:
        return units.decode("utf-16-le")
    return units[: 2 * MOST_CHARACTERS - 2].decode("utf-16-le", "ignore") + "…"
