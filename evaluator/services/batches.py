"""The second use case: judge a file of answers, each once, at the speed the endpoint allows, and lose none."""

import asyncio
from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from datetime import datetime

from evaluator.digests import Digest, digest_json
from evaluator.domain.batches import Batch, BatchId, BatchItem, BatchState, GridRow, Pause, PauseReason
from evaluator.domain.budgets import is_ceiling
from evaluator.domain.estimates import Estimate, Workload
from evaluator.domain.intake import IntakeRow
from evaluator.domain.judgements import JudgeIdentity, Judgement, JudgementId
from evaluator.domain.outcomes import JudgeSummary
from evaluator.domain.questions import Question
from evaluator.errors import BatchUnknown, JudgeUnfit, JudgeUnknown, RequestInvalid
from evaluator.services.admission import EVERYBODY, Admission
from evaluator.services.batch_log import BatchLog, BatchPage
from evaluator.services.batch_orders import BatchOrder, BatchProgress
from evaluator.services.batch_run import BatchJudge, Sleep
from evaluator.services.runs import Runs
from evaluator.services.runs_here import RunsHere
from evaluator.services.surroundings import Surroundings


class BatchService:
    """Keeps batches and has them conducted: by `runs`, or else in this process. One per process and event loop."""

    def __init__(
        self,
        judges: Sequence[BatchJudge],
        log: BatchLog,
        surroundings: Surroundings,
        sleep: Sleep = asyncio.sleep,
        *,
        runs: Runs | None = None,
        admission: Admission = EVERYBODY,
    ) -> None:
        self._judges = {judge.adjudicator.summary.identity.name: judge for judge in judges}
        self._log = log
        self._surroundings = surroundings
        self._admission = admission
        self._runs = runs or RunsHere(self._judge, log, surroundings, sleep)

    def estimates(self, workload: Workload) -> Sequence[tuple[JudgeSummary, Estimate]]:
        """What each judge would take for a workload, the default judge first."""
        told = [(judge.adjudicator.summary, judge.estimate(workload)) for judge in self._judges.values()]
        return sorted(told, key=lambda one: not one[0].is_default)

    def estimate(self, workload: Workload, judge: str | None) -> tuple[JudgeSummary, Estimate]:
        """What one judge, None for the default, would take for a workload; raises JudgeUnknown."""
        found = self._judge(judge)
        return found.adjudicator.summary, found.estimate(workload)

    async def admit(self, judge: str | None) -> JudgeIdentity:
        """The judge of that name, None for the default, if it may judge; raises JudgeUnknown or JudgeUnfit."""
        identity = self._judge(judge).adjudicator.summary.identity
        await self._admission.admit(identity)
        return identity

    async def create(self, order: BatchOrder, rows: Iterable[IntakeRow]) -> Batch:
        """Keep a batch that is ready to run, or give the one there is of the same content and judge. Nothing is paid.

        Raises JudgeUnknown, JudgeUnfit, RequestInvalid and StoreError leaves, and whatever `rows` raise: nothing is
        kept then.
        """
        identity = await self.admit(order.judge)
        batch = Batch(
            id=BatchId(self._surroundings.new_id()),
            name=order.name,
            identity=_identity_of(order, identity),
            judge_name=identity.name,
            created_at=self._now(),
            created_by=order.ordered_by,
            budget=order.budget,
        )
        return await self._log.create(batch, self._items(batch.id, rows))

    async def earlier(self, order: BatchOrder) -> Batch | None:
        """The batch that `create` would give instead of a new one, None where there is none; raises JudgeUnknown."""
        return await self._log.alike(_identity_of(order, self._judge(order.judge).adjudicator.summary.identity))

    async def get(self, batch_id: str) -> Batch:
        """The batch as it stands in the record; raises BatchUnknown."""
        batch = await self._log.get(batch_id)
        if batch is None:
            raise BatchUnknown("There is no batch of that id.")
        return batch

    async def page(self, *, created_by: str | None, limit: int, cursor: str | None = None) -> BatchPage:
        """One page of batches, newest first."""
        return await self._log.page(created_by=created_by, limit=limit, cursor=cursor)

    async def progress(self, batch_id: str) -> BatchProgress:
        """How far a batch has come; raises BatchUnknown."""
        batch = await self.get(batch_id)
        return self._runs.progress(batch)

    async def questions(self, batch: Batch) -> Sequence[Question]:
        """What its answers were asked, each question once, in the order of the file."""
        return await self._log.questions(batch.id)

    def rows(self, batch: Batch) -> AsyncIterator[GridRow]:
        """What came of each answer, in the order of the file, without a word of it."""
        return self._log.rows(batch.id)

    def judged(self, batch: Batch) -> AsyncIterator[tuple[BatchItem, Judgement | None]]:
        """Each answer with its judgement, words and evidence included, in the order of the file."""
        return self._log.judged(batch.id)

    async def start(self, batch_id: str) -> Batch:
        """Have a batch judged in the background from where it stands, be it new, paused or left behind.

        Raises BatchUnknown, JudgeUnknown, JudgeUnfit, or BatchBusy while another process conducts it.
        """
        batch = await self.get(batch_id)
        if not batch.state.is_over:
            await self.admit(batch.judge_name)
            await self._runs.begin(batch)
        return await self.get(batch_id)

    async def run(self, batch_id: str) -> Batch:
        """Judge a batch here and now until it is over or has to pause. Raises like `start`, and StoreError leaves.

        Cancelled, it stops sending, records what is under way and leaves the batch paused.
        """
        batch = await self.get(batch_id)
        if batch.state.is_over:
            return batch
        await self.admit(batch.judge_name)
        return await self._runs.run(batch)

    async def pause(self, batch_id: str) -> Batch:
        """Send nothing more of a batch; what is under way is finished and recorded."""
        return await self._runs.halt(await self.get(batch_id), BatchState.PAUSED, "Paused by a person.")

    async def cancel(self, batch_id: str) -> Batch:
        """End a batch: what is under way is finished and recorded, what waits is never judged."""
        return await self._runs.halt(await self.get(batch_id), BatchState.CANCELLED, "Cancelled by a person.")

    async def rebudget(self, batch_id: str, budget: float | None) -> Batch:
        """Set what a batch may cost, None for no bound. A ceiling below what is spent or set aside is reached at once.

        One that was paused for its budget goes on when it is started. Raises BatchUnknown, or RequestInvalid for an
        amount that bounds nothing and for a batch that is over.
        """
        if not is_ceiling(budget):
            raise RequestInvalid("A budget must be an amount of 0 or more; leave it out for none.")
        batch = await self.get(batch_id)
        if batch.state.is_over:
            raise RequestInvalid("This batch is over: nothing more will be spent on it.")
        batch = await self._log.rebudget(batch.id, budget)
        self._runs.rebudget(batch.id, budget)
        return batch

    async def judge_again(self, batch_id: str) -> Batch:
        """Have a finished batch's answers that were not scored wait again; it goes on when it is started.

        What was recorded of them stays in the log. Raises BatchUnknown, or RequestInvalid for a batch that is not
        finished or has no such answers.
        """
        batch = await self.get(batch_id)
        if batch.state is not BatchState.FINISHED:
            raise RequestInvalid("Only a finished batch can have answers judged again.")
        pause = Pause(PauseReason.ASKED, "Answers that were not scored wait to be judged again.", self._now())
        again = await self._log.judge_again(batch.id, self._surroundings.new_id, pause)
        if again.state is BatchState.FINISHED:
            raise RequestInvalid("Every answer of this batch was scored, or its words were erased.")
        return again

    async def resume(self) -> int:
        """Go on with every batch that a service that is gone left running; returns how many.

        One whose judge is not configured any more, or was found unfit, is paused.
        """
        left = [batch for batch in await self._log.under_way() if self._runs.is_left_behind(batch)]
        return sum([await self._go_on(batch) for batch in left])

    async def close(self, grace_s: float = 5.0) -> None:
        """Stop sending and give what is under way so many seconds. The batches stay running in the record."""
        await self._runs.close(grace_s)

    async def _go_on(self, batch: Batch) -> bool:
        if batch.judge_name not in self._judges:
            detail = f"There is no judge named {batch.judge_name} any more."
            await self._log.move(batch.id, BatchState.PAUSED, Pause(PauseReason.JUDGE_GONE, detail, self._now()))
            return False
        try:
            await self.admit(batch.judge_name)
        except JudgeUnfit as error:
            await self._log.move(
                batch.id, BatchState.PAUSED, Pause(PauseReason.JUDGE_UNFIT, error.message, self._now())
            )
            return False
        await self._runs.begin(batch)
        return True

    def _now(self) -> datetime:
        return self._surroundings.clock()

    def _judge(self, name: str | None) -> BatchJudge:
        chosen = next((judge for judge in self._judges.values() if judge.adjudicator.summary.is_default), None)
        found = chosen if name is None else self._judges.get(name)
        if found is None:
            raise JudgeUnknown(f"There is no judge of that name. Configured: {', '.join(self._judges)}.")
        return found

    def _items(self, batch_id: BatchId, rows: Iterable[IntakeRow]) -> Iterator[BatchItem]:
        for position, row in enumerate(rows):
            judgement_id = JudgementId(self._surroundings.new_id())
            yield BatchItem(
                batch_id, position, row.row, row.item_id, row.question, row.answer, row.candidate, judgement_id
            )


def _identity_of(order: BatchOrder, judge: JudgeIdentity) -> Digest:
    return digest_json([order.content, judge.name, judge.settings_digest])
