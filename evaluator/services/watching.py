"""What is being judged in this process right now, so that somebody waiting can be told, and can call it off."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from itertools import takewhile

from evaluator.domain.judgements import Judgement, JudgementId, Status
from evaluator.domain.readings import Progress, Stage, Step
from evaluator.errors import EvaluatorError
from evaluator.services.orders import Intent, Watch

REMEMBERED_PROBLEMS = 100
UNEXPECTED = "Something went wrong that was not foreseen; the service's log has the details."


@dataclass(slots=True)
class _Live:
    intent: Intent
    task: asyncio.Task[Judgement]
    history: list[tuple[datetime, Step]] = field(default_factory=list)
    changed: asyncio.Event = field(default_factory=asyncio.Event)
    called_off: bool = False


class Watchtower:
    """The judgings under way, by id. Lives in one event loop; forgets a judging as soon as it is recorded."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self._clock = clock
        self._live: dict[str, _Live] = {}
        self._problems: dict[str, str] = {}

    def begin(self, intent: Intent, task: asyncio.Task[Judgement]) -> None:
        """Start watching a judging that `task` carries out; it is forgotten when the task ends."""
        self._live[intent.id] = _Live(intent, task)
        task.add_done_callback(lambda _: self._end(intent.id))

    def teller(self, judgement_id: JudgementId) -> Progress:
        """The Progress that writes a judging's steps down here."""

        def tell(step: Step) -> None:
            live = self._live.get(judgement_id)
            if live is not None:
                live.history.append((self._clock(), step))
                live.changed.set()
                live.changed = asyncio.Event()

        return tell

    def watch(self, judgement_id: str) -> Watch | None:
        """What can be told of a judging under way here, or None."""
        live = self._live.get(judgement_id)
        return None if live is None else Watch(live.intent, tuple(live.history))

    async def changed(self, judgement_id: str) -> None:
        """Return at the next step of a judging, or at its end; at once when it is not under way here."""
        live = self._live.get(judgement_id)
        if live is not None:
            await live.changed.wait()

    async def result(self, judgement_id: str, timeout_s: float) -> Judgement | None:
        """The judgement, if it is done within that many seconds; the judging goes on either way."""
        live = self._live.get(judgement_id)
        if live is None:
            return None
        done, _ = await asyncio.wait({live.task}, timeout=timeout_s)
        return live.task.result() if done else None

    async def twin(self, intent: Intent) -> Judgement | None:
        """What judgings of the same key that began here before this one come to: the first that is scored, if any is.

        Waits for them as long as they take; cancelled, it leaves them alone.
        """
        for other in takewhile(lambda live: live.intent.id != intent.id, tuple(self._live.values())):
            if other.intent.key == intent.key:
                await asyncio.wait({other.task})
                if (judgement := _scored(other.task)) is not None:
                    return judgement
        return None

    def call_off(self, judgement_id: str) -> bool:
        """Cancel a judging under way here; False when there is none, or it is being written down already."""
        live = self._live.get(judgement_id)
        if live is None or (live.history and live.history[-1][1].stage is Stage.WRITE):
            return False
        live.called_off = True
        live.task.cancel()
        return True

    def was_called_off(self, judgement_id: str) -> bool:
        """Whether a person cancelled the judging, rather than the service stopping."""
        live = self._live.get(judgement_id)
        return live is not None and live.called_off

    async def stop(self, grace_s: float) -> None:
        """Let judgings under way finish for so many seconds, then cancel what is left and wait till it is recorded."""
        tasks = {live.task for live in self._live.values()}
        if not tasks:
            return
        _, late = await asyncio.wait(tasks, timeout=grace_s)
        for task in late:
            task.cancel()
        await asyncio.gather(*late, return_exceptions=True)

    def problem(self, judgement_id: str) -> str | None:
        """Why a judging that ended here could not be recorded; only the last few are remembered."""
        return self._problems.get(judgement_id)

    def _end(self, judgement_id: str) -> None:
        live = self._live.pop(judgement_id)
        live.changed.set()
        error = None if live.task.cancelled() else live.task.exception()
        if error is not None:
            self._problems[judgement_id] = error.message if isinstance(error, EvaluatorError) else UNEXPECTED
            while len(self._problems) > REMEMBERED_PROBLEMS:
                self._problems.pop(next(iter(self._problems)))


def _scored(task: asyncio.Task[Judgement]) -> Judgement | None:
    """The judgement of a judging that has ended, where it is scored."""
    if task.cancelled() or task.exception() is not None:
        return None
    judgement = task.result()
    return judgement if judgement.status is Status.SCORED else None
