"""The judge that is a language model: the prompt is sent, the reply parsed, and asked for once more where it fails."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Protocol

from evaluator.digests import digest_json
from evaluator.domain.judgements import Attempt, Claim, JudgeIdentity, Reason, Unscored, Usage
from evaluator.domain.questions import PointId
from evaluator.domain.readings import Assignment, Exchange, Progress, Reading
from evaluator.judge.clock import SYSTEM_CLOCK, Clock
from evaluator.judge.config import JudgeConfig
from evaluator.judge.endpoint import endpoint_of
from evaluator.judge.exchange import ChatFailed, ChatRequest, Completion
from evaluator.judge.patience import Patience
from evaluator.judge.prompts import Prompt, Rendering
from evaluator.judge.reply import ReplyFault, parse, schema_for

SCHEMA_NAME = "points"

ASKINGS = 2
"""How often one reading is asked for: once, and once more where the reply cannot be used."""

TOKENS_A_REPLY = 160
TOKENS_A_POINT = 160
"""What a reply may take where the settings say nothing: twice what replies that keep to the prompt take."""

SHORTER = "It was cut off at the length limit. Be shorter: one quote of at most 12 words, reasons of at most 8 words."


NOTHING_USED = Usage()


class Chat(Protocol):
    """Sends one request to a model, with whatever retrying that takes."""

    async def complete(self, request: ChatRequest, *, progress: Progress, patience: Patience) -> Completion:
        """The reply, while the patience lasts; raises ChatFailed where there is none."""


class LlmReader:
    """Reads answers by asking one model behind one endpoint. Many readings may be under way at once.

    One for batches lets others go first, and does not count the time for which its requests queue.
    """

    wants_canaries = True
    only_words = False

    def __init__(
        self, config: JudgeConfig, chat: Chat, prompt: Prompt, clock: Clock = SYSTEM_CLOCK, *, in_batch: bool = False
    ) -> None:
        self._config = config
        self._chat = chat
        self._prompt = prompt
        self._clock = clock
        self._in_batch = in_batch
        self._thinks_aloud = False
        self.deadline_s = config.timeouts.total
        self.settings_digest = digest_json([config.digest(), prompt.fingerprint])
        self.identity = JudgeIdentity(
            name=config.name,
            model=config.model,
            prompt=prompt.name,
            host=endpoint_of(config).host,
            mode=config.mode,
            settings_digest=self.settings_digest,
        )

    def for_batches(self) -> "LlmReader":
        """The same reader for answers that nobody waits for."""
        return LlmReader(self._config, self._chat, self._prompt, self._clock, in_batch=True)

    async def read(self, assignment: Assignment, progress: Progress) -> Reading:
        """The model's claims about every point asked, or why there are none."""
        rendering = self._prompt.render(assignment)
        dialogue = _Dialogue(self._prompt, rendering)
        patience = Patience(self.deadline_s, self._clock, in_batch=self._in_batch)
        wanted = [asked.id for asked in assignment.asked]
        schema = schema_for(wanted)
        fault = ReplyFault("", Reason.REPLY_INVALID)
        for _ in range(ASKINGS):
            request = ChatRequest(dialogue.messages, schema, SCHEMA_NAME, self._most_tokens(len(wanted)))
            try:
                completion = await self._chat.complete(request, progress=progress, patience=patience)
            except ChatFailed as failed:
                return dialogue.failed(failed)
            dialogue.hear(completion)
            if completion.refusal is not None:
                return dialogue.ended(Unscored(Reason.REPLY_REFUSED, "The judge refused to answer."))
            try:
                return dialogue.reading(self._claims(completion, wanted))
            except ReplyFault as caught:
                fault = caught
                dialogue.ask_again(completion, fault)
        return dialogue.ended(Unscored(fault.reason, TWICE[fault.reason]))

    def _most_tokens(self, asked: int) -> int | None:
        """What the reply may take, so that a model that never ends is cut off; None where thinking counts as well."""
        if self._config.max_output_tokens is not None or self._thinks_aloud:
            return self._config.max_output_tokens
        return TOKENS_A_REPLY + TOKENS_A_POINT * asked

    def _claims(self, completion: Completion, wanted: list[PointId]) -> tuple[Claim, ...]:
        if completion.finish_reason == "length":
            # Cut off before its first word: the model thinks before it writes, and its thoughts have used it all up.
            self._thinks_aloud = self._thinks_aloud or not completion.text.strip()
            raise ReplyFault(SHORTER, Reason.REPLY_TRUNCATED)
        return parse(completion.text, wanted)


TWICE: Mapping[Reason, str] = {
    Reason.REPLY_TRUNCATED: "The judge's reply was cut off at its length limit, twice.",
    Reason.REPLY_INVALID: "The judge's reply was not in the form we asked for, twice.",
    Reason.REPLY_EMPTY: "The judge's reply was empty, twice.",
}


class _Dialogue:
    """What has been sent and received in one reading so far."""

    def __init__(self, prompt: Prompt, rendering: Rendering) -> None:
        self._prompt = prompt
        self._rendering = rendering
        self._completions: list[Completion] = []
        self.messages = rendering.messages

    def hear(self, completion: Completion) -> None:
        """Keep a reply, whatever it is worth."""
        self._completions.append(completion)

    def ask_again(self, completion: Completion, fault: ReplyFault) -> None:
        """Go on from a reply that cannot be used. A cut-off one is not shown again: it would only be copied."""
        said = () if fault.reason is Reason.REPLY_TRUNCATED else ({"role": "assistant", "content": completion.text},)
        correction = f"Your reply could not be used. {fault.problem} Reply again with the whole JSON object."
        self.messages = (*self._rendering.messages, *said, {"role": "user", "content": correction})

    def reading(self, claims: tuple[Claim, ...]) -> Reading:
        """The reading that this dialogue came to."""
        return Reading(claims, self._exchange())

    def ended(self, unscored: Unscored) -> Reading:
        """No reading, for a reason that lies in the replies."""
        return Reading((), self._exchange(), unscored)

    def failed(self, failure: ChatFailed) -> Reading:
        """No reading, because the last request failed."""
        raw = () if failure.raw is None else (failure.raw,)
        return Reading((), self._exchange(failure.attempts, failure.usage, raw), failure.unscored)

    def _exchange(
        self, attempts: tuple[Attempt, ...] = (), usage: Usage = NOTHING_USED, raw: tuple[str, ...] = ()
    ) -> Exchange:
        replies = self._completions
        last = replies[-1] if replies else None
        every = [attempt for reply in replies for attempt in reply.attempts] + list(attempts)
        total = usage
        for reply in replies:
            total = total.plus(reply.usage)
        return Exchange(
            prompt_fingerprint=self._prompt.fingerprint,
            rendered_digest=self._rendering.digest,
            model_answered=last.model if last else None,
            parameters_sent=last.parameters_sent if last else {},
            parameters_refused=last.parameters_refused if last else (),
            reply_format=last.reply_format.value if last else None,
            sent=self.messages,
            raw_replies=(*(reply.body for reply in replies), *raw),
            attempts=tuple(replace(attempt, number=number) for number, attempt in enumerate(every, 1)),
            usage=total,
        )
