"""A follower takes every entry of the ledger once and in order, whoever is killed and whoever else follows."""

import asyncio
from contextlib import ExitStack
from typing import TypeVar

import pytest

from evaluator.domain.ledger import Following
from evaluator.errors import LedgerBroken
from evaluator.services.following import FollowingService
from evaluator.store.database import Database, open_database
from evaluator.store.following import CHUNK, SqlFollowing, follow
from evaluator.store.groups import Work
from evaluator.store.location import locate
from tests.contracts.copying import Copier, copied, grow, prepare
from tests.forks import Fork, Nursery

T = TypeVar("T")
ALL = 1_000_000


def told(count: int) -> list[tuple[int, str]]:
    return [(number, str(number)) for number in range(1, count + 1)]


async def test_an_empty_ledger_has_nothing_to_follow(database: Database) -> None:
    standing = await follow(database, Copier(), at_most=ALL)
    assert (standing, standing.is_level) == (Following(0, 0), True)


async def test_every_entry_is_taken_once_and_in_order(database: Database) -> None:
    await prepare(database, 2 * CHUNK + 7)
    standing = await follow(database, Copier(), at_most=ALL)
    assert (standing, standing.is_level) == (Following(2 * CHUNK + 7, 2 * CHUNK + 7), True)
    assert await copied(database) == told(2 * CHUNK + 7)


async def test_a_follower_takes_no_more_than_it_is_to_and_goes_on_from_there(database: Database) -> None:
    await prepare(database, CHUNK + 9)
    standing = await follow(database, Copier(), at_most=CHUNK + 2)
    assert (standing, standing.is_level) == (Following(CHUNK + 2, CHUNK + 9), False)
    await grow(database, 1, "later-")
    assert await follow(database, Copier(), at_most=ALL) == Following(CHUNK + 10, CHUNK + 10)
    assert await copied(database) == [*told(CHUNK + 9), (CHUNK + 10, "later-1")]


async def test_to_ask_how_far_it_is_takes_nothing(database: Database) -> None:
    await prepare(database, 3)
    assert await follow(database, Copier(), at_most=0) == Following(0, 3)
    assert await copied(database) == []


async def test_followers_have_places_of_their_own(database: Database) -> None:
    await prepare(database, 3)
    await follow(database, Copier(), at_most=2)
    assert await follow(database, Copier(name="other"), at_most=0) == Following(0, 3)


async def test_what_cannot_be_read_is_named_and_leaves_what_was_taken_before(database: Database) -> None:
    await prepare(database, CHUNK + 5)
    with pytest.raises(LedgerBroken, match=rf"#{CHUNK + 1} to #{CHUNK + 5} .* `evaluator ledger verify`"):
        await follow(database, Copier(unreadable=str(CHUNK + 3)), at_most=ALL)
    assert await copied(database) == told(CHUNK)
    assert await follow(database, Copier(), at_most=ALL) == Following(CHUNK + 5, CHUNK + 5)
    assert await copied(database) == told(CHUNK + 5)


class Overtaken(Database):
    """Before each of its writes, somebody else has taken the same entries."""

    async def write(self, work: Work[T]) -> T:
        async with Database(self.location) as other:
            await follow(other, Copier(), at_most=CHUNK)
        return await super().write(work)


async def test_who_was_overtaken_takes_nothing_twice(url: str) -> None:
    async with open_database(url) as database, Overtaken(locate(url)) as overtaken:
        await prepare(database, 3 * CHUNK)
        assert await follow(overtaken, Copier(), at_most=2 * CHUNK) == Following(2 * CHUNK, 3 * CHUNK)
        assert await copied(database) == told(2 * CHUNK)


async def test_two_in_one_process_take_nothing_twice(database: Database) -> None:
    await prepare(database, 5 * CHUNK + 1)
    await asyncio.gather(*(follow(database, Copier(), at_most=ALL) for _ in range(3)))
    assert await copied(database) == told(5 * CHUNK + 1)


def follower(nursery: Nursery, url: str) -> Fork:
    return nursery.start("tests.contracts.follower_process", url)


def reached(process: Fork, seq: int) -> int:
    """How far that process says it is once it is at least there."""
    for line in process.stdout:
        if int(line) >= seq:
            return int(line)
    raise AssertionError("It ended before.")


async def test_a_follower_killed_between_chunks_is_where_it_wrote_last_and_another_goes_on(
    nursery: Nursery, url: str
) -> None:
    count = 20 * CHUNK
    async with open_database(url) as database:
        await prepare(database, count)
        with follower(nursery, url) as process:
            said = reached(process, 3 * CHUNK)
        await database.write(lambda connection: None)
        standing = await follow(database, Copier(), at_most=0)
        assert said <= standing.seq
        assert await copied(database) == told(standing.seq)
        await follow(database, Copier(), at_most=ALL)
        assert await copied(database) == told(count)


async def test_two_processes_that_follow_at_once_take_nothing_twice(nursery: Nursery, url: str) -> None:
    count = 10 * CHUNK + 3
    async with open_database(url) as database:
        await prepare(database, count)
        with ExitStack() as stack:
            processes = [stack.enter_context(follower(nursery, url)) for _ in range(2)]
            assert [reached(process, count) for process in processes] == [count, count]
        assert await copied(database) == told(count)


async def test_the_service_brings_a_follower_of_the_record_up_to_date(database: Database) -> None:
    await prepare(database, 2 * CHUNK)
    service = FollowingService([SqlFollowing(database, Copier())])
    assert await service.catch_up("copier", within_s=60.0) == Following(2 * CHUNK, 2 * CHUNK)
