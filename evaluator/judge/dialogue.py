"""One reading's talk with a model: what is asked, what each reply comes to, and what is asked after a bad one."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from evaluator.domain.judgements import Attempt, Reason, Unscored, Usage
from evaluator.domain.readings import Assignment, Exchange, Reading
from evaluator.judge.config import JudgeConfig
from evaluator.judge.exchange import ChatFailed, ChatRequest, Completion
from evaluator.judge.prompts import Prompt, Rendering
from evaluator.judge.reply import SHAPE, ReplyFault, Schema, parse, schema_for, strict_schema_for

SCHEMA_NAME = "points"

TOKENS_A_REPLY = 160
TOKENS_A_POINT = 160
"""What a reply may take where the settings say nothing: twice what replies that keep to the prompt take."""

SHORTER = "It was cut off at the length limit. Be shorter: one quote of at most 12 words, reasons of at most 8 words."

WHAT_IS_WRONG: Mapping[Reason, str] = {
    Reason.REPLY_TRUNCATED: "The judge's reply was cut off at its length limit",
    Reason.REPLY_INVALID: "The judge's reply was not in the form we asked for",
    Reason.REPLY_EMPTY: "The judge's reply was empty",
}

NOTHING_USED = Usage()


def reply_limit(config: JudgeConfig, asked: int) -> int:
    """The tokens that a reply about so many points may take, so that a model that never ends is cut off."""
    return config.max_output_tokens or TOKENS_A_REPLY + TOKENS_A_POINT * asked


class Dialogue:
    """What has been sent and received in one reading so far.

    A `strict` one asks from the beginning in the form that a grammar keeps to exactly, at a quarter more tokens.
    """

    def __init__(self, prompt: Prompt, assignment: Assignment, *, strict: bool = False) -> None:
        self._prompt = prompt
        self._rendering = prompt.render(assignment)
        self._wanted = [asked.id for asked in assignment.asked]
        self._schema: Schema = strict_schema_for(self._wanted) if strict else schema_for(self._wanted)
        self._completions: list[Completion] = []
        self._messages = self._rendering.messages

    def request(self, most_tokens: int | None) -> ChatRequest:
        """What is to be asked now."""
        return ChatRequest(self._messages, self._schema, SCHEMA_NAME, most_tokens)

    def hear(self, completion: Completion) -> Reading:
        """Keep a reply, whatever it is worth, and return what it comes to; raises ReplyFault where that is nothing."""
        self._completions.append(completion)
        if completion.refusal is not None:
            return self._ended(Unscored(Reason.REPLY_REFUSED, "The judge refused to answer."))
        if completion.finish_reason == "length":
            raise ReplyFault(SHORTER, Reason.REPLY_TRUNCATED)
        return Reading(parse(completion.text, self._wanted), self._exchange())

    def ask_again(self, completion: Completion, fault: ReplyFault) -> None:
        """Go on from a reply that cannot be used, in the stricter form.

        A cut-off one is not shown again: it would only be copied.
        """
        said = () if fault.reason is Reason.REPLY_TRUNCATED else ({"role": "assistant", "content": completion.text},)
        correction = f"Your reply could not be used. {fault.problem} Reply again with {SHAPE}"
        self._schema = strict_schema_for(self._wanted)
        self._messages = (*self._rendering.messages, *said, {"role": "user", "content": correction})

    def given_up(self, fault: ReplyFault) -> Reading:
        """No reading, because no reply could be used; the last of them for this fault."""
        times = len(self._completions)
        often = f", {times} times." if times > 1 else "."
        return self._ended(Unscored(fault.reason, WHAT_IS_WRONG[fault.reason] + often))

    def failed(self, failure: ChatFailed) -> Reading:
        """No reading, because the last request failed."""
        return Reading((), self._exchange(failure), failure.unscored)

    def _ended(self, unscored: Unscored) -> Reading:
        return Reading((), self._exchange(), unscored)

    def _exchange(self, failure: ChatFailed | None = None) -> Exchange:
        return exchange_of(self._prompt, self._rendering, self._messages, self._completions, failure)


def exchange_of(
    prompt: Prompt,
    rendering: Rendering,
    sent: tuple[Mapping[str, str], ...],
    replies: Sequence[Completion],
    failure: ChatFailed | None = None,
) -> Exchange:
    """What went to a model and what came back: these replies, oldest first, and the failure after them, if any."""
    last = replies[-1] if replies else None
    every = [attempt for reply in replies for attempt in reply.attempts] + list(failure.attempts if failure else ())
    total = failure.usage if failure else NOTHING_USED
    for reply in replies:
        total = total.plus(reply.usage)
    raw = () if failure is None or failure.raw is None else (failure.raw,)
    return Exchange(
        prompt_fingerprint=prompt.fingerprint,
        rendered_digest=rendering.digest,
        model_answered=last.model if last else None,
        parameters_sent=last.parameters_sent if last else {},
        parameters_refused=last.parameters_refused if last else (),
        reply_format=last.reply_format.value if last else None,
        sent=rendering.recorded(sent),
        raw_replies=(*(reply.body for reply in replies), *raw),
        examples=rendering.shown.marks,
        attempts=numbered(every),
        usage=total,
    )


def numbered(attempts: Iterable[Attempt]) -> tuple[Attempt, ...]:
    """Attempts of several calls counted through."""
    return tuple(replace(attempt, number=number) for number, attempt in enumerate(attempts, 1))
