"""Who is at which answer, told across batches, processes and databases: each answer is asked for once."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Connection, func, select

from evaluator.digests import Digest, digest_text
from evaluator.domain.answers import typed
from evaluator.domain.batches import Batch, BatchState
from evaluator.domain.judgements import JudgementId
from evaluator.domain.keys import Claim, Standing
from evaluator.services.claims import LEASE, Claims
from evaluator.services.judgement_log import JudgementLog
from evaluator.services.surroundings import Surroundings
from evaluator.store.batches.log import SqlBatchLog
from evaluator.store.claim_tables import claims
from evaluator.store.database import Database, open_database
from evaluator.store.tables import judgements
from tests.batch_records import batch, item
from tests.fakes import NOON
from tests.forks import Nursery
from tests.records import intent_for, judgement, unscored

ONE, TWO, THREE = (digest_text(name) for name in ("one", "two", "three"))
MINE, THEIRS = Claim("mine", "here/1", NOON + LEASE), Claim("theirs", "there/2", NOON + LEASE)
ANSWERS = 130


def alive(_owner: str, until: datetime) -> bool:
    return until > NOON


def dead(_owner: str, _until: datetime) -> bool:
    return False


def free() -> Standing:
    return Standing({}, set())


async def test_what_one_has_claimed_is_elsewhere_for_others_until_it_lets_go(log: JudgementLog) -> None:
    assert await log.claim(MINE, [ONE, TWO], alive) == free()
    assert await log.claim(THEIRS, [TWO, THREE], alive) == Standing({}, {TWO})
    assert await log.claim(MINE, [THREE], alive) == Standing({}, {THREE})
    await log.release("theirs")
    await log.release("theirs")
    assert await log.claim(MINE, [THREE], alive) == free()


async def test_a_claim_holds_what_it_says_and_what_was_free_and_no_more(log: JudgementLog) -> None:
    await log.claim(MINE, [ONE, TWO], alive)
    await log.claim(replace(MINE, keys=[TWO]), [THREE], alive)
    assert await log.claim(THEIRS, [ONE, TWO, THREE], alive) == Standing({}, {TWO, THREE})
    await log.claim(MINE, [], alive)
    assert await log.claim(replace(THEIRS, keys=[ONE]), [TWO, THREE], alive) == free()


async def test_what_is_known_is_nobodys(log: JudgementLog) -> None:
    await log.claim(MINE, [ONE, TWO, THREE], alive)
    await log.record(judgement(1, key=ONE))
    await log.record(unscored(2, key=TWO))
    assert await log.claim(THEIRS, [ONE, TWO], alive) == Standing({ONE: JudgementId("judgement-1")}, {TWO})


async def test_of_those_who_claim_at_once_each_key_is_given_to_one(log: JudgementLog) -> None:
    keys = [digest_text(f"key {number}") for number in range(20)]
    claimants = [replace(MINE, holder=f"batch {number}") for number in range(5)]
    stood = await asyncio.gather(*(log.claim(one, keys[at:] + keys[:at], alive) for at, one in enumerate(claimants)))
    given = [key for one in stood for key in keys if key not in one.elsewhere]
    assert sorted(given) == sorted(keys)


async def test_a_claim_of_a_process_that_is_gone_keeps_nobody_from_anything(log: JudgementLog) -> None:
    await log.claim(MINE, [ONE], alive)
    assert await log.claim(THEIRS, [ONE], dead) == free()
    await log.release("theirs")
    await log.claim(replace(MINE, until=NOON), [ONE], alive)
    assert await log.claim(THEIRS, [ONE], alive) == free()


async def test_what_somebody_waits_for_live_is_left_to_that_judging(log: JudgementLog) -> None:
    intent = intent_for(judgement(1, key=ONE))
    await log.open_intent(intent)
    assert await log.claim(MINE, [ONE, TWO], alive) == Standing({}, {ONE})
    assert await log.claim(MINE, [ONE], dead) == free()


async def test_a_judging_leaves_what_a_batch_has_in_hand_to_that(log: JudgementLog) -> None:
    intent = intent_for(judgement(1, key=ONE))
    await log.open_intent(intent)
    assert await log.standing(intent, alive) == free()
    await log.claim(replace(MINE, keys=[ONE]), [], alive)
    assert await log.standing(intent, alive) == Standing({}, {ONE})
    assert await log.standing(intent, dead) == free()
    await log.record(judgement(2, key=ONE))
    assert (await log.standing(intent, alive)).known == {ONE: "judgement-2"}


@pytest.mark.parametrize(
    ("changes", "is_left"),
    [
        ({}, True),
        ({"started_at": NOON - timedelta(hours=1), "id": JudgementId("z")}, True),
        ({"started_at": NOON + timedelta(hours=1)}, False),
        ({"id": JudgementId("z")}, False),
        ({"owner": "here/1"}, False),
        ({"key": TWO}, False),
    ],
    ids=["same moment", "earlier", "later", "same moment, later id", "own process", "another answer"],
)
async def test_of_two_judgings_in_two_processes_the_earlier_goes_first(
    log: JudgementLog, changes: dict[str, object], is_left: bool
) -> None:
    intent = replace(intent_for(judgement(5, key=ONE)), id=JudgementId("m"), owner="here/1", started_at=NOON)
    await log.open_intent(intent)
    other = replace(intent, id=JudgementId("a"), owner="there/2")
    await log.open_intent(replace(other, **changes))
    assert await log.standing(intent, alive) == Standing({}, {ONE} if is_left else set())


async def test_a_judging_may_be_given_more_time(log: JudgementLog) -> None:
    intent = intent_for(judgement(1))
    await log.open_intent(intent)
    later = replace(intent, expires_at=NOON + timedelta(days=1))
    await log.prolong(later)
    assert await log.intent(intent.id) == later


def world() -> Surroundings:
    return Surroundings(lambda: NOON, lambda: "id", "here/1", lambda owner: True)


async def elsewhere(log: JudgementLog, *keys: Digest) -> Sequence[Digest]:
    standing = await log.claim(THEIRS, keys, alive)
    await log.release("theirs")
    return sorted(standing.elsewhere)


async def test_what_is_settled_is_told_of_with_the_next_claim(log: JudgementLog) -> None:
    own = Claims("batch", log, world())
    await own.take([ONE, TWO])
    own.settle(ONE)
    assert await elsewhere(log, ONE, TWO) == sorted([ONE, TWO])
    await own.take([THREE])
    assert await elsewhere(log, ONE, TWO, THREE) == sorted([TWO, THREE])
    await own.release()
    assert await elsewhere(log, TWO, THREE) == []


async def created(url: str, *numbers: int) -> list[Batch]:
    """Batches of the same answers."""
    async with open_database(url) as database:
        log, made = SqlBatchLog(database), []
        for number in numbers:
            of = batch(number, budget=None)
            same = (item(place, of=of, answer=typed(f"Answer {place}")) for place in range(ANSWERS))
            made.append(await log.create(of, same))
        return made


async def scored(database: Database, of: Batch) -> int:
    await database.write(lambda connection: None)
    stands = await SqlBatchLog(database).get(of.id)
    assert stands is not None
    return stands.tally.scored


async def test_two_processes_with_the_same_answers_ask_for_each_once(nursery: Nursery, url: str) -> None:
    of = await created(url, 1, 2)
    processes = [nursery.start("tests.contracts.asker", url, one.id) for one in of]
    with processes[0] as first, processes[1] as second:
        told = [first.stdout.read().split(), second.stdout.read().split()]
        assert (first.wait(), second.wait()) == (0, 0)
    assert sorted(told[0] + told[1]) == sorted(str(place) for place in range(ANSWERS))
    async with open_database(url) as database:
        assert [await scored(database, one) for one in of] == [ANSWERS, ANSWERS]
        assert await database.read(_claims) == 0


async def test_what_a_killed_process_had_in_hand_is_asked_by_others_and_what_it_recorded_is_not(
    nursery: Nursery, url: str
) -> None:
    of = await created(url, 1, 2)
    with nursery.start("tests.contracts.asker", url, of[0].id) as process:
        for _ in range(25):
            process.stdout.readline()
        process.kill()
    async with open_database(url) as database:
        done = await scored(database, of[0])
        assert await database.read(_claims) == 1
    with nursery.start("tests.contracts.asker", url, of[1].id) as process:
        told = process.stdout.read().split()
        assert process.wait() == 0
    async with open_database(url) as database:
        assert (len(told), len(set(told))) == (ANSWERS - done, ANSWERS - done)
        assert await scored(database, of[1]) == ANSWERS
        assert await database.read(_claims) == 0
        assert (await SqlBatchLog(database).move(of[1].id, BatchState.FINISHED)).state is BatchState.FINISHED
        assert await database.read(_judged) == done + ANSWERS


def _claims(connection: Connection) -> int:
    return connection.execute(select(func.count()).select_from(claims)).scalar_one()


def _judged(connection: Connection) -> int:
    return connection.execute(select(func.count()).select_from(judgements)).scalar_one()
