"""The results of a batch in a file of its own: whole, or not there."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from evaluator.domain.batches import Batch
from evaluator.errors import OutputRefused
from evaluator.files.sheets import Checked
from evaluator.services.bad_rows import BadRowsFormat, write_bad_rows
from evaluator.services.batch_results import point_columns, write_results
from evaluator.services.batches import BatchService
from evaluator.services.tables import ResultFormat


async def write_file(batches: BatchService, batch: Batch, out: Path) -> None:
    """Write the results there are by now. An older file of that name stays until the new one is whole.

    Raises OutputRefused where the file cannot be written.
    """
    written_as = ResultFormat(out.suffix.lower().removeprefix("."))
    points = point_columns(await batches.questions(batch))
    try:
        with replacing(out) as stream:
            await write_results(batches.judged(batch), points, written_as, stream)
    except OSError as error:
        raise OutputRefused(
            f"The results cannot be written to {out}: {error.strerror}. Name another file and run again; "
            "nothing is judged or paid twice."
        ) from None


def write_bad_rows_file(checked: Checked, out: Path) -> None:
    """Write the rows that cannot be judged. Raises OutputRefused where the file cannot be written."""
    try:
        with replacing(out) as stream:
            write_bad_rows(checked, BadRowsFormat(out.suffix.lower().removeprefix(".")), stream)
    except OSError as error:
        raise OutputRefused(f"The bad rows cannot be written to {out}: {error.strerror}. Name another file.") from None


@contextmanager
def replacing(out: Path) -> Iterator[BinaryIO]:
    """A stream whose content takes the file's place once all of it is on disk."""
    handle, name = tempfile.mkstemp(dir=out.parent, prefix=f".{out.name}.")
    try:
        with os.fdopen(handle, "w+b") as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        Path(name).replace(out)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
