"""Works that wait together are committed together, and a bad one spoils no other."""

import asyncio
import threading
from collections.abc import Callable, Iterator, Sequence
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


LONG_S = 60.0
"""No test waits for it."""


def shouted(under_way: Any, words: Sequence[str]) -> Sequence[str]:
    under_way.append("+".join(words))
    return [word.upper() for word in words]


def whispered(under_way: Any, words: Sequence[str]) -> Sequence[str]:
    under_way.append("+".join(words))
    return [word.lower() for word in words]


async def begun(writer: GroupWriter, words: str, patience_s: float) -> list[asyncio.Task[str]]:
    """A piece for each word, waiting to be written."""
    tasks = [asyncio.create_task(writer.run_on_many(shouted, word, patience_s=patience_s)) for word in words]
    await asyncio.sleep(0)
    return tasks


async def test_a_work_on_many_takes_all_that_wait_beside_it_at_once(journal: Journal, writer: GroupWriter) -> None:
    tasks = await begun(writer, "abc", LONG_S)
    assert await writer.run_on_many(shouted, "d") == "D"
    assert await asyncio.gather(*tasks) == ["A", "B", "C"]
    assert journal.committed == [["a+b+c+d"]]


async def test_works_of_two_kinds_keep_their_order(journal: Journal, writer: GroupWriter) -> None:
    first = await begun(writer, "ab", LONG_S)
    second = asyncio.create_task(writer.run_on_many(whispered, "C", patience_s=LONG_S))
    await asyncio.sleep(0)
    assert await writer.run_on_many(shouted, "d") == "D"
    assert await asyncio.gather(*first, second) == ["A", "B", "c"]
    assert journal.committed == [["a+b", "C", "d"]]


async def test_a_piece_waits_for_others_no_longer_than_its_patience(journal: Journal, writer: GroupWriter) -> None:
    tasks = await begun(writer, "ab", 0.001)
    assert await asyncio.gather(*tasks) == ["A", "B"]
    assert journal.committed == [["a+b"]]
    assert await asyncio.gather(*await begun(writer, "c", 0.001)) == ["C"]


async def test_pieces_that_fill_a_group_wait_no_longer(journal: Journal, writer: GroupWriter) -> None:
    async with asyncio.timeout(LONG_S / 4):
        assert await asyncio.gather(*await begun(writer, "x" * MOST_TOGETHER, LONG_S)) == ["X"] * MOST_TOGETHER
    assert journal.committed == [["+".join("x" * MOST_TOGETHER)]]


async def test_pieces_that_come_while_a_group_is_written_wait_for_each_other_all_the_same(
    journal: Journal, writer: GroupWriter
) -> None:
    begin, go_on = threading.Event(), threading.Event()

    def hold(under_way: Any) -> None:
        under_way.append("first")
        begin.set()
        go_on.wait(5)

    first = asyncio.create_task(writer.run(hold))
    await asyncio.to_thread(begin.wait, 5)
    tasks = await begun(writer, "ab", LONG_S)
    go_on.set()
    await first
    tasks += await begun(writer, "c", LONG_S)
    await writer.run_on_many(shouted, "d")
    await asyncio.gather(*tasks)
    assert journal.committed == [["first"], ["a+b+c+d"]]


async def test_what_waits_patiently_is_written_before_the_writer_closes(journal: Journal) -> None:
    writer = GroupWriter(journal.transaction)
    tasks = await begun(writer, "ab", LONG_S)
    await asyncio.to_thread(writer.close)
    assert await asyncio.gather(*tasks) == ["A", "B"]


async def test_one_bad_piece_spoils_no_other_of_its_kind(journal: Journal, writer: GroupWriter) -> None:
    def picky(under_way: Any, words: Sequence[str]) -> Sequence[str]:
        if "b" in words:
            raise UserExists("Taken.")
        return shouted(under_way, words)

    pieces = [writer.run_on_many(picky, word, patience_s=0.001) for word in "abc"]
    results = await asyncio.gather(*pieces, return_exceptions=True)
    assert [str(result) for result in results] == ["A", "Taken.", "C"]
    assert journal.committed == [["a"], ["c"]]


async def test_a_work_that_forgets_a_result_fails_aloud(writer: GroupWriter) -> None:
    with pytest.raises(ValueError, match="zip"):
        await writer.run_on_many(lambda under_way, words: [], "a")


async def test_a_caller_that_is_cancelled_keeps_no_other_from_its_result(writer: GroupWriter) -> None:
    given_up, kept = await begun(writer, "ab", LONG_S)
    given_up.cancel()
    assert await writer.run_on_many(shouted, "c") == "C"
    assert await kept == "B"


def test_a_caller_whose_loop_is_closed_keeps_the_writer_from_nothing(journal: Journal, writer: GroupWriter) -> None:
    asyncio.run(begun(writer, "a", LONG_S))

    async def later() -> str:
        return await writer.run_on_many(shouted, "b", patience_s=0.001)

    assert asyncio.run(later()) == "B"
    assert journal.committed == [["a+b"]]


@pytest.mark.parametrize("patience_s", [0.0, LONG_S], ids=["at once", "patiently"])
async def test_a_writer_that_is_closed_takes_nothing_more(journal: Journal, patience_s: float) -> None:
    writer = GroupWriter(journal.transaction)
    await asyncio.to_thread(writer.close)
    with pytest.raises(RuntimeError, match="closed"):
        await writer.run_on_many(shouted, "a", patience_s=patience_s)


async def test_what_runs_alone_is_part_of_no_transaction_and_others_wait_for_it(
    writer: GroupWriter, journal: Journal
) -> None:
    begun, may_end = threading.Event(), threading.Event()

    def alone() -> Ran:
        begun.set()
        assert may_end.wait(10)
        return list(journal.committed)

    doing = asyncio.create_task(writer.run_alone(alone))
    await asyncio.to_thread(begun.wait, 10)
    writing = asyncio.create_task(writer.run(named("later")))
    await asyncio.sleep(0)
    may_end.set()
    assert await doing == []
    assert await writing == "later"
    assert journal.committed == [["later"]]
