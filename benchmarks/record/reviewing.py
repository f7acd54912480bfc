"""People who review some of what was judged, blind first, then to the end or not, and pass some of it on."""

import random
from datetime import timedelta

from sqlalchemy import Connection, select

from benchmarks.record.making import VERDICTS, Made
from benchmarks.record.plan import REVIEWERS
from evaluator.domain.commitments import SALT_BYTES
from evaluator.domain.judgements import Judgement, Verdict
from evaluator.domain.review_queue import Skip, SkipReason
from evaluator.domain.reviews import Final, FinalPoint, PointReview, ReviewId, checked_final, compare, reasons_for
from evaluator.store.review_tables import review_items
from evaluator.store.reviews.queue import claim_in, skip_in
from evaluator.store.reviews.recording import BlindCommit, commit_in, finish_in, reveal_in

LOOKED_AT = 0.1
"""The share of judgements that somebody looks for in the queue."""

BY_TWO, SKIPPED, FINISHED, AGREED, MOVED = 0.5, 0.05, 0.95, 0.8, 0.5
LATER, CLAIM = timedelta(hours=5), timedelta(minutes=30)


def review_in(connection: Connection, made: Made) -> int:
    """Let people review what of a stretch is in the queue and somebody looks at; how many reviews that were."""
    chance = made.stretch.chance("reviews")
    judged = {one.judgement.id: one.judgement for one in made.sealed if chance.random() < LOOKED_AT}
    queued = select(review_items.c.judgement_id, review_items.c.still_wanted).where(
        review_items.c.judgement_id.in_(judged)
    )
    count = 0
    for row in connection.execute(queued).all():
        wanted = row.still_wanted if chance.random() < BY_TWO else 1
        for reviewer in chance.sample(REVIEWERS, wanted):
            count += _reviewed(connection, judged[row.judgement_id], reviewer, chance)
    return count


def _reviewed(connection: Connection, judgement: Judgement, reviewer: str, chance: random.Random) -> bool:
    at = judgement.created_at + LATER * chance.random()
    claim_in(connection, judgement.id, reviewer, at, at + CLAIM)
    if chance.random() < SKIPPED:
        skip_in(connection, Skip(judgement.id, reviewer, SkipReason.KNOWS_CANDIDATE, at, None))
        return False
    seconds = chance.lognormvariate(4.5, 0.5)
    committed_at = at + timedelta(seconds=seconds)
    name = ReviewId(chance.randbytes(10).hex())
    points = tuple(
        PointReview(
            point.point_id,
            point.verdict if chance.random() < AGREED else chance.choice(VERDICTS),
            tuple(evidence.span for evidence in point.evidence),
            "Said in passing." if chance.random() < 0.1 else "",
        )
        for point in judgement.points
    )
    salt = chance.randbytes(SALT_BYTES)
    commit_in(connection, BlindCommit(name, judgement.id, reviewer, points, round(seconds, 3), committed_at, salt))
    review = reveal_in(connection, name, committed_at)
    if chance.random() < FINISHED:
        said = [settled(pair.judged.verdict, pair.blind, chance) for pair in compare(judgement, review).points]
        final = checked_final(judgement, review.blind, said)
        finish_in(connection, name, Final(final, committed_at + timedelta(seconds=20), 20.0))
    return True


def settled(judged: Verdict, blind: PointReview, chance: random.Random) -> FinalPoint:
    """What stands for a point, and why: the judge's verdict or the person's own."""
    verdict = judged if chance.random() < MOVED else blind.verdict
    fitting = reasons_for(judged, blind.verdict, verdict)
    return FinalPoint(blind.point_id, verdict, chance.choice(fitting) if fitting else None)
