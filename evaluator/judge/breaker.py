"""Tells when it is no use asking an endpoint any more, and when to try again.

Fed with how each asking ended. Closed, it lets everything pass; open, it lets one probe pass after a pause that grows,
or nothing at all where only a person can mend what is wrong.
"""

import asyncio
import math

from evaluator.domain.judgements import Reason
from evaluator.judge.clock import SYSTEM_CLOCK, Clock

FAILURES = 5
"""Askings that fail in passing one after the other, without a reply between them, until the endpoint counts as dead."""

FIRST_PAUSE_S = 5.0
LONGEST_PAUSE_S = 300.0
"""Seconds before a probe; they double from the first up to the longest while probes fail."""

PASSING = frozenset({Reason.ENDPOINT_UNREACHABLE, Reason.ENDPOINT_TIMEOUT, Reason.ENDPOINT_FAILED, Reason.REPLY_HTML})
"""What a dead endpoint gives, or what stands in its place."""

LASTING = frozenset({Reason.KEY_REFUSED, Reason.QUOTA_EXHAUSTED, Reason.MODEL_UNKNOWN})
"""What every other asking would meet as well until somebody changes something."""

TELLING_NOTHING = frozenset({Reason.RATE_LIMITED, Reason.CANCELLED, Reason.INTERRUPTED})


class Breaker:
    """One for each judge. Interactive askings do not ask it for leave, but what they come to may be noted as well."""

    def __init__(self, clock: Clock = SYSTEM_CLOCK) -> None:
        self._clock = clock
        self._failures = 0
        self._reason: Reason | None = None
        self._pause_s = FIRST_PAUSE_S
        self._probe_at = math.inf
        self._is_probing = False
        self._changed = asyncio.Event()

    @property
    def opened(self) -> Reason | None:
        """The failure that opened it, None while it is closed."""
        return self._reason

    def allow(self) -> float:
        """Seconds to wait before asking: 0 is leave to ask now, infinity means until `reset`.

        While open, leave goes to one caller, the probe; a second goes out only if that has not ended after a pause.
        """
        if self._reason is None:
            return 0.0
        left = self._probe_at - self._clock.monotonic()
        if left > 0:
            return left
        self._is_probing = True
        self._probe_at = self._clock.monotonic() + self._pause_s
        return 0.0

    async def changed(self) -> None:
        """Return when it opens, closes or takes up another reason: what `allow` told may hold no longer."""
        await self._changed.wait()

    def note(self, reason: Reason | None) -> None:
        """Take note of how one asking ended, None for well. Any reply but a lasting refusal shows a living endpoint."""
        if reason in TELLING_NOTHING:
            return
        if reason in LASTING:
            self._open(reason, math.inf)
        elif reason in PASSING:
            self._fail(reason)
        elif self._reason not in LASTING:
            self.reset()

    def reset(self) -> None:
        """Close it: somebody says that the matter is mended, or the endpoint has shown it."""
        self._become(None)
        self._failures = 0
        self._pause_s = FIRST_PAUSE_S
        self._is_probing = False

    def _fail(self, reason: Reason) -> None:
        if self._reason is None:
            self._failures += 1
            if self._failures >= FAILURES:
                self._open(reason, self._pause_s)
        elif self._is_probing:
            # What was under way when it opened fails as well, and says nothing new; only a probe's failure counts.
            self._is_probing = False
            self._pause_s = min(LONGEST_PAUSE_S, self._pause_s * 2)
            self._probe_at = self._clock.monotonic() + self._pause_s

    def _open(self, reason: Reason, pause_s: float) -> None:
        self._become(reason)
        self._is_probing = False
        self._probe_at = self._clock.monotonic() + pause_s

    def _become(self, reason: Reason | None) -> None:
        if reason is not self._reason:
            self._reason = reason
            changed, self._changed = self._changed, asyncio.Event()
            changed.set()
