"""One gate for all requests to an endpoint under one key: how many at once, how fast, and none during a pause.

Callers come in with `admit` and every reply is shown to `observe`, so what decides about speed has one home.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager

from evaluator.judge.clock import SYSTEM_CLOCK, Clock
from evaluator.judge.config import Limits
from evaluator.judge.retry_after import retry_after

OnWait = Callable[[float, str], None]
"""Told the seconds and the reason of a wait, before it. It may raise to give up instead of waiting."""

PAUSE_S = 1.0
"""How long all wait after a refusal that does not say how long."""

BURST_S = 0.5
"""How many seconds of the configured speed may be used at once after a quiet time.

Providers meter short spans too: with a second's worth, requests that arrive a little early are refused.
"""


class Bucket:
    """A token bucket that may go into debt: who comes later waits longer, so turns are kept in order of arrival.

    What is more than the bucket ever holds goes out when it is full, and those who come next wait for the rest.
    """

    def __init__(self, per_minute: int, clock: Clock) -> None:
        self._rate = per_minute / 60
        self._capacity = max(1.0, self._rate * BURST_S)
        self._level = self._capacity
        self._clock = clock
        self._filled_at = clock.monotonic()

    def take(self, amount: float) -> float:
        """Take now; returns the seconds after which it may be used. A negative amount gives back."""
        now = self._clock.monotonic()
        level = min(self._capacity, self._level + (now - self._filled_at) * self._rate)
        self._filled_at = now
        self._level = min(self._capacity, level - amount)
        return max(0.0, (min(amount, self._capacity) - level) / self._rate)


class Admission:
    """Leave to send one request. `settle` corrects the estimate of its tokens once the true number is known."""

    def __init__(self, tokens: int, bucket: Bucket | None) -> None:
        self._tokens = tokens
        self._bucket = bucket

    def settle(self, used: int) -> None:
        """Charge the tokens really used instead of those estimated."""
        if self._bucket is not None:
            self._bucket.take(used - self._tokens)
            self._tokens = used


class Pacing:
    """The gate. Share one between all clients of the same endpoint and key, within one event loop."""

    def __init__(self, limits: Limits, clock: Clock = SYSTEM_CLOCK) -> None:
        self._clock = clock
        self._slots = asyncio.Semaphore(limits.in_flight)
        self._requests = Bucket(limits.requests_per_minute, clock) if limits.requests_per_minute else None
        self._tokens = Bucket(limits.tokens_per_minute, clock) if limits.tokens_per_minute else None
        self._resume_at = clock.monotonic()
        self._spread_s = 0.0

    @asynccontextmanager
    async def admit(self, tokens: int, on_wait: OnWait) -> AsyncIterator[Admission]:
        """Hold a place among the requests under way, entered when it is this request's turn.

        `tokens` is the estimate of what the request will take, prompt and reply together.
        """
        async with self._slots:
            await self._turn(tokens, on_wait)
            yield Admission(tokens, self._tokens)

    def observe(self, status: int, headers: Mapping[str, str]) -> None:
        """Take note of a reply. A 429 pauses all callers for as long as it asks; a longer pause stands."""
        if status != 429:
            return
        asked = retry_after(headers, self._clock.now())
        pause = PAUSE_S if asked is None else asked
        self._resume_at = max(self._resume_at, self._clock.monotonic() + pause)
        self._spread_s = max(0.25, pause / 2)

    async def _turn(self, tokens: int, on_wait: OnWait) -> None:
        while True:
            await self._resumed(on_wait)
            wait = self._take(tokens)
            if wait <= 0:
                return
            try:
                on_wait(wait, "Keeping to the configured limit of the endpoint.")
                await self._clock.sleep(wait)
            except BaseException:
                self._give_back(tokens)
                raise
            if self._clock.monotonic() >= self._resume_at:
                return
            self._give_back(tokens)

    async def _resumed(self, on_wait: OnWait) -> None:
        """Sit out the pause, and a random part of the spread so that not all come back at once."""
        while (left := self._resume_at - self._clock.monotonic()) > 0:
            wait = left + self._spread_s * self._clock.jitter()
            on_wait(wait, "The endpoint is at its limit; all requests to it wait.")
            await self._clock.sleep(wait)

    def _take(self, tokens: int) -> float:
        return max(
            self._requests.take(1) if self._requests else 0.0,
            self._tokens.take(tokens) if self._tokens else 0.0,
        )

    def _give_back(self, tokens: int) -> None:
        if self._requests:
            self._requests.take(-1)
        if self._tokens:
            self._tokens.take(-tokens)
