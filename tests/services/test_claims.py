"""Batches and judgings beside each other: what one has in hand the others leave to it, for as long as it has."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from evaluator.digests import Digest
from evaluator.domain.answers import typed
from evaluator.domain.batches import BatchId, PauseReason, Tally
from evaluator.domain.judgements import JudgementId, Reason
from evaluator.domain.keys import Claim, MayLive, Standing
from evaluator.errors import DatabaseLocked
from evaluator.services.batch_records import BatchRecords
from evaluator.services.claims import LEASE, Claims
from evaluator.services.conductor import PAGE, Conductor
from evaluator.services.desk import SLACK_S
from evaluator.services.surroundings import Surroundings
from tests.fakes import NOON, InMemoryLog, ScriptedAdjudicator, failing, first_word_covers, fixed_digest
from tests.services.test_conductor import IDENTITY, QUESTION, Judge, Stage
from tests.services.test_judging import Stand, _order, _until

ALONE = Judge().key(QUESTION, typed("Alone."), 0)
TEXTS = [f"Answer {number}." for number in range(PAGE + 20)]


class House:
    """Batches of the same answers over one record. Whoever looks whether others are done lets some time pass."""

    def __init__(self, judge: Judge | None = None) -> None:
        self.judge = judge or Judge()
        self.log = InMemoryLog()
        self.now = NOON
        self.looked = 0

    def stage(self, name: str, *texts: str) -> Stage:
        """A batch of that name."""
        stage = Stage(*texts)
        stage.log.judgements = self.log
        stage.batch = replace(stage.batch, id=BatchId(name))
        return stage

    async def conductor(self, stage: Stage, owner: str = "here/1", width: int = 4) -> Conductor:
        name = stage.batch.id
        items = [
            replace(stage._item(number, text), batch_id=name, judgement_id=JudgementId(f"{name}-{number}"))
            for number, text in enumerate(stage._texts)
        ]
        await stage.log.create(stage.batch, items)
        world = Surroundings(lambda: self.now, lambda: "id", owner, lambda one: one != "dead/9")
        records = BatchRecords(IDENTITY, fixed_digest("bank"), self.log, world)
        return Conductor(
            stage.log.batches[name],
            self.judge,
            stage.log,
            records,
            stage.breaker,
            width=width,
            worst_cost=lambda item: 0.0,
            sleep=self.look,
        )

    async def look(self, _seconds: float) -> None:
        self.looked += 1
        await asyncio.sleep(0)


def tally(stage: Stage) -> Tally:
    return stage.log.batches[stage.batch.id].tally


async def test_two_batches_beside_each_other_ask_for_each_answer_once() -> None:
    house = House()
    stages = [house.stage("a", *TEXTS), house.stage("b", *TEXTS)]
    both = [(await house.conductor(stage)).conduct() for stage in stages]
    assert await asyncio.gather(*both) == [None, None]
    assert sorted(house.judge.asked) == sorted(TEXTS)
    assert [tally(stage).scored for stage in stages] == [len(TEXTS)] * 2
    assert sum(tally(stage).shared for stage in stages) == len(TEXTS)
    assert house.log.claims == {}


async def test_while_others_have_a_page_in_hand_a_batch_goes_on_with_the_next() -> None:
    house = House()
    first, second = house.stage("a", *TEXTS[:PAGE]), house.stage("b", *TEXTS)
    one, other = await house.conductor(first), await house.conductor(second)
    await asyncio.gather(one.conduct(), other.conduct())
    assert (len(house.judge.asked), tally(second).shared) == (len(TEXTS), PAGE)
    # What the first had in hand was not waited for before all else was asked.
    assert house.judge.asked.index(TEXTS[PAGE]) < PAGE


async def test_what_one_could_not_score_is_judged_by_the_other_itself() -> None:
    house = House(Judge(lambda text, nth: Reason.REPLY_INVALID if nth == 1 else None))
    stages = [house.stage("a", "Alone."), house.stage("b", "Alone.")]
    both = [(await house.conductor(stage)).conduct() for stage in stages]
    await asyncio.gather(*both)
    assert house.judge.asked == ["Alone.", "Alone."]
    assert sorted((tally(stage).scored, tally(stage).unscored) for stage in stages) == [(0, 1), (1, 0)]


async def test_what_a_batch_that_pauses_had_in_hand_is_taken_by_the_other() -> None:
    house = House()
    first, second = house.stage("a", *TEXTS[:30]), house.stage("b", *TEXTS[:30])
    one, other = await house.conductor(first), await house.conductor(second)
    conducting = asyncio.gather(one.conduct(), other.conduct())
    await _until(lambda: len(house.judge.asked) == 6)
    one.pause(PauseReason.ASKED, "Enough.")
    await conducting
    assert sorted(house.judge.asked) == sorted(TEXTS[:30])
    assert (tally(first).waiting > 0, tally(second).scored) == (True, 30)


async def test_a_batch_that_only_waits_for_others_can_be_paused() -> None:
    house = House()
    house.log.claims["b"] = Claim("b", "there/2", NOON + LEASE, [ALONE])
    stage = house.stage("a", "Alone.")
    conductor = await house.conductor(stage)
    conducting = asyncio.create_task(conductor.conduct())
    await _until(lambda: house.looked > 3)
    conductor.pause(PauseReason.ASKED, "Enough.")
    assert await conducting is not None
    assert (house.judge.asked, tally(stage)) == ([], Tally(waiting=1))


@pytest.mark.parametrize(
    ("owner", "passes"),
    [("dead/9", timedelta(0)), ("there/2", LEASE)],
    ids=["gone", "on another machine, and not heard of for long"],
)
async def test_what_a_process_had_in_hand_that_is_gone_is_judged(owner: str, passes: timedelta) -> None:
    house = House()
    house.log.claims["b"] = Claim("b", owner, NOON + LEASE, [ALONE])
    house.now += passes
    stage = house.stage("a", "Alone.")
    await (await house.conductor(stage)).conduct()
    assert (house.judge.asked, tally(stage).scored, house.looked) == (["Alone."], 1, 0)


async def test_a_probe_has_no_page_in_hand() -> None:
    house = House()
    conductor = await house.conductor(house.stage("a", *TEXTS))
    conductor._most = 1
    seen = []
    house.judge._script = lambda text, nth: seen.append([len(one.keys) for one in house.log.claims.values()])
    await conductor.conduct()
    assert (len(house.judge.asked), seen) == (1, [[2]])


def claims_of(log: InMemoryLog) -> Claims:
    return Claims("a", log, Surroundings(lambda: NOON, lambda: "id", "here/1", lambda owner: True), renew_s=0.0)


async def test_what_is_in_hand_is_said_again_and_again() -> None:
    log, other = InMemoryLog(), fixed_digest("other")
    own = claims_of(log)
    await own.take([ALONE, other])
    own.settle(other)
    await _until(lambda: log.claims["a"].keys == {ALONE})
    log.claims.clear()
    await _until(lambda: "a" in log.claims)
    await own.release()
    await asyncio.sleep(0)
    assert log.claims == {}


async def test_where_the_database_refuses_the_batch_goes_on_and_ends_all_the_same() -> None:
    log = InMemoryLog()
    own = claims_of(log)
    await own.take([ALONE])
    log.fault = DatabaseLocked("Locked.")
    log.claims.clear()
    for _ in range(5):
        await asyncio.sleep(0)
    log.fault = None
    await _until(lambda: "a" in log.claims)
    log.fault = DatabaseLocked("Locked.")
    await own.release()
    assert log.claims["a"].keys == {ALONE}


async def test_who_is_cancelled_while_a_claim_is_written_lets_go_of_it() -> None:
    log, is_written = InMemoryLog(), asyncio.Event()
    write = log.claim

    async def claim(claim: Claim, keys: Sequence[Digest], may_live: MayLive) -> Standing:
        standing = await write(claim, keys, may_live)
        is_written.set()
        await asyncio.Event().wait()
        return standing

    log.claim = claim
    own = Claims("a", log, Surroundings(lambda: NOON, lambda: "id", "here/1", lambda owner: True))
    taking = asyncio.create_task(own.take([ALONE]))
    await is_written.wait()
    taking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await taking
    await own.release()
    assert log.claims == {}


async def test_a_holder_that_has_claimed_nothing_lets_go_of_nothing() -> None:
    log = InMemoryLog()
    log.fault = AssertionError("It asks the record.")
    await claims_of(log).release()


class Beside(Stand):
    """A service beside a batch of another process that has its answer in hand. `then` comes while it waits."""

    def __init__(self, then: Callable[[int], None], judge: ScriptedAdjudicator | None = None) -> None:
        super().__init__(judge or ScriptedAdjudicator(first_word_covers))
        self.alive = lambda owner: True
        self.looked = 0
        self._then = then
        self.service._sleep = self._look
        self.key = self.judge.key(self.service.question("caching"), _order().answer, 0)
        self.log.claims["b"] = Claim("b", "there/2", NOON + LEASE, [self.key])

    async def _look(self, _seconds: float) -> None:
        self.looked += 1
        self._then(self.looked)


async def test_an_answer_that_a_batch_has_in_hand_is_not_asked_for_again() -> None:
    elsewhere = Stand(owner="there/2")
    judged = await elsewhere.service.judge(_order(candidate="C-2"))

    def recorded(looked: int) -> None:
        if looked == 3:
            stand.log.judgements[judged.id] = judged

    stand = Beside(recorded)
    judgement = await stand.service.judge(_order())
    assert (judgement.shared_from, judgement.candidate, stand.judge.judged) == (judged.id, "C-1", 0)
    assert stand.looked == 3


async def test_an_answer_that_a_batch_lets_go_of_is_judged() -> None:
    stand = Beside(lambda looked: stand.log.claims.clear())
    judgement = await stand.service.judge(_order())
    assert (judgement.shared_from, stand.judge.judged, stand.looked) == (None, 1, 1)


async def test_a_person_does_not_wait_for_a_batch_longer_than_for_the_judge() -> None:
    stand = Beside(lambda looked: None)
    judgement = await stand.service.judge(_order())
    assert (judgement.shared_from, stand.judge.judged, stand.looked) == (None, 1, 2 * stand.judge.deadline_s)


async def test_who_wants_it_judged_again_waits_for_no_batch() -> None:
    stand = Beside(lambda looked: None)
    stand.log.claims.clear()
    await stand.service.judge(_order())
    again = stand.judge.key(stand.service.question("caching"), _order().answer, 1)
    stand.log.claims["b"] = Claim("b", "there/2", NOON + LEASE, [again])
    await stand.service.judge(_order(again=True))
    assert (stand.judge.judged, stand.looked) == (2, 0)


async def test_who_has_waited_long_is_not_given_up_for_lost_while_judged() -> None:
    """Another process that starts meanwhile would record it as interrupted, and what was paid for would be lost."""
    stand = Stand(ScriptedAdjudicator(failing(Reason.REPLY_EMPTY, "Nothing."), gate=asyncio.Event()))
    first, second = (asyncio.create_task(stand.service.judge(_order())) for _ in range(2))
    await _until(lambda: stand.judge.judged == 1)
    waited = timedelta(seconds=stand.judge.deadline_s + SLACK_S - 1)
    stand.service._surroundings = replace(stand.service._surroundings, clock=lambda: NOON + waited)
    for_first, stand.judge.gate = stand.judge.gate, asyncio.Event()
    assert for_first is not None
    for_first.set()
    await first
    await _until(lambda: stand.judge.judged == 2)
    (intent,) = stand.log.intents.values()
    assert intent.expires_at == NOON + waited + timedelta(seconds=stand.judge.deadline_s + SLACK_S)
    stand.judge.gate.set()
    await second
