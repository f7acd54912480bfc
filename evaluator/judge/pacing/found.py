"""The limit that an endpoint keeps to itself, found from what it lets pass between two refusals.

Where a request is refused, the endpoint's own bucket is empty. So what it has let pass from one refusal to the next is
what has flowed in meanwhile, whatever the bucket's size. The speed is set a little below that, creeps up to it, rests
there and then climbs ever faster, so that a limit that has been raised is soon found (the curve of CUBIC, RFC 9438,
section 4.2).
"""

import math

from evaluator.judge.clock import Clock
from evaluator.judge.pacing.bucket import Bucket

CAUTION = 0.05
"""How far below the speed found it goes on, as a share of it."""

CLIMB = 0.0008
"""How steeply the speed grows, as a share of itself, in the third power of time."""

REST = math.cbrt(CAUTION / CLIMB)
"""Units of time until the speed found is reached again."""

REQUESTS_A_UNIT = 4
"""A unit of time is a second or, on a slow line, as long as so many requests take."""

TRUSTED = 4
"""Fewer requests than that measure no speed. It then doubles with each unit of time until the next refusal."""

FIRST_SPAN_S = 1.0
"""Before the first refusal so much time is measured: less than that has hardly been saved up in it."""

SHORTEST_SPAN_S = 0.01
"""Clocks are not to be trusted with less."""

BURST_S = 0.05
"""How many seconds' worth may follow at once, so that a moment's delay is made good."""


class Found:
    """Holds nothing back until a refusal; from then on keeps to the speed found."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._bucket = Bucket(1.0, 2.0, clock)
        self._began_at = self._sent_at = clock.monotonic()
        self._passed = self._passed_before = 0
        self._closed_at = -math.inf
        self._measured, self._measured_s = 0, 0.0
        self._speed = self._speed_before = self._rate_before = math.inf
        self._is_blind = False
        self._age = 0.0

    @property
    def is_known(self) -> bool:
        """Whether there is a limit to keep to."""
        return self._closed_at > -math.inf

    def wait(self, *, spare: float = 0.0, ahead: float = 0.0) -> float:
        """Seconds until one more may be sent."""
        return self._bucket.wait(1.0, spare=spare, ahead=ahead) if self.is_known else 0.0

    def send(self) -> None:
        """Count a request as sent and, unless it is refused, as passed."""
        now = self._clock.monotonic()
        if self.is_known:
            self._bucket.take(1.0)
            self._grow(now - self._sent_at)
        elif now - self._began_at >= FIRST_SPAN_S:
            self._began_at, self._passed_before, self._passed = now, self._passed, 0
        self._passed += 1
        self._sent_at = now

    def refuse(self, sent_at: float) -> None:
        """A request sent at that time was refused: the first of a wave, or one that was under way with it."""
        if sent_at > self._closed_at:
            self._close(self._clock.monotonic())
        self._measured -= 1
        self._is_blind = self._measured < TRUSTED
        passed = (max(self._measured, 0) + 0.5) / self._measured_s
        if self._is_blind:
            self._speed = min(passed, self._rate_before)
        elif passed > self._speed_before * (1 - CAUTION):
            # It was slower than the endpoint allows for a while, whose bucket may have run over: more may pass.
            self._speed = (passed + self._rate_before) / 2
        else:
            self._speed = passed
        self._tune()

    def resume(self) -> None:
        """The pause after a refusal is over: one may go at once, however long it was."""
        self._bucket.put(min(self._bucket.level, 2.0))

    def _close(self, now: float) -> None:
        """End the span that is measured, and begin the next. Spans too short to trust are measured together."""
        span_s = max(now - self._began_at, SHORTEST_SPAN_S)
        if not self.is_known:
            self._measured, self._measured_s = max(self._passed_before, self._passed), FIRST_SPAN_S
        else:
            is_part = self._is_blind and self._speed_before < math.inf
            before, before_s = (self._measured, self._measured_s) if is_part else (0, 0.0)
            self._measured, self._measured_s = before + self._passed, before_s + span_s
            self._rate_before, self._speed_before = self._bucket.rate, self._speed
        self._bucket.put(1.0)
        self._began_at = self._closed_at = now
        self._passed, self._age = 0, 0.0

    def _grow(self, elapsed_s: float) -> None:
        """Grow older, unless requests come more slowly than they might."""
        if elapsed_s < 2 / self._bucket.rate:
            self._age += elapsed_s / max(1.0, REQUESTS_A_UNIT / self._speed)
            self._tune()

    def _tune(self) -> None:
        growth = 2.0**self._age if self._is_blind else 1 + CLIMB * (self._age - REST) ** 3
        rate = self._speed * growth
        self._bucket.retune(rate, max(3.0, 2 + rate * BURST_S))
