"""What an earlier run of the same file left to be judged, so that nobody is asked to agree to a price paid before."""

from dataclasses import dataclass

from evaluator.cli.printing import counted
from evaluator.domain.batches import Batch, ItemState
from evaluator.domain.estimates import Workload
from evaluator.files.sheets import Checked
from evaluator.services.batch_orders import BatchOrder
from evaluator.wiring import Application


@dataclass(frozen=True, slots=True)
class Left:
    """What is left of a batch there was before. `again` is whether what has no score is to be judged again."""

    batch: Batch
    workload: Workload
    again: bool

    @property
    def waiting(self) -> int:
        """How many of its answers are still to be judged, or are to be judged again."""
        return self.batch.tally.waiting + (self.batch.tally.unscored if self.again else 0)

    def told(self) -> str:
        """How far the batch has come, in a sentence or two."""
        tally = self.batch.tally
        if not self.waiting:
            unscored = f", {tally.unscored:,} of them without a score" if tally.unscored else ""
            return f"This file is judged already: {counted(tally.done)}{unscored}. Nothing is left to ask."
        done = tally.total - self.waiting
        are = "is" if done == 1 else "are"
        return f"{done:,} of {counted(tally.total)} {are} judged already. Of the rest:"


async def left_of(application: Application, checked: Checked, order: BatchOrder, *, again: bool) -> Left | None:
    """What the batch of an order has left; None where there is none, or nothing of it is judged yet.

    Raises JudgeUnknown and StoreError leaves.
    """
    batch = await application.batches.earlier(order)
    if batch is None or not batch.tally.done:
        return None
    is_again = again and batch.state.is_over
    wanted = {ItemState.WAITING, ItemState.UNSCORED} if is_again else {ItemState.WAITING}
    waiting, scored = set[int](), set[int]()
    async for row in application.batches.rows(batch):
        if row.state in wanted:
            waiting.add(row.position)
        elif row.state is ItemState.SCORED:
            scored.add(row.position)
    return Left(batch, checked.workload_left(waiting, scored), is_again)
