"""Results on their way out: written to disk first, so that what fails is told as a problem and not as half a file."""

import asyncio
import tempfile
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from pathlib import PurePath
from typing import BinaryIO
from urllib.parse import quote

from litestar.openapi.spec import OpenAPIFormat, OpenAPIMediaType, OpenAPIResponse, OpenAPIType, Operation, Schema
from litestar.response import Stream

from evaluator.domain.batches import Batch
from evaluator.services.batch_results import point_columns, write_results
from evaluator.services.batches import BatchService
from evaluator.services.tables import ResultFormat

MEDIA_TYPES: Mapping[ResultFormat, str] = {
    ResultFormat.CSV: "text/csv",
    ResultFormat.JSONL: "application/jsonl",
    ResultFormat.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}

_CHUNK = 256 * 1024


@dataclass
class FileOperation(Operation):
    """An operation that answers with a file, in the format that was asked for."""

    def __post_init__(self) -> None:
        kept = (self.responses or {}).get("200")
        if isinstance(kept, OpenAPIResponse):
            file = OpenAPIMediaType(Schema(type=OpenAPIType.STRING, format=OpenAPIFormat.BINARY))
            kept.content = dict.fromkeys(MEDIA_TYPES.values(), file)


async def results_of(batches: BatchService, batch: Batch, written_as: ResultFormat) -> Stream:
    """All answers of a batch as a file to be saved. Raises StoreError leaves before the first byte is sent."""
    columns = point_columns(await batches.questions(batch))
    file = await asyncio.to_thread(tempfile.TemporaryFile)
    try:
        await write_results(batches.judged(batch), columns, written_as, file)
    except BaseException:
        file.close()
        raise
    return sent(file, disposition(batch.name, f"results.{written_as}"), MEDIA_TYPES[written_as])


def sent(file: BinaryIO, saved_as: str, media_type: str) -> Stream:
    """A file that was written, on its way out; closed at the end of it."""
    return Stream(_chunks(file), media_type=media_type, headers={"Content-Disposition": saved_as})


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
