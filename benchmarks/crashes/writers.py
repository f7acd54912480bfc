"""People and processes that write until they are killed, each telling what it was told is written.

What a process has handed to a file stands there whatever becomes of the process: nothing told is lost with it.
"""

import asyncio
import itertools
import json
import os
import random
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

from benchmarks.record.making import VERDICTS, made, materials
from benchmarks.record.plan import ADMIN, FIRST, JUDGES, Stretch
from benchmarks.record.reviewing import settled
from benchmarks.record.writing import batch_of, item_of
from evaluator.checkpoints.folder import CheckpointFolder
from evaluator.checkpoints.keys import KeyFile
from evaluator.checkpoints.outbox import FolderOutbox
from evaluator.domain.batches import Batch, BatchItem, BatchState
from evaluator.domain.judgements import Judgement, JudgementId
from evaluator.domain.review_queue import QueueFilter, ReviewPolicy
from evaluator.domain.reviews import Final, PointReview, ReviewId, checked_final, compare
from evaluator.domain.users import Role
from evaluator.errors import DatabaseLocked, ReviewTaken
from evaluator.services.checkpoints import CheckpointService
from evaluator.services.orders import Intent
from evaluator.store.batches.log import SqlBatchLog
from evaluator.store.chance import utc_now
from evaluator.store.database import Database, open_database
from evaluator.store.judgements import SqlJudgementLog
from evaluator.store.ledger import SqlLedger
from evaluator.store.reviews.log import SqlReviewLog
from evaluator.store.users import SqlUserDirectory

EVERYTHING = ReviewPolicy(random_rate=1.0)
ANSWERS = 60
"""How many are made up at a time, and how many a batch has."""

TASKS = 3
CLAIM = timedelta(seconds=2)
PAUSE_S = 0.01
AT_WORK = "at work"
"""What each notes before it writes anything."""


@dataclass(frozen=True, slots=True)
class Post:
    """Where a writer writes, and the open file in which it notes what it is told. No two have the same number."""

    url: str
    folder: Path
    number: int
    notes: int

    def tell(self, step: str, name: str, *more: object) -> None:
        """Note that this is written."""
        os.write(self.notes, json.dumps([step, name, *more]).encode() + b"\n")


Writer = Callable[[Database, Post], Awaitable[None]]


async def judge(database: Database, post: Post) -> None:
    """Judge one answer after the other, each with its intent."""
    log, judgements = SqlJudgementLog(database, policy=EVERYTHING), _judgements(post.number)

    async def work() -> None:
        for judgement in judgements:
            await log.open_intent(_intent(judgement))
            await log.record(judgement)
            post.tell("judged", judgement.id)

    await asyncio.gather(*(work() for _ in range(TASKS)))


async def judge_batches(database: Database, post: Post) -> None:
    """Go on with the batch that is under way, then make others. Several may be at the same one."""
    log = SqlBatchLog(database, policy=EVERYTHING, patience_s=0.002)
    for number in itertools.count(post.number):
        under_way = await log.under_way()
        batch = under_way[0] if under_way else await _new_batch(log, post, number)
        judged = _by_id(int(batch.name))
        while waiting := await log.waiting(batch.id, after=-1, limit=ANSWERS):
            left = iter(waiting)
            await asyncio.gather(*(_record(log, left, judged, post) for _ in range(TASKS)))
        await log.move(batch.id, BatchState.FINISHED)
        post.tell("finished batch", batch.id)


async def review(database: Database, post: Post) -> None:
    """Review whatever waits, blind, then compared, then to the end."""
    log, judgements = SqlReviewLog(database), SqlJudgementLog(database)
    reviewer, chance = f"reviewer-{post.number}", random.Random(post.number)
    while True:
        now = datetime.now(UTC)
        claim = await log.claim_next(reviewer, QueueFilter(), besides=(), at=now, until=now + CLAIM)
        if claim is None:
            await asyncio.sleep(PAUSE_S)
            continue
        judgement = await judgements.get(claim.judgement_id)
        assert judgement is not None
        name = ReviewId(f"{judgement.id} by {reviewer}")
        points = tuple(
            PointReview(point.point_id, chance.choice(VERDICTS), note="Said in passing.") for point in judgement.points
        )
        with suppress(ReviewTaken):
            await log.commit(name, judgement.id, reviewer, points, seconds=1.5, at=datetime.now(UTC))
            post.tell("committed", name, [point.verdict for point in points])
            revealed = await log.reveal(name, datetime.now(UTC))
            post.tell("revealed", name)
            said = [settled(pair.judged.verdict, pair.blind, chance) for pair in compare(judgement, revealed).points]
            final = checked_final(judgement, revealed.blind, said)
            await log.finish(name, Final(final, datetime.now(UTC), 2.5))
            post.tell("finished", name, [[point.verdict, point.reason] for point in final])


async def admit_and_sign(database: Database, post: Post) -> None:
    """Add users, and sign the ledger's head after each."""
    users, ledger = SqlUserDirectory(database), SqlLedger(database)
    shelf = CheckpointFolder(post.folder)
    keys, outbox = KeyFile(post.folder.with_suffix(".key")), FolderOutbox(post.folder, [])
    service = CheckpointService(ledger, lambda: keys, shelf, outbox, utc_now)
    for number in itertools.count():
        user, token = await users.add(f"user-{post.number}-{number}", Role.REVIEWER)
        post.tell("added", user.name, token)
        made_now = await service.make()
        if made_now is not None:
            post.tell("signed", str(made_now.seq))


WRITERS: Mapping[str, Writer] = {
    "judges": judge,
    "judges too": judge,
    "judges a batch": judge_batches,
    "judges the same batch": judge_batches,
    "reviews": review,
    "reviews too": review,
    "admits and signs": admit_and_sign,
}


async def write(writer: Writer, post: Post) -> None:
    """Write until killed. One that others keep from its turn for too long tries again, as people would."""
    async with open_database(post.url) as database:
        await database.check()
        post.tell(AT_WORK, str(post.number))
        while True:
            with suppress(DatabaseLocked):
                await writer(database, post)


async def _new_batch(log: SqlBatchLog, post: Post, number: int) -> Batch:
    batch = replace(batch_of(_stretch(number)), name=str(number))
    items = [item_of(batch.id, at, one, materials(0).bank) for at, one in enumerate(_by_id(number).values())]
    await log.create(batch, items)
    post.tell("created batch", batch.id)
    return await log.move(batch.id, BatchState.RUNNING)


async def _record(
    log: SqlBatchLog, left: Iterator[BatchItem], judged: Mapping[JudgementId, Judgement], post: Post
) -> None:
    for item in left:
        kept = await log.record(item, judged[item.judgement_id])
        post.tell("judged", kept.id)


def _judgements(number: int) -> Iterator[Judgement]:
    for part in itertools.count():
        yield from (one.judgement for one in made(_stretch(number + part)).sealed)


@cache
def _by_id(number: int) -> Mapping[JudgementId, Judgement]:
    return {one.judgement.id: one.judgement for one in made(_stretch(number)).sealed}


def _stretch(number: int) -> Stretch:
    return Stretch(number, number * ANSWERS, ANSWERS, FIRST, timedelta(hours=1), True, JUDGES[0], 0)


def _intent(judgement: Judgement) -> Intent:
    return Intent(
        id=judgement.id,
        key=judgement.key,
        question_id=judgement.question_id,
        candidate=judgement.candidate,
        answer=judgement.answer,
        judge_name=judgement.judge.name,
        owner=f"here/{os.getpid()}",
        ordered_by=ADMIN,
        started_at=judgement.created_at,
        expires_at=judgement.created_at + timedelta(minutes=5),
    )
