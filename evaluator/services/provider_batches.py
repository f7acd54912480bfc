"""Batches judged by a provider's own Batch API, in its own time: in parts, each seen through to its end."""

import asyncio
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from evaluator.domain.batches import Batch, BatchState, Pause, PauseReason
from evaluator.domain.provider_batches import Part, PartState, ProviderFailed, RemoteState
from evaluator.errors import BatchBusy, RequestInvalid
from evaluator.services.batch_log import BatchLog
from evaluator.services.batch_run import Sleep
from evaluator.services.bulk import BulkService, HandedOut, TakenIn
from evaluator.services.courier import Courier, Provider
from evaluator.services.failures import PAUSES
from evaluator.services.part_log import PartLog
from evaluator.services.surroundings import Surroundings

MOST_REQUESTS = 50_000
MOST_BYTES = 190_000_000
"""What one file may hold: OpenAI takes 50,000 requests and 200 MB."""

FIRST_POLL_S, LAST_POLL_S = 5.0, 60.0
"""How long to wait before asking how far a batch has come: longer each time, up to the last."""

HANDED_OVER = "Its requests are with the provider. Go on with --via provider-batch on the same file."


@dataclass(slots=True)
class Course:
    """How far it has come. `answered` counts by part, `over` the provider's batches by how they ended.

    `faults` are the provider's reasons, `left` the files at the provider's that could not be deleted.
    """

    parts: int = 0
    requests: int = 0
    answered: dict[str, int] = field(default_factory=dict)
    over: Counter[RemoteState] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)
    taken: TakenIn = field(default_factory=TakenIn)
    left: list[str] = field(default_factory=list)


Tell = Callable[[Course], object]


class ProviderBatches:
    """Has batches judged by one provider; a batch is seen to by one process at a time."""

    def __init__(
        self,
        provider: Provider,
        bulk: BulkService,
        batches: BatchLog,
        parts: PartLog,
        surroundings: Surroundings,
        sleep: Sleep = asyncio.sleep,
    ) -> None:
        self._provider = provider
        self._bulk = bulk
        self._batches = batches
        self._parts = parts
        self._surroundings = surroundings
        self._sleep = sleep

    async def run(self, batch_id: str, tell: Tell) -> Course:
        """Hand over what waits, or go on with what is out, until the provider is through with it.

        The batch is finished or paused then. Cancelled, it stops watching: the provider goes on. Raises BatchUnknown,
        BatchBusy, RequestInvalid for a judge that is not asked over a wire or a budget that might not do, and
        StoreError leaves.
        """
        batch, course = await self._bulk.freed(batch_id), Course()
        parts = await self._taken_over(batch) or await self._planned(batch)
        course.parts, course.requests = len(parts), sum(part.requests for part in parts)
        pause = Pause(PauseReason.ASKED, HANDED_OVER, self._surroundings.clock())
        courier = Courier(batch, self._provider, self._bulk, self._parts, self._sleep)
        try:
            if parts:
                await self._batches.move(batch.id, BatchState.PAUSED, pause)
            failure = await self._see_through(courier, parts, course, tell)
        finally:
            await self._parts.take(batch.id, None, [self._surroundings.owner])
        batch = await self._bulk.settle(batch.id)
        if failure is not None and not batch.state.is_over:
            await self._batches.move(batch.id, BatchState.PAUSED, self._pause_for(failure))
        return course

    async def _taken_over(self, batch: Batch) -> Sequence[Part]:
        """The parts that an earlier process left open, ours from now on."""
        parts, me = await self._parts.open(batch.id), self._surroundings.owner
        gone = [part.owner for part in parts if part.owner and not self._surroundings.is_alive(part.owner)]
        if parts and not await self._parts.take(batch.id, me, gone):
            raise BatchBusy("Another process sees to this batch at the provider. Wait, or stop that one first.")
        return parts

    async def _planned(self, batch: Batch) -> Sequence[Part]:
        """New parts for all that waits, written down; none where nothing has to be asked."""
        if await self._parts.is_out_as_another(batch):
            raise BatchBusy(
                "This file is with the provider already, asked under other settings or another prompt. Fetch it with "
                "those, or cancel that batch first."
            )
        parts: list[Part] = []
        size = worst = 0.0
        desk, out = self._bulk.desk(batch), HandedOut()
        async for item, request in self._bulk.requests(batch, out):
            cost = desk.worst_cost(item)
            if batch.budget is not None and cost is None:
                raise RequestInvalid("A budget was given, but nobody knows what this judge costs: set its prices.")
            worst += cost or 0.0
            length = len(request.line())
            if not parts or parts[-1].requests == MOST_REQUESTS or size + length > MOST_BYTES:
                parts.append(self._part(batch, item.position))
                size = 0
            size += length
            parts[-1] = parts[-1].reaching(item.position)
        self._refuse_over_budget(batch, worst)
        if parts and not await self._parts.plan(parts):
            raise BatchBusy("Another process has just handed this batch over. Wait for that one.")
        return parts

    def _part(self, batch: Batch, first: int) -> Part:
        world = self._surroundings
        return Part(world.new_id(), batch.id, first, first, 0, world.clock(), world.owner)

    def _refuse_over_budget(self, batch: Batch, worst: float) -> None:
        """No provider can be told to stop at an amount, so all of it has to fit in beforehand."""
        spent = batch.usage.cost or 0.0
        if batch.budget is not None and spent + worst > batch.budget:
            raise RequestInvalid(
                f"These requests may cost up to {worst:.2f}, {spent:.2f} is spent, and the budget is "
                f"{batch.budget:.2f}. A provider's batch cannot be stopped at an amount: raise the budget, or judge "
                "live, where it is kept to each answer."
            )

    async def _see_through(
        self, courier: Courier, parts: Sequence[Part], course: Course, tell: Tell
    ) -> ProviderFailed | None:
        """See to every part until it is done; returns what kept one from it."""
        under_way, failure = await self._handed_over(courier, parts)
        wait_s = FIRST_POLL_S
        try:
            while under_way:
                under_way = [part for part in under_way if not await self._is_through(courier, part, course)]
                tell(course)
                if under_way:
                    await self._sleep(wait_s)
                    wait_s = min(LAST_POLL_S, wait_s * 1.5)
        except ProviderFailed as later:
            return later
        return failure

    async def _handed_over(self, courier: Courier, parts: Sequence[Part]) -> tuple[list[Part], ProviderFailed | None]:
        """The parts that the provider has. After the first that it does not take, it is offered no more."""
        out: list[Part] = []
        failure: ProviderFailed | None = None
        for part in parts:
            if failure is not None and part.remote_id is None:
                continue
            try:
                out.append(await courier.hand_over(part))
            except ProviderFailed as refusal:
                failure = refusal
        return [part for part in out if part.state is not PartState.DONE], failure

    async def _is_through(self, courier: Courier, part: Part, course: Course) -> bool:
        remote = await courier.follow(part)
        course.answered[part.id] = remote.completed + remote.failed
        if not remote.state.is_over:
            return False
        if part.state is PartState.SUBMITTED:
            course.over[remote.state] += 1
            course.faults.extend(remote.faults)
            course.taken = course.taken.plus(await courier.take_in(part, remote))
        course.left.extend(await courier.clear(part, remote))
        return True

    def _pause_for(self, failure: ProviderFailed) -> Pause:
        reason = PAUSES.get(failure.unscored.reason, PauseReason.ENDPOINT_DOWN)
        return Pause(reason, failure.unscored.detail, self._surroundings.clock())
