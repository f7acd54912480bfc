"""Finding out which form of reply an endpoint really honours, by asking for something tiny in each."""

import json
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field

from evaluator.domain.judgements import Attempt, Reason, Usage
from evaluator.judge.config import ReplyFormat
from evaluator.judge.exchange import Capabilities, ChatFailed, ChatRequest, Completion

Ask = Callable[[ChatRequest, ReplyFormat], Awaitable[Completion]]
"""Sends one request in one form; raises ChatFailed."""

SIGNAL = {"signal": "seen"}
SCHEMA: dict[str, object] = {
    "type": "object",
    "properties": {"signal": {"type": "string", "enum": ["seen"]}},
    "required": ["signal"],
    "additionalProperties": False,
}
OUTPUT_TOKENS = 512
"""Room for a model that thinks before it writes; most need a dozen."""

QUIET = "Report the signal."
SPOKEN = 'Report the signal as a JSON object and nothing else: {"signal": "seen"}'
WORDS = {
    ReplyFormat.JSON_SCHEMA: QUIET,
    ReplyFormat.TOOL: QUIET,
    ReplyFormat.JSON_OBJECT: SPOKEN,
    ReplyFormat.TEXT: SPOKEN,
}
"""Where a schema goes along, the message keeps it to itself: only an endpoint that heeds the schema can meet it."""


@dataclass(slots=True)
class Findings:
    """What the probe has found so far."""

    refused: list[ReplyFormat] = field(default_factory=list)
    ignored: list[ReplyFormat] = field(default_factory=list)
    attempts: list[Attempt] = field(default_factory=list)
    usage: Usage = field(default_factory=Usage)
    model: str | None = None

    def count(self, spent: Completion | ChatFailed) -> None:
        """Add what one request took."""
        self.attempts.extend(spent.attempts)
        self.usage = self.usage.plus(spent.usage)

    def capabilities(self, found: ReplyFormat | None) -> Capabilities:
        """The outcome, without the parameters refused: those are the asker's to tell."""
        return Capabilities(
            reply_format=found,
            formats_refused=tuple(self.refused),
            formats_ignored=tuple(self.ignored),
            parameters_refused=(),
            model=self.model,
            attempts=tuple(self.attempts),
        )


async def probe(ask: Ask, ladder: Sequence[ReplyFormat]) -> Capabilities:
    """Try the forms in turn until one is honoured; raises ChatFailed where the endpoint fails for another reason."""
    findings = Findings()
    for rung in ladder:
        try:
            completion = await ask(ChatRequest(_message(rung), SCHEMA, "signal", OUTPUT_TOKENS), rung)
        except ChatFailed as failure:
            findings.count(failure)
            _sort(rung, failure, findings)
        else:
            findings.count(completion)
            findings.model = completion.model
            if _is_honoured(rung, completion):
                return findings.capabilities(rung)
            findings.ignored.append(rung)
    return findings.capabilities(None)


def _message(rung: ReplyFormat) -> tuple[dict[str, str]]:
    return ({"role": "user", "content": WORDS[rung]},)


def _sort(rung: ReplyFormat, failure: ChatFailed, findings: Findings) -> None:
    """Tell a form that is not to be had from an endpoint that is not to be had; raise for the latter."""
    reason = failure.unscored.reason
    if rung is not ReplyFormat.TEXT and reason is Reason.REQUEST_REFUSED:
        findings.refused.append(rung)
    elif rung is not ReplyFormat.TEXT and reason is Reason.REPLY_EMPTY:
        findings.ignored.append(rung)
    else:
        raise ChatFailed(
            failure.unscored, attempts=tuple(findings.attempts), usage=findings.usage, raw=failure.raw
        ) from failure


def _is_honoured(rung: ReplyFormat, completion: Completion) -> bool:
    if rung is ReplyFormat.TEXT:
        return True
    try:
        value = json.loads(completion.text)
    except (ValueError, RecursionError):
        return False
    return isinstance(value, dict) if rung is ReplyFormat.JSON_OBJECT else value == SIGNAL
