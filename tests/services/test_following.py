"""What is derived from the ledger is kept up to date, and one that fails holds up no other."""

import asyncio
from dataclasses import dataclass, field

import pytest

from evaluator.domain.ledger import Following
from evaluator.errors import EvaluatorError, LedgerBroken
from evaluator.services.following import LOOK_S, PATIENCE_S, STRIDE, FollowingService


@dataclass
class Counting:
    """A follower of a ledger that is only counted; `faults` is how often it fails yet."""

    name: str = "counting"
    head: int = 0
    seq: int = 0
    faults: int = 0
    is_stuck: bool = False
    asked: list[int] = field(default_factory=list)

    async def follow(self, *, at_most: int) -> Following:
        self.asked.append(at_most)
        if self.faults and at_most:
            self.faults -= 1
            raise LedgerBroken("An entry cannot be read.")
        if self.is_stuck and at_most:
            await asyncio.Event().wait()
        self.seq = min(self.head, self.seq + at_most)
        return Following(self.seq, self.head)


class Enough(Exception):
    """It has been watched for long enough."""


@dataclass
class Watch:
    """So many pauses of a watch, each of which takes no time; then it ends."""

    pauses: list[float] = field(default_factory=list)
    reports: list[tuple[str, str]] = field(default_factory=list)

    async def run(self, service: FollowingService, times: int) -> None:
        async def pause(seconds: float) -> None:
            self.pauses.append(seconds)
            if len(self.pauses) == times:
                raise Enough
            await asyncio.sleep(0)

        def report(name: str, error: EvaluatorError | None) -> None:
            self.reports.append((name, error.code if error else "well"))

        with pytest.raises(ExceptionGroup) as ended:
            await service.watch(pause, report)
        assert ended.value.subgroup(Enough) is not None


async def test_who_is_behind_goes_on_without_a_pause_until_it_is_level() -> None:
    follower, watch = Counting(head=2 * STRIDE + 1), Watch()
    await watch.run(FollowingService([follower]), 1)
    assert (follower.seq, follower.asked, watch.pauses) == (2 * STRIDE + 1, [STRIDE] * 3, [LOOK_S])


async def test_who_is_level_looks_again_after_a_pause() -> None:
    follower, watch = Counting(), Watch()
    await watch.run(FollowingService([follower]), 3)
    assert (len(follower.asked), watch.pauses, watch.reports) == (3, [LOOK_S] * 3, [])


async def test_one_that_fails_is_reported_once_left_alone_for_a_while_and_told_of_when_it_is_well() -> None:
    follower, watch = Counting(faults=2), Watch()
    await watch.run(FollowingService([follower]), 3)
    assert watch.pauses == [PATIENCE_S, PATIENCE_S, LOOK_S]
    assert watch.reports == [("counting", "ledger_broken"), ("counting", "well")]


async def test_one_that_fails_holds_up_no_other() -> None:
    failing, other, watch = Counting("failing", faults=99), Counting("other", head=STRIDE + 1), Watch()
    await watch.run(FollowingService([failing, other]), 4)
    assert (other.seq, watch.reports) == (STRIDE + 1, [("failing", "ledger_broken")])


async def test_without_followers_there_is_nothing_to_watch() -> None:
    await FollowingService([]).watch(asyncio.sleep, lambda name, error: None)


async def test_a_page_that_wants_the_newest_gets_it() -> None:
    follower = Counting(head=2 * STRIDE)
    assert await FollowingService([follower]).catch_up("counting", within_s=60.0) == Following(2 * STRIDE, 2 * STRIDE)


async def test_a_page_that_cannot_wait_is_told_how_far_it_is() -> None:
    follower = Counting(head=7, seq=3, is_stuck=True)
    assert await FollowingService([follower]).catch_up("counting", within_s=0.0) == Following(3, 7)


async def test_a_page_waits_its_turn_and_takes_nothing_beside_the_watch() -> None:
    follower = Counting(head=1, is_stuck=True)
    service = FollowingService([follower])
    first = asyncio.create_task(service.catch_up("counting", within_s=60.0))
    await asyncio.sleep(0)
    assert (await service.catch_up("counting", within_s=0.001)).seq == 0
    assert follower.asked == [STRIDE, 0]
    first.cancel()


async def test_what_fails_while_a_page_waits_is_told_to_the_page() -> None:
    with pytest.raises(LedgerBroken):
        await FollowingService([Counting(faults=1)]).catch_up("counting", within_s=60.0)
