"""Text for a terminal: safe to show, wrapped to its width, in columns."""

import shutil
import textwrap
import unicodedata
from collections.abc import Iterable, Sequence

MOST_COLUMNS = 100


def printable(text: str) -> str:
    """The text on one line, with what cannot be seen or would steer the terminal written out as `U+001B`."""
    plain = " ".join(text.split())
    return "".join(char if unicodedata.category(char)[0] != "C" else f"U+{ord(char):04X}" for char in plain)


def wrapped(text: str, indent: int, *, first: str = "") -> str:
    """Text made printable and wrapped; `first` stands before its first line in place of the indent."""
    margin = " " * indent
    return textwrap.fill(
        printable(text),
        width=min(shutil.get_terminal_size().columns, MOST_COLUMNS),
        initial_indent=first.ljust(indent) if first else margin,
        subsequent_indent=margin,
        break_on_hyphens=False,
    )


def columns(rows: Iterable[Sequence[str]]) -> str:
    """Rows of cells, left-aligned, two spaces between columns."""
    table = [[printable(cell) for cell in row] for row in rows]
    widths = [max(map(len, column)) for column in zip(*table, strict=True)]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in table
    )


def counted(count: int, one: str = "answer", many: str = "answers") -> str:
    """So many of something: 1 answer, 1,204 answers."""
    return f"{count:,} {one if count == 1 else many}"
