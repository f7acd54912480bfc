"""Works that wait together are committed together, and a bad one spoils no other."""

import asyncio
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from evaluator.errors import DatabaseLocked, DatabaseOutdated, DatabaseUnavailable, DiskFull, StoreError, UserExists
from evaluator.store.groups import MOST_TOGETHER, GroupWriter

Ran = list[list[str]]


class Journal:
    """Transactions on nothing, that remember which works were committed together."""

    def __init__(self) -> None:
        self.committed: Ran = []
        self.tried: Ran = []

    @contextmanager
    def transaction(self) -> Iterator[Any]:
        under_way: list[str] = []
        self.tried.append(under_way)
        yield under_way
        self.committed.append(under_way)


@pytest.fixture
def journal() -> Journal:
    return Journal()


@pytest.fixture
def writer(journal: Journal) -> Iterator[GroupWriter]:
    made = GroupWriter(journal.transaction)
    yield made
    made.close()


def named(name: str) -> Callable[[Any], str]:
    def work(under_way: Any) -> str:
        under_way.append(name)
        return name

    return work


def failing(error: Exception) -> Callable[[Any], str]:
    def work(under_way: Any) -> str:
        under_way.append("bad")
        raise error

    return work


async def together(writer: GroupWriter, works: list[Callable[[Any], str]]) -> list[Any]:
    """Let all works wait behind one that holds the writer, then let go of it."""
    begun, go_on = threading.Event(), threading.Event()

    def hold(under_way: Any) -> None:
        under_way.append("first")
        begun.set()
        go_on.wait(5)

    first = asyncio.create_task(writer.run(hold))
    await asyncio.to_thread(begun.wait, 5)
    tasks = [asyncio.create_task(writer.run(work)) for work in works]
    await asyncio.sleep(0)
    go_on.set()
    await first
    return list(await asyncio.gather(*tasks, return_exceptions=True))


async def test_a_work_that_comes_alone_is_committed_alone(journal: Journal, writer: GroupWriter) -> None:
    assert await writer.run(named("a")) == "a"
    assert await writer.run(named("b")) == "b"
    assert journal.committed == [["a"], ["b"]]


async def test_works_that_wait_are_committed_together_each_with_its_result(
    journal: Journal, writer: GroupWriter
) -> None:
    assert await together(writer, [named(name) for name in "abc"]) == ["a", "b", "c"]
    assert journal.committed == [["first"], ["a", "b", "c"]]


async def test_a_group_is_never_larger_than_the_most(journal: Journal, writer: GroupWriter) -> None:
    works = [named(str(number)) for number in range(2 * MOST_TOGETHER + 1)]
    await together(writer, works)
    assert [len(group) for group in journal.committed] == [1, MOST_TOGETHER, MOST_TOGETHER, 1]


@pytest.mark.parametrize("error", [UserExists("Taken."), StoreError("Refused."), KeyError("a mistake")], ids=type)
async def test_when_one_work_fails_the_others_are_committed_each_alone(
    journal: Journal, writer: GroupWriter, error: Exception
) -> None:
    assert await together(writer, [named("a"), failing(error), named("c")]) == ["a", error, "c"]
    assert journal.committed == [["first"], ["a"], ["c"]]


@pytest.mark.parametrize(
    "error", [DatabaseLocked(""), DatabaseOutdated(""), DatabaseUnavailable(""), DiskFull("")], ids=type
)
async def test_a_fault_of_the_database_is_met_once_for_the_whole_group(
    journal: Journal, writer: GroupWriter, error: Exception
) -> None:
    assert await together(writer, [named("a"), failing(error), named("c")]) == [error] * 3
    assert journal.tried == [["first"], ["a", "bad"]]
    assert journal.committed == [["first"]]


async def test_the_writer_goes_on_after_a_failure(journal: Journal, writer: GroupWriter) -> None:
    with pytest.raises(UserExists):
        await writer.run(failing(UserExists("Taken.")))
    assert await writer.run(named("a")) == "a"
    assert journal.committed == [["a"]]
