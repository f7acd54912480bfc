"""What the queue hands out under each filter, and how much it says waits: the same as a plain look at all of it."""

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, Row, select

from evaluator.domain.judgements import FlagCode, Judgement
from evaluator.domain.review_queue import QueueFilter, ReviewPolicy, Skip, SkipReason
from evaluator.domain.reviews import ReviewId
from evaluator.store.batches.log import SqlBatchLog
from evaluator.store.database import Database
from evaluator.store.erasure.log import SqlErasureLog
from evaluator.store.judgements import SqlJudgementLog
from evaluator.store.review_tables import review_items, review_skips, reviews
from evaluator.store.reviews.log import SqlReviewLog
from evaluator.store.tables import answers, batch_items, judgements
from tests.batch_records import batch, item
from tests.erasure_records import erasure_order
from tests.records import NOON
from tests.review_records import BLIND, CLAIM, reviewable

POLICY = ReviewPolicy(random_rate=0.5, floor=0, second_share=0.5, first_of_version=0, seed=3)
PEOPLE = ("anna", "boris", "clara")
COUNT = 36
FILTERS = {
    "everything": QueueFilter(),
    **{f"batch {number}": QueueFilter(batch=f"batch-{number}") for number in (1, 2, 3)},
    "question": QueueFilter(question_id="threads"),
    "batch and judge": QueueFilter(batch="batch-1", judge="judge-1"),
    "candidate": QueueFilter(candidate="C-2"),
    "candidate and batch": QueueFilter(candidate="C-2", batch="batch-2"),
}


def made(number: int, chance: random.Random) -> Judgement:
    """One of many; about half are in doubt, and so of the targeted stream where chance does not take them."""
    flags = (replace(reviewable().flags[0], code=FlagCode.SPLIT_VOTE),) if chance.random() < 0.5 else ()
    return reviewable(
        number,
        candidate=f"C-{chance.randrange(4)}",
        question_id=chance.choice(("threads", "caching")),
        judge=replace(reviewable().judge, name=f"judge-{chance.randrange(2)}"),
        created_by=chance.choice(("anna", "zoe")),
        created_at=NOON + timedelta(minutes=number),
        shared_from=None,
        flags=flags,
    )


async def a_history(database: Database, seed: int) -> None:
    """Judgements of two batches and of none; some reviewed, skipped, held or erased."""
    chance = random.Random(seed)
    all_made = [made(number, chance) for number in range(1, COUNT + 1)]
    batches, singly = SqlBatchLog(database, policy=POLICY, patience_s=0), SqlJudgementLog(database, policy=POLICY)
    of_batches = {one.id: chance.choice((1, 2, None)) for one in all_made}
    for number in (1, 2):
        own = [one for one in all_made if of_batches[one.id] == number]
        whole = batch(number)
        await batches.create(
            whole,
            [
                item(place, of=whole, judgement_id=one.id, answer=one.answer, candidate=one.candidate)
                for place, one in enumerate(own)
            ],
        )
        for place, one in enumerate(own):
            of = item(place, of=whole, judgement_id=one.id, answer=one.answer, candidate=one.candidate)
            await batches.record(of, one)
    for one in all_made:
        if of_batches[one.id] is None:
            await singly.record(one)
    await reviewed(SqlReviewLog(database), chance)
    await SqlErasureLog(database).erase("C-3", erasure_order())


async def reviewed(log: SqlReviewLog, chance: random.Random) -> None:
    """Each person takes some of what is theirs, and reviews it, skips it, or keeps it."""
    for reviewer in PEOPLE:
        for turn in range(chance.randrange(2, 6)):
            claim = await log.claim_next(reviewer, QueueFilter(), besides=(), at=NOON, until=NOON + CLAIM)
            if claim is None:
                break
            name = claim.judgement_id
            if chance.random() < 0.5:
                identity = ReviewId(f"{name} by {reviewer}")
                await log.commit(identity, name, reviewer, BLIND, seconds=1.0, at=NOON)
            else:
                until = chance.choice((None, NOON + CLAIM))
                await log.skip(Skip(name, reviewer, SkipReason.LATER, NOON + timedelta(seconds=turn), until))


class Plain:
    """The whole queue in memory, gone through from end to end."""

    def __init__(self, connection: Connection) -> None:
        def all_of(table: Any) -> Sequence[Row[Any]]:
            return connection.execute(select(table)).all()

        self.items = all_of(review_items)
        self.said = {row.judgement_id: row for row in all_of(answers)}
        self.judged = {row.id: row for row in all_of(judgements)}
        self.batches: Mapping[str, str] = {row.judgement_id: row.batch_id for row in all_of(batch_items)}
        self.done = {(row.judgement_id, row.reviewer) for row in all_of(reviews)}
        self.skipped = {(row.judgement_id, row.reviewer) for row in all_of(review_skips)}

    def waiting(self, person: str, wanted: QueueFilter) -> Iterator[Row[Any]]:
        """All that waits for somebody, in no order."""
        for one in self.items:
            name = one.judgement_id
            if (
                one.still_wanted > 0
                and name in self.said
                and one.ordered_by != person
                and not {(name, person)} & (self.done | self.skipped)
                and wanted.question_id in (None, one.question_id)
                and wanted.judge in (None, one.judge)
                and wanted.candidate in (None, self.said[name].candidate)
                and wanted.batch in (None, self.batches.get(name))
            ):
                yield one

    def next(self, person: str, wanted: QueueFilter, besides: Sequence[str]) -> str | None:
        """The first: of the stream whose turn it is, then by priority."""
        turn = ("random", "targeted") if sum(by == person for _, by in self.done) % 2 == 0 else ("targeted", "random")
        left = [one for one in self.waiting(person, wanted) if one.judgement_id not in besides and one.stream in turn]
        first = max(left, key=lambda one: (-turn.index(one.stream), one.priority, one.judgement_id), default=None)
        return None if first is None else first.judgement_id


@pytest.mark.parametrize("seed", range(4))
async def test_what_comes_next_and_how_much_waits_is_what_a_look_at_all_of_the_queue_finds(
    database: Database, seed: int
) -> None:
    await a_history(database, seed)
    log, later = SqlReviewLog(database), NOON + timedelta(seconds=30)
    plain = await database.read(Plain)
    assert len(plain.items) > COUNT // 3
    for person in ("boris", "dora"):
        waiting = len(list(plain.waiting(person, QueueFilter())))
        assert (await log.progress(person, at=later, since=NOON)).waiting == waiting
        for name, wanted in FILTERS.items():
            besides: list[str] = []
            while expected := plain.next(person, wanted, besides):
                found = await log.claim_next(person, wanted, besides=besides, at=later, until=later)
                assert (name, found and found.judgement_id) == (name, expected)
                besides.append(expected)
            assert await log.claim_next(person, wanted, besides=besides, at=later, until=later) is None
