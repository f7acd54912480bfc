"""The open database: reading in a few threads, writing in one, and every fault in words for people."""

import asyncio
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any, Self, TypeVar

from sqlalchemy import Connection, Engine, create_engine, event, text

from evaluator.errors import DatabaseOutdated
from evaluator.store.faults import reported
from evaluator.store.groups import GroupWriter, Work
from evaluator.store.location import Location, locate
from evaluator.store.revisions import require, stored_revision

T = TypeVar("T")

READERS = 4
LOCK_TIMEOUT_S = 5
WRITER_LOCK = 0x6C65_6467_6572
"""The number of PostgreSQL's advisory lock that all writers take in turn, on every machine."""

_TAKE_TURNS = text("SELECT pg_advisory_xact_lock(:number)").bindparams(number=WRITER_LOCK)


class Database:
    """One SQLite file or one PostgreSQL database, used by one process. Close it when done.

    Works are plain functions of a Connection, run in threads: on SQLite a transaction is one hop instead of one a
    statement, which makes writing several times faster than an asynchronous driver does.
    """

    def __init__(self, location: Location) -> None:
        self.location = location
        self.reading = make_engine(location, pool_size=READERS, read_only=True)
        self.writing = make_engine(location, pool_size=1)
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

    @contextmanager
    def _transaction(self) -> Iterator[Connection]:
        with reported(self.location), self.writing.begin() as connection:
            if self.location.path is None:
                connection.execute(_TAKE_TURNS)
            yield connection

    def _close(self) -> None:
        self._writer.close()
        self._readers.shutdown()
        self.writing.dispose()
        self.reading.dispose()


def open_database(url: str) -> Database:
    """The database of that URL, not connected to yet. Raises SettingsInvalid for a URL that cannot be one."""
    return Database(locate(url))


def make_engine(location: Location, *, pool_size: int, read_only: bool = False, create: bool = False) -> Engine:
    """An engine that sets every connection up the same way, and never shows parameters."""
    options: dict[str, Any] = {"pool_size": pool_size, "max_overflow": 0, "hide_parameters": True}
    if location.path is None:
        isolation = "REPEATABLE READ" if read_only else "READ COMMITTED"
        options |= {"pool_pre_ping": True, "isolation_level": isolation}
    engine = create_engine(location.engine_url(create=create), **options)
    prepare = _prepare_postgresql if location.path is None else _prepare_sqlite
    prepare(engine, read_only)
    return engine


def _prepare_sqlite(engine: Engine, read_only: bool) -> None:
    begin = "BEGIN" if read_only else "BEGIN IMMEDIATE"
    settings = [f"busy_timeout = {LOCK_TIMEOUT_S * 1000}", "foreign_keys = ON", "synchronous = NORMAL"]
    settings.append("query_only = ON" if read_only else "journal_mode = WAL")

    def connected(connection: Any, _record: object) -> None:
        # The driver's own transactions begin too late, and never as writers.
        connection.isolation_level = None
        for setting in settings:
            connection.execute(f"PRAGMA {setting}").close()

    event.listen(engine, "connect", connected)
    event.listen(engine, "begin", lambda connection: connection.exec_driver_sql(begin))


def _prepare_postgresql(engine: Engine, read_only: bool) -> None:
    settings = [f"lock_timeout = '{LOCK_TIMEOUT_S}s'"]
    if read_only:
        settings.append("default_transaction_read_only = on")

    def connected(connection: Any, _record: object) -> None:
        for setting in settings:
            connection.execute(f"SET {setting}")
        connection.commit()

    event.listen(engine, "connect", connected)
