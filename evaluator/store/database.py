"""The open database: reading in a few threads, writing in one, and every fault in words for people."""

import asyncio
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from typing import Self, TypeVar

from sqlalchemy import Connection, Engine

from evaluator.errors import DatabaseOutdated
from evaluator.store.engines import LOCK_TIMEOUT_S, make_engine, take_turn
from evaluator.store.faults import reported
from evaluator.store.groups import GroupWriter, Work, WorkOnMany
from evaluator.store.location import Location, locate
from evaluator.store.revisions import require, stored_revision

A = TypeVar("A")
T = TypeVar("T")

READERS = 4


class Database:
    """One SQLite file or one PostgreSQL database, used by one process. Close it when done.

    Works are plain functions of a Connection, run in threads: on SQLite a transaction is one hop instead of one a
    statement, which makes writing several times faster than an asynchronous driver does.
    """

    def __init__(self, location: Location, *, lock_timeout_s: float = LOCK_TIMEOUT_S) -> None:
        self.location = location
        self.reading = make_engine(location, pool_size=READERS, read_only=True, lock_timeout_s=lock_timeout_s)
        self.writing = make_engine(location, lock_timeout_s=lock_timeout_s)
        self._readers = ThreadPoolExecutor(READERS, thread_name_prefix="evaluator-reader")
        self._writer = GroupWriter(self._transaction)

    async def read(self, work: Work[T]) -> T:
        """What the work finds, all of it as of one moment. Raises StoreError leaves."""
        return await asyncio.get_running_loop().run_in_executor(self._readers, self._read, work)

    async def write(self, work: Work[T]) -> T:
        """What the work returns, once it is committed; on any failure nothing of it is. Raises StoreError leaves.

        Writers take turns, those of other processes and machines included. See GroupWriter for cancellation.
        """
        return await self._writer.run(work)

    async def write_with_others(self, work: WorkOnMany[A, T], argument: A, *, patience_s: float = 0.0) -> T:
        """As `write`, for a work that takes the arguments of all who wait beside it at once.

        `patience_s` is how long it may wait for others to be committed with.
        """
        return await self._writer.run_on_many(work, argument, patience_s=patience_s)

    async def alone(self, work: Callable[[Engine], T]) -> T:
        """What a work returns that can be part of no transaction, such as a vacuum; who writes here waits for it.

        It is given the engine that writes. Raises StoreError leaves.
        """
        return await self._writer.run_alone(partial(self._alone, work))

    async def revision(self) -> str | None:
        """The schema's revision, None where there is none yet."""
        try:
            return await self.read(stored_revision)
        except DatabaseOutdated:
            return None

    async def check(self) -> None:
        """Raise a StoreError leaf unless the database answers and has the schema that this version needs."""
        require(await self.revision(), self.location)

    async def close(self) -> None:
        """Write what waits, then let go of every connection."""
        await asyncio.to_thread(self._close)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *exception: object) -> None:
        await self.close()

    def _read(self, work: Work[T]) -> T:
        with reported(self.location), self.reading.begin() as connection:
            return work(connection)

    def _alone(self, work: Callable[[Engine], T]) -> T:
        with reported(self.location):
            return work(self.writing)

    @contextmanager
    def _transaction(self) -> Iterator[Connection]:
        with reported(self.location), self.writing.begin() as connection:
            take_turn(connection)
            yield connection

    def _close(self) -> None:
        self._writer.close()
        self._readers.shutdown()
        self.writing.dispose()
        self.reading.dispose()


def open_database(url: str, *, lock_timeout_s: float = LOCK_TIMEOUT_S) -> Database:
    """The database of that URL, not connected to yet. Raises SettingsInvalid for a URL that cannot be one.

    `lock_timeout_s` is how long a write waits for other writers before it raises DatabaseLocked.
    """
    return Database(locate(url), lock_timeout_s=lock_timeout_s)
