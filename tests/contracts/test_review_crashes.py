"""A process that is killed while people review loses nothing that it acknowledged, and leaves nothing half done."""

import pytest

from evaluator.domain.ledger import Verified
from evaluator.domain.reviews import Review
from evaluator.store.database import open_database
from evaluator.store.ledger import SqlLedger
from evaluator.store.reviews.log import SqlReviewLog
from tests.contracts.test_crashes import settled
from tests.forks import Nursery
from tests.review_records import BLIND, FINAL

KILLED_AFTER = [1, 8, 45]
"""How many steps are told of before the process is killed: somewhere in the middle of the next ones."""


def killed(nursery: Nursery, url: str, prefix: str, after: int) -> list[tuple[str, str]]:
    """Let a process review with three people, kill it after so many steps; returns all that it told of."""
    with nursery.start("tests.contracts.review_writer", url, "3", prefix) as process:
        lines = [process.stdout.readline() for _ in range(after)]
        process.kill()
        told = [line.split(" ", 1) for line in lines + process.stdout.readlines() if line.endswith("\n")]
    return [(step, name.strip()) for step, name in told]


def has_come_to(review: Review, step: str) -> bool:
    done = {"committed": review.blind.points == BLIND, "revealed": review.revealed_at is not None}
    finished = review.final is not None and review.final.points == FINAL
    return (done | {"finished": finished})[step]


@pytest.mark.parametrize("after", KILLED_AFTER, ids=lambda after: f"after {after}")
async def test_no_review_is_lost_once_it_was_acknowledged(nursery: Nursery, url: str, after: int) -> None:
    told = killed(nursery, url, "first", after) + killed(nursery, url, "second", after)
    assert len(told) >= 2 * after
    async with open_database(url) as database:
        await settled(database)
        result = await SqlLedger(database).verify()
        assert isinstance(result, Verified), result
        log = SqlReviewLog(database)
        for step, name in told:
            review = await log.get(name)
            assert review is not None, (step, name)
            assert has_come_to(review, step), (step, name)
