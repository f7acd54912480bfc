"""The first use case: judge one answer, write everything down, and say what is happening meanwhile."""

import asyncio
import math
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from functools import partial

from evaluator.digests import digest_json
from evaluator.domain.judgements import Judgement, JudgementId, Reason, Unscored
from evaluator.domain.outcomes import JudgeSummary, Outcome
from evaluator.domain.questions import Question, QuestionBank
from evaluator.domain.readings import Progress, Stage, Step, untold
from evaluator.errors import (
    IdempotencyKeyReused,
    JudgementOpen,
    JudgementUnknown,
)
from evaluator.services.admission import EVERYBODY, Admission
from evaluator.services.claims import LOOK_S
from evaluator.services.desk import SLACK_S, Adjudicator, Desk
from evaluator.services.judgement_log import JudgementLog
from evaluator.services.orders import Intent, JudgementFilter, Order, Watch
from evaluator.services.recording import patiently
from evaluator.services.records import Ticket, record_of, shared_record
from evaluator.services.surroundings import Surroundings
from evaluator.services.typicals import REMEMBERED, Typicals
from evaluator.services.watching import Watchtower


class JudgingService:
    """Takes orders, has them judged, keeps the record. One per process and event loop."""

    def __init__(
        self,
        bank: QuestionBank,
        judges: Sequence[Adjudicator],
        log: JudgementLog,
        surroundings: Surroundings,
        admission: Admission = EVERYBODY,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self.bank = bank
        self._desk = Desk(bank, judges, log, surroundings, admission)
        self._log = log
        self._surroundings = surroundings
        self._sleep = sleep
        self._tower = Watchtower(surroundings.clock)
        self._typicals = Typicals()
        self._told: list[Callable[[Judgement], None]] = [self._typicals.observe]

    def on_record(self, tell: Callable[[Judgement], None]) -> None:
        """Have every judgement recorded here told to `tell`, which must neither fail nor block."""
        self._told.append(tell)

    @property
    def judges(self) -> tuple[JudgeSummary, ...]:
        """The configured judges, in the order of the settings, with what a judgement usually takes."""
        return tuple(self._typicals.of(judge.summary) for judge in self._desk.judges.values())

    async def recall(self) -> None:
        """Learn from the newest judgements in the log what a judgement usually takes."""
        for name in self._desk.judges:
            page = await self._log.page(JudgementFilter(judge=name), limit=REMEMBERED, cursor=None)
            for judgement in reversed(page.judgements):
                self._typicals.observe(judgement)

    def question(self, question_id: str) -> Question:
        """The question of that id; raises QuestionUnknown naming near matches."""
        return self._desk.question(question_id)

    async def judge(self, order: Order, progress: Progress = untold) -> Judgement:
        """Judge and record one answer, and return the judgement, scored or not.

        Raises InputError, NotFound or StoreError leaves, and JudgeUnfit; a failing judge raises nothing.
        """
        ticket, known = await self._take(order)
        if known is not None:
            return known
        # Whoever waits may go: it is judged, paid for and recorded all the same, unless it is called off.
        return await asyncio.shield(self._begin(ticket, progress))

    async def start(self, order: Order) -> JudgementId:
        """Begin judging in the background, the answer kept already, and return the id to look under."""
        ticket, known = await self._take(order)
        if known is not None:
            return known.id
        task = self._begin(ticket, untold)
        # The first step is told once the intent is written; a judging that cannot even begin ends before it.
        await self._tower.changed(ticket.intent.id)
        if task.done():
            await task
        return ticket.intent.id

    async def get(self, judgement_id: str) -> Judgement:
        """The judgement of that id; raises JudgementUnknown, or JudgementOpen while it is being judged."""
        judgement = await self._log.get(judgement_id)
        if judgement is None:
            if await self._log.intent(judgement_id) is not None:
                raise JudgementOpen("This answer is still being judged. Ask again in a moment.")
            # It may have been recorded, and its intent closed, between the two questions.
            judgement = await self._log.get(judgement_id)
        if judgement is None:
            raise JudgementUnknown("There is no judgement of that id in the log.")
        return judgement

    async def watch(self, judgement_id: str) -> Watch | None:
        """What is known of a judging not recorded yet, here or in another process; None when there is none."""
        here = self._tower.watch(judgement_id)
        if here is not None:
            return here
        intent = await self._log.intent(judgement_id)
        if intent is None:
            return None
        return Watch(intent, (), alive=self._may_live(intent), problem=self._tower.problem(judgement_id))

    async def wait(self, judgement_id: str, timeout_s: float) -> Judgement | None:
        """The judgement if it is done, or is done here within that many seconds; else None."""
        return await self._tower.result(judgement_id, timeout_s) or await self._log.get(judgement_id)

    async def changed(self, judgement_id: str) -> None:
        """Return at the next step of a judging under way here; at once when there is none."""
        await self._tower.changed(judgement_id)

    def cancel(self, judgement_id: str) -> bool:
        """Call off a judging under way here. It is recorded as unscored; False when there was none."""
        return self._tower.call_off(judgement_id)

    async def settle_interrupted(self) -> int:
        """Record each judging whose process is gone as unscored, its answer kept; returns how many there were."""
        settled = 0
        for intent in await self._log.open_intents():
            if self._may_live(intent):
                continue
            outcome = _failure(Reason.INTERRUPTED, "The service stopped while this answer was being judged.")
            ticket = self._desk.ticket_of(intent)
            await self._record(record_of(ticket, outcome, latency_ms=0.0, now=self._surroundings.clock()))
            settled += 1
        return settled

    async def close(self, grace_s: float = 5.0) -> None:
        """Let judgings under way finish for so many seconds; what is left is recorded as interrupted."""
        await self._tower.stop(grace_s)

    async def _take(self, order: Order) -> tuple[Ticket, Judgement | None]:
        ticket = await self._desk.ticket(order)
        if order.idempotency_key is None:
            return ticket, None
        return await self._once(order, order.idempotency_key, ticket)

    async def _once(self, order: Order, key: str, ticket: Ticket) -> tuple[Ticket, Judgement | None]:
        request = digest_json([order.question_id, order.answer.digest, order.candidate, order.judge, order.again])
        user = order.ordered_by
        if await self._log.remember_idempotent(user, key, request, ticket.intent.id):
            return ticket, None
        known = await self._log.idempotent(user, key)
        if known is None or known[0] != request:
            raise IdempotencyKeyReused("This Idempotency-Key was used for a different request. Send a new one.")
        allowed_s = (ticket.intent.expires_at - ticket.intent.started_at).total_seconds()
        judgement = await self.wait(known[1], allowed_s)
        if judgement is None and await self._log.intent(known[1]) is not None:
            raise JudgementOpen("The first request with this Idempotency-Key is still being judged.")
        return ticket.renamed(known[1]), judgement

    def _begin(self, ticket: Ticket, progress: Progress) -> asyncio.Task[Judgement]:
        told = self._tower.teller(ticket.intent.id)

        def tell(step: Step) -> None:
            told(step)
            progress(step)

        task = asyncio.create_task(self._carry_out(ticket, tell))
        self._tower.begin(ticket.intent, task)
        return task

    async def _carry_out(self, ticket: Ticket, progress: Progress) -> Judgement:
        began = time.perf_counter()
        await self._log.open_intent(ticket.intent)
        progress(Step(Stage.READ))
        found = ticket.shared or await self._found(ticket, progress)
        if isinstance(found, Judgement):
            return await self._record(shared_record(ticket, found, self._surroundings.clock()))
        progress(Step(Stage.WRITE))
        latency_ms = (time.perf_counter() - began) * 1000
        judgement = record_of(ticket, found, latency_ms=latency_ms, now=self._surroundings.clock())
        return await self._record(judgement)

    async def _record(self, judgement: Judgement) -> Judgement:
        kept = await patiently(partial(self._log.record, judgement), self._sleep)
        for tell in self._told:
            tell(kept)
        return kept

    async def _found(self, ticket: Ticket, progress: Progress) -> Outcome | Judgement:
        """What judging came to; or, where the same was being judged here already, the judgement to share."""
        intent = ticket.intent
        judge, question = self._desk.judge(intent.judge_name), self.question(intent.question_id)
        try:
            # Who wants what was judged before judged again is not told what somebody else gets.
            twin = await self._twin(intent, judge.deadline_s) if ticket.sample == 0 else None
            return twin or await judge.judge(question, intent.answer, ticket.sample, progress)
        except asyncio.CancelledError:
            if self._tower.was_called_off(ticket.intent.id):
                return _failure(Reason.CANCELLED, "Called off before the judge had replied.")
            return _failure(Reason.INTERRUPTED, "The service stopped while this answer was being judged.")

    async def _twin(self, intent: Intent, deadline_s: float) -> Judgement | None:
        """What the same comes to where somebody was at it before; None where it is to be judged itself."""
        twin = await self._tower.twin(intent) or await self._elsewhere(intent, deadline_s)
        now = self._surroundings.clock()
        if twin is None and now - intent.started_at > timedelta(seconds=SLACK_S / 2):
            # Else it would be given up for lost while it is judged.
            await self._log.prolong(replace(intent, expires_at=now + timedelta(seconds=deadline_s + SLACK_S)))
        return twin

    async def _elsewhere(self, intent: Intent, deadline_s: float) -> Judgement | None:
        """The same from a batch or another process. Its turn there may be long in coming: then nobody waits for it."""
        for _ in range(math.ceil(deadline_s / LOOK_S)):
            standing = await self._log.standing(intent, self._surroundings.may_live)
            known = standing.known.get(intent.key)
            if known is not None:
                return await self._log.get(known)
            if not standing.elsewhere:
                break
            await self._sleep(LOOK_S)
        return None

    def _may_live(self, intent: Intent) -> bool:
        if intent.owner == self._surroundings.owner:
            return self._tower.watch(intent.id) is not None
        return self._surroundings.may_live(intent.owner, intent.expires_at)


def _failure(reason: Reason, detail: str) -> Outcome:
    return Outcome((), (), None, Unscored(reason, detail))
