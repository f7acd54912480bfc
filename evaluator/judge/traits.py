"""What an endpoint has shown of itself with one model, remembered for as long as the process lives."""

import asyncio
from collections.abc import Callable, Coroutine

from evaluator.judge.config import ReplyFormat
from evaluator.judge.exchange import Capabilities
from evaluator.judge.formats import LADDER

LOGPROBS = (20, 8, 5)
"""Of how many tokens the probabilities are asked for, in turn: what most endpoints give at most, and what some do."""


class Traits:
    """Shared by all callers of the same endpoint and model: what it refuses, and the outcome of one common probe."""

    def __init__(self) -> None:
        self._parameters: dict[str, None] = {}
        self._formats: dict[ReplyFormat, None] = {}
        self.logprobs = LOGPROBS[0]
        self._found: Capabilities | None = None
        self._probing: asyncio.Task[Capabilities] | None = None

    @property
    def parameters_refused(self) -> tuple[str, ...]:
        """Parameters to leave out, in the order they were refused."""
        return tuple(self._parameters)

    @property
    def notes(self) -> tuple[str, ...]:
        """All that is left out, as provenance tells it."""
        return *self._parameters, *(f"reply_format={reply_format}" for reply_format in self._formats)

    def refuse_parameter(self, name: str) -> None:
        """Leave a parameter out from now on."""
        self._parameters[name] = None

    def refuse_logprobs(self, count: int) -> bool:
        """Ask for the probabilities of fewer tokens from now on; False where that is the least already."""
        fewer = [allowed for allowed in LOGPROBS if allowed < count]
        self.logprobs = min(self.logprobs, max(fewer, default=count))
        return bool(fewer)

    def refuse_format(self, reply_format: ReplyFormat) -> None:
        """Ask for this form no more."""
        self._formats[reply_format] = None

    @property
    def is_known(self) -> bool:
        """Whether the probe has found something."""
        return self._found is not None

    async def known(self, probe: Callable[[], Coroutine[None, None, Capabilities]]) -> Capabilities:
        """What the probe found; run once for all who ask meanwhile. A failure goes to all of them and is forgotten."""
        if self._found is not None:
            return self._found
        if self._probing is None:
            self._probing = asyncio.create_task(probe())
            self._probing.add_done_callback(self._finish)
        return await asyncio.shield(self._probing)

    def best_format(self, found: ReplyFormat) -> ReplyFormat:
        """The strictest form at or below the one found that has not been refused since."""
        below = LADDER[LADDER.index(found) :]
        return next(rung for rung in below if rung not in self._formats)

    async def forget(self) -> None:
        """End a probe under way."""
        if self._probing is not None:
            self._probing.cancel()
            await asyncio.wait([self._probing])

    def _finish(self, task: asyncio.Task[Capabilities]) -> None:
        self._probing = None
        if not task.cancelled() and task.exception() is None:
            self._found = task.result()
