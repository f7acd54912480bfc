"""Anchors judged in the background: when, by whom, for how much, and what comes of it."""

import asyncio
import itertools
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import pytest

from evaluator.digests import Digest, Json, canonical_json, digest_text
from evaluator.domain.agreement.drift import ALARM, Watch
from evaluator.domain.anchors import Anchored, anchored_from
from evaluator.domain.answers import Answer, typed
from evaluator.domain.estimates import Workload
from evaluator.domain.judgements import Reason, Usage, Verdict
from evaluator.domain.labelled import LabelledAnswer
from evaluator.domain.ledger import moment_text
from evaluator.domain.outcomes import Outcome
from evaluator.domain.questions import Question
from evaluator.domain.readings import Exchange
from evaluator.domain.trials import Used
from evaluator.domain.turns import Turn
from evaluator.errors import DatabaseUnavailable, EvaluatorError
from evaluator.services.anchor_watch import APART, LOOK_S, MONTH, TURN, AnchorWatch
from evaluator.services.anchors import AnchorService
from evaluator.services.screening import Course
from evaluator.services.surroundings import Surroundings
from evaluator.services.trials import FRESH
from tests.fakes import NOON, InMemoryLog, Script, ScriptedAdjudicator, failing, first_word_covers
from tests.services.test_judging import _until
from tests.trial_fakes import InMemoryTrials
from tests.web.service import LOCKING

ANCHORS, BANK = digest_text("anchors"), digest_text("bank")
ANSWERS = tuple(
    LabelledAnswer(row, f"a{row}", LOCKING, typed("Locks do."), {point.id: Verdict.MISSED for point in LOCKING.points})
    for row in range(4)
)
WEEK = timedelta(days=7)
TOKENS = Exchange(usage=Usage(900, 0, 120, 0.1))
HERE, THERE = "here/1", "there/2"


@dataclass
class InMemoryAnchors:
    """The ledger's part, the turns and the newest judgements, of every judge the same. Raises `fault` when set."""

    kept: dict[str, list[Anchored]] = field(default_factory=dict)
    turns: dict[str, Turn] = field(default_factory=dict)
    now: datetime = NOON
    serves: set[str] = field(default_factory=set)
    fault: EvaluatorError | None = None
    trials: InMemoryTrials = field(default_factory=InMemoryTrials)
    judgements: InMemoryLog = field(default_factory=InMemoryLog)

    async def keep(
        self, judge: str, payload: Mapping[str, Json], *, after: Anchored | None, used: Used
    ) -> Anchored | None:
        if (await self.anchored([judge])).get(judge) != after:
            return None
        self.trials.throw_away(used)
        kept = anchored_from(judge, canonical_json(payload).decode(), moment_text(self.now))
        self.kept.setdefault(judge, []).append(kept)
        return kept

    async def anchored(self, judges: Sequence[str]) -> Mapping[str, Anchored]:
        return {judge: self.kept[judge][-1] for judge in judges if judge in self.kept}

    async def rounds(self, judges: Sequence[str]) -> Mapping[str, Sequence[Anchored]]:
        if self.fault is not None:
            raise self.fault
        return {judge: tuple(self.kept[judge]) for judge in judges if judge in self.kept}

    async def turn(self, judge: str) -> Turn | None:
        return self.turns.get(judge)

    async def take(self, judge: str, turn: Turn, *, instead_of: Turn | None) -> bool:
        if self.turns.get(judge) != instead_of:
            return False
        self.turns[judge] = turn
        return True

    async def give_up(self, judge: str, owner: str) -> None:
        if judge in self.turns and self.turns[judge].owner == owner:
            del self.turns[judge]

    async def served(self, judge: str, settings: Digest | None, since: datetime) -> Collection[str]:
        return self.serves


@dataclass
class House:
    """A judge, what is kept of it, and a watch over it."""

    log: InMemoryAnchors = field(default_factory=InMemoryAnchors)
    judge: ScriptedAdjudicator = field(default_factory=lambda: ScriptedAdjudicator(served_by("m-1")))
    price: float | None = 0.5
    budget: float | None = None
    bank: Digest = BANK
    dead: tuple[str, ...] = ()
    ids: Iterator[int] = field(default_factory=itertools.count)

    def world(self, owner: str = HERE) -> Surroundings:
        return Surroundings(lambda: self.log.now, lambda: str(next(self.ids)), owner, lambda one: one not in self.dead)

    def anchors(self) -> AnchorService:
        course, log, world = Course(ANSWERS, (), ANCHORS, Workload()), self.log, self.world()
        kept = log, log.trials, log.judgements
        return AnchorService([self.judge], lambda: course, *kept, world, every=WEEK, bank=self.bank)

    def watch(self, owner: str = HERE) -> AnchorWatch:
        return AnchorWatch(self.anchors(), self.log, self.world(owner), ["scripted"], lambda _: self.price, self.budget)

    async def look(self, *, after: timedelta = timedelta(0)) -> str:
        self.log.now += after
        return await self.watch().look("scripted")

    async def settle(self) -> None:
        """Judge the three rounds that say what to expect."""
        for _ in range(3):
            await self.look(after=APART)

    @property
    def rounds(self) -> int:
        return len(self.log.kept.get("scripted", ()))


def served_by(model: str, cost: float = 0.1) -> Script:
    """A judge that denies nearly everything, behind an endpoint that calls itself so."""

    def script(question: Question, answer: Answer) -> Outcome:
        outcome = first_word_covers(question, answer)
        return replace(outcome, exchange=Exchange(model_answered=model, usage=Usage(cost=cost)))

    return script


@pytest.fixture
def house() -> House:
    return House()


async def test_a_judge_that_nobody_has_watched_is_watched_from_now_on(house: House) -> None:
    assert await house.look() == "anchors_judged"
    assert (house.rounds, house.log.turns, house.judge.judged) == (1, {}, 4)


async def test_three_rounds_come_soon_and_the_next_when_the_settings_say_so(house: House) -> None:
    assert [await house.look(after=APART) for _ in range(4)] == [*["anchors_judged"] * 3, ""]
    assert await house.look(after=WEEK - APART) == ""
    assert await house.look(after=timedelta(minutes=1)) == "anchors_judged"


async def test_no_two_rounds_come_close_after_one_another(house: House) -> None:
    await house.look()
    assert await house.look(after=APART - timedelta(minutes=1)) == ""


@pytest.mark.parametrize(
    ("serves", "event"),
    [(set(), ""), ({"m-1"}, ""), ({"m-1", "m-2"}, "anchors_judged")],
    ids=["nothing new", "as before", "another model"],
)
async def test_a_round_is_due_where_the_endpoint_answers_as_another(house: House, serves: set[str], event: str) -> None:
    await house.settle()
    house.log.serves = serves
    assert await house.look(after=APART) == event


async def test_what_a_round_has_met_is_nothing_new(house: House) -> None:
    await house.settle()
    house.judge.script, house.log.serves = served_by("m-2"), {"m-2"}
    assert [await house.look(after=APART) for _ in range(2)] == ["anchors_judged", ""]
    house.log.serves = {"m-1"}
    assert await house.look(after=APART) == ""


async def test_a_round_is_due_where_the_bank_is_another(house: House) -> None:
    await house.settle()
    house.bank = digest_text("other bank")
    assert [await house.look(after=APART) for _ in range(2)] == ["anchors_judged", ""]


async def test_a_judge_under_suspicion_is_asked_again_at_once(house: House) -> None:
    await house.settle()
    newest = house.log.kept["scripted"][-1]
    house.log.kept["scripted"].append(replace(newest, watch=Watch(0.05, 135, (4.0,) * 4)))
    assert await house.look(after=APART) == "anchors_judged"


async def test_after_an_alarm_nothing_more_is_paid_for(house: House) -> None:
    await house.settle()
    newest = house.log.kept["scripted"][-1]
    house.log.kept["scripted"].append(replace(newest, watch=Watch(0.8, 135, highest=ALARM)))
    assert await house.look(after=WEEK * 2) == ""


async def test_a_judge_that_has_become_worse_is_told_of(house: House) -> None:
    await house.settle()
    newest = house.log.kept["scripted"][-1]
    house.log.kept["scripted"].append(replace(newest, watch=Watch(0.99, 135, (30.0,) * 4)))
    assert await house.look(after=WEEK * 2) == "anchors_alarm"


async def test_while_another_process_is_at_it_this_one_leaves_it_alone(house: House) -> None:
    house.log.turns["scripted"] = Turn(THERE, NOON + TURN)
    assert (await house.look(), house.rounds) == ("", 0)
    assert await house.look(after=TURN) == "anchors_judged"


async def test_a_process_that_is_gone_keeps_nobody_from_it(house: House) -> None:
    house.log.turns["scripted"], house.dead = Turn(THERE, NOON + TURN), (THERE,)
    assert await house.look() == "anchors_judged"


async def test_of_two_processes_that_look_at_once_one_does_it(house: House) -> None:
    house.judge.gate = asyncio.Event()
    both = [asyncio.create_task(house.watch(owner).look("scripted")) for owner in (HERE, THERE)]
    await asyncio.wait(both, return_when=asyncio.FIRST_COMPLETED)
    house.judge.gate.set()
    assert sorted(await asyncio.gather(*both)) == ["", "anchors_judged"]
    assert house.rounds == 1


async def test_what_another_has_done_before_its_turn_came_is_not_done_again(house: House) -> None:
    class Meanwhile(InMemoryAnchors):
        async def take(self, judge: str, turn: Turn, *, instead_of: Turn | None) -> bool:
            self.kept["scripted"] = list(done)
            return await super().take(judge, turn, instead_of=instead_of)

    await house.look()
    done = house.log.kept["scripted"]
    house.log = Meanwhile()
    assert (await house.look(), house.log.turns, house.judge.judged) == ("", {}, 4)


async def test_a_round_that_came_to_nothing_is_tried_again_after_a_while(house: House) -> None:
    house.judge.script = failing(Reason.ENDPOINT_TIMEOUT, "It failed.")
    assert [await house.look(), await house.look(after=TURN / 2)] == ["anchors_unscored", ""]
    assert (await house.look(after=TURN / 2), house.rounds) == ("anchors_unscored", 0)


async def test_a_round_that_is_broken_off_gives_up_its_turn(house: House) -> None:
    house.judge.gate = asyncio.Event()
    looking = asyncio.create_task(house.look())
    for _ in range(20):
        await asyncio.sleep(0)
    assert (house.judge.judged, list(house.log.turns)) == (2, ["scripted"])
    looking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await looking
    assert house.log.turns == {}


async def test_no_more_than_two_answers_are_under_way_at_a_time(house: House) -> None:
    house.judge.gate = asyncio.Event()
    looking = asyncio.create_task(house.look())
    for _ in range(20):
        await asyncio.sleep(0)
    assert house.judge.judged == 2
    house.judge.gate.set()
    await looking


async def test_the_budget_of_a_month_is_kept(house: House) -> None:
    house.budget = 1.0
    assert [await house.look(after=APART) for _ in range(3)] == [*["anchors_judged"] * 2, "anchors_over_budget"]
    assert await house.look(after=MONTH) == "anchors_judged"


def failing_after(answered: int) -> Script:
    """An endpoint that goes down once it has answered so often; what failed was paid for as well."""
    asked = 0

    def script(question: Question, answer: Answer) -> Outcome:
        nonlocal asked
        asked += 1
        outcome = served_by("m-1")(question, answer)
        if asked <= answered:
            return outcome
        return replace(failing(Reason.ENDPOINT_FAILED, "It failed.")(question, answer), exchange=TOKENS)

    return script


async def test_what_was_answered_in_a_round_that_came_to_nothing_is_not_asked_again(house: House) -> None:
    house.judge.script = failing_after(2)
    assert (await house.look(), house.judge.judged) == ("anchors_unscored", 4)
    house.judge.script = served_by("m-1")
    assert (await house.look(after=TURN), house.judge.judged) == ("anchors_judged", 6)
    (kept,) = house.log.kept["scripted"]
    # Two that were answered at first, two that failed then and were paid for, and those two asked again.
    assert kept.cost == pytest.approx(0.6)
    assert house.log.trials.notes == []


async def test_what_was_answered_long_ago_is_asked_again(house: House) -> None:
    house.judge.script = failing_after(2)
    await house.look()
    house.judge.script = served_by("m-1")
    assert (await house.look(after=FRESH + timedelta(minutes=1)), house.judge.judged) == ("anchors_judged", 8)


async def test_what_came_to_nothing_counts_for_the_budget_of_the_month(house: House) -> None:
    house.budget, house.judge.script = 0.8, failing_after(2)
    assert await house.look() == "anchors_unscored"
    # 0.4 are spent, and half of a round is left, which costs 0.25.
    house.judge.script = failing_after(0)
    assert await house.look(after=TURN) == "anchors_unscored"
    assert await house.look(after=TURN) == "anchors_over_budget"
    house.judge.script = served_by("m-1")
    assert await house.look(after=MONTH) == "anchors_judged"


async def test_a_new_watch_takes_nothing_from_a_round_of_the_one_before(house: House) -> None:
    house.judge.script = failing_after(2)
    await house.look()
    house.judge.script = served_by("m-1")
    assert await house.anchors().judge("scripted", by="anna", anew=True) is not None
    assert house.judge.judged == 8


async def test_of_two_rounds_at_once_neither_is_lost(house: House) -> None:
    house.judge.gate = asyncio.Event()
    both = [asyncio.create_task(house.anchors().judge("scripted", by=by)) for by in ("anna", "ben")]
    await asyncio.sleep(0)
    house.judge.gate.set()
    await asyncio.gather(*both)
    assert [one.round for one in house.log.kept["scripted"]] == [1, 2]


async def test_once_the_database_refuses_nothing_more_is_asked(house: House) -> None:
    house.log.trials.fault = DatabaseUnavailable("Gone.")
    with pytest.raises(DatabaseUnavailable):
        await house.look()
    assert (house.judge.judged, house.rounds, house.log.turns) == (1, 0, {})


async def test_with_a_budget_a_judge_of_unknown_price_is_not_asked(house: House) -> None:
    house.budget, house.price = 100.0, None
    assert (await house.look(), house.rounds) == ("anchors_unpriced", 0)


class Pauses:
    """Lets so many looks be taken, then cancels; moves the clock between them."""

    def __init__(self, log: InMemoryAnchors, looks: int, step: timedelta) -> None:
        self._log, self._left, self._step = log, looks, step
        self.slept: list[float] = []

    async def __call__(self, seconds: float) -> None:
        self.slept.append(seconds)
        self._log.now += self._step
        self._log.fault = None
        self._left -= 1
        if not self._left:
            raise asyncio.CancelledError


async def test_the_watch_goes_on_and_tells_what_came_of_it_once(house: House) -> None:
    house.budget = 1.0
    house.log.fault = DatabaseUnavailable("Gone.")
    told: list[tuple[str, str, bool]] = []
    pauses = Pauses(house.log, 6, APART)
    with pytest.raises(asyncio.CancelledError):
        await house.watch().watch(pauses, lambda event, judge, error: told.append((event, judge, error is not None)))
    assert told == [
        ("anchors_failed", "scripted", True),
        ("anchors_judged", "scripted", False),
        ("anchors_over_budget", "scripted", False),
    ]
    assert pauses.slept == [LOOK_S] * 6


async def test_what_a_round_under_way_has_asked_is_no_part_of_another(house: House) -> None:
    """Else one answer would be evidence twice, and what it cost be counted twice."""
    await house.settle()
    house.judge.gate = asyncio.Event()
    house.judge.gate.set()
    first = asyncio.create_task(house.anchors().judge("scripted", by="anna", at_once=1))
    await _until(lambda: len(house.log.trials.notes) > 0)
    house.judge.gate.clear()
    second = asyncio.create_task(house.anchors().judge("scripted", by="ben", at_once=1))
    for _ in range(20):
        await asyncio.sleep(0)
    house.judge.gate.set()
    await asyncio.gather(first, second)
    assert (house.rounds, house.judge.judged, house.log.judgements.claims) == (5, 3 * 4 + 2 * 4, {})
