"""A table as it was found: what it was read as, its columns, and its rows one after the other."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from evaluator.digests import Json
from evaluator.errors import SheetTooLarge

MAX_ROWS = 100_000
"""Most rows of answers in one file."""

MAX_COLUMNS = 500
"""Most columns of a file."""


class SheetFormat(StrEnum):
    """What a file was recognised as, by its content first and its name second."""

    CSV = "csv"
    JSONL = "jsonl"
    XLSX = "xlsx"


@dataclass(frozen=True, slots=True)
class Row:
    """One row with something in it. `number` is the one a spreadsheet shows beside it; in JSONL, the line's.

    `cells` holds what is there, by the name of the column; text, but for JSONL. `problem` says what is wrong with the
    row as such, and there are no cells then.
    """

    number: int
    cells: Mapping[str, Json] = field(default_factory=dict, repr=False)
    problem: str | None = None


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table of answers. `tab` is the sheet of a workbook that was read, `tabs` are all it has.

    `columns` are named as in the file; a name given twice or not at all has the column's number added to it. `notes`
    say in sentences what was found and assumed.
    """

    filename: str
    format: SheetFormat
    columns: tuple[str, ...]
    notes: tuple[str, ...]
    source: Callable[[], Iterator[Row]] = field(repr=False)
    tab: str | None = None
    tabs: tuple[str, ...] = ()

    def rows(self) -> Iterator[Row]:
        """The rows in the file's order, read anew each time; only a few of them are in memory at once.

        Raises SheetUnreadable where the file is damaged further down, SheetTooLarge beyond MAX_ROWS.
        """
        for count, row in enumerate(self.source(), 1):
            if count > MAX_ROWS:
                raise SheetTooLarge(f"The file has more than {MAX_ROWS:,} rows. Divide it into smaller files.")
            yield row
