"""One call to an endpoint: its attempts, each admitted, sent, timed, read and written down."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace

from evaluator.domain.judgements import Attempt, Reason, Usage
from evaluator.domain.readings import Progress
from evaluator.judge.approach import Approach, adapted
from evaluator.judge.body import HttpReply, Reply, read_reply
from evaluator.judge.clock import Clock
from evaluator.judge.config import JudgeConfig, ReplyFormat
from evaluator.judge.exchange import ChatRequest, Completion
from evaluator.judge.faults import Fault, Faulted, Remedy
from evaluator.judge.formats import fields_of
from evaluator.judge.pacing import Admission, Pacing
from evaluator.judge.parameters import parameters_of
from evaluator.judge.patience import Patience
from evaluator.judge.retry import Retries, Tally
from evaluator.judge.text import storable
from evaluator.judge.traits import Traits

CHARACTERS_A_TOKEN = 4
"""A usual guess for English, good enough to pace by until the endpoint's own count is known."""


DIGITS = 4
"""Digits after the point to which seconds are written down: finer is nothing but noise."""

NOTHING_USED = Usage()

NO_ROOM = Fault(
    Reason.RATE_LIMITED,
    Remedy.GIVE_UP,
    "no_room",
    "There was no room at the endpoint before the time was up",
    "no room",
)


Send = Callable[[Mapping[str, object]], Awaitable[HttpReply]]
"""Sends the fields of one chat request; raises Faulted where no reply came at all."""


@dataclass(frozen=True, slots=True)
class Line:
    """An endpoint as one client reaches it."""

    config: JudgeConfig
    send: Send
    pacing: Pacing
    traits: Traits
    clock: Clock


class Asking:
    """One question on its way through its attempts, for as long as the patience lasts.

    What happened so far stands in `tally`; `is_queued` while the request waits for its turn.
    """

    def __init__(self, line: Line, request: ChatRequest, progress: Progress, patience: Patience) -> None:
        self._line = line
        self._request = request
        self._patience = patience
        self._free_at = line.clock.monotonic()
        self.tally = Tally()
        self.is_queued = False
        self._retries = Retries(line.config.limits.attempts, patience, line.clock, progress, self.tally)

    async def run(self, reply_format: ReplyFormat, *, is_firm: bool) -> Completion:
        """Ask until there is a reply, in that form or, unless it is firm, a less strict one; raises Faulted."""

        async def attempt() -> Completion:
            return await self._attempt(reply_format, is_firm)

        return await self._retries.run(attempt)

    def _approach(self, reply_format: ReplyFormat, is_firm: bool) -> Approach:
        traits, limit = self._line.traits, self._request.max_output_tokens
        logprobs = traits.logprobs if self._request.with_logprobs else None
        parameters = parameters_of(self._line.config, limit, traits.parameters_refused, logprobs)
        return Approach(reply_format if is_firm else traits.best_format(reply_format), parameters, is_firm)

    async def _attempt(self, reply_format: ReplyFormat, is_firm: bool) -> Completion:
        self.is_queued = True
        self._patience.stop()
        interactive = not self._patience.in_batch
        async with self._line.pacing.admit(self._estimate(), self._wait, interactive=interactive) as admission:
            self._patience.go_on()
            self.is_queued = False
            self._retries.tell_turn()
            approach = self._approach(reply_format, is_firm)
            http, reply = await self._exchange(approach, admission)
            admission.settle(reply.usage.input_tokens + reply.usage.output_tokens)
        return Completion(
            text=reply.text,
            body=storable(http.body),
            finish_reason=reply.finish_reason,
            refusal=reply.refusal,
            model=reply.model,
            usage=self.tally.usage,
            attempts=tuple(self.tally.attempts),
            reply_format=approach.reply_format,
            parameters_sent=approach.parameters,
            parameters_refused=self._line.traits.notes,
            logprobs=reply.logprobs,
        )

    def _estimate(self) -> int:
        limit = self._request.max_output_tokens or self._line.config.max_output_tokens or 0
        written = sum(len(message.get("content", "")) for message in self._request.messages)
        return (written + len(str(self._request.schema))) // CHARACTERS_A_TOKEN + limit

    def _wait(self, wait: float, why: str) -> None:
        last = self.tally.last
        refusal = last if last and last.remedy is Remedy.WAIT else None
        if wait >= self._patience.left and not self._patience.in_batch:
            raise Faulted(replace(refusal, remedy=Remedy.GIVE_UP) if refusal else NO_ROOM)
        self._retries.tell_wait(wait, f"{refusal.what}." if refusal else why)

    async def _exchange(self, approach: Approach, admission: Admission) -> tuple[HttpReply, Reply]:
        """Send once and read the reply; whatever becomes of it is written down, also when the deadline ends it."""
        model, clock = self._line.config.model, self._line.clock
        begun, started_at = clock.monotonic(), clock.now()
        outcome, usage, status, request_id = "timeout", NOTHING_USED, None, None
        try:
            http = await self._line.send(fields_of(model, self._request, approach.reply_format, approach.parameters))
            admission.observe(http.status, http.headers)
            status, request_id = http.status, http.headers.get("x-request-id")
            reply = self._read(http, approach)
            outcome, usage = "ok", reply.usage
        except Faulted as error:
            outcome, usage = error.fault.outcome, error.fault.usage
            raise
        finally:
            number, ended = len(self.tally.attempts) + 1, clock.monotonic()
            lasted_s, waited_s = round(ended - begun, DIGITS), round(begun - self._free_at, DIGITS)
            self.tally.attempts.append(
                Attempt(number, started_at, lasted_s, outcome, waited_s, status, request_id, usage)
            )
            self._free_at = ended
        return http, reply

    def _read(self, http: HttpReply, approach: Approach) -> Reply:
        try:
            return read_reply(http, self._line.config.prices, self._line.clock.now())
        except Faulted as error:
            raise Faulted(adapted(error.fault, approach, self._line.traits)) from None
