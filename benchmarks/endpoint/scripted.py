"""An endpoint that keeps to its script, apart from how requests come in."""

import json
import math
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any

from benchmarks.endpoint.chance import Chance
from benchmarks.endpoint.limits import Gate
from benchmarks.endpoint.prefixes import Prefixes
from benchmarks.endpoint.replies import answer_in, completion, prompt_of, reply_to, tokens_of
from benchmarks.endpoint.script import Fault, Script
from evaluator.judge.clock import SYSTEM_CLOCK, Clock

FOR_EVER_S = 3_600.0
"""How long a request hangs."""

REFUSED = '{"error": {"message": "Rate limit reached.", "type": "rate_limit_exceeded", "code": "rate_limit_exceeded"}}'
FAILED = '{"error": {"message": "The server had an error.", "type": "server_error", "code": null}}'


@dataclass(frozen=True, slots=True)
class Response:
    """One HTTP reply. `body` is None where the connection breaks off instead."""

    status: int
    headers: Mapping[str, str]
    body: str | None


@dataclass(slots=True)
class Counts:
    """What has happened so far. `tokens` are those of the requests let in, `first_at` is in seconds since 1970.

    `served` says how often each answer was judged.
    """

    requests: int = 0
    refused: int = 0
    tokens: int = 0
    most_at_once: int = 0
    first_at: float | None = None
    faults: Counter[str] = field(default_factory=Counter)
    served: Counter[str] = field(default_factory=Counter)

    def to_json(self) -> str:
        """For another process."""
        return json.dumps({named.name: getattr(self, named.name) for named in fields(self)})

    @classmethod
    def from_json(cls, text: str) -> "Counts":
        """What `to_json` wrote."""
        told = json.loads(text)
        return cls(**told | {"faults": Counter(told["faults"]), "served": Counter(told["served"])})


class ScriptedEndpoint:
    """Answers chat requests as its script says, and counts them."""

    def __init__(self, script: Script, clock: Clock = SYSTEM_CLOCK) -> None:
        self._script = script
        self._clock = clock
        self._gate = Gate(script, clock)
        self._chance = Chance(script)
        self._prefixes = Prefixes(script.cache_block) if script.cache_block else None
        self._under_way = 0
        self.counts = Counts()

    async def answer(self, request: Mapping[str, Any]) -> Response:
        """Answer one request after its time, refuse it, or fail as drawn."""
        counts = self.counts
        counts.requests += 1
        if counts.first_at is None:
            counts.first_at = self._clock.now().timestamp()
        self._under_way += 1
        counts.most_at_once = max(counts.most_at_once, self._under_way)
        try:
            tokens = tokens_of(request)
            wait_s = self._gate.enter(tokens)
            if wait_s:
                return await self._refuse(wait_s)
            counts.tokens += tokens
            return await self._serve(request)
        finally:
            self._under_way -= 1

    async def _refuse(self, wait_s: float) -> Response:
        self.counts.refused += 1
        asked = {"retry-after": str(math.ceil(wait_s))} if self._script.asks else {}
        headers = {**self._gate.headers(), **asked}
        await self._clock.sleep(self._script.refuses_in_s)
        return Response(429, headers, REFUSED)

    async def _serve(self, request: Mapping[str, Any]) -> Response:
        fault, delay_s = self._chance.fault(), self._chance.delay_s()
        if fault is not None:
            self.counts.faults[fault] += 1
        await self._clock.sleep(FOR_EVER_S if fault is Fault.HANG else delay_s)
        if fault is Fault.ERR500:
            return Response(500, self._gate.headers(), FAILED)
        if fault in (Fault.DROP, Fault.HANG):
            return Response(200, {}, None)
        return Response(200, self._gate.headers(), self._body(request, fault))

    def _body(self, request: Mapping[str, Any], fault: Fault | None) -> str:
        text, prompt = reply_to(request, self._script.points), prompt_of(request)
        cached = self._prefixes.cached(prompt) if self._prefixes else 0
        if fault is Fault.MALFORMED:
            text = text[: len(text) // 2]
        body = json.dumps(completion(request, text, cached))
        if fault is None:
            self.counts.served[answer_in(prompt)] += 1
        return body[: len(body) // 2] if fault is Fault.BADBODY else body
