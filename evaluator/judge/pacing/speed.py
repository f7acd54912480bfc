"""When the next request may go: all limits of an endpoint taken together, and the pause after a refusal."""

from collections.abc import Mapping
from dataclasses import dataclass

from evaluator.judge.clock import Clock
from evaluator.judge.config import Limits
from evaluator.judge.pacing.bucket import Bucket
from evaluator.judge.pacing.found import Found
from evaluator.judge.pacing.headers import Kind, told
from evaluator.judge.pacing.meter import Meter, Sending
from evaluator.judge.pacing.opening import Opening
from evaluator.judge.retry_after import retry_after

BURST_S = 0.5
"""How many seconds of the configured speed may be used at once after a quiet time.

Providers meter short spans too: with a second's worth, requests that arrive a little early are refused.
"""

FIRST_PAUSE_S = 1.0
SHORT_PAUSE_S = 0.25
LONGEST_TOLD_PAUSE_S = 4.0
LONGEST_PAUSE_S = 60.0
"""How long all wait after a refusal that does not say how long: at first, once a limit is known, and when one refusal
follows another for long."""

SOONER, LATER = 0.2, 0.05
"""How far the next estimate follows the tokens used, up and down: too low an estimate costs refusals, too high none."""

FIRST_PRICE = 1.1
"""What a token is taken to cost until that is known: wrappings and special tokens come on top of what is written."""

PAUSED = "The endpoint is at its limit; all requests to it wait."
CONFIGURED = "Keeping to the configured limit of the endpoint."
LEARNED = "Keeping to the limit that the endpoint has shown."


@dataclass(frozen=True, slots=True)
class Wait:
    """Seconds, 0 or less for none, and why."""

    seconds: float
    why: str = ""


@dataclass(frozen=True, slots=True)
class Sent:
    """One request that was let go: its tokens as estimated and as expected, and what the meters noted."""

    in_batch: bool
    estimate: int
    expected: float
    requests: Sending
    tokens: Sending


class Speed:
    """Asked before each request and shown each reply."""

    def __init__(self, limits: Limits, clock: Clock) -> None:
        self._clock = clock
        self._set_requests = _configured(limits.requests_per_minute, clock)
        self._set_tokens = _configured(limits.tokens_per_minute, clock)
        self._requests = Meter(clock)
        self._tokens = Meter(clock, FIRST_PRICE)
        self._found = Found(clock)
        self._resume_at = self._people_resume_at = clock.monotonic()
        self._is_paused = False
        self._refused_at = float("-inf")
        self._refused_in_row = 0
        self._use = 1.0
        self._opening = Opening(clock)

    def wait(self, tokens: int, *, in_batch: bool, ahead: int = 0, tokens_ahead: int = 0) -> Wait:
        """How long a request has to wait after those ahead of it. One of a batch leaves room for one more."""
        now = self._clock.monotonic()
        resume_at = self._resume_at if in_batch else self._people_resume_at
        if resume_at > now:
            return Wait(resume_at - now, PAUSED)
        if self._is_paused and self._resume_at <= now:
            self._is_paused = False
            self._found.resume()
            self._requests.resume(1.0)
            self._tokens.resume(tokens * self._use)
        expected, before = tokens * self._use, tokens_ahead * self._use
        spare, spare_tokens = (1.0, expected) if in_batch else (0.0, 0.0)
        configured = max(
            self._set_requests.wait(1.0, spare=spare, ahead=ahead) if self._set_requests else 0.0,
            self._set_tokens.wait(expected, spare=spare_tokens, ahead=before) if self._set_tokens else 0.0,
        )
        learned = max(
            self._requests.wait(1.0, spare=spare, ahead=ahead),
            self._tokens.wait(expected, spare=spare_tokens, ahead=before),
            self._found.wait(spare=spare, ahead=ahead),
            self._opening.wait() if in_batch else 0.0,
        )
        return Wait(configured, CONFIGURED) if configured >= learned else Wait(learned, LEARNED)

    def send(self, tokens: int, *, in_batch: bool) -> Sent:
        """Count a request as sent."""
        expected = tokens * self._use
        if self._set_requests:
            self._set_requests.take(1.0)
        if self._set_tokens:
            self._set_tokens.take(expected)
        self._found.send()
        self._opening.send()
        return Sent(in_batch, tokens, expected, self._requests.send(1.0), self._tokens.send(expected))

    def settle(self, sent: Sent, used: int) -> None:
        """Charge the tokens really used, and expect as much of others."""
        if used <= 0:
            return
        if self._set_tokens:
            self._set_tokens.take(used - sent.expected)
        if sent.estimate:
            beyond = used / sent.estimate - self._use
            self._use += beyond * (SOONER if beyond > 0 else LATER)

    def observe(self, sent: Sent, status: int, headers: Mapping[str, str]) -> None:
        """Take note of a reply. A refusal pauses all requests for as long as it asks; a longer pause stands.

        A pause that it does not ask for holds up those of batches alone, unless somebody's own request was refused.
        """
        refused = status == 429
        self._requests.heed(sent.requests, told(headers, Kind.REQUESTS), refused=refused)
        self._tokens.heed(sent.tokens, told(headers, Kind.TOKENS), refused=refused)
        self._opening.hear()
        if refused:
            self._refuse(sent, retry_after(headers, self._clock.now()))
        elif sent.requests.at > self._refused_at:
            self._refused_in_row = 0

    def _refuse(self, sent: Sent, asked_s: float | None) -> None:
        now = self._clock.monotonic()
        self._opening.close()
        is_first = sent.requests.at > self._refused_at
        is_told = self._requests.is_short(1.0) or self._tokens.is_short(sent.tokens.amount)
        if is_first:
            self._refused_at = now
            self._refused_in_row += 1
        asked = asked_s or 0.0
        pause = asked
        if is_first and (asked_s is None or self._refused_in_row > 1):
            pause = max(asked, self._own_pause(is_told))
        if not is_told:
            self._found.refuse(sent.requests.at)
        spread = 1 + self._clock.jitter() / 10
        self._resume_at = max(self._resume_at, now + pause * spread)
        for_people = asked if sent.in_batch else pause
        self._people_resume_at = max(self._people_resume_at, now + for_people * spread)
        self._is_paused = True

    def _own_pause(self, is_told: bool) -> float:
        """A pause that the endpoint does not ask for. It doubles while one refusal follows another."""
        shortest = SHORT_PAUSE_S if is_told or self._found.is_known else FIRST_PAUSE_S
        longest = LONGEST_TOLD_PAUSE_S if is_told else LONGEST_PAUSE_S
        return min(shortest * 2.0 ** min(self._refused_in_row - 1, 16), longest)


def _configured(per_minute: int | None, clock: Clock) -> Bucket | None:
    if not per_minute:
        return None
    return Bucket(per_minute / 60, max(1.0, per_minute / 60 * BURST_S), clock)
