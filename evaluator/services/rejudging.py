"""The use case of judging again: what is outdated, what that costs, a batch of it, and how verdicts moved."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import reduce

from evaluator.digests import digest_json
from evaluator.domain.batches import Batch, BatchId
from evaluator.domain.budgets import is_ceiling
from evaluator.domain.estimates import Estimate
from evaluator.domain.judgements import JudgementId
from evaluator.domain.keys import content_digest
from evaluator.domain.ledger import Following
from evaluator.domain.outcomes import JudgeSummary
from evaluator.domain.outdated import Present, Version, Why, has_witness, is_settled, reasons
from evaluator.domain.questions import Question
from evaluator.domain.rejudging import (
    Choice,
    Group,
    MovedPage,
    Moves,
    Outdated,
    Reading,
    Rejudging,
    Standing,
    grouped,
    workload_of,
)
from evaluator.errors import BatchUnknown, RequestInvalid
from evaluator.services.batches import BatchService
from evaluator.services.following import FollowingService
from evaluator.services.rejudging_log import RejudgingLog
from evaluator.services.surroundings import Surroundings

FOLLOWER = "standing"
"""What keeps which judgement stands for each answer."""

PATIENCE_S = 5.0
"""For so many seconds at the most is the record looked through before what is known by then is told."""

EVERYTHING = Choice()


@dataclass(frozen=True, slots=True)
class Offer:
    """What it takes to judge again what is `ready` of one judge's outdated judgements, and which judge does it.

    The estimate is an upper bound: of answers that are alike only one is asked for.
    """

    of: str
    by: JudgeSummary
    ready: int
    estimate: Estimate


@dataclass(frozen=True, slots=True)
class Survey:
    """What is outdated, and an offer for each judge of which something can be judged again.

    `following` says how far the record was looked through.
    """

    groups: tuple[Group, ...]
    total: Standing
    offers: tuple[Offer, ...]
    following: Following


@dataclass(frozen=True, slots=True)
class RejudgingOrder:
    """What somebody wants judged again. `by` names the judge to do it, None the one of the same name or the default."""

    choice: Choice = EVERYTHING
    by: str | None = None
    budget: float | None = None
    ordered_by: str = ""


@dataclass(frozen=True, slots=True)
class _Found:
    """Outdated versions, and what the answers of each are to be asked, where that is known."""

    outdated: tuple[Outdated, ...]
    questions: Mapping[int, Question]


class RejudgingService:
    """Finds outdated judgements and has them made again. What was recorded of them stays."""

    def __init__(
        self,
        log: RejudgingLog,
        batches: BatchService,
        present: Present,
        following: FollowingService,
        surroundings: Surroundings,
    ) -> None:
        self._log = log
        self._batches = batches
        self._present = present
        self._following = following
        self._surroundings = surroundings
        self._witnessed: dict[int, bool] = {}

    async def survey(
        self, choice: Choice = EVERYTHING, *, by: str | None = None, within_s: float = PATIENCE_S
    ) -> Survey:
        """What is outdated, as far as the record could be looked through within so many seconds, and what it costs.

        `by` names the judge that would judge it, None the one of the same name, or else the default. Raises
        JudgeUnknown.
        """
        following = await self._following.catch_up(FOLLOWER, within_s=within_s)
        found = await self._find(choice)
        return Survey(grouped(found.outdated), _total(found.outdated), self._offers(found, by), following)

    async def order(self, order: RejudgingOrder, *, within_s: float = PATIENCE_S) -> Rejudging:
        """Keep a batch of what is outdated of one judge, ready to be started like any other. Nothing is paid.

        What another batch judges again already is left out, and what a hold keeps as it is. Raises JudgeUnknown,
        JudgeUnfit, BatchBusy, and RequestInvalid where nothing is outdated or that of several judges is and none is
        named.
        """
        if not is_ceiling(order.budget):
            raise RequestInvalid("A budget must be an amount of 0 or more; leave it out for none.")
        await self._following.catch_up(FOLLOWER, within_s=within_s)
        found = await self._find(order.choice)
        offer = _only(self._offers(found, order.by), found)
        await self._batches.admit(offer.by.identity.name)
        batch_id = BatchId(self._surroundings.new_id())
        batch = Batch(
            id=batch_id,
            name=_name_of(offer, found),
            identity=digest_json(["rejudging", batch_id]),
            judge_name=offer.by.identity.name,
            created_at=self._surroundings.clock(),
            created_by=order.ordered_by,
            budget=order.budget,
        )
        rejudging = Rejudging(batch, offer.of, order.choice.question_id)
        picks = [(one.version.id, found.questions[one.version.id]) for one in found.outdated if one.standing.ready]
        kept = await self._log.order(rejudging, picks, self._surroundings.new_id)
        if kept is None:
            raise _nothing(_total(found.outdated))
        return kept

    async def get(self, batch_id: str) -> Rejudging:
        """The rejudging that a batch is; raises BatchUnknown where it is none."""
        found = await self._log.get(batch_id)
        if found is None:
            raise BatchUnknown("There is no batch of that id in which judgements were made again.")
        return found

    async def newest(self, limit: int) -> Sequence[Rejudging]:
        """The newest rejudgings, newest first."""
        return await self._log.newest(limit)

    async def under_way(self, choice: Choice = EVERYTHING) -> Sequence[Rejudging]:
        """The rejudgings of that choice that are not over, oldest first."""
        return [
            one
            for one in await self._log.under_way()
            if choice.judge in (None, one.judge) and choice.question_id in (None, one.question_id)
        ]

    async def superseded_by(self, judgement_id: str) -> JudgementId | None:
        """The judgement that took the place of this one, or None while it stands."""
        found = await self._log.superseded_by(judgement_id)
        return None if found is None else JudgementId(found)

    async def moves(self, batch_id: str, reader: str) -> Moves:
        """How verdicts moved, without anything that is sealed to the user of this name."""
        return await self._log.moves(batch_id, reader, self._surroundings.clock())

    async def page(
        self, batch_id: str, reading: Reading, reader: str, *, after: int = -1, limit: int = 50
    ) -> MovedPage:
        """The answers to be read, in the order of the batch; none that is sealed to the user of this name."""
        return await self._log.page(batch_id, reading, reader, self._surroundings.clock(), after=after, limit=limit)

    async def _find(self, choice: Choice) -> _Found:
        versions = [version for version in await self._log.versions() if choice.fits(version)]
        why = {version.id: await self._reasons(version) for version in versions}
        old = [version for version in versions if why[version.id]]
        standing = await self._log.standing([version.id for version in old])
        questions = await self._questions(old)
        outdated = [Outdated(version, why[version.id], standing[version.id]) for version in old]
        return _Found(tuple(_without_question(one, questions) for one in outdated), questions)

    async def _reasons(self, version: Version) -> tuple[Why, ...]:
        is_witnessed = not is_settled(version, self._present) and await self._is_witnessed(version)
        return reasons(version, self._present, is_witnessed=is_witnessed)

    async def _is_witnessed(self, version: Version) -> bool:
        """Whether a judgement of this version shows by its key that it was made of the question as it is now."""
        if version.id not in self._witnessed:
            asked, settings = self._present.bank.question(version.question_id), version.judge.settings_digest
            witness = await self._log.witness(version.id)
            if asked is None or settings is None or witness is None:
                return False
            self._witnessed[version.id] = has_witness(content_digest(asked), settings, witness)
        return self._witnessed[version.id]

    async def _questions(self, versions: Sequence[Version]) -> Mapping[int, Question]:
        """What the answers of each version are to be asked: the bank's question, else the one that a batch has kept."""
        questions, others = {}, []
        for version in versions:
            asked = self._present.bank.question(version.question_id)
            if asked is not None:
                questions[version.id] = asked
            elif version.question is not None:
                others.append(version.id)
        return questions | dict(await self._log.questions(others)) if others else questions

    def _offers(self, found: _Found, by: str | None) -> tuple[Offer, ...]:
        return tuple(
            self._offer(judge, [one for one in found.outdated if one.version.judge.name == judge], found, by)
            for judge in sorted({one.version.judge.name for one in found.outdated if one.standing.ready})
        )

    def _offer(self, judge: str, outdated: Sequence[Outdated], found: _Found, by: str | None) -> Offer:
        same = judge if judge in self._present.judges else None
        summary, expected = self._batches.estimate(workload_of(outdated, found.questions), by or same)
        return Offer(judge, summary, sum(one.standing.ready for one in outdated), expected)


def _only(offers: Sequence[Offer], found: _Found) -> Offer:
    if not offers:
        raise _nothing(_total(found.outdated))
    if len(offers) > 1:
        named = ", ".join(offer.of for offer in offers)
        raise RequestInvalid(f"Judgements of several judges are outdated. Name one of them: {named}.")
    return offers[0]


def _without_question(outdated: Outdated, questions: Mapping[int, Question]) -> Outdated:
    if outdated.version.id in questions:
        return outdated
    stands = outdated.standing
    return replace(outdated, standing=replace(stands, without_question=stands.judgements))


def _total(outdated: Iterable[Outdated]) -> Standing:
    return reduce(Standing.plus, (one.standing for one in outdated), Standing())


def _nothing(total: Standing) -> RequestInvalid:
    if total.under_way:
        return RequestInvalid("All that is outdated here is being judged again already.")
    if total.judgements or total.erased:
        return RequestInvalid(
            "What is outdated here cannot be judged again: its words are erased or held, or its question is gone."
        )
    return RequestInvalid("Nothing of this is outdated.")


def _name_of(offer: Offer, found: _Found) -> str:
    """The batch's name: of one question its id, else how many there are."""
    ids = sorted({one.version.question_id for one in found.outdated if one.standing.ready})
    what = ids[0] if len(ids) == 1 else f"{len(ids):,} questions"
    return f"Judged again: {what}, by {offer.by.identity.name}"
