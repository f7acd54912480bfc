"""Where a table comes from: a file or an open stream, measured before a byte of it is read."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import SEEK_END
from pathlib import Path
from typing import BinaryIO

from evaluator.errors import SheetTooLarge, SheetUnreadable

MAX_BYTES = 200_000_000
"""A file of so many bytes or more is not read."""


@dataclass(frozen=True, slots=True)
class Origin:
    """The bytes of one file, to be read from the start as often as wanted, but by one reader at a time.

    A stream has to be binary and seekable, and stays open.
    """

    source: Path | BinaryIO
    filename: str

    @contextmanager
    def opened(self) -> Iterator[BinaryIO]:
        """The bytes from their start. Raises SheetUnreadable where there is no such file or it may not be read."""
        if not isinstance(self.source, Path):
            self.source.seek(0)
            yield self.source
            return
        try:
            stream = self.source.open("rb")
        except OSError as error:
            raise _unreadable(error) from error
        with stream:
            yield stream

    def refuse_by_size(self) -> None:
        """Raise SheetTooLarge or SheetUnreadable where there is too much or nothing to read; reads nothing."""
        size = self._size()
        if size >= MAX_BYTES:
            raise SheetTooLarge(
                f"The file has {size / 1e6:,.0f} MB; files under {MAX_BYTES / 1e6:,.0f} MB are read. Divide it."
            )
        if not size:
            raise SheetUnreadable("The file is empty. Put names of columns on top and one answer in each row.")

    def _size(self) -> int:
        if not isinstance(self.source, Path):
            return self.source.seek(0, SEEK_END)
        if self.source.is_dir():
            raise SheetUnreadable("This is a folder, not a file. Name the file of answers in it.")
        try:
            return self.source.stat().st_size
        except OSError as error:
            raise _unreadable(error) from error


def _unreadable(error: OSError) -> SheetUnreadable:
    return SheetUnreadable(f"The file cannot be read: {error.strerror or type(error).__name__}.")
