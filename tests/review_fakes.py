"""A ReviewLog in memory: works the way the record does, on the judgements of an InMemoryLog."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from evaluator.domain.first_looks import FirstLook
from evaluator.domain.judgements import Judgement, JudgementId
from evaluator.domain.review_queue import (
    MOST_COUNTED,
    Claim,
    QueueFilter,
    QueueItem,
    ReviewPolicy,
    ReviewProgress,
    Skip,
    admit,
    nominate,
)
from evaluator.domain.reviews import Blind, Final, PointReview, Review, ReviewId, Seeded, Stream
from evaluator.domain.seeding import disclosed
from evaluator.errors import NotAllowed, ReviewCommitted, ReviewNotRevealed, ReviewTaken, ReviewUnknown
from tests.fakes import InMemoryLog

EVERYTHING = ReviewPolicy(random_rate=0.0, floor=1_000_000, second_share=0.0)
"""Everything is reviewed, by one person each, in an order of chance."""


@dataclass
class InMemoryReviewLog:
    """Judgements come into the queue when it is first looked at after they were recorded."""

    log: InMemoryLog
    policy: ReviewPolicy | None = None
    items: dict[str, QueueItem] = field(default_factory=dict)
    wanted: dict[str, int] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)
    claims: dict[tuple[str, str], Claim] = field(default_factory=dict)
    skips: list[Skip] = field(default_factory=list)
    reviews: dict[str, Review] = field(default_factory=dict)
    seen: set[str] = field(default_factory=set)
    batches: dict[str, set[str]] = field(default_factory=dict)

    async def claim_next(
        self, reviewer: str, wanted: QueueFilter, *, besides: Sequence[str], at: datetime, until: datetime
    ) -> Claim | None:
        self._admit()
        fitting = [item for item in self.items.values() if self._fits(item, wanted, besides)]
        held = [item for item in fitting if self._holds(reviewer, item, at)]
        if held:
            first = min(held, key=lambda item: self.claims[item.judgement_id, reviewer].began_at)
            return self._take(first.judgement_id, reviewer, at, until)
        free = [item for item in fitting if self._is_free(reviewer, item, at)]
        for stream in self._streams(reviewer, wanted.stream):
            listed = [item for item in free if item.stream is stream]
            if listed:
                best = max(listed, key=lambda item: (item.priority, item.judgement_id))
                return self._take(best.judgement_id, reviewer, at, until)
        return None

    async def claim(self, judgement_id: str, reviewer: str, *, at: datetime, until: datetime) -> Claim:
        self._check(judgement_id, reviewer, at)
        if self._is_held_by_others(reviewer, judgement_id, at):
            raise ReviewTaken("Somebody else reviews this answer now.")
        return self._take(judgement_id, reviewer, at, until)

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
        before = await self.by(judgement_id, reviewer)
        if before is not None:
            if before.blind.points == tuple(points):
                return before
            raise ReviewCommitted("Other verdicts of yours are committed.")
        look = self.log.first_looks.get(judgement_id)
        if look is not None and look.person == reviewer:
            return self._first(review_id, look, points, seconds, at)
        claim = self.claims.get((judgement_id, reviewer))
        if claim is None:
            raise ReviewUnknown("This answer was not handed to you.")
        if self.wanted[judgement_id] == 0 and claim.until <= at:
            raise ReviewTaken("Your time ran out, and somebody else has reviewed it.")
        item = self.items[judgement_id]
        blind = Blind(tuple(points), claim.began_at, at, seconds)
        review = Review(review_id, item.judgement_id, reviewer, item.stream, item.inclusion_probability, blind)
        self.reviews[review_id] = review
        self.log.reviewers.setdefault(judgement_id, set()).add(reviewer)
        self.wanted[judgement_id] = max(0, self.wanted[judgement_id] - 1)
        del self.claims[judgement_id, reviewer]
        return review

    async def reveal(self, review_id: ReviewId, at: datetime, seeded: Seeded | None = None) -> Review:
        review = self._required(review_id)
        if review.revealed_at is None:
            self.reviews[review_id] = replace(review, revealed_at=at, seeded=seeded)
        return self.reviews[review_id]

    async def disclose(self, review_id: ReviewId, said: Final) -> Review:
        review = self._required(review_id)
        before = review.seeded.said if review.seeded else None
        if before is not None and before.points != said.points:
            raise ReviewCommitted("Other verdicts of yours are committed.")
        self.reviews[review_id] = review if before else disclosed(review, said)
        return self.reviews[review_id]

    async def held_back(self, judgement_ids: Sequence[str], reader: str) -> frozenset[JudgementId]:
        back = {one.judgement_id for one in self.reviews.values() if self._is_seeded(one, reader)}
        found = [self.log.judgements[one] for one in judgement_ids if one in self.log.judgements]
        return frozenset(one.id for one in found if (one.shared_from or one.id) in back)

    async def unsettled(self, reviewer: str) -> JudgementId | None:
        waiting = [one for one in self.reviews.values() if self._is_seeded(one, reviewer)]
        told = [one.judgement_id for one in waiting if one.seeded and one.seeded.said]
        return told[0] if told else None

    async def finish(self, review_id: ReviewId, final: Final) -> Review:
        review = self._required(review_id)
        if review.revealed_at is None:
            raise ReviewNotRevealed("Nothing was shown yet.")
        if review.final is not None and review.final.points != final.points:
            raise ReviewCommitted("Other final verdicts of yours are committed.")
        self.reviews[review_id] = replace(review, final=review.final or final)
        return self.reviews[review_id]

    async def skip(self, skip: Skip) -> None:
        if self._is_skipped_for_good(skip.reviewer, skip.judgement_id):
            return
        self._check(skip.judgement_id, skip.reviewer, skip.at)
        self.skips.append(skip)
        self.claims.pop((skip.judgement_id, skip.reviewer), None)

    async def get(self, review_id: str) -> Review | None:
        return self.reviews.get(review_id)

    async def by(self, judgement_id: str, reviewer: str) -> Review | None:
        return next((one for one in await self.of(judgement_id) if one.reviewer == reviewer), None)

    async def of(self, judgement_id: str) -> Sequence[Review]:
        return [review for review in self.reviews.values() if review.judgement_id == judgement_id]

    async def progress(self, reviewer: str, *, at: datetime, since: datetime) -> ReviewProgress:
        self._admit()
        done = [review for review in self.reviews.values() if review.reviewer == reviewer]
        waiting = sum(
            self.wanted[item.judgement_id] > 0
            and self._is_theirs(reviewer, item)
            and not self._is_done(reviewer, item.judgement_id)
            and not self._is_skipped(reviewer, item.judgement_id, at)
            for item in self.items.values()
        )
        today = sum(review.blind.committed_at >= since for review in done)
        return ReviewProgress(min(waiting, MOST_COUNTED), len(done), today)

    async def sealed(self, judgement_ids: Sequence[str], reader: str, at: datetime) -> frozenset[JudgementId]:
        self._admit()
        found = [self.log.judgements[one] for one in judgement_ids if one in self.log.judgements]
        return frozenset(one.id for one in found if self._is_sealed(one, reader, at))

    async def first_look(self, judgement_id: str, person: str) -> FirstLook | None:
        looks = [look for look in self._looks(person) if self._is_kept_by(judgement_id, look)]
        return min(looks, key=lambda look: (look.judgement_id != judgement_id, look.began_at), default=None)

    async def kept_first(self, judgement_ids: Sequence[str], person: str) -> frozenset[JudgementId]:
        recorded = [self.log.judgements[one].id for one in judgement_ids if one in self.log.judgements]
        return frozenset([one for one in recorded if await self.first_look(one, person) is not None])

    async def kept_first_of_batch(self, batch_id: str, person: str) -> int:
        return len(await self.kept_first(list(self.batches.get(batch_id, ())), person))

    async def sealed_of_batch(self, batch_id: str, reader: str, at: datetime) -> int:
        return len(await self.sealed(list(self.batches.get(batch_id, ())), reader, at))

    def _is_seeded(self, review: Review, reader: str) -> bool:
        return review.reviewer == reader and review.seeded is not None and review.final is None

    def _first(
        self, review_id: ReviewId, look: FirstLook, points: Sequence[PointReview], seconds: float, at: datetime
    ) -> Review:
        blind = Blind(tuple(points), look.began_at, at, seconds)
        review = Review(review_id, look.judgement_id, look.person, Stream.INTERVIEWER, None, blind)
        self.reviews[review_id] = review
        ended = [one for one in self._looks(look.person) if self._is_kept_by(one.judgement_id, look)]
        for one in ended:
            del self.log.first_looks[one.judgement_id]
        return review

    def _looks(self, person: str) -> Sequence[FirstLook]:
        mine = [look for look in self.log.first_looks.values() if look.person == person]
        found = [(look, self.log.judgements.get(look.judgement_id)) for look in mine]
        return [look for look, judged in found if judged is None or (judged.points and judged.answer.turns)]

    def _is_kept_by(self, judgement_id: str, look: FirstLook) -> bool:
        judged, looked_at = (self.log.judgements.get(one) for one in (judgement_id, look.judgement_id))
        if judged is None or looked_at is None:
            return judgement_id == look.judgement_id
        return (judged.shared_from or judged.id) == (looked_at.shared_from or looked_at.id)

    def _admit(self) -> None:
        new = [one for one in self.log.judgements.values() if one.id not in self.seen]
        self.seen |= {one.id for one in new}
        policy = self.policy
        if policy is None:
            return
        admission = admit([found for one in new if (found := nominate(one, policy))], self.counts)
        self.counts |= admission.counts
        for item in admission.items:
            self.items[item.judgement_id] = item
            self.wanted[item.judgement_id] = item.wanted

    def _is_sealed(self, judgement: Judgement, reader: str, at: datetime) -> bool:
        item = self.items.get(judgement.shared_from or judgement.id)
        if item is None or not self._is_theirs(reader, item):
            return False
        over = self._is_done(reader, item.judgement_id) or self._is_skipped_for_good(reader, item.judgement_id)
        return not over and (self.wanted[item.judgement_id] > 0 or self._holds(reader, item, at))

    def _fits(self, item: QueueItem, wanted: QueueFilter, besides: Sequence[str]) -> bool:
        asked = (
            (wanted.question_id, item.question_id),
            (wanted.judge, item.judge),
            (wanted.candidate, self.log.judgements[item.judgement_id].candidate),
            (wanted.stream, item.stream),
        )
        fits = all(value is None or value == said for value, said in asked)
        in_batch = wanted.batch is None or item.judgement_id in self.batches.get(wanted.batch, set())
        return fits and in_batch and item.judgement_id not in besides

    def _is_free(self, reviewer: str, item: QueueItem, at: datetime) -> bool:
        return (
            self.wanted[item.judgement_id] > 0
            and self._is_theirs(reviewer, item)
            and not self._is_done(reviewer, item.judgement_id)
            and not self._is_skipped(reviewer, item.judgement_id, at)
            and not self._is_held_by_others(reviewer, item.judgement_id, at)
        )

    def _check(self, judgement_id: str, reviewer: str, at: datetime) -> None:
        self._admit()
        item = self.items.get(judgement_id)
        if item is None:
            raise ReviewUnknown("This answer is not in the review queue.")
        if self._is_done(reviewer, judgement_id):
            raise ReviewCommitted("Your verdicts on this answer are committed.")
        if not self._is_theirs(reviewer, item) or self._is_skipped_for_good(reviewer, judgement_id):
            raise NotAllowed("You ordered this judgement, or skipped it for good.")
        if self.wanted[judgement_id] == 0 and not self._holds(reviewer, item, at):
            raise ReviewTaken("Somebody else has reviewed this answer.")

    def _take(self, judgement_id: str, reviewer: str, at: datetime, until: datetime) -> Claim:
        before = self.claims.get((judgement_id, reviewer))
        began = before.began_at if before else at
        claim = Claim(JudgementId(judgement_id), reviewer, began, until)
        self.claims[judgement_id, reviewer] = claim
        return claim

    def _streams(self, reviewer: str, only: Stream | None) -> Sequence[Stream]:
        done = sum(review.reviewer == reviewer for review in self.reviews.values())
        turns = [Stream.RANDOM, Stream.TARGETED]
        return [only] if only else turns if done % 2 == 0 else turns[::-1]

    def _holds(self, reviewer: str, item: QueueItem, at: datetime) -> bool:
        claim = self.claims.get((item.judgement_id, reviewer))
        return claim is not None and claim.until > at

    def _is_held_by_others(self, reviewer: str, judgement_id: str, at: datetime) -> bool:
        return any(
            claim.judgement_id == judgement_id and claim.reviewer != reviewer and claim.until > at
            for claim in self.claims.values()
        )

    def _is_theirs(self, reviewer: str, item: QueueItem) -> bool:
        sharing = (one for one in self.log.judgements.values() if one.shared_from == item.judgement_id)
        return reviewer not in (item.ordered_by, *(one.created_by for one in sharing))

    def _is_done(self, reviewer: str, judgement_id: str) -> bool:
        return any(one.judgement_id == judgement_id and one.reviewer == reviewer for one in self.reviews.values())

    def _is_skipped(self, reviewer: str, judgement_id: str, at: datetime) -> bool:
        return any(skip.until is None or skip.until > at for skip in self._skips_of(reviewer, judgement_id))

    def _is_skipped_for_good(self, reviewer: str, judgement_id: str) -> bool:
        return any(skip.until is None for skip in self._skips_of(reviewer, judgement_id))

    def _skips_of(self, reviewer: str, judgement_id: str) -> Iterator[Skip]:
        return (skip for skip in self.skips if (skip.reviewer, skip.judgement_id) == (reviewer, judgement_id))

    def _required(self, review_id: str) -> Review:
        review = self.reviews.get(review_id)
        if review is None:
            raise ReviewUnknown("There is no such review.")
        return review
