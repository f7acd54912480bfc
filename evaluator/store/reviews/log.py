"""The log of reviews over a database: `services.review_log.ReviewLog`."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial

from evaluator.domain.commitments import SALT_BYTES
from evaluator.domain.first_looks import FirstLook
from evaluator.domain.judgements import JudgementId
from evaluator.domain.review_queue import Claim, QueueFilter, ReviewProgress, Skip
from evaluator.domain.reviews import Final, PointReview, Review, ReviewId, Seeded
from evaluator.errors import ReviewUnknown
from evaluator.store.chance import RandomBytes, unguessable
from evaluator.store.columns import can_be_kept
from evaluator.store.database import Database
from evaluator.store.reviews.first_looks import first_look_in, kept_first_in, kept_first_of_batch_in
from evaluator.store.reviews.queue import claim_in, claim_next_in, progress_in, sealed_in, sealed_of_batch_in, skip_in
from evaluator.store.reviews.recording import (
    BlindCommit,
    answer_in,
    commit_in,
    finish_in,
    reveal_in,
    review_by_in,
    review_in,
    reviews_of_in,
)
from evaluator.store.reviews.seeds import held_back_in, unsettled_in


class SqlReviewLog:
    """Reviews in SQLite or PostgreSQL. `random_bytes` makes salts."""

    def __init__(self, database: Database, *, random_bytes: RandomBytes = unguessable) -> None:
        self._database = database
        self._random_bytes = random_bytes

    async def claim_next(
        self, reviewer: str, wanted: QueueFilter, *, besides: Sequence[str], at: datetime, until: datetime
    ) -> Claim | None:
        """See ReviewLog."""
        named = (wanted.question_id, wanted.candidate, wanted.batch, wanted.judge, *besides)
        if not all(can_be_kept(name) for name in named if name is not None):
            return None
        return await self._database.write(
            partial(claim_next_in, reviewer=reviewer, wanted=wanted, besides=besides, at=at, until=until)
        )

    async def claim(self, judgement_id: str, reviewer: str, *, at: datetime, until: datetime) -> Claim:
        """See ReviewLog."""
        _refuse_odd(judgement_id)
        return await self._database.write(
            partial(claim_in, judgement_id=judgement_id, reviewer=reviewer, at=at, until=until)
        )

    async def commit(
        self,
        review_id: ReviewId,
        judgement_id: str,
        reviewer: str,
        points: Sequence[PointReview],
        *,
        seconds: float,
        at: datetime,
    ) -> Review:
        """See ReviewLog."""
        _refuse_odd(judgement_id)
        salt = self._random_bytes(SALT_BYTES)
        given = BlindCommit(review_id, judgement_id, reviewer, tuple(points), seconds, at, salt)
        return await self._database.write(partial(commit_in, given=given))

    async def reveal(self, review_id: ReviewId, at: datetime, seeded: Seeded | None = None) -> Review:
        """See ReviewLog."""
        return await self._database.write(partial(reveal_in, review_id=review_id, at=at, seeded=seeded))

    async def disclose(self, review_id: ReviewId, said: Final) -> Review:
        """See ReviewLog."""
        return await self._database.write(partial(answer_in, review_id=review_id, said=said))

    async def held_back(self, judgement_ids: Sequence[str], reader: str) -> frozenset[JudgementId]:
        """See ReviewLog."""
        named = [judgement_id for judgement_id in judgement_ids if can_be_kept(judgement_id)]
        return await self._database.read(partial(held_back_in, judgement_ids=named, reader=reader))

    async def unsettled(self, reviewer: str) -> JudgementId | None:
        """See ReviewLog."""
        return await self._database.read(partial(unsettled_in, reviewer=reviewer))

    async def finish(self, review_id: ReviewId, final: Final) -> Review:
        """See ReviewLog."""
        return await self._database.write(partial(finish_in, review_id=review_id, final=final))

    async def skip(self, skip: Skip) -> None:
        """See ReviewLog."""
        _refuse_odd(skip.judgement_id)
        await self._database.write(partial(skip_in, skip=skip))

    async def get(self, review_id: str) -> Review | None:
        """See ReviewLog."""
        if not can_be_kept(review_id):
            return None
        return await self._database.read(partial(review_in, review_id=review_id))

    async def by(self, judgement_id: str, reviewer: str) -> Review | None:
        """See ReviewLog."""
        if not can_be_kept(judgement_id):
            return None
        return await self._database.read(partial(review_by_in, judgement_id=judgement_id, reviewer=reviewer))

    async def of(self, judgement_id: str) -> Sequence[Review]:
        """See ReviewLog."""
        if not can_be_kept(judgement_id):
            return []
        return await self._database.read(partial(reviews_of_in, judgement_id=judgement_id))

    async def progress(self, reviewer: str, *, at: datetime, since: datetime) -> ReviewProgress:
        """See ReviewLog."""
        return await self._database.read(partial(progress_in, reviewer=reviewer, at=at, since=since))

    async def sealed(self, judgement_ids: Sequence[str], reader: str, at: datetime) -> frozenset[JudgementId]:
        """See ReviewLog."""
        named = [judgement_id for judgement_id in judgement_ids if can_be_kept(judgement_id)]
        return await self._database.read(partial(sealed_in, judgement_ids=named, reader=reader, at=at))

    async def sealed_of_batch(self, batch_id: str, reader: str, at: datetime) -> int:
        """See ReviewLog."""
        if not can_be_kept(batch_id):
            return 0
        return await self._database.read(partial(sealed_of_batch_in, batch_id=batch_id, reader=reader, at=at))

    async def first_look(self, judgement_id: str, person: str) -> FirstLook | None:
        """See ReviewLog."""
        if not can_be_kept(judgement_id):
            return None
        return await self._database.read(partial(first_look_in, judgement_id=judgement_id, person=person))

    async def kept_first(self, judgement_ids: Sequence[str], person: str) -> frozenset[JudgementId]:
        """See ReviewLog."""
        named = [judgement_id for judgement_id in judgement_ids if can_be_kept(judgement_id)]
        return await self._database.read(partial(kept_first_in, judgement_ids=named, person=person))

    async def kept_first_of_batch(self, batch_id: str, person: str) -> int:
        """See ReviewLog."""
        if not can_be_kept(batch_id):
            return 0
        return await self._database.read(partial(kept_first_of_batch_in, batch_id=batch_id, person=person))


def _refuse_odd(judgement_id: str) -> None:
    if not can_be_kept(judgement_id):
        raise ReviewUnknown("This answer is not in the review queue.")
