"""An endpoint with limits, in made-up time: token buckets, headers that tell of them or none, refusals at once."""

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from random import Random

from evaluator.judge.body import HttpReply
from evaluator.judge.clock import Clock

BODY = {"choices": [{"message": {"role": "assistant", "content": "{}"}, "finish_reason": "stop"}]}
REPLY_TOKENS = 180
SLOW_S = 3.0


class Allowance:
    """What is left of one limit. As on many servers, what is told is what was left after the last request let in."""

    def __init__(self, per_minute: float, clock: Clock, saved_s: float) -> None:
        self._clock = clock
        self._saved_s = saved_s
        self._at = clock.monotonic()
        self.set(per_minute)
        self.left = self.most

    def set(self, per_minute: float) -> None:
        """Change the limit."""
        self.per_minute = per_minute
        self.rate = per_minute / 60
        self.most = max(1.0, self.rate * self._saved_s)

    def take(self, amount: float) -> float:
        """Take it, or tell in how many seconds it may be taken."""
        now = self._clock.monotonic()
        self.left = min(self.most, self.left + (now - self._at) * self.rate)
        self._at = now
        if self.left < min(amount, self.most):
            return (min(amount, self.most) - self.left) / self.rate
        self.left -= min(amount, self.most)
        return 0.0


@dataclass
class MeteredEndpoint:
    """`tells` its limits in headers; `asks` for a time to wait where it refuses; `refuses_in_s` is how soon it does.

    `tells_early` is what was left when a request came, not when its reply went. `charge` is what it takes a token for.
    """

    clock: Clock
    requests_per_minute: float | None = None
    tokens_per_minute: float | None = None
    saved_s: float = 1.0
    latency_s: float = 0.3
    slow_share: float = 0.0
    spread_s: float = 0.0
    tells: bool = True
    tells_early: bool = False
    asks: bool = True
    refuses_in_s: float = 0.002
    charge: float = 1.0
    refused: int = 0
    charged: float = 0.0
    limits: dict[str, Allowance] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._random = Random(7)
        for kind, limit in (("requests", self.requests_per_minute), ("tokens", self.tokens_per_minute)):
            if limit is not None:
                self.limits[kind] = Allowance(limit, self.clock, self.saved_s)

    async def send(self, fields: Mapping[str, object]) -> HttpReply:
        """Answer one chat request after its time, or refuse it."""
        tokens = self.charge * len(json.dumps([fields["messages"], fields.get("response_format")])) / 4
        wait_s = self._take(tokens)
        if wait_s:
            self.refused += 1
            headers = self._headers() | ({"retry-after": str(math.ceil(wait_s))} if self.asks else {})
            await self.clock.sleep(self.refuses_in_s)
            return HttpReply(429, headers, '{"error": {"message": "Rate limit reached."}}')
        self.charged += tokens
        early = self._headers()
        await self.clock.sleep(self._takes_s())
        usage = {"prompt_tokens": round(tokens / self.charge), "completion_tokens": REPLY_TOKENS}
        return HttpReply(200, early if self.tells_early else self._headers(), json.dumps(BODY | {"usage": usage}))

    def _take(self, tokens: float) -> float:
        wait_s = self.limits["requests"].take(1) if "requests" in self.limits else 0.0
        return wait_s or (self.limits["tokens"].take(tokens) if "tokens" in self.limits else 0.0)

    def _takes_s(self) -> float:
        slow = SLOW_S if self._random.random() < self.slow_share else self.latency_s
        return slow + (self._random.expovariate(1 / self.spread_s) if self.spread_s else 0.0)

    def _headers(self) -> dict[str, str]:
        told: dict[str, str] = {}
        for kind, limit in self.limits.items() if self.tells else ():
            told[f"x-ratelimit-limit-{kind}"] = f"{limit.per_minute:.0f}"
            told[f"x-ratelimit-remaining-{kind}"] = str(int(limit.left))
            told[f"x-ratelimit-reset-{kind}"] = f"{(limit.most - limit.left) / limit.rate:.3f}s"
        return told
