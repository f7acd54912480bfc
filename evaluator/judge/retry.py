"""The one owner of retries: how often, after how long, and when to stop, decided by a fault's remedy."""

from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import TypeVar

from tenacity import AsyncRetrying, RetryCallState

from evaluator.domain.judgements import Attempt, Reason, Unscored, Usage
from evaluator.domain.readings import Progress, Stage, Step
from evaluator.judge.clock import Clock
from evaluator.judge.faults import Fault, Faulted, Remedy
from evaluator.judge.patience import Patience

T = TypeVar("T")

REPEATS = 2
"""How often an answer that holds nothing is asked for again."""

FIRST_WAIT_S = 0.5
LONGEST_WAIT_S = 20.0
"""Waits double from the first up to the longest; an endpoint that names its own wait is given that."""


@dataclass(slots=True)
class Tally:
    """What has happened in one call so far."""

    attempts: list[Attempt] = field(default_factory=list)
    faults: Counter[Remedy] = field(default_factory=Counter)
    last: Fault | None = None

    @property
    def failures(self) -> int:
        """Tries used up: refusals for lack of room and changes of approach do not count."""
        return self.faults[Remedy.RETRY] + self.faults[Remedy.REPEAT]

    @property
    def usage(self) -> Usage:
        """What all attempts together took."""
        total = Usage()
        for attempt in self.attempts:
            total = total.plus(attempt.usage)
        return total


class Retries:
    """The retries of one call. No wait is begun that would outlast the patience.

    After a refusal for lack of room the next try follows at once: it is the gate that keeps it waiting.
    """

    def __init__(self, tries: int, patience: Patience, clock: Clock, progress: Progress, tally: Tally) -> None:
        self._tries = tries
        self._patience = patience
        self._clock = clock
        self._progress = progress
        self._tally = tally
        self._waits = False

    async def run(self, send: Callable[[], Awaitable[T]]) -> T:
        """Call `send` until it returns; raises its last Faulted where there is no use in going on."""
        retrying = AsyncRetrying(
            sleep=self._clock.sleep,
            retry=self._take_note,
            wait=self._wait,
            stop=self._stop,
            before=self._tell_attempt,
            before_sleep=self._tell_wait,
            reraise=True,
        )
        result: T = await retrying(send)
        return result

    def tell_wait(self, wait: float, why: str) -> None:
        """Say that a wait begins."""
        self._waits = True
        self._progress(Step(Stage.ASK, self._number, self._tries, wait, why))

    def tell_turn(self) -> None:
        """Say that a request goes out, where a wait was told of."""
        if self._waits:
            self._waits = False
            self._progress(Step(Stage.ASK, self._number, self._tries))

    @property
    def _number(self) -> int:
        return min(self._tally.failures + 1, self._tries)

    def _take_note(self, state: RetryCallState) -> bool:
        error = state.outcome.exception() if state.outcome else None
        if not isinstance(error, Faulted):
            return False
        self._tally.last = error.fault
        self._tally.faults[error.fault.remedy] += 1
        return error.fault.remedy is not Remedy.GIVE_UP

    def _wait(self, _state: RetryCallState) -> float:
        fault = self._tally.last
        if fault is None or fault.remedy in (Remedy.ADAPT, Remedy.WAIT):
            return 0.0
        jitter = self._clock.jitter()
        if fault.retry_after_s is not None:
            return fault.retry_after_s + jitter * max(FIRST_WAIT_S, fault.retry_after_s / 2)
        doublings = min(self._tally.faults[fault.remedy] - 1, 16)
        return min(LONGEST_WAIT_S, FIRST_WAIT_S * 2.0**doublings) * (1 + jitter) / 2

    def _stop(self, state: RetryCallState) -> bool:
        tally = self._tally
        is_spent = tally.failures >= self._tries or tally.faults[Remedy.REPEAT] > REPEATS
        return is_spent or state.upcoming_sleep >= self._patience.left

    def _tell_attempt(self, _state: RetryCallState) -> None:
        self._waits = False
        self._progress(Step(Stage.ASK, self._number, self._tries))

    def _tell_wait(self, state: RetryCallState) -> None:
        if state.upcoming_sleep and self._tally.last:
            self.tell_wait(state.upcoming_sleep, f"{self._tally.last.what}.")


def unscored_after(fault: Fault, tally: Tally) -> Unscored:
    """The failure as a value, in one sentence for people."""
    return Unscored(fault.reason, _sentence(fault, tally))


def unscored_in_time(tally: Tally, *, is_queued: bool) -> Unscored:
    """The failure of a call that its deadline ended, in the middle of a request or waiting to send one."""
    last = f" (last: {tally.last.brief})" if tally.last else ""
    if is_queued:
        return Unscored(Reason.RATE_LIMITED, f"There was no room at the endpoint in the time allowed{last}.")
    return Unscored(Reason.ENDPOINT_TIMEOUT, f"The endpoint gave no whole reply in the time allowed{last}.")


def _sentence(fault: Fault, tally: Tally) -> str:
    if fault.remedy is Remedy.RETRY and tally.failures > 1:
        return f"The endpoint gave up after {tally.failures} tries (last: {fault.brief})."
    refusals = tally.faults[Remedy.WAIT]
    if fault.reason is Reason.RATE_LIMITED and refusals:
        return f"The endpoint was at its limit for longer than there was time (refused {_times(refusals)})."
    times = tally.faults[fault.remedy]
    return f"{fault.what}, {_times(times)}." if times > 1 else f"{fault.what}."


def _times(count: int) -> str:
    return {1: "once", 2: "twice"}.get(count, f"{count} times")
