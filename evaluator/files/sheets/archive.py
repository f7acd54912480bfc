"""The zip archive that a workbook is: measured by what it declares before anything in it is unpacked."""

import posixpath
from collections.abc import Iterator
from contextlib import contextmanager
from struct import error as struct_error
from typing import IO, BinaryIO
from xml.parsers.expat import ExpatError
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo
from zlib import error as zlib_error

from evaluator.errors import SheetTooLarge, SheetUnreadable

MAX_UNPACKED = 600_000_000
"""Bytes that all parts together may unpack to."""

MAX_RATIO = 200
"""How many times its packed size an archive may unpack to, where that is more than FREE_UNPACKED."""

FREE_UNPACKED = 20_000_000
"""Bytes up to which it does not matter how well they were packed."""

_LARGEST_READ = 1 << 20

_DAMAGE = (
    BadZipFile,
    EOFError,
    ExpatError,
    LookupError,
    NotImplementedError,
    RuntimeError,
    ValueError,
    struct_error,
    zlib_error,
)
"""What reading damaged or encrypted archives and documents comes to."""


class _Measured:
    """A stream that gives no more at once than an honest workbook needs: its list of parts is read in one go."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream

    def read(self, size: int = -1) -> bytes:
        if size > _LARGEST_READ:
            raise SheetUnreadable("The file is no workbook: it lists too many parts. Save the table as XLSX or CSV.")
        return self._stream.read(size)

    def seek(self, offset: int, whence: int = 0) -> int:
        return self._stream.seek(offset, whence)

    def tell(self) -> int:
        return self._stream.tell()

    def seekable(self) -> bool:
        return True


class Archive:
    """The parts of a workbook. No part gives more bytes than it declares."""

    def __init__(self, stream: BinaryIO) -> None:
        """Raises SheetUnreadable for what is no zip archive, SheetTooLarge for one that unpacks to too much."""
        with damage_told():
            self._zip = ZipFile(_Measured(stream))
        infos = self._zip.infolist()
        _refuse_bomb(sum(info.file_size for info in infos), sum(info.compress_size for info in infos))
        self._parts = {info.filename.replace("\\", "/").lower(): info for info in infos}

    def __contains__(self, part: str) -> bool:
        return part.lower() in self._parts

    @contextmanager
    def opened(self, part: str) -> Iterator[IO[bytes]]:
        """The bytes of one part, such as `xl/workbook.xml`, unpacked as they are read."""
        with damage_told(), self._zip.open(self._info(part)) as stream:
            yield stream

    def _info(self, part: str) -> ZipInfo:
        info = self._parts.get(part.lower())
        if info is None:
            raise SheetUnreadable(f"The workbook is damaged: it has no part {posixpath.basename(part)}.")
        if info.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
            raise SheetUnreadable("The workbook is packed in a way that no spreadsheet packs. Save the table as CSV.")
        return info


@contextmanager
def damage_told() -> Iterator[None]:
    """Say of whatever is met in a damaged workbook that it is damaged."""
    try:
        yield
    except _DAMAGE as error:
        raise SheetUnreadable(
            "The file is a damaged or protected workbook. Open it, and save it as XLSX again, without a password."
        ) from error


def _refuse_bomb(unpacked: int, packed: int) -> None:
    if unpacked > MAX_UNPACKED:
        raise SheetTooLarge(
            f"The workbook unpacks to {unpacked / 1e6:,.0f} MB; the most that is read is {MAX_UNPACKED / 1e6:,.0f} MB."
        )
    if unpacked > FREE_UNPACKED and unpacked > MAX_RATIO * packed:
        raise SheetTooLarge(
            f"The workbook unpacks to {unpacked // max(1, packed):,} times its size, as no table of answers does. "
            "Save the table as CSV."
        )
