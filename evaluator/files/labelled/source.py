"""The bytes of a labelled file, packed by gzip or not, bounded before a row of it is read."""

import gzip
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, cast

from evaluator.errors import SheetTooLarge, SheetUnreadable
from evaluator.files.sheets.encodings import CHUNK, detect
from evaluator.files.sheets.objects import rows_of
from evaluator.files.sheets.origins import MAX_BYTES, Origin
from evaluator.files.sheets.tables import MAX_ROWS, Row

_GZIP = b"\x1f\x8b"


class LabelledSource(Origin):
    """One file, unpacked as it is read."""

    @contextmanager
    def opened(self) -> Iterator[BinaryIO]:
        """The bytes from their start, unpacked. Raises SheetUnreadable where they cannot be had."""
        with Origin.opened(self) as stream:
            is_packed = stream.read(2) == _GZIP
            stream.seek(0)
            if not is_packed:
                yield stream
                return
            with gzip.GzipFile(fileobj=stream) as unpacked:
                yield cast(BinaryIO, unpacked)


def objects_in(file: Path) -> Iterator[Row]:
    """The lines of a file, each an object or what is wrong with it; one is held at a time.

    Raises SheetTooLarge beyond 200 MB unpacked or MAX_ROWS, SheetUnreadable where it is no text or is damaged.
    """
    source = LabelledSource(file, file.name)
    source.refuse_by_size()
    _refuse_unpacked(source)
    with source.opened() as stream:
        encoding = detect(stream)
    for count, row in enumerate(rows_of(source, encoding), 1):
        if count > MAX_ROWS:
            raise SheetTooLarge(f"The file has more than {MAX_ROWS:,} rows. Divide it into smaller files.")
        yield row


def _refuse_unpacked(source: Origin) -> None:
    """Read it through once: few packed bytes can hold very many, and damage shows only where it is."""
    size = 0
    try:
        with source.opened() as stream:
            while chunk := stream.read(CHUNK):
                size += len(chunk)
                if size >= MAX_BYTES:
                    raise SheetTooLarge(
                        f"The file has more than {MAX_BYTES / 1e6:,.0f} MB once it is unpacked. Divide it."
                    )
    except (EOFError, gzip.BadGzipFile, zlib.error):
        raise SheetUnreadable("The file is a damaged gzip archive. Pack it again, or give it unpacked.") from None
