"""The judge that is a language model: the prompt is sent, the reply parsed, and asked for again where it fails."""

from typing import Protocol

from evaluator.digests import Digest, digest_json
from evaluator.domain.judgements import JudgeIdentity, Reason
from evaluator.domain.readings import Assignment, Progress, Reading, untold
from evaluator.judge.clock import SYSTEM_CLOCK, Clock
from evaluator.judge.config import JudgeConfig, Mode
from evaluator.judge.dialogue import Dialogue, reply_limit
from evaluator.judge.endpoint import endpoint_of
from evaluator.judge.exchange import ChatFailed, ChatRequest, Completion
from evaluator.judge.patience import Patience
from evaluator.judge.prompts import Prompt
from evaluator.judge.reply import ReplyFault

ASKINGS = 3
"""How often one reading is asked for: once, and twice more where the reply cannot be used.

Where one reply in twenty breaks, asking once more would still lose one answer in 400; asking twice more, one in 8,000.
"""


class Chat(Protocol):
    """Sends one request to a model, with whatever retrying that takes."""

    async def complete(
        self, request: ChatRequest, *, progress: Progress = untold, patience: Patience | None = None
    ) -> Completion:
        """The reply, while the patience lasts, or as long as a judging may; raises ChatFailed where there is none."""


class LlmReader:
    """Reads answers by asking one model behind one endpoint. Many readings may be under way at once.

    One for batches lets others go first, and does not count the time for which its requests queue. It asks in the form
    that takes the fewest tokens, for as long as the model keeps to the points asked.
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
        # For one point the strict form is as short as the other.
        self._strictly = not in_batch or config.mode is Mode.PER_POINT
        self.deadline_s = config.timeouts.total
        self.settings_digest = settings_digest_of(config, prompt)
        self.identity = identity_of(config, prompt)

    def for_batches(self) -> "LlmReader":
        """The same reader for answers that nobody waits for."""
        return LlmReader(self._config, self._chat, self._prompt, self._clock, in_batch=True)

    async def read(self, assignment: Assignment, progress: Progress) -> Reading:
        """The model's claims about every point asked, or why there are none."""
        return await self.converse(assignment, progress, self.patience())

    def patience(self) -> Patience:
        """The time of one reading, which begins now."""
        return Patience(self.deadline_s, self._clock, in_batch=self._in_batch)

    async def converse(self, assignment: Assignment, progress: Progress, patience: Patience) -> Reading:
        """The same within a time that is shared with other requests."""
        dialogue = Dialogue(self._prompt, assignment, strict=self._strictly)
        fault = ReplyFault("", Reason.REPLY_INVALID)
        for _ in range(ASKINGS):
            request = dialogue.request(self._most_tokens(len(assignment.asked)))
            try:
                completion = await self._chat.complete(request, progress=progress, patience=patience)
            except ChatFailed as failed:
                return dialogue.failed(failed)
            try:
                return dialogue.hear(completion)
            except ReplyFault as caught:
                fault = caught
                self._thinks_aloud = self._thinks_aloud or _was_all_thoughts(completion)
                self._strictly = self._strictly or _strays(fault)
                dialogue.ask_again(completion, fault)
        return dialogue.given_up(fault)

    def _most_tokens(self, asked: int) -> int | None:
        """What the reply may take; None where thinking counts as well and the settings say nothing."""
        return self._config.max_output_tokens if self._thinks_aloud else reply_limit(self._config, asked)


def settings_digest_of(config: JudgeConfig, prompt: Prompt) -> Digest:
    """The digest of everything that can change a model's claims."""
    return digest_json([config.digest(), prompt.fingerprint])


def identity_of(config: JudgeConfig, prompt: Prompt) -> JudgeIdentity:
    """Who judges: a model behind an endpoint, or in a file that is run here."""
    return JudgeIdentity(
        name=config.name,
        model=config.model,
        prompt=prompt.name,
        host=None if config.model_file else endpoint_of(config).host,
        mode=config.mode.value,
        settings_digest=settings_digest_of(config, prompt),
    )


def _strays(fault: ReplyFault) -> bool:
    """The model gives ids of its own or never ends its list: what the strict form alone keeps it from."""
    return fault.misnames or fault.reason is Reason.REPLY_TRUNCATED


def _was_all_thoughts(completion: Completion) -> bool:
    """Cut off before its first word: the model thinks before it writes, and its thoughts have used it all up."""
    return completion.finish_reason == "length" and not completion.text.strip()
