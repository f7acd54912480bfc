"""Patience with the record: what was paid for is written down also where the database refuses for a while."""

from collections.abc import Awaitable, Callable
from typing import TypeVar

from evaluator.errors import DatabaseLocked, DatabaseUnavailable

T = TypeVar("T")

WAITS_S = (1.0, 2.0, 5.0, 10.0, 20.0)
"""Pauses before it is tried once more: a server that is started anew, or a backup, is over by then."""


async def patiently(work: Callable[[], Awaitable[T]], sleep: Callable[[float], Awaitable[None]]) -> T:
    """What reading or writing returns, which does no harm twice. Raises StoreError leaves.

    Who holds the database will let go of it, and what cannot be reached may come back; a disk that is full stays so.
    """
    for wait_s in WAITS_S:
        try:
            return await work()
        except (DatabaseLocked, DatabaseUnavailable):
            await sleep(wait_s)
    return await work()
