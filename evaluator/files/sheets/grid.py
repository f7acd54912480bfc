"""The cells of one sheet of a workbook, row by row as they come."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import IO

from evaluator.errors import SheetTooLarge
from evaluator.files.sheets.lines import LONGEST_RECORD
from evaluator.files.sheets.markup import told
from evaluator.files.sheets.number_formats import Format, number_text
from evaluator.files.sheets.shared_texts import SharedTexts, Wording, unescaped

_REFERENCE = re.compile(r"([A-Za-z]{1,3})(\d{1,7})")
_MERGED = re.compile(rb'mergeCell\s[^<>]{0,200}?ref="([A-Z]{1,3}\d{1,7}):([A-Z]{1,3}\d{1,7})"')
_HIDDEN = re.compile(rb"""row(?=\s)[^<>]{0,200}?\shidden=["'](?:1|true)["'][^<>]{0,200}?(?<!/)>""")
"""A row with cells that a filter or a person has hidden."""

_SCAN = 1 << 18
_OVERLAP = 500
_MOST_MERGES = 100_000

Cells = Mapping[int, str]
"""What stands in a row, by the number of the column from 0; empty cells are left out."""


@dataclass(frozen=True, slots=True)
class Area:
    """Cells merged into one: rows from 1, columns from 0, both ends included."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True, slots=True)
class Layout:
    """What of a sheet is more than its cells: the merged areas, and how many rows with cells are hidden."""

    areas: Sequence[Area]
    hidden: int


@dataclass(frozen=True, slots=True)
class Legend:
    """What cells of a workbook refer to: texts by number, formats by style, and the day that dates count from."""

    texts: SharedTexts
    formats: Sequence[Format]
    from_1904: bool


def place(reference: str) -> tuple[int, int]:
    """Row from 1 and column from 0 of a reference such as `C12`; raises ValueError for anything else."""
    match = _REFERENCE.fullmatch(reference)
    if match is None:
        raise ValueError("no reference of a cell")
    column = 0
    for letter in match[1].upper():
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(match[2]), column - 1


def layout_of(part: IO[bytes]) -> Layout:
    """The layout of a sheet. Merged areas stand behind its cells, so it is looked for beforehand."""
    areas: dict[Area, None] = {}
    kept, hidden = b"", 0
    while chunk := part.read(_SCAN):
        before = kept[-_OVERLAP:]
        kept = before + chunk
        if b"hidden=" in kept:
            # What ends in the part that was looked at before was counted there.
            hidden += sum(match.end() > len(before) for match in _HIDDEN.finditer(kept))
        for match in _MERGED.finditer(kept):
            (top, left), (bottom, right) = place(match[1].decode()), place(match[2].decode())
            areas[Area(top, left, bottom, right)] = None
        if len(areas) > _MOST_MERGES:
            raise SheetTooLarge(f"The sheet has more than {_MOST_MERGES:,} merged areas. Save the table as CSV.")
    return Layout(tuple(areas), hidden)


def grid_rows(part: IO[bytes], legend: Legend) -> Iterator[tuple[int, Cells]]:
    """Every row with something in it: its number, and its cells as text.

    Raises ValueError and ExpatError for what is no sheet, SheetTooLarge for a row beyond what can be held.
    """
    listener = _Grid(legend)
    for _ in told(part, listener):
        yield from listener.rows
        listener.rows.clear()


@dataclass(slots=True)
class _Grid:
    """Listens to a sheet. Rows that are whole stand in `rows` until they are fetched."""

    legend: Legend
    rows: list[tuple[int, Cells]] = field(default_factory=list)
    _number: int = 0
    _cells: dict[int, str] = field(default_factory=dict)
    _length: int = 0
    _column: int = -1
    _kind: str = "n"
    _style: int = 0
    _wording: Wording = field(default_factory=Wording)

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == "c":
            self._kind = attributes.get("t", "n")
            self._style = int(attributes.get("s", 0))
            reference = attributes.get("r")
            self._column = place(reference)[1] if reference else self._column + 1
        elif name == "row":
            self._number = int(attributes.get("r", self._number + 1))
            self._cells, self._column, self._length = {}, -1, 0
        else:
            self._wording.start(name)

    def end(self, name: str) -> None:
        if name == "c":
            self._keep(self._wording.take())
        elif name == "row":
            if self._cells:
                self.rows.append((self._number, self._cells))
        else:
            self._wording.end(name)

    def text(self, text: str) -> None:
        self._wording.text(text)

    def _keep(self, raw: str) -> None:
        text = self._read(raw) if raw else ""
        if not text.strip():
            return
        self._length += len(text)
        if self._length > LONGEST_RECORD:
            raise SheetTooLarge(f"Row {self._number:,} has more than {LONGEST_RECORD:,} characters. Shorten it.")
        self._cells[self._column] = text

    def _read(self, raw: str) -> str:
        if self._kind == "s":
            return self.legend.texts[int(raw)]
        if self._kind == "n":
            known = self._style < len(self.legend.formats)
            form = self.legend.formats[self._style] if known else None
            return number_text(raw, form, from_1904=self.legend.from_1904)
        if self._kind == "b":
            return "TRUE" if raw == "1" else "FALSE"
        return unescaped(raw)
