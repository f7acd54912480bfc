"""The use case of people who review: blind first, then beside the judge, then final."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from evaluator.domain.effective import Effective, effective
from evaluator.domain.first_looks import FirstLook
from evaluator.domain.judgements import Judgement, JudgementId
from evaluator.domain.questions import QuestionBank
from evaluator.domain.review_queue import Claim, QueueFilter, ReviewProgress, Skip, SkipReason
from evaluator.domain.reviews import (
    Comparison,
    Final,
    FinalPoint,
    PointReview,
    Review,
    ReviewId,
    checked_blind,
    checked_final,
    checked_seconds,
    compare,
)
from evaluator.domain.seals import Seal
from evaluator.domain.seeding import Sowing, as_shown, settled, sow
from evaluator.domain.users import Role, User
from evaluator.errors import JudgementOpen, JudgementSealed, NotAllowed, ReviewNotRevealed, ReviewUnknown
from evaluator.services.blind import BlindItem, blind_item, blind_item_of_intent
from evaluator.services.judgement_log import JudgementLog
from evaluator.services.review_log import ReviewLog
from evaluator.services.surroundings import Surroundings

EVERYTHING = QueueFilter()
NOTHING_SOWN = Sowing()


class ReviewService:
    """Hands out answers to review and keeps what people say of them. `reviewer` is a user's name throughout.

    `claim_minutes` is how long an answer stays with the person it was handed to.
    """

    def __init__(
        self,
        reviews: ReviewLog,
        judgements: JudgementLog,
        bank: QuestionBank,
        claim_minutes: float,
        surroundings: Surroundings,
        *,
        interviewers_first: bool = False,
        sowing: Sowing = NOTHING_SOWN,
    ) -> None:
        self._reviews = reviews
        self._judgements = judgements
        self._bank = bank
        self._claim = timedelta(minutes=claim_minutes)
        self._surroundings = surroundings
        self._interviewers_first = interviewers_first
        self._sowing = sowing

    @property
    def seeded_share(self) -> float:
        """The share of reveals in the random stream that show a wrong verdict on purpose, which is disclosed before."""
        return self._sowing.share

    def asks_first(self, user: User) -> bool:
        """Whether what this person has judged is kept from them until they have given verdicts of their own."""
        return self._interviewers_first and user.role is Role.INTERVIEWER

    async def first_look(self, judgement_id: str, person: str) -> FirstLook | None:
        """The look that keeps this judgement, recorded or under way, from whoever ordered it; None where none does."""
        return await self._reviews.first_look(judgement_id, person) if self._interviewers_first else None

    async def refuse_unless_asked(self, judgement_id: str, reader: User) -> None:
        """Raise NotAllowed where this person neither reviews nor was asked, as interviewers may be, about this one."""
        if reader.role is not Role.INTERVIEWER or await self.first_look(judgement_id, reader.name) is not None:
            return
        if await self._reviews.by(judgement_id, reader.name) is None:
            raise NotAllowed("Reviewing is for reviewers and admins.")

    async def next(
        self, reviewer: str, wanted: QueueFilter = EVERYTHING, *, besides: Sequence[str] = ()
    ) -> BlindItem | None:
        """The next answer for this person, theirs until its time runs out; None when nothing waits for them.

        Asked again it is the same one; `besides` names those that are at hand, to have the one after them at the ready.
        """
        now = self._surroundings.clock()
        claim = await self._reviews.claim_next(reviewer, wanted, besides=besides, at=now, until=now + self._claim)
        return None if claim is None else await self._item(claim)

    async def blind(self, judgement_id: str, reviewer: str) -> BlindItem:
        """This answer, handed to this person.

        Raises ReviewUnknown, ReviewTaken, ReviewCommitted or NotAllowed where it is not theirs to review blind.
        """
        now = self._surroundings.clock()
        look = await self.first_look(judgement_id, reviewer)
        if look is not None:
            return await self._first(Claim(look.judgement_id, reviewer, look.began_at, now + self._claim))
        return await self._item(await self._reviews.claim(judgement_id, reviewer, at=now, until=now + self._claim))

    async def commit_blind(
        self, judgement_id: str, reviewer: str, points: Sequence[PointReview], seconds: float
    ) -> Review:
        """Write down what this person says of every point, before they know what the judge says. It cannot be undone.

        The same again returns what was written first. Raises RequestInvalid with every fault, and as ReviewLog.commit;
        JudgementOpen where the answer is still being judged, and there is nothing to compare with yet.
        """
        judgement = await self._judgement(judgement_id)
        return await self._reviews.commit(
            ReviewId(self._surroundings.new_id()),
            judgement.id,
            reviewer,
            checked_blind(judgement, points),
            seconds=checked_seconds(seconds),
            at=self._surroundings.clock(),
        )

    async def revealed(self, review_id: str, reviewer: str) -> Comparison:
        """The judge's verdicts beside this person's own. That they were shown is written down before they are.

        Raises ReviewUnknown where there is no such review of theirs: without a commit there is none.
        """
        review = await self._own(review_id, reviewer)
        judgement = await self._judgement(review.judgement_id)
        if review.revealed_at is None:
            seeded = sow(judgement, review, self._sowing)
            review = await self._reviews.reveal(review.id, self._surroundings.clock(), seeded)
        return compare(as_shown(judgement, review), review)

    async def finish(self, review_id: str, reviewer: str, points: Sequence[FinalPoint], seconds: float) -> Review:
        """Write down what stands after the comparison, with the reasons. The same again returns the first.

        Where a wrong verdict was shown it is disclosed now, and the review finished once that point is settled again.
        Raises ReviewNotRevealed, ReviewCommitted for other verdicts than before, RequestInvalid with every fault.
        """
        review = await self._own(review_id, reviewer)
        if review.revealed_at is None:
            raise ReviewNotRevealed("The judge's verdicts were not shown to you yet. Compare before you finish.")
        judgement = await self._judgement(review.judgement_id)
        shown = replace(review.seeded, said=None) if review.seeded else None
        beside = as_shown(judgement, replace(review, seeded=shown))
        final = Final(checked_final(beside, review.blind, points), self._surroundings.clock(), checked_seconds(seconds))
        if review.seeded is not None:
            return await self._reviews.disclose(review.id, final)
        return await self._reviews.finish(review.id, final)

    async def settle(self, review_id: str, reviewer: str, point: FinalPoint) -> Review:
        """Settle again, beside the judge's true verdict, the point on which a wrong one was shown. Then it is finished.

        The same again returns the first. Raises RequestInvalid with every fault, ReviewCommitted for another verdict.
        """
        review = await self._own(review_id, reviewer)
        points = settled(await self._judgement(review.judgement_id), review, point)
        said = review.seeded.said if review.seeded else None
        seconds = said.seconds if said else 0.0
        return await self._reviews.finish(review.id, Final(points, self._surroundings.clock(), seconds))

    async def unsettled(self, reviewer: str) -> JudgementId | None:
        """A judgement with a point that this person has to settle again."""
        return await self._reviews.unsettled(reviewer)

    async def skip(self, judgement_id: str, reviewer: str, reason: SkipReason) -> None:
        """Pass an answer on, for a while or for good. Raises as `blind` does."""
        now = self._surroundings.clock()
        until = None if reason.is_for_good else now + self._claim
        await self._reviews.skip(Skip(JudgementId(judgement_id), reviewer, reason, now, until))

    async def mine(self, judgement_id: str, reviewer: str) -> Review | None:
        """This person's review of a judgement, as far as it has come; None before they committed anything."""
        return await self._reviews.by(judgement_id, reviewer)

    async def of(self, judgement_id: str) -> Sequence[Review]:
        """Every review of a judgement, oldest first. The caller sees to it that the judgement is not sealed."""
        return await self._reviews.of(judgement_id)

    async def effective(self, judgement: Judgement) -> Effective:
        """What counts for a judgement: people's final verdicts, else the judge's. The caller sees to it that it is not
        sealed. One that shares the verdicts of another shares what people say of that one.
        """
        return effective(judgement.points, await self._reviews.of(judgement.shared_from or judgement.id))

    async def progress(self, reviewer: str) -> ReviewProgress:
        """How much waits for this person and how much they have done."""
        now = self._surroundings.clock()
        return await self._reviews.progress(reviewer, at=now, since=_midnight(now))

    def seal(self, reader: User) -> Seal:
        """What keeps results from this person: what they may still be asked to review blind, what they ordered and are
        to look at first, and what they were shown a wrong verdict of, until they have settled that.

        Interviewers have no queue.
        """
        return Seal(
            reader.name,
            self._surroundings.clock(),
            queue=reader.role is not Role.INTERVIEWER,
            first_looks=self._interviewers_first,
            seeds=self._sowing.share > 0,
        )

    async def sealed(self, judgement_ids: Iterable[str], reader: User) -> frozenset[JudgementId]:
        """Those whose results this person may not see yet."""
        asked, sealed, seal = list(judgement_ids), frozenset[JudgementId](), self.seal(reader)
        if seal.first_looks:
            sealed |= await self._reviews.kept_first(asked, seal.reader)
        if seal.seeds:
            sealed |= await self._reviews.held_back(asked, seal.reader)
        if seal.queue:
            sealed |= await self._reviews.sealed(asked, seal.reader, seal.at)
        return sealed

    async def refuse_sealed(self, judgement_id: str, reader: User) -> None:
        """Raise JudgementSealed where this judgement, recorded or under way, is sealed to this person."""
        if await self.first_look(judgement_id, reader.name) is not None:
            raise JudgementSealed("Sealed: give verdicts of your own first, and you can read what the judge says.")
        if not await self.sealed([judgement_id], reader):
            return
        raise JudgementSealed(
            "Sealed: this answer waits in your review queue. Commit your own verdicts, or skip it for good, and you "
            "can read what the judge says."
        )

    async def note_reading(self, judgement: Judgement, reader: User) -> None:
        """Write down that this person is shown what the judge says, where they have committed and not compared yet.

        To be asked before `sealed`: where a wrong verdict is to be shown to them first, this judgement is sealed then.
        """
        review = await self._reviews.by(judgement.shared_from or judgement.id, reader.name)
        if review is not None and review.revealed_at is None:
            await self.revealed(review.id, reader.name)

    async def refuse_sealed_batch(self, batch_id: str, reader: User) -> None:
        """Raise JudgementSealed where any judgement of this batch is sealed to this person."""
        if self._interviewers_first and await self._reviews.kept_first_of_batch(batch_id, reader.name):
            raise JudgementSealed(
                "Sealed: this batch holds an answer that you were asked about. Give verdicts of your own on it first."
            )
        if reader.role is Role.INTERVIEWER:
            return
        count = await self._reviews.sealed_of_batch(batch_id, reader.name, self._surroundings.clock())
        if count:
            waiting = "1 answer of this batch waits" if count == 1 else f"{count:,} answers of this batch wait"
            raise JudgementSealed(
                f"Sealed: {waiting} in your review queue. Whoever uploaded the batch has its results."
            )

    async def _item(self, claim: Claim) -> BlindItem:
        judgement = await self._judgement(claim.judgement_id)
        return blind_item(judgement, self._bank.question(judgement.question_id), claim)

    async def _first(self, claim: Claim) -> BlindItem:
        """What somebody is to look at first. It tells nothing of whether the judge is done yet."""
        intent = await self._judgements.intent(claim.judgement_id)
        question = None if intent is None else self._bank.question(intent.question_id)
        if intent is None or question is None:
            return await self._item(claim)
        return blind_item_of_intent(intent, question, claim)

    async def _judgement(self, judgement_id: str) -> Judgement:
        judgement = await self._judgements.get(judgement_id)
        if judgement is None and await self._judgements.intent(judgement_id) is not None:
            raise JudgementOpen("This answer is still being judged. Commit again in a moment; nothing is lost.")
        if judgement is None:
            raise ReviewUnknown("There is no such answer to review.")
        return judgement

    async def _own(self, review_id: str, reviewer: str) -> Review:
        review = await self._reviews.get(review_id)
        if review is None or review.reviewer != reviewer:
            raise ReviewUnknown("There is no such review of yours.")
        return review


def _midnight(moment: datetime) -> datetime:
    return moment.replace(hour=0, minute=0, second=0, microsecond=0)
