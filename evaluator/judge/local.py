"""A model in a file, run in this process: no server and no network. One request at a time, in a thread of its own."""

import asyncio
import json
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Protocol

from evaluator.domain.judgements import Attempt, Reason
from evaluator.domain.readings import Progress, Stage, Step, untold
from evaluator.judge.body import HttpReply, read_reply
from evaluator.judge.clock import SYSTEM_CLOCK
from evaluator.judge.config import JudgeConfig, ReplyFormat
from evaluator.judge.exchange import Capabilities, ChatFailed, ChatRequest, Completion
from evaluator.judge.faults import Fault, Faulted, Remedy
from evaluator.judge.formats import LADDER, fields_of
from evaluator.judge.parameters import parameters_of
from evaluator.judge.patience import Patience
from evaluator.judge.probe import probe
from evaluator.judge.retry import Tally, unscored_after, unscored_in_time
from evaluator.judge.text import storable
from evaluator.judge.traits import LOGPROBS

GOOD = 200


class Model(Protocol):
    """A model that is loaded, asked in the words of the OpenAI protocol. Not to be asked from two threads at once."""

    def reply(self, fields: Mapping[str, object]) -> Mapping[str, object]:
        """The completion, or an object with `error`; raises whatever it likes."""


class LocalChat:
    """Asks one model in this process. One per judge and event loop; close it with `aclose`.

    `load` is called in the thread, at the first request. Its forms of reply are not probed: what runs such files keeps
    to a schema.
    """

    def __init__(self, config: JudgeConfig, load: Callable[[], Model]) -> None:
        self._config = config
        self._load = load
        self._model: Model | None = None
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="model")
        self._turn = asyncio.Lock()
        self._running: asyncio.Future[Mapping[str, object]] | None = None

    async def complete(
        self, request: ChatRequest, *, progress: Progress = untold, patience: Patience | None = None
    ) -> Completion:
        """Ask once, when it is this request's turn; raises ChatFailed and nothing else."""
        return await self._ask(request, self._form(request), progress, patience or self._patience())

    async def capabilities(self) -> Capabilities:
        """What the model does, found by asking; raises ChatFailed where it cannot be asked."""
        chosen, patience = self._config.reply_format, self._patience()
        ladder = LADDER if chosen is ReplyFormat.AUTO else (chosen,)
        return await probe(lambda request, rung: self._ask(request, rung, untold, patience), ladder)

    async def aclose(self) -> None:
        """Let the thread end, once it is done with what it is doing."""
        await asyncio.to_thread(self._thread.shutdown)
        self._model = None

    def _form(self, request: ChatRequest) -> ReplyFormat:
        if request.with_logprobs:
            return ReplyFormat.TEXT
        chosen = self._config.reply_format
        return ReplyFormat.JSON_SCHEMA if chosen is ReplyFormat.AUTO else chosen

    def _patience(self) -> Patience:
        return Patience(self._config.timeouts.total, SYSTEM_CLOCK)

    async def _ask(
        self, request: ChatRequest, reply_format: ReplyFormat, progress: Progress, patience: Patience
    ) -> Completion:
        logprobs = LOGPROBS[0] if request.with_logprobs else None
        parameters = parameters_of(self._config, request.max_output_tokens, (), logprobs)
        fields = fields_of(self._config.model, request, reply_format, parameters)
        is_queued = True
        try:
            async with patience.limit():
                patience.stop()
                async with self._turn:
                    await self._idle()
                    patience.go_on()
                    is_queued = False
                    progress(Step(Stage.ASK, 1, 1))
                    completion = await self._completion(fields)
        except TimeoutError:
            raise ChatFailed(unscored_in_time(Tally(), is_queued=is_queued)) from None
        return replace(completion, reply_format=reply_format, parameters_sent=parameters)

    async def _idle(self) -> None:
        """Wait for a request that was given up: what runs the model cannot be stopped in the middle."""
        if self._running is not None:
            await asyncio.wait([self._running])

    async def _completion(self, fields: Mapping[str, object]) -> Completion:
        begun, started_at = SYSTEM_CLOCK.monotonic(), SYSTEM_CLOCK.now()

        def attempt(outcome: str) -> Attempt:
            return Attempt(1, started_at, round(SYSTEM_CLOCK.monotonic() - begun, 4), outcome)

        loop = asyncio.get_running_loop()
        self._running = loop.run_in_executor(self._thread, self._run, fields)
        body = ""
        try:
            body = json.dumps(await asyncio.shield(self._running), ensure_ascii=False)
            reply = read_reply(HttpReply(GOOD, {}, body), self._config.prices, started_at)
        except Faulted as error:
            fault, raw = error.fault, storable(body) or None
            failed = (replace(attempt(fault.outcome), usage=fault.usage),)
            raise ChatFailed(unscored_after(fault, Tally()), attempts=failed, usage=fault.usage, raw=raw) from None
        return Completion(
            text=reply.text,
            body=storable(body),
            finish_reason=reply.finish_reason,
            refusal=reply.refusal,
            model=self._config.model,
            usage=reply.usage,
            attempts=(replace(attempt("ok"), usage=reply.usage),),
            reply_format=ReplyFormat.TEXT,
            parameters_sent={},
            parameters_refused=(),
            logprobs=reply.logprobs,
        )

    def _run(self, fields: Mapping[str, object]) -> Mapping[str, object]:
        """In the thread: load the model where it is not yet, and ask it; raises Faulted for whatever goes wrong."""
        try:
            self._model = self._model or self._load()
        except Exception:
            raise Faulted(_fault("model_not_loaded", "The model's file could not be loaded")) from None
        try:
            return self._model.reply(fields)
        except Exception:
            raise Faulted(_fault("model_failed", "What runs the model's file refused the request")) from None


def _fault(outcome: str, what: str) -> Fault:
    return Fault(Reason.ENDPOINT_FAILED, Remedy.GIVE_UP, outcome, what, "failed")
