"""Run as `python -m tests.contracts.signer URL DIRECTORY`: writes entries and signs them until it is killed.

It says each entry that it has signed.
"""

import asyncio
import itertools
import os
import sys
from pathlib import Path

from evaluator.checkpoints.folder import CheckpointFolder
from evaluator.checkpoints.keys import KeyFile
from evaluator.checkpoints.outbox import FolderOutbox
from evaluator.domain.users import Role
from evaluator.services.checkpoints import CheckpointService
from evaluator.store.chance import utc_now
from evaluator.store.database import open_database
from evaluator.store.ledger import SqlLedger
from evaluator.store.users import SqlUserDirectory


async def main(url: str, directory: Path) -> None:
    folder = directory / "checkpoints"
    async with open_database(url) as database:
        users, ledger = SqlUserDirectory(database), SqlLedger(database)
        keys, outbox = KeyFile(directory / "checkpoint.key"), FolderOutbox(folder, [])
        service = CheckpointService(ledger, lambda: keys, CheckpointFolder(folder), outbox, utc_now)
        for number in itertools.count():
            await users.add(f"user-{os.getpid()}-{number}", Role.REVIEWER)
            made = await service.make()
            sys.stdout.write(f"{made.seq if made else 0}\n")
            sys.stdout.flush()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], Path(sys.argv[2])))
