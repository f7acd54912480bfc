"""One writer for the whole process: what waits to be written is committed together."""

import asyncio
import itertools
import threading
from collections import defaultdict, deque
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, suppress
from typing import Any, NamedTuple, TypeVar

from sqlalchemy import Connection

from evaluator.errors import DatabaseLocked, DatabaseOutdated, DatabaseUnavailable, DiskFull

A = TypeVar("A")
T = TypeVar("T")
Work = Callable[[Connection], T]
"""One piece of reading or writing within a transaction. It may be run again after a rollback, so it keeps no state."""

WorkOnMany = Callable[[Connection, Sequence[A]], Sequence[T]]
"""The same for any number of arguments at once, with a result for each, in order."""

MOST_TOGETHER = 32

_EVERYBODYS = (DatabaseLocked, DatabaseOutdated, DatabaseUnavailable, DiskFull)
"""Faults of the database, not of one work: trying each work alone would only meet them again."""


_Settle = Callable[[asyncio.Future[Any], Any], None]


class _Piece(NamedTuple):
    work: WorkOnMany[Any, Any]
    argument: Any
    done: asyncio.Future[Any]


class GroupWriter:
    """Runs works one after another in a thread of its own, as many to a transaction as happen to wait.

    Each piece of work is all or nothing: when one of a group fails, the group is rolled back and each is tried alone.
    `transaction` opens one; leaving it commits.
    """

    def __init__(self, transaction: Callable[[], AbstractContextManager[Connection]]) -> None:
        self._transaction = transaction
        self._waiting: deque[_Piece] = deque()
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="evaluator-writer")
        self._turn = threading.Lock()
        self._due = False
        self._at_work = False
        self._is_closed = False
        self._timed_by: asyncio.AbstractEventLoop | None = None

    async def run(self, work: Work[T]) -> T:
        """The work's result once it is committed. A caller that is cancelled has written all the same."""
        result: T = await self.run_on_many(_one_by_one, work)
        return result

    async def run_on_many(self, work: WorkOnMany[A, T], argument: A, *, patience_s: float = 0.0) -> T:
        """What the work returns for this argument, given to it together with those that wait beside it.

        `patience_s` is how long it may wait for others to be committed with; it goes along with any that do not wait.
        Raises RuntimeError once the writer is closed.
        """
        loop = asyncio.get_running_loop()
        done: asyncio.Future[T] = loop.create_future()
        with self._turn:
            if self._is_closed:
                raise RuntimeError("The database is closed. Nothing was written.")
            self._waiting.append(_Piece(work, argument, done))
            count = len(self._waiting)
        if patience_s == 0 or count >= MOST_TOGETHER:
            self._begin()
        elif self._timed_by is not loop:
            self._timed_by = loop
            loop.call_later(patience_s, self._lose_patience)
        return await done

    async def run_alone(self, work: Callable[[], T]) -> T:
        """Run something that can be part of no transaction between two of them, in the writer's own thread."""
        return await asyncio.wrap_future(self._thread.submit(work))

    def close(self) -> None:
        """Write what still waits, then end the thread. Blocks."""
        with self._turn:
            self._is_closed = True
        self._begin()
        self._thread.shutdown()

    def _lose_patience(self) -> None:
        self._timed_by = None
        self._begin()

    def _begin(self) -> None:
        with self._turn:
            self._due = bool(self._waiting)
            if self._due and not self._at_work:
                self._thread.submit(self._write_what_is_due)
                self._at_work = True

    def _write_what_is_due(self) -> None:
        while group := self._next():
            self._commit(group)

    def _next(self) -> list[_Piece]:
        with self._turn:
            count = min(len(self._waiting), MOST_TOGETHER) if self._due else 0
            group = [self._waiting.popleft() for _ in range(count)]
            self._due = self._due and bool(self._waiting)
            self._at_work = bool(group)
            return group

    def _commit(self, group: list[_Piece]) -> None:
        try:
            with self._transaction() as connection:
                results = _results(connection, group)
        except BaseException as error:
            if len(group) > 1 and not isinstance(error, _EVERYBODYS):
                for one in group:
                    self._commit([one])
                return
            _tell(asyncio.Future.set_exception, [(piece.done, error) for piece in group])
            return
        _tell(asyncio.Future.set_result, results)


def _one_by_one(connection: Connection, works: Sequence[Work[T]]) -> Sequence[T]:
    return [work(connection) for work in works]


def _results(connection: Connection, group: Sequence[_Piece]) -> Sequence[tuple[asyncio.Future[Any], Any]]:
    results: list[Any] = []
    for work, pieces in itertools.groupby(group, key=lambda piece: piece.work):
        results += work(connection, [piece.argument for piece in pieces])
    return [(piece.done, result) for piece, result in zip(group, results, strict=True)]


def _tell(settle: _Settle, results: Sequence[tuple[asyncio.Future[Any], Any]]) -> None:
    """Wake each caller's loop once for all of its callers: waking it costs as much as a small write."""
    by_loop = defaultdict[asyncio.AbstractEventLoop, list[tuple[asyncio.Future[Any], Any]]](list)
    for done, result in results:
        by_loop[done.get_loop()].append((done, result))
    for loop, told in by_loop.items():
        # A loop that is closed has nobody left who waits.
        with suppress(RuntimeError):
            loop.call_soon_threadsafe(_settle, settle, told)


def _settle(settle: _Settle, told: Sequence[tuple[asyncio.Future[Any], Any]]) -> None:
    for done, result in told:
        if not done.done():
            settle(done, result)
