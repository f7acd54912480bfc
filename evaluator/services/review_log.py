"""What the services need of the record to keep reviews and the queue before them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from evaluator.domain.first_looks import FirstLook
from evaluator.domain.judgements import JudgementId
from evaluator.domain.review_queue import Claim, QueueFilter, ReviewProgress, Skip
from evaluator.domain.reviews import Final, PointReview, Review, ReviewId, Seeded


class ReviewLog(Protocol):
    """Where reviews are written. Every method is one transaction, the ledger entry of what it does included.

    Judgements come into the queue as they are recorded; see `domain.review_queue`. All methods raise a StoreError when
    the database refuses.
    """

    async def claim_next(
        self, reviewer: str, wanted: QueueFilter, *, besides: Sequence[str], at: datetime, until: datetime
    ) -> Claim | None:
        """Hand out the next answer, or None when nothing waits that this person may review.

        One that the person holds already comes back first, `besides` left out. Never one they ordered, reviewed or
        skipped for good, one that somebody else holds, or one whose words were erased. The streams take turns with
        each review, so that neither starves the other. Of two who ask at once, each gets another.
        """

    async def claim(self, judgement_id: str, reviewer: str, *, at: datetime, until: datetime) -> Claim:
        """Hand out this answer, or give back the claim that the person holds on it.

        Raises ReviewUnknown where it is not in the queue, NotAllowed where this person is not to review it,
        ReviewTaken where somebody else holds it or nobody is wanted any more, ReviewCommitted after their commit.
        """

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
        """Write the blind verdicts of somebody who was handed the answer; it began with their claim.

        The same points again return the review as it stands; raises ReviewCommitted for others, ReviewUnknown for
        somebody who was never handed the answer, and ReviewTaken where their time ran out and others were quicker.
        Whoever ordered the judgement and looks at it first commits into the interviewers' stream, and ends that look.
        """

    async def reveal(self, review_id: ReviewId, at: datetime, seeded: Seeded | None = None) -> Review:
        """Write that the judge's verdicts are shown to the reviewer from now on; the first time stands.

        `seeded` is the one that is shown wrongly on purpose, if any.
        """

    async def disclose(self, review_id: ReviewId, said: Final) -> Review:
        """Write what was said under a wrong verdict, and that it is disclosed from now on. The same again changes
        nothing; raises ReviewCommitted for other points than before."""

    async def held_back(self, judgement_ids: Sequence[str], reader: str) -> frozenset[JudgementId]:
        """Those that this person was shown one verdict of wrongly, and has not settled again."""

    async def unsettled(self, reviewer: str) -> JudgementId | None:
        """A judgement with a point that this person has to settle again, the one that waited longest."""

    async def finish(self, review_id: ReviewId, final: Final) -> Review:
        """Write the final verdicts. The same points again return the review as it stands.

        Raises ReviewNotRevealed before the reveal, ReviewCommitted for other points than before.
        """

    async def skip(self, skip: Skip) -> None:
        """Write that somebody passes an answer on, and let go of their claim. Raises as `claim` does.

        Once it is skipped for good, doing so again changes nothing.
        """

    async def get(self, review_id: str) -> Review | None:
        """The review of that id, or None."""

    async def by(self, judgement_id: str, reviewer: str) -> Review | None:
        """One person's review of a judgement, or None."""

    async def of(self, judgement_id: str) -> Sequence[Review]:
        """Every review of a judgement, in the order in which they were committed."""

    async def progress(self, reviewer: str, *, at: datetime, since: datetime) -> ReviewProgress:
        """How far somebody is; `today` counts what they committed from `since` on."""

    async def sealed(self, judgement_ids: Sequence[str], reader: str, at: datetime) -> frozenset[JudgementId]:
        """Those of the judgements that this person may still be asked to review blind, or share verdicts with one.

        Not what they ordered themselves, committed their verdicts on or skipped for good, nor what waits for nobody
        any more, unless they hold it.
        """

    async def first_look(self, judgement_id: str, person: str) -> FirstLook | None:
        """The look that keeps this judgement from whoever ordered it; it may be at one that shares the verdicts."""

    async def kept_first(self, judgement_ids: Sequence[str], person: str) -> frozenset[JudgementId]:
        """Those of the judgements that are kept from this person until they have looked first."""

    async def kept_first_of_batch(self, batch_id: str, person: str) -> int:
        """How many of a batch's judgements are, counted up to `MOST_COUNTED`."""

    async def sealed_of_batch(self, batch_id: str, reader: str, at: datetime) -> int:
        """How many of a batch's judgements are sealed to this person, counted up to `MOST_COUNTED`."""
