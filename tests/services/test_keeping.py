"""What is past its time is erased day by day, and what was cut off is finished."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from evaluator.domain.answers import typed
from evaluator.domain.erasures import Basis
from evaluator.errors import EvaluatorError
from evaluator.services.erasing import ErasureService
from evaluator.services.keeping import LOOK_S, KeepingService
from evaluator.services.surroundings import Surroundings
from tests.erasure_fakes import InMemoryErasureLog, InMemoryKeepingLog
from tests.fakes import NOON, InMemoryLog
from tests.records import judgement

Told = tuple[str, int, str]


@dataclass
class House:
    """A service over a log in memory, whose clock moves only when it sleeps."""

    now: datetime = NOON
    log: InMemoryLog = field(default_factory=InMemoryLog)
    told: list[Told] = field(default_factory=list)
    cleared: list[bool] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.erasures = InMemoryErasureLog(self.log)
        numbers = iter(range(1, 1_000))
        world = Surroundings(lambda: self.now, lambda: f"e-{next(numbers)}", "here/1", lambda owner: False)
        self.erasing = ErasureService(self.erasures, self._clear, world)
        self.keeping = KeepingService(InMemoryKeepingLog(self.erasures), self.erasing, world, days=183, purges=True)

    async def judged(self, number: int, days: float) -> None:
        made = judgement(number, candidate=f"C-{number}", answer=typed(f"Answer {number}."), shared_from=None)
        await self.log.record(replace(made, created_at=self.now - timedelta(days=days)))

    def words(self) -> list[str]:
        return [one.candidate or "" for one in self.log.judgements.values() if one.answer.turns]

    async def live(self, looks: int, between: Callable[[int], Awaitable[None]] | None = None) -> None:
        """Let the watch look so many times."""
        seen = 0

        async def pause(seconds: float) -> None:
            nonlocal seen
            seen += 1
            self.now += timedelta(seconds=seconds)
            if between is not None:
                await between(seen)
            if seen == looks:
                raise asyncio.CancelledError

        try:
            await self.keeping.watch(pause, self._hear)
        except asyncio.CancelledError:
            return

    def _hear(self, event: str, erasures: int, error: EvaluatorError | None) -> None:
        self.told.append((event, erasures, error.code if error else ""))

    def _clear(self, *, everything: bool) -> int:
        self.cleared.append(everything)
        return 3


async def test_what_falls_due_while_the_service_runs_is_erased_within_a_day() -> None:
    house = House()
    await house.judged(1, days=184)
    await house.judged(2, days=182.5)
    await house.judged(3, days=100)
    await house.live(looks=1)
    assert house.words() == ["C-2", "C-3"]
    await house.live(looks=int(timedelta(days=1.2).total_seconds() / LOOK_S))
    assert house.words() == ["C-3"]
    assert house.told == [("purged", 1, ""), ("purged", 1, "")]


async def test_nothing_is_erased_by_itself_where_nobody_wants_that() -> None:
    house = House()
    house.keeping.purges = False
    await house.judged(1, days=400)
    await house.live(looks=3)
    assert house.words() == ["C-1"]


async def test_an_erasure_that_others_held_up_is_finished_at_the_next_look() -> None:
    house = House()
    await house.judged(1, days=1)
    house.erasures.is_in_use = True
    erasure = await house.erasing.erase("C-1", "They asked for it.", "ada")
    assert (erasure.is_complete, house.words()) == (False, [])

    async def let_go(look: int) -> None:
        house.erasures.is_in_use = look < 2

    await house.live(looks=4, between=let_go)
    assert (await house.erasing.get(erasure.id)).is_complete
    # A failure that lasts is told once.
    assert house.told == [("keeping_failed", 0, "database_locked"), ("erasures_finished", 1, "")]


async def test_what_a_purge_could_not_clean_is_cleaned_at_the_next_look() -> None:
    house = House()
    await house.judged(1, days=400)
    house.erasures.is_in_use = True

    async def let_go(look: int) -> None:
        house.erasures.is_in_use = False

    await house.live(looks=3, between=let_go)
    assert house.words() == []
    assert house.told == [("purged", 1, ""), ("keeping_failed", 0, "database_locked"), ("erasures_finished", 1, "")]
    (erasure,) = await house.erasing.newest()
    assert (erasure.basis, erasure.by, erasure.is_complete) == (Basis.RETENTION, "evaluator", True)


async def test_a_database_too_large_to_be_cleaned_unasked_is_purged_all_the_same() -> None:
    house = House()
    house.erasures.is_large = True
    await house.judged(1, days=182.5)
    await house.live(looks=int(timedelta(days=1.2).total_seconds() / LOOK_S))
    assert house.words() == []
    assert house.told == [("purged", 1, ""), ("keeping_failed", 0, "store_error")]
    assert [one.is_complete for one in await house.erasing.finish(at_any_size=True)] == [True]


async def test_files_are_cleaned_once_for_all_erasures_of_a_purge() -> None:
    house = House()
    for number in range(5):
        await house.judged(number, days=400)
    assert [one.deleted.answers for one in await house.keeping.purge()] == [2, 2, 1]
    assert house.erasures.scrubbed == 1


async def test_files_that_wait_go_with_who_asks_and_only_old_ones_with_a_purge() -> None:
    house = House()
    await house.judged(1, days=1)
    await house.judged(2, days=400)
    (purged,) = await house.keeping.purge()
    assert house.cleared == [False, False]
    asked = await house.erasing.erase("C-1", "They asked for it.", "ada")
    assert house.cleared == [False, False, True]
    assert [one.cleaning and one.cleaning.uploads for one in (purged, asked)] == [3, 3]
