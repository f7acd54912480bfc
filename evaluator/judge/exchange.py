"""What goes to an endpoint and what comes back. Importing this does not import the SDK."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from evaluator.domain.judgements import Attempt, Unscored, Usage
from evaluator.judge.config import ReplyFormat

Parameters = Mapping[str, str | int | float | bool | None]


@dataclass(frozen=True, slots=True)
class ChatRequest:
    """One question to a model. The messages must describe the reply's form too: not every endpoint takes `schema`.

    They must also contain the word JSON: some endpoints refuse `json_object` otherwise.

    `schema` is a JSON schema without defaults. One that is closed (every field required, no other allowed) is sent to
    be kept to strictly. `with_logprobs` asks for the probabilities of the first token instead, in no form.
    """

    messages: tuple[Mapping[str, str], ...]
    schema: Mapping[str, object]
    schema_name: str
    max_output_tokens: int | None = None
    with_logprobs: bool = False


@dataclass(frozen=True, slots=True)
class Completion:
    """A reply. `text` is what the model wrote (a tool call's arguments or the content), `body` the whole HTTP body.

    `usage` is that of all attempts together. A `finish_reason` of `length` means that `text` is cut off.
    `parameters_refused` names what had to be left out; a refused reply format stands there as `reply_format=...`.
    `logprobs` holds what may have stood in the first token's place, each with the logarithm of its probability; empty
    where the endpoint tells none.
    """

    text: str
    body: str
    finish_reason: str | None
    refusal: str | None
    model: str | None
    usage: Usage
    attempts: tuple[Attempt, ...]
    reply_format: ReplyFormat
    parameters_sent: Parameters
    parameters_refused: tuple[str, ...]
    logprobs: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What an endpoint does with one model, found by asking. `reply_format` is the strictest form it honours.

    `formats_refused` were answered with an error, `formats_ignored` with something of another form. `reply_format`
    is None only where one form is demanded in the settings and that one is not honoured.
    """

    reply_format: ReplyFormat | None
    formats_refused: tuple[ReplyFormat, ...]
    formats_ignored: tuple[ReplyFormat, ...]
    parameters_refused: tuple[str, ...]
    model: str | None
    attempts: tuple[Attempt, ...]


class ChatFailed(Exception):
    """No reply that can be used. `raw` is the last HTTP body, None where there was none.

    Prints as `unscored.detail` only: `raw` may hold a candidate's words.
    """

    def __init__(
        self,
        unscored: Unscored,
        *,
        attempts: tuple[Attempt, ...] = (),
        usage: Usage | None = None,
        raw: str | None = None,
    ) -> None:
        super().__init__(unscored.detail)
        self.unscored = unscored
        self.attempts = attempts
        self.usage = usage or Usage()
        self.raw = raw
