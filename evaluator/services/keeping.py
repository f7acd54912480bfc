"""How long words are kept: legal holds, what is past its time, and the job that erases it day by day."""

from collections.abc import Awaitable, Callable, Collection, Sequence
from contextlib import suppress
from datetime import datetime, timedelta

from evaluator.domain.candidates import is_candidate_code
from evaluator.domain.erasures import Basis, Erasure, checked_reason
from evaluator.domain.keeping import Due, Hold, HoldId, HoldKind, Lifting, due_before
from evaluator.errors import CandidateUnknown, EvaluatorError, QuestionUnknown, RequestInvalid, StoreError
from evaluator.services.erasing import ErasureService
from evaluator.services.keeping_log import KeepingLog
from evaluator.services.surroundings import Surroundings

EVERY = timedelta(days=1)
"""How often the web service erases what is past its time."""

LOOK_S = 60.0
"""How often it looks whether that is due, and whether an erasure still waits to be finished."""

BY = "evaluator"
"""Who erases what is past its time when nobody asked for it."""

Report = Callable[[str, int, EvaluatorError | None], None]
"""Told what the watch did: an event's name, how many erasures, and what went wrong if something did."""


class KeepingService:
    """Keeps words for so many `days` and no longer, unless a hold stands; with `purges`, by itself once a day."""

    def __init__(
        self,
        log: KeepingLog,
        erasing: ErasureService,
        surroundings: Surroundings,
        *,
        days: int,
        purges: bool,
        asked: Collection[str] = (),
    ) -> None:
        self._log = log
        self._erasing = erasing
        self._surroundings = surroundings
        self.days = days
        self.purges = purges
        self._asked = asked
        self._purged: datetime | None = None

    async def place(self, kind: HoldKind, subject: str, why: str, by: str) -> Hold:
        """Keep the words of a candidate, a batch or a question from being erased until the hold is lifted.

        A question may be one of those `asked` now, though nobody answered it yet. Raises RequestInvalid for a reason
        that cannot stand for good, CandidateUnknown, BatchUnknown, or QuestionUnknown.
        """
        is_candidate = kind is HoldKind.CANDIDATE
        reason = checked_reason(why, besides=[subject] if is_candidate else [])
        if is_candidate and not is_candidate_code(subject):
            raise CandidateUnknown("This is no candidate's code. Nothing is held.")
        if not subject.strip() or not subject.isprintable():
            raise RequestInvalid(f"Say which {kind.value} is to be held, by its id.")
        if kind is HoldKind.QUESTION and subject not in self._asked and not await self._log.has_question(subject):
            raise QuestionUnknown("There is no question of that id, nor was one ever asked. Nothing is held.")
        hold_id = HoldId(self._surroundings.new_id())
        return await self._log.place(Hold(hold_id, kind, subject, self._surroundings.clock(), by, reason))

    async def lift(self, hold_id: str, why: str, by: str) -> Hold:
        """Lift a hold. Raises HoldUnknown, or RequestInvalid for a reason that cannot stand for good."""
        named = [
            hold.subject for hold in await self._log.holds() if hold.id == hold_id and hold.kind is HoldKind.CANDIDATE
        ]
        reason = checked_reason(why, besides=[subject for subject in named if subject])
        return await self._log.lift(hold_id, Lifting(self._surroundings.clock(), by, reason))

    async def holds(self) -> Sequence[Hold]:
        """Every hold there is or was, the newest first."""
        return await self._log.holds()

    async def due(self) -> Due:
        """What is past its time now, as far as it can be told at once."""
        return await self._log.due(self._before(), await self._cleared())

    async def purge(self, by: str = BY) -> Sequence[Erasure]:
        """Erase what is past its time and held by nobody; returns the erasures.

        They come back without `cleaning` where the database's files could not be cleaned now. Raises StoreError leaves;
        what was erased before stays erased, and what is left is done another time.
        """
        await self._erasing.clear_files(everything=False)
        began = self._surroundings.clock()
        before, why = self._before(), f"Kept for {self.days} days, as long as words are kept here."
        begun: list[Erasure] = []
        while erasure := await self._log.erase_due(before, self._erasing.order(Basis.RETENTION, by, why)):
            begun.append(erasure)
        self._purged = began
        with suppress(StoreError):
            await self._erasing.finish()
        return [await self._erasing.get(erasure.id) for erasure in begun]

    async def watch(self, pause: Callable[[float], Awaitable[None]], report: Report) -> None:
        """Erase what falls due and finish what was cut off, until cancelled. A failure is reported and tried again."""
        purged_at: datetime | None = None
        failed = ""
        while True:
            now = self._surroundings.clock()
            is_due = self.purges and (purged_at is None or now - purged_at >= EVERY)
            try:
                purged = len(await self.purge()) if is_due else 0
                purged_at = now if is_due else purged_at
                if purged:
                    report("purged", purged, None)
                finished = len(await self._erasing.finish())
            except EvaluatorError as error:
                if error.code != failed:
                    report("keeping_failed", 0, error)
                failed = error.code
            else:
                failed = ""
                if finished:
                    report("erasures_finished", finished, None)
            await pause(LOOK_S)

    async def _cleared(self) -> datetime | None:
        """What was given before this was erased here, but for what is held. None where that is not known."""
        purged = self._purged
        if purged is None or any(hold.lifting and hold.lifting.at >= purged for hold in await self._log.holds()):
            return None
        return due_before(purged, self.days)

    def _before(self) -> datetime:
        return due_before(self._surroundings.clock(), self.days)
