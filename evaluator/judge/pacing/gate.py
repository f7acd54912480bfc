"""One gate for all requests to an endpoint under one key: how many at once, how fast, and who goes first.

Callers come in with `admit` and show every reply to their Admission, so what decides about speed has one home.
"""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import chain, takewhile

from evaluator.judge.clock import SYSTEM_CLOCK, Clock
from evaluator.judge.config import Limits
from evaluator.judge.pacing.speed import Sent, Speed, Wait

OnWait = Callable[[float, str], None]
"""Told the seconds and the reason of a wait, before it. It may raise to give up instead of waiting."""

RESERVED_SHARE = 32
"""Of so many places one is kept free for interactive requests, at least one."""

RESERVED_FOR_S = 600.0
"""How long places are kept free after an interactive request has come in the midst of a batch."""

MOMENT_S = 1e-9
"""Less than this is the rounding of sums, not a wait."""

SHORTEST_SLEEP_S = 0.001
"""Event loops count in milliseconds: a shorter sleep may end before its time."""


class Admission:
    """Leave to send one request. Show it the reply; `settle` corrects the estimate of its tokens."""

    def __init__(self, gate: "Pacing", speed: Speed, sent: Sent) -> None:
        self._gate = gate
        self._speed = speed
        self._sent = sent

    def observe(self, status: int, headers: Mapping[str, str]) -> None:
        """Take note of a reply: what it tells of the endpoint's limits. A 429 pauses all callers."""
        self._speed.observe(self._sent, status, headers)
        self._gate.reconsider(has_paused=status == 429)

    def settle(self, used: int) -> None:
        """Charge the tokens really used instead of those estimated; 0 where the endpoint does not count."""
        self._speed.settle(self._sent, used)


@dataclass(slots=True, eq=False)
class _Waiter:
    tokens: int
    on_wait: OnWait
    turn: asyncio.Future[None]
    sent: Sent | None = None


@dataclass(slots=True, eq=False)
class _Lane:
    """Those who go by the same rules, in order of arrival."""

    in_batch: bool
    under_way: int = 0
    waiting: deque[_Waiter] = field(default_factory=deque)


class Pacing:
    """The gate. Share one between all clients of the same endpoint and key, within one event loop.

    Interactive requests go first, and batches leave room for one; among themselves each goes in order of arrival.
    """

    def __init__(self, limits: Limits, clock: Clock = SYSTEM_CLOCK) -> None:
        self._clock = clock
        self._speed = Speed(limits, clock)
        self._places = limits.in_flight
        self._people = _Lane(in_batch=False)
        self._batches = _Lane(in_batch=True)
        self._lanes = (self._people, self._batches)
        self._reserved_until = clock.monotonic()
        self._timer: asyncio.Task[None] | None = None
        self._timer_at = 0.0

    @asynccontextmanager
    async def admit(self, tokens: int, on_wait: OnWait, *, interactive: bool = True) -> AsyncIterator[Admission]:
        """Hold a place among the requests under way, entered when it is this request's turn.

        `tokens` is the estimate of what the request will take, prompt and reply together. For an interactive one,
        somebody is waiting.
        """
        lane = self._people if interactive else self._batches
        sent = await self._enter(lane, tokens, on_wait)
        try:
            yield Admission(self, self._speed, sent)
        finally:
            self._leave(lane)

    def reconsider(self, *, has_paused: bool) -> None:
        """Let go who may go now; have those who wait look again how long, where a pause has begun."""
        if has_paused:
            for waiter in chain.from_iterable(lane.waiting for lane in self._lanes):
                turn, waiter.turn = waiter.turn, asyncio.get_running_loop().create_future()
                if not turn.done():
                    turn.set_result(None)
        self._let_go()

    async def _enter(self, lane: _Lane, tokens: int, on_wait: OnWait) -> Sent:
        if not lane.in_batch and self._batches.under_way:
            self._reserved_until = self._clock.monotonic() + RESERVED_FOR_S
        if not (lane.waiting or self._people.waiting) and self._may_go(lane, tokens):
            return self._send(lane, tokens)
        waiter = _Waiter(tokens, on_wait, asyncio.get_running_loop().create_future())
        lane.waiting.append(waiter)
        try:
            return await self._turn(lane, waiter)
        except BaseException:
            if waiter.sent is not None:
                self._leave(lane)
            elif waiter in lane.waiting:
                lane.waiting.remove(waiter)
                self._let_go()
            raise

    async def _turn(self, lane: _Lane, waiter: _Waiter) -> Sent:
        while waiter.sent is None:
            wait = self._outlook(lane, waiter)
            if wait.seconds > MOMENT_S:
                waiter.on_wait(wait.seconds, wait.why)
            self._let_go()
            await waiter.turn
        return waiter.sent

    def _outlook(self, lane: _Lane, waiter: _Waiter) -> Wait:
        """How long the limits will keep it waiting; for how long places will, nobody knows."""
        everybody = chain.from_iterable(lane.waiting for lane in self._lanes)
        ahead = [other.tokens for other in takewhile(lambda other: other is not waiter, everybody)]
        return self._speed.wait(waiter.tokens, in_batch=lane.in_batch, ahead=len(ahead), tokens_ahead=sum(ahead))

    def _let_go(self) -> None:
        """Let go all whose turn it is, and look again when the next one's may have come."""
        for lane in self._lanes:
            while lane.waiting:
                waiter = lane.waiting[0]
                if not waiter.turn.done():
                    if not self._may_go(lane, waiter.tokens):
                        return
                    waiter.sent = self._send(lane, waiter.tokens)
                    waiter.turn.set_result(None)
                lane.waiting.popleft()

    def _may_go(self, lane: _Lane, tokens: int) -> bool:
        """Whether one more may go now; where it is too early, look again when it is time."""
        if not self._has_place(lane):
            return False
        wait = self._speed.wait(tokens, in_batch=lane.in_batch).seconds
        if wait <= MOMENT_S:
            return True
        self._look_again_in(wait)
        return False

    def _has_place(self, lane: _Lane) -> bool:
        if self._people.under_way + self._batches.under_way >= self._places:
            return False
        if not lane.in_batch:
            return True
        is_reserved = self._places > 1 and self._clock.monotonic() < self._reserved_until
        places = self._places - max(1, self._places // RESERVED_SHARE) if is_reserved else self._places
        return lane.under_way < places

    def _send(self, lane: _Lane, tokens: int) -> Sent:
        lane.under_way += 1
        return self._speed.send(tokens, in_batch=lane.in_batch)

    def _leave(self, lane: _Lane) -> None:
        lane.under_way -= 1
        self._let_go()

    def _look_again_in(self, seconds: float) -> None:
        at = self._clock.monotonic() + seconds
        if self._timer is not None:
            if self._timer_at <= at:
                return
            self._timer.cancel()
        self._timer_at = at
        self._timer = asyncio.create_task(self._look_again(max(seconds, SHORTEST_SLEEP_S)))

    async def _look_again(self, seconds: float) -> None:
        await self._clock.sleep(seconds)
        self._timer = None
        self._let_go()
