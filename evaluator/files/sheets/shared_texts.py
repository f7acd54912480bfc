"""The texts that a workbook keeps apart from its cells, on disk once they are many."""

import re
from array import array
from collections.abc import Callable, Mapping
from tempfile import SpooledTemporaryFile
from typing import IO

from evaluator.errors import SheetTooLarge
from evaluator.files.sheets.lines import LONGEST_RECORD
from evaluator.files.sheets.markup import told

MOST_TEXTS = 2_000_000

_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
_WIDE = "surrogatepass"


class Wording:
    """Collects the text of one cell out of its pieces, without the readings that East Asian texts carry."""

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._length = 0
        self._listens = self._is_reading = False

    def start(self, name: str) -> None:
        """An element begins: words stand in `t`, values in `v`."""
        if name == "rPh":
            self._is_reading = True
        elif name in ("t", "v"):
            self._listens = not self._is_reading

    def end(self, name: str) -> None:
        """An element ends."""
        if name == "rPh":
            self._is_reading = False
        elif name in ("t", "v"):
            self._listens = False

    def text(self, text: str) -> None:
        """A piece of text, kept where it belongs to the words. Raises SheetTooLarge beyond what a row may hold."""
        if not self._listens:
            return
        self._length += len(text)
        if self._length > LONGEST_RECORD:
            raise SheetTooLarge(f"A cell has more than {LONGEST_RECORD:,} characters. Shorten it.")
        self._pieces.append(text)

    def take(self) -> str:
        """All that was collected, and begin anew."""
        found = "".join(self._pieces)
        self._pieces.clear()
        self._length = 0
        return found


def unescaped(text: str) -> str:
    """The text with characters that XML cannot hold, written `_x000D_` in workbooks, put in."""
    return _ESCAPE.sub(lambda match: chr(int(match[1], 16)), text) if "_x" in text else text


class _Texts:
    """Listens to the list of shared texts and hands each on."""

    def __init__(self, keep: Callable[[str], None]) -> None:
        self._keep = keep
        self._wording = Wording()

    def start(self, name: str, _attributes: Mapping[str, str]) -> None:
        self._wording.start(name)

    def end(self, name: str) -> None:
        self._wording.end(name)
        if name == "si":
            self._keep(unescaped(self._wording.take()))

    def text(self, text: str) -> None:
        self._wording.text(text)


class SharedTexts:
    """Texts by number. Holds where each one ends, and the texts themselves in a file that the caller opened for it."""

    def __init__(self, file: SpooledTemporaryFile[bytes], part: IO[bytes] | None) -> None:
        """Reads the workbook's part of that kind, if it has one; raises ExpatError and SheetTooLarge."""
        self._file = file
        self._ends = array("Q", [0])
        if part is not None:
            for _ in told(part, _Texts(self._keep)):
                pass

    def _keep(self, text: str) -> None:
        if len(self._ends) > MOST_TEXTS:
            raise SheetTooLarge(f"The workbook has more than {MOST_TEXTS:,} texts. Divide it into smaller ones.")
        written = self._file.write(text.encode("utf-8", _WIDE))
        self._ends.append(self._ends[-1] + written)

    def __getitem__(self, number: int) -> str:
        """The text of that number, from 0. Raises ValueError where there is none."""
        if not 0 <= number < len(self._ends) - 1:
            raise ValueError(number)
        start, end = self._ends[number], self._ends[number + 1]
        self._file.seek(start)
        return self._file.read(end - start).decode("utf-8", _WIDE)
