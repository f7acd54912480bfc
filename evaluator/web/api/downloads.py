"""Files on their way out: written to disk first, so that what fails is told as a problem and not as half a file."""

import asyncio
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass
from pathlib import PurePath
from typing import Annotated, BinaryIO, TypeVar
from urllib.parse import quote

from litestar.openapi.spec import OpenAPIFormat, OpenAPIMediaType, OpenAPIResponse, OpenAPIType, Operation, Schema
from litestar.params import QueryParameter
from litestar.response import Stream

from evaluator.services.tables import ResultFormat

T = TypeVar("T")

MEDIA_TYPES: Mapping[ResultFormat, str] = {
    ResultFormat.CSV: "text/csv",
    ResultFormat.JSONL: "application/jsonl",
    ResultFormat.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}

Format = Annotated[
    ResultFormat, QueryParameter(name="format", description="`csv`, `jsonl` or `xlsx`; text in CSV is no formula.")
]

_CHUNK = 256 * 1024


@dataclass
class FileOperation(Operation):
    """An operation that answers with a file, in the format that was asked for."""

    def __post_init__(self) -> None:
        kept = (self.responses or {}).get("200")
        if isinstance(kept, OpenAPIResponse):
            file = OpenAPIMediaType(Schema(type=OpenAPIType.STRING, format=OpenAPIFormat.BINARY))
            kept.content = dict.fromkeys(MEDIA_TYPES.values(), file)


async def written(write: Callable[[BinaryIO], Awaitable[T]]) -> tuple[BinaryIO, T]:
    """A file on disk with all that `write` puts into it, and what that returned. Raises what `write` raises."""
    file = await asyncio.to_thread(tempfile.TemporaryFile)
    try:
        return file, await write(file)
    except BaseException:
        file.close()
        raise


def sent(file: BinaryIO, name: str, part: str, written_as: ResultFormat) -> Stream:
    """A file that was written, on its way out; closed at the end of it. For `part` of what has that name."""
    saved_as = disposition(name, f"{part}.{written_as}")
    return Stream(_chunks(file), media_type=MEDIA_TYPES[written_as], headers={"Content-Disposition": saved_as})


def disposition(name: str, ending: str) -> str:
    """What a file is to be saved as: `answers.csv` becomes `answers-results.xlsx`, in any script."""
    wanted = f"{PurePath(name).stem or 'answers'}-{ending}"
    plain = "".join(sign if sign.isascii() and (sign.isalnum() or sign in " ._-") else "_" for sign in wanted)
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(wanted, safe='')}"


async def _chunks(file: BinaryIO) -> AsyncIterator[bytes]:
    with file:
        file.seek(0)
        while chunk := await asyncio.to_thread(file.read, _CHUNK):
            yield chunk
