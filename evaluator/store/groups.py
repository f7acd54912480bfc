"""One writer for the whole process: what waits to be written is committed together."""

import asyncio
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import AbstractContextManager
from typing import Any, TypeVar

from sqlalchemy import Connection

from evaluator.errors import DatabaseLocked, DatabaseOutdated, DatabaseUnavailable, DiskFull

T = TypeVar("T")
Work = Callable[[Connection], T]
"""One piece of reading or writing within a transaction. It may be run again after a rollback, so it keeps no state."""

MOST_TOGETHER = 32

_EVERYBODYS = (DatabaseLocked, DatabaseOutdated, DatabaseUnavailable, DiskFull)
"""Faults of the database, not of one work: trying each work alone would only meet them again."""


class GroupWriter:
    """Runs works one after another in a thread of its own, as many to a transaction as happen to wait.

    Each work is all or nothing: when one of a group fails, the group is rolled back and each is tried alone.
    `transaction` opens one; leaving it commits.
    """

    def __init__(self, transaction: Callable[[], AbstractContextManager[Connection]]) -> None:
        self._transaction = transaction
        self._waiting: deque[tuple[Work[Any], Future[Any]]] = deque()
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="evaluator-writer")

    async def run(self, work: Work[T]) -> T:
        """The work's result once it is committed. A caller that is cancelled has written all the same."""
        done: Future[T] = Future()
        self._waiting.append((work, done))
        self._thread.submit(self._write_waiting)
        return await asyncio.shield(asyncio.wrap_future(done))

    def close(self) -> None:
        """Write what still waits, then end the thread. Blocks."""
        self._thread.shutdown()

    def _write_waiting(self) -> None:
        count = min(len(self._waiting), MOST_TOGETHER)
        if count:
            self._commit([self._waiting.popleft() for _ in range(count)])

    def _commit(self, group: list[tuple[Work[Any], Future[Any]]]) -> None:
        try:
            with self._transaction() as connection:
                results = [work(connection) for work, _ in group]
        except BaseException as error:
            if len(group) > 1 and not isinstance(error, _EVERYBODYS):
                for one in group:
                    self._commit([one])
                return
            for _, done in group:
                done.set_exception(error)
            return
        for (_, done), result in zip(group, results, strict=True):
            done.set_result(result)
