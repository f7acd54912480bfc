"""Erasures and holds that forget everything with the process."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from evaluator.domain.commitments import without_words
from evaluator.domain.erasures import Check, Cleaning, Deleted, Erased, Erasure, ErasureId
from evaluator.domain.judgements import Judgement, JudgementId
from evaluator.domain.keeping import Due, Hold, HoldKind, Lifting
from evaluator.errors import BatchUnknown, CandidateUnknown, DatabaseLocked, HoldUnknown, StoreError, WordsHeld
from evaluator.services.erasure_log import UNKNOWN, Findings, Order
from tests.fakes import InMemoryLog


@dataclass
class InMemoryErasureLog:
    """An ErasureLog over an InMemoryLog. `is_in_use` and `is_large` keep it from scrubbing; `scrubbed` counts."""

    log: InMemoryLog
    holds: list[Hold] = field(default_factory=list)
    erasures: dict[str, Erasure] = field(default_factory=dict)
    is_in_use: bool = False
    is_large: bool = False
    scrubbed: int = 0
    providers: int = 0

    async def look(self, candidate: str) -> Findings:
        """See ErasureLog."""
        theirs = self._of(candidate)
        return Findings(Deleted(answers=len(theirs), judgements=len(theirs)), self._standing(theirs))

    async def erase(self, candidate: str, order: Order) -> Erasure:
        """See ErasureLog."""
        theirs = self._of(candidate)
        if not theirs:
            raise CandidateUnknown(UNKNOWN)
        standing = self._standing(theirs)
        if standing:
            raise WordsHeld("Nothing was erased: a legal hold stands.", faults=[hold.message for hold in standing])
        return self.take(theirs, order)

    async def get(self, erasure_id: str) -> Erasure | None:
        """See ErasureLog."""
        return self.erasures.get(erasure_id)

    async def newest(self, *, limit: int) -> Sequence[Erasure]:
        """See ErasureLog."""
        return [replace(one, judgement_ids=()) for one in list(self.erasures.values())[::-1][:limit]]

    async def of(self, judgement_ids: Sequence[str]) -> Mapping[str, Erased]:
        """See ErasureLog."""
        return {
            judgement_id: Erased(one.id, one.basis, one.by, one.why, one.at, one.ledger_seq)
            for one in self.erasures.values()
            for judgement_id in one.judgement_ids
            if judgement_id in judgement_ids
        }

    async def unfinished(self) -> Sequence[Erasure]:
        """See ErasureLog."""
        return [one for one in self.erasures.values() if one.cleaning is None]

    async def with_providers(self, erasure: Erasure) -> int:
        """See ErasureLog."""
        return self.providers

    async def check(self, erasure: Erasure) -> Check:
        """See ErasureLog."""
        left = [one for one in erasure.judgement_ids if self.log.judgements[one].answer.turns]
        return Check(entries=1 + len(erasure.judgement_ids), left=len(left))

    async def scrub(self, *, at_any_size: bool) -> None:
        """See ErasureLog."""
        if self.is_in_use:
            raise DatabaseLocked("Others read the database just now.")
        if self.is_large and not at_any_size:
            raise StoreError("The database is too large to be written anew at once.")
        self.scrubbed += 1

    async def finish(self, erasure_id: ErasureId, cleaning: Cleaning) -> None:
        """See ErasureLog."""
        self.erasures[erasure_id] = replace(self.erasures[erasure_id], cleaning=cleaning)

    def take(self, theirs: Sequence[Judgement], order: Order) -> Erasure:
        """Erase the words of judgements."""
        for one in theirs:
            self.log.judgements[one.id] = without_words(one)
        ids = tuple(sorted(JudgementId(one.id) for one in theirs))
        deleted = Deleted(answers=len(ids), judgements=len(ids))
        erasure = Erasure(order.id, order.basis, order.by, order.why, order.at, ids, deleted, 40 + len(self.erasures))
        self.erasures[order.id] = erasure
        return erasure

    def _of(self, candidate: str) -> list[Judgement]:
        return [one for one in self.log.judgements.values() if one.candidate == candidate]

    def _standing(self, theirs: Sequence[Judgement]) -> tuple[Hold, ...]:
        return tuple(hold for hold in self.holds if hold.stands and any(keeps(hold, one) for one in theirs))


@dataclass
class InMemoryKeepingLog:
    """A KeepingLog beside an InMemoryErasureLog, `most` answers to an erasure."""

    erasing: InMemoryErasureLog
    most: int = 2

    async def place(self, hold: Hold) -> Hold:
        """See KeepingLog."""
        if hold.kind is HoldKind.BATCH and hold.subject not in self.erasing.log.batches.values():
            raise BatchUnknown("There is no batch of that id. Nothing is held.")
        if hold.kind is HoldKind.CANDIDATE and not (await self.erasing.look(hold.subject or "")).deleted.answers:
            raise CandidateUnknown("Nothing that a candidate of this code said is kept: there is nothing to hold.")
        placed = replace(hold, placed_seq=90 + len(self.erasing.holds))
        self.erasing.holds.append(placed)
        return placed

    async def has_question(self, question_id: str) -> bool:
        """See KeepingLog."""
        return any(judgement.question_id == question_id for judgement in self.erasing.log.judgements.values())

    async def lift(self, hold_id: str, lifting: Lifting) -> Hold:
        """See KeepingLog."""
        for place, hold in enumerate(self.erasing.holds):
            if hold.id == hold_id and hold.stands:
                self.erasing.holds[place] = replace(hold, lifting=lifting, lifted_seq=99)
                return self.erasing.holds[place]
        raise HoldUnknown("No hold of that id stands.")

    async def holds(self) -> Sequence[Hold]:
        """See KeepingLog."""
        return self.erasing.holds[::-1]

    async def due(self, before: datetime, since: datetime | None = None) -> Due:
        """See KeepingLog."""
        past = self._past(before)
        free = [one for one in past if not self._is_held(one)]
        young = [one.created_at for one in free if since is None or one.created_at >= since]
        return Due(before, len(young), len(past) - len(free), min(young, default=None))

    async def erase_due(self, before: datetime, order: Order) -> Erasure | None:
        """See KeepingLog."""
        free = [one for one in self._past(before) if not self._is_held(one)]
        return self.erasing.take(free[: self.most], order) if free else None

    def _past(self, before: datetime) -> list[Judgement]:
        judged = self.erasing.log.judgements.values()
        return [one for one in judged if one.answer.turns and one.created_at < before]

    def _is_held(self, judgement: Judgement) -> bool:
        return any(hold.stands and keeps(hold, judgement) for hold in self.erasing.holds)


def keeps(hold: Hold, judgement: Judgement) -> bool:
    """Whether a hold on a candidate or a question keeps a judgement's words."""
    if hold.kind is HoldKind.QUESTION:
        return hold.subject == judgement.question_id
    return hold.kind is HoldKind.CANDIDATE and hold.subject == judgement.candidate
