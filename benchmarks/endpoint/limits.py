"""What an endpoint lets in: so many requests and tokens a minute, evenly refilled."""

from collections.abc import Mapping

from benchmarks.endpoint.script import Script
from evaluator.judge.clock import Clock


class Allowance:
    """What is left of one limit; it saves up no more than `saved_s` seconds' worth."""

    def __init__(self, per_minute: float, saved_s: float, clock: Clock) -> None:
        self.per_minute = per_minute
        self._rate = per_minute / 60
        self._most = max(1.0, self._rate * saved_s)
        self._left = self._most
        self._clock = clock
        self._at = clock.monotonic()

    def wait(self, amount: float) -> float:
        """Seconds until so much may be taken; 0 now. More than it ever holds may be taken when it is full."""
        now = self._clock.monotonic()
        self._left = min(self._most, self._left + (now - self._at) * self._rate)
        self._at = now
        return max(0.0, (min(amount, self._most) - self._left) / self._rate)

    def take(self, amount: float) -> None:
        """Take what `wait` said may be taken."""
        self._left -= min(amount, self._most)

    @property
    def left(self) -> int:
        """What was left after the last request let in."""
        return int(self._left)

    @property
    def full_in_s(self) -> float:
        """How long it then took to be full again."""
        return (self._most - self._left) / self._rate


class Gate:
    """Both limits of a script."""

    def __init__(self, script: Script, clock: Clock) -> None:
        limits = {"requests": script.requests_per_minute, "tokens": script.tokens_per_minute}
        self._tells = script.tells
        self._allowances = {
            kind: Allowance(limit, script.saved_s, clock) for kind, limit in limits.items() if limit is not None
        }

    def enter(self, tokens: float) -> float:
        """Let one request in, or say in how many seconds it would be."""
        amounts = {"requests": 1.0, "tokens": tokens}
        waits = [allowance.wait(amounts[kind]) for kind, allowance in self._allowances.items()]
        if any(waits):
            return max(waits)
        for kind, allowance in self._allowances.items():
            allowance.take(amounts[kind])
        return 0.0

    def headers(self) -> Mapping[str, str]:
        """What it tells of them."""
        told: dict[str, str] = {}
        for kind, allowance in self._allowances.items() if self._tells else ():
            told[f"x-ratelimit-limit-{kind}"] = f"{allowance.per_minute:.0f}"
            told[f"x-ratelimit-remaining-{kind}"] = str(allowance.left)
            told[f"x-ratelimit-reset-{kind}"] = f"{allowance.full_in_s:.3f}s"
        return told
