"""Run as `python -m tests.contracts.follower_process URL`: follows the ledger until it is killed, and says how far."""

import asyncio
import sys

from evaluator.store.database import open_database
from evaluator.store.following import CHUNK, follow
from tests.contracts.copying import Copier


async def main(url: str) -> None:
    async with open_database(url) as database:
        while True:
            standing = await follow(database, Copier(), at_most=CHUNK)
            sys.stdout.write(f"{standing.seq}\n")
            sys.stdout.flush()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
