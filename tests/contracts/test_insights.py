"""Whatever was judged, reviewed and erased: the counters say what counting everything anew says."""

import asyncio
import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import HealthCheck, given, settings

from evaluator.digests import Digest, digest_text
from evaluator.domain.insight_counts import Recorded
from evaluator.domain.insights import InsightFilter
from evaluator.domain.judgements import FlagCode, Reason, Verdict
from evaluator.domain.ledger import Following
from evaluator.domain.questions import QuestionId
from evaluator.services.following import FollowingService
from evaluator.store.database import Database, open_database
from evaluator.store.following import SqlFollowing, follow
from evaluator.store.insights.counters import InsightCounters
from evaluator.store.insights.reading import SqlInsightLog
from tests.contracts.histories import Erase, Follow, Judge, Look, Step, histories, play
from tests.insight_fakes import recount
from tests.records import NOON, POINTS
from tests.sqlite import fresh

TODAY = NOON.date()
FILTERS = [
    InsightFilter(),
    InsightFilter(question_id=QuestionId("threads")),
    InsightFilter(judge="second", bank=Digest(digest_text("one"))),
    InsightFilter(prompt=Digest(digest_text("two")), since=TODAY + timedelta(days=1)),
    InsightFilter(since=TODAY + timedelta(days=1), until=TODAY + timedelta(days=2)),
    InsightFilter(question_id=QuestionId("nothing of the kind")),
]
ALL = 1_000_000


async def assert_counted(database: Database, history: Sequence[Step]) -> None:
    judgements, reviews = await play(database, history)
    standing = await follow(database, InsightCounters(), at_most=ALL)
    for wanted in FILTERS:
        found = await SqlInsightLog(database).read(wanted)
        assert found.following == standing
        assert comparable(found) == comparable(recount(judgements, reviews, wanted))


def comparable(recorded: Recorded) -> Recorded:
    """What it says, whatever the order of series and wherever the ledger stands."""
    return replace(
        recorded,
        following=Following(0, 0),
        seen=sorted(recorded.seen),
        counted=sorted(recorded.counted, key=lambda one: one.number),
        days=dict(recorded.days),
        reviews=list(recorded.reviews),
    )


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(history=histories)
def test_counters_are_equal_to_a_full_recount(history: list[Step]) -> None:
    async def played() -> None:
        with TemporaryDirectory() as directory:
            async with open_database(fresh(Path(directory) / "record.db")) as database:
                await assert_counted(database, history)

    asyncio.run(played())


def drawn(seed: int, count: int) -> list[Step]:
    """A long history by chance."""
    chance = random.Random(seed)
    pick = partial(chance.choice, list(Verdict))

    def verdicts() -> tuple[Verdict, ...]:
        return tuple(pick() for _ in POINTS)

    def judged() -> Judge:
        return Judge(
            verdicts(),
            chance.choice(["threads", "locks"]),
            chance.choice(["main", "second"]),
            chance.choice([None, "one", "two"]),
            chance.choice([None, "one"]),
            chance.randrange(4),
            chance.choice([None, 0.1, 0.2]),
            tuple(chance.sample(list(FlagCode), 2)),
            chance.choice([None, None, Reason.RATE_LIMITED]),
            chance.random() < 0.1,
        )

    def look() -> Look:
        final = verdicts() if chance.random() < 0.8 else None
        return Look(chance.randrange(count // 2), chance.choice(["boris", "carla"]), verdicts(), final, 1)

    return [
        chance.choice(
            [judged, judged, look, lambda: Erase(chance.randrange(count)), lambda: Follow(chance.randrange(9))]
        )()
        for _ in range(count)
    ]


async def test_counters_are_equal_to_a_full_recount_on_both_databases(database: Database) -> None:
    await assert_counted(database, drawn(1, 300))


async def test_an_empty_record_has_nothing_to_show(database: Database) -> None:
    found = await SqlInsightLog(database).read(InsightFilter())
    assert comparable(found) == Recorded(Following(0, 0), [], [], {}, [])


async def test_the_service_follows_under_the_name_of_the_counters(database: Database) -> None:
    await play(database, drawn(2, 30))
    service = FollowingService([SqlFollowing(database, InsightCounters())])
    standing = await service.catch_up(InsightCounters.name, within_s=60.0)
    assert standing.is_level
    assert (await SqlInsightLog(database).read(InsightFilter())).following == standing
