"""Writing the ledger to a file, a piece at a time: a long one needs no more memory than a short one."""

from collections.abc import AsyncIterator
from pathlib import Path

from evaluator.cli.batch_results import replacing
from evaluator.domain.ledger import Head
from evaluator.errors import OutputRefused
from evaluator.files.ledger import checkpoint_line, entry_line, head_line, key_line
from evaluator.wiring import Application

CHUNK = 2_000


async def write_export(application: Application, path: Path) -> Head:
    """Write all up to the ledger's present head and return that. A file of that name stays until the new one is whole.

    Raises OutputRefused where the file cannot be written.
    """
    head = await application.ledger.head()
    try:
        with replacing(path) as file:
            async for part in _parts(application, head):
                file.write(part)
    except OSError as error:
        raise OutputRefused(f"The export cannot be written to {path}: {error.strerror}. Name another file.") from None
    return head


async def _parts(application: Application, head: Head) -> AsyncIterator[bytes]:
    yield head_line(head)
    for key in await application.ledger.keys(upto=head.seq):
        yield key_line(key)
    for checkpoint in await application.checkpoints.all():
        if checkpoint.seq <= head.seq:
            yield checkpoint_line(checkpoint)
    after = 0
    # A ledger that somebody has made holes into is written as it is: the export shows them too.
    while chunk := await application.ledger.entries(after=after, limit=min(CHUNK, head.seq - after)):
        yield b"".join(map(entry_line, chunk))
        after = chunk[-1].seq
