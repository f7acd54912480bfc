"""Insights are derived once for what is recorded, and again when there is more."""

import asyncio
from dataclasses import dataclass, field

import numpy as np

from evaluator.digests import digest_text
from evaluator.domain.agreement.figures import Estimate
from evaluator.domain.agreement.measuring import measure
from evaluator.domain.agreement.samples import ONE_PAIR, Floats, collect_rows
from evaluator.domain.agreement.shares import SAME, TPR
from evaluator.domain.agreement.tables import tabulate
from evaluator.domain.insight_counts import Recorded
from evaluator.domain.insights import InsightFilter
from evaluator.domain.ledger import Following
from evaluator.domain.questions import QuestionBank
from evaluator.services.insights import FILTERS, RESAMPLES, SAMPLES, SEED, InsightService, Memory
from tests.domain.agreement.verdicts import pairs

BANK = QuestionBank("1", "en", (), digest_text("bank"))


@dataclass
class Counting:
    """A record that grows when a test says so; `read_with` lists the filters that it was read with.

    Time passes while it is read, and when a test says so.
    """

    seq: int = 0
    followed: int | None = None
    read_with: list[InsightFilter] = field(default_factory=list)
    time: float = 0.0
    takes_s: float = 0.0

    async def read(self, wanted: InsightFilter) -> Recorded:
        self.read_with.append(wanted)
        self.time += self.takes_s
        await asyncio.sleep(0)
        return Recorded(self._standing, [], [], {}, [])

    async def catch_up(self) -> Following:
        return self._standing

    @property
    def _standing(self) -> Following:
        return Following(self.seq if self.followed is None else self.followed, self.seq)


def service(log: Counting) -> InsightService:
    return InsightService(log, log.catch_up, BANK, lambda: log.time)


EVERYTHING, MAIN = InsightFilter(), InsightFilter(judge="main")


async def test_nothing_is_derived_twice_while_nothing_new_is_recorded() -> None:
    log = Counting()
    insights = service(log)
    first = await insights.show(EVERYTHING)
    assert await insights.show(EVERYTHING) is first
    assert (first.wanted, log.read_with) == (EVERYTHING, [EVERYTHING])


async def test_each_filter_has_insights_of_its_own() -> None:
    log = Counting()
    insights = service(log)
    shown = [await insights.show(wanted) for wanted in (EVERYTHING, MAIN, EVERYTHING)]
    assert [one.wanted for one in shown] == [EVERYTHING, MAIN, EVERYTHING]
    assert log.read_with == [EVERYTHING, MAIN]


async def test_what_is_new_is_shown() -> None:
    log = Counting()
    insights = service(log)
    await insights.show(EVERYTHING)
    log.seq = 1
    assert (await insights.show(EVERYTHING)).following == Following(1, 1)


async def test_insights_that_take_long_are_left_as_they_are_for_ten_times_as_long() -> None:
    log = Counting(takes_s=0.25)
    insights = service(log)
    first = await insights.show(EVERYTHING)
    log.seq, log.time = 1, log.time + 2.25
    assert await insights.show(EVERYTHING) is first
    log.time += 0.25
    assert (await insights.show(EVERYTHING)).following == Following(1, 1)


async def test_insights_say_that_they_are_behind_until_the_counters_have_caught_up() -> None:
    log = Counting(seq=9, followed=4)
    insights = service(log)
    assert (await insights.show(EVERYTHING)).following == Following(4, 9)
    log.followed = 9
    assert (await insights.show(EVERYTHING)).following.is_level


async def test_two_who_ask_at_once_have_it_derived_once() -> None:
    log = Counting()
    insights = service(log)
    one, other = await asyncio.gather(insights.show(EVERYTHING), insights.show(EVERYTHING))
    assert one is other
    assert len(log.read_with) == 1


async def test_the_filter_that_was_not_asked_for_longest_is_forgotten_first() -> None:
    log = Counting()
    insights = service(log)
    for number in range(FILTERS):
        await insights.show(InsightFilter(judge=str(number)))
    await insights.show(InsightFilter(judge="0"))
    await insights.show(EVERYTHING)
    await insights.show(InsightFilter(judge="0"))
    assert len(log.read_with) == FILTERS + 1
    await insights.show(InsightFilter(judge="1"))
    assert len(log.read_with) == FILTERS + 2


def rows_of(*letters: str) -> Floats:
    return np.array([tabulate(pairs(answer).pairs).cells for answer in letters], dtype=np.float64)


def test_the_same_answers_are_measured_once_for_the_same_figures() -> None:
    memory, rows = Memory(), rows_of(*["cc mm cm"] * 20)
    found = memory(rows, ONE_PAIR, (SAME,), 50)
    assert found == measure(collect_rows(rows, ONE_PAIR), (SAME,), seed=SEED, resamples=RESAMPLES)
    assert memory(rows.copy(), ONE_PAIR, (SAME,), 50) is found
    assert set(memory(rows, ONE_PAIR, (SAME, TPR), 50)) == {"same", "tpr"}
    assert isinstance(found["same"], Estimate)
    assert memory(rows, ONE_PAIR, (SAME,), 500) != found


def test_other_answers_are_measured_anew() -> None:
    memory = Memory()
    assert memory(rows_of("cc", "mm"), ONE_PAIR, (SAME,), 50) != memory(rows_of("cc"), ONE_PAIR, (SAME,), 50)


def test_only_so_many_figures_are_remembered() -> None:
    memory = Memory()
    samples = [np.full((1, 2), float(number)) for number in range(SAMPLES + 1)]
    first, *_, last = [memory(rows, (), (), 50) for rows in samples]
    assert memory(samples[-1], (), (), 50) is last
    assert memory(samples[0], (), (), 50) is not first
