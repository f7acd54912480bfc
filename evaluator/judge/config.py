"""How one judge is set up, as the judge package needs it. Wiring makes these from the settings."""

from dataclasses import dataclass, field
from enum import StrEnum

from evaluator.digests import Digest, digest_json


class ReplyFormat(StrEnum):
    """How a reply's form is asked for, strictest first; `auto` finds the strictest that the endpoint really honours."""

    AUTO = "auto"
    JSON_SCHEMA = "json_schema"
    JSON_OBJECT = "json_object"
    TOOL = "tool"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Prices:
    """What a million tokens cost, in one currency. `cached_input` is the input's price where it is not given.

    `batch_discount` is the share, 0 to 1, taken off requests that travel by file or by a provider's batch.
    """

    input: float
    output: float
    cached_input: float | None = None
    batch_discount: float = 0.0

    def by_file(self) -> "Prices":
        """The same for requests that travel by file."""
        share = 1.0 - self.batch_discount
        cached = None if self.cached_input is None else self.cached_input * share
        return Prices(self.input * share, self.output * share, cached)


@dataclass(frozen=True, slots=True)
class Timeouts:
    """Seconds. `read` bounds one silence, `total` the whole judging with its retries and waits."""

    connect: float = 10.0
    read: float = 120.0
    total: float = 120.0


@dataclass(frozen=True, slots=True)
class Limits:
    """What the endpoint allows, None where it is not known. `in_flight` bounds requests under way at once."""

    requests_per_minute: int | None = None
    tokens_per_minute: int | None = None
    in_flight: int = 64
    attempts: int = 4


@dataclass(frozen=True, slots=True)
class JudgeConfig:
    """One LLM behind one OpenAI-compatible endpoint. `key` never prints."""

    name: str
    base_url: str
    model: str
    key: str = field(default="", repr=False)
    reply_format: ReplyFormat = ReplyFormat.AUTO
    mode: str = "per_answer"
    temperature: float | None = 0.0
    seed: int | None = 7
    max_output_tokens: int | None = None
    timeouts: Timeouts = field(default_factory=Timeouts)
    limits: Limits = field(default_factory=Limits)
    prices: Prices | None = None

    def digest(self) -> Digest:
        """The digest of what can change a verdict: endpoint, model, mode, format, parameters; never the key."""
        return digest_json(
            {
                "base_url": self.base_url,
                "model": self.model,
                "mode": self.mode,
                "reply_format": self.reply_format.value,
                "temperature": self.temperature,
                "seed": self.seed,
                "max_output_tokens": self.max_output_tokens,
            }
        )
