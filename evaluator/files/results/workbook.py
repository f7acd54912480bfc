"""XLSX, written row by row: every text is a text, whatever it looks like.

Follows ECMA-376 part 1 (SpreadsheetML) with texts in their cells. Written here because the libraries that write
workbooks take several times as long for each cell, and results have a row for each quote.
"""

import math
import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import BinaryIO
from xml.sax.saxutils import escape, quoteattr
from zipfile import ZIP_DEFLATED, ZipFile

from evaluator.files.results.formulas import Cell, is_formula_like
from evaluator.files.results.workbook_parts import BOLD, QUOTED, content_types, package, relations, styles, workbook

MOST_ROWS = 1_048_576
"""Rows of a sheet; what is more goes on in another one."""

MOST_CHARACTERS = 32_767
"""UTF-16 units of a cell."""

REMEMBERED = 2_048
LONGEST_REMEMBERED = 200
"""Texts whose writing is remembered, and how long: questions, points and verdicts come again and again."""

PACKED = 4
"""How hard the file is packed: harder takes longer and gains little."""

_NARROW, _WIDE = 16, 60
_PORTION = 1 << 16

# What XML cannot hold, and what would be read as the writing of such a character.
_UNHELD = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")


class Workbook:
    """An XLSX file under way, to be used in a `with`. Rows go to disk as they come.

    Nothing is left on disk at the end, however it ends; the stream holds the file once `finish` was called.
    """

    def __init__(self, stream: BinaryIO, footer: str) -> None:
        """`footer` stands at the foot of every printed page."""
        self._stream = stream
        self._footer = footer
        self._folder = TemporaryDirectory(prefix="evaluator-")
        self._sheets: list[_Sheet] = []

    def __enter__(self) -> "Workbook":
        return self

    def __exit__(self, *_: object) -> None:
        for sheet in self._sheets:
            sheet.close()
        self._folder.cleanup()

    def tab(self, name: str, columns: Sequence[str], wide: Iterable[str] = ()) -> "Tab":
        """A new sheet with the names of its columns on top; those of `wide` get room for a sentence."""
        return Tab(self, name, columns, frozenset(wide))

    def sheet(self, name: str, columns: Sequence[str], wide: frozenset[str]) -> "_Sheet":
        """An empty sheet, its first row written."""
        widths = [_WIDE if column in wide else _NARROW for column in columns]
        path = Path(self._folder.name, f"sheet{len(self._sheets) + 1}.xml")
        sheet = _Sheet(name, path, widths, is_first=not self._sheets)
        self._sheets.append(sheet)
        sheet.add(columns, heading=True)
        return sheet

    def finish(self) -> None:
        """Write the file into the stream; takes seconds where there are very many rows."""
        names = [sheet.name for sheet in self._sheets]
        with ZipFile(self._stream, "w", ZIP_DEFLATED, compresslevel=PACKED) as archive:
            archive.writestr("[Content_Types].xml", content_types(len(names)))
            archive.writestr("_rels/.rels", package())
            archive.writestr("xl/workbook.xml", workbook([quoteattr(name) for name in names]))
            archive.writestr("xl/_rels/workbook.xml.rels", relations(len(names)))
            archive.writestr("xl/styles.xml", styles())
            for sheet in self._sheets:
                archive.write(sheet.finished(self._footer), f"xl/worksheets/{sheet.path.name}")


class Tab:
    """One table of a workbook, on as many sheets as it takes: `evidence`, `evidence 2` and so on."""

    def __init__(self, book: Workbook, name: str, columns: Sequence[str], wide: frozenset[str]) -> None:
        self._book, self._name, self._columns, self._wide = book, name, columns, wide
        self._sheets = 1
        self._sheet = book.sheet(name, columns, wide)

    def add(self, cells: Iterable[Cell]) -> None:
        """Write the next row."""
        if self._sheet.rows == MOST_ROWS:
            self._sheets += 1
            self._sheet = self._book.sheet(f"{self._name} {self._sheets}", self._columns, self._wide)
        self._sheet.add(cells)


class _Sheet:
    """One sheet's part on its way to disk."""

    def __init__(self, name: str, path: Path, widths: Sequence[int], *, is_first: bool) -> None:
        self.name, self.path, self.rows = name, path, 0
        self._letters = [_letters(place) for place in range(len(widths))]
        self._file = path.open("w", encoding="utf-8", newline="")
        self._file.write(_opening(widths, is_first=is_first))
        self._waiting: list[str] = []
        self._length = 0

    def add(self, cells: Iterable[Cell], *, heading: bool = False) -> None:
        """Write the next row; None leaves a cell empty."""
        self.rows += 1
        number = self.rows
        row = [f'<row r="{number}">']
        for letters, cell in zip(self._letters, cells, strict=True):
            if cell is not None:
                inside = _text(cell, heading=heading) if isinstance(cell, str) else _number(cell)
                row.append(f'<c r="{letters}{number}"{inside}</c>')
        row.append("</row>")
        text = "".join(row)
        self._waiting.append(text)
        self._length += len(text)
        if self._length > _PORTION:
            self._write()

    def finished(self, footer: str) -> Path:
        """The part, whole."""
        self._write()
        said = escape(f"&L{footer}&R&P")
        self._file.write(f"</sheetData><headerFooter><oddFooter>{said}</oddFooter></headerFooter></worksheet>")
        self.close()
        return self.path

    def close(self) -> None:
        """Write no more."""
        self._file.close()

    def _write(self) -> None:
        self._file.write("".join(self._waiting))
        self._waiting.clear()
        self._length = 0


def _opening(widths: Sequence[int], *, is_first: bool) -> str:
    chosen = ' tabSelected="1"' if is_first else ""
    columns = "".join(
        f'<col min="{place}" max="{place}" width="{width}" customWidth="1"/>' for place, width in enumerate(widths, 1)
    )
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetViews>'
        f'<sheetView{chosen} workbookViewId="0">'
        '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>'
        f"<cols>{columns}</cols><sheetData>"
    )


def _text(text: str, *, heading: bool) -> str:
    return _written(text, heading) if len(text) > LONGEST_REMEMBERED else _remembered(text, heading)


def _written(text: str, heading: bool) -> str:
    """What follows the reference in a cell that holds a text."""
    fitting = _fitting(text)
    style = BOLD if heading else QUOTED if is_formula_like(fitting) else 0
    styled = f' s="{style}"' if style else ""
    space = ' xml:space="preserve"' if fitting != fitting.strip() or "\n" in fitting else ""
    held = _UNHELD.sub(lambda found: f"_x{ord(found[0]):04X}_", fitting)
    return f'{styled} t="inlineStr"><is><t{space}>{escape(held)}</t></is>'


_remembered = lru_cache(REMEMBERED)(_written)


def _number(cell: bool | int | float) -> str:
    if isinstance(cell, bool):
        return f' t="b"><v>{cell:d}</v>'
    if not math.isfinite(cell):
        raise ValueError("A cell holds numbers, not what is none.")
    return f"><v>{cell!r}</v>"


def _letters(place: int) -> str:
    """A column's name, counted from 0: A, Z, AA."""
    name = ""
    place += 1
    while place:
        place, letter = divmod(place - 1, 26)
        name = chr(65 + letter) + name
    return name


def _fitting(text: str) -> str:
    """The text without half characters, cut to what a cell holds."""
    if text.isascii() and len(text) <= MOST_CHARACTERS:
        return text
    units = text.encode("utf-16-le", "replace")
    if len(units) <= 2 * MOST_CHARACTERS:
        return units.decode("utf-16-le")
    return units[: 2 * MOST_CHARACTERS - 2].decode("utf-16-le", "ignore") + "…"
