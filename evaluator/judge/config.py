"""How one judge is set up, as the judge package needs it. Wiring makes these from the settings."""

from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from evaluator.digests import Digest, Json, digest_json
from evaluator.domain.scales import Thresholds as Thresholds


class Mode(StrEnum):
    """In how many requests an answer is judged, and by what: all points in one reply, one point a reply, or one token
    a point, by its probability.
    """

    PER_ANSWER = "per_answer"
    PER_POINT = "per_point"
    YES_NO_LOGPROBS = "yes_no_logprobs"

    @property
    def asks_each_point(self) -> bool:
        """Whether an answer takes a request for each of its question's points."""
        return self is not Mode.PER_ANSWER


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
class ModelFile:
    """A model's file that is run in this process. `mark` tells its content apart; `context` is in tokens."""

    path: Path
    mark: Digest
    context: int


@dataclass(frozen=True, slots=True)
class JudgeConfig:
    """One LLM behind one OpenAI-compatible endpoint, or in a file that is run in this process. `key` never prints.

    Each answer is read `samples` times, after at most so many `examples`.
    """

    name: str
    base_url: str
    model: str
    key: str = field(default="", repr=False)
    reply_format: ReplyFormat = ReplyFormat.AUTO
    mode: Mode = Mode.PER_ANSWER
    thresholds: Thresholds = field(default_factory=Thresholds)
    model_file: ModelFile | None = None
    temperature: float | None = 0.0
    seed: int | None = 7
    max_output_tokens: int | None = None
    samples: int = 1
    examples: int = 0
    timeouts: Timeouts = field(default_factory=Timeouts)
    limits: Limits = field(default_factory=Limits)
    prices: Prices | None = None

    @property
    def takes_one_request(self) -> bool:
        """Whether an answer is judged by one request to an endpoint: such can be made beforehand and sent by file."""
        return not self.mode.asks_each_point and self.model_file is None and self.samples == 1 and not self.examples

    def digest(self) -> Digest:
        """The digest of what can change a verdict: endpoint, model, mode, format, parameters; never the key."""
        told: dict[str, Json] = {
            "base_url": self.base_url,
            "model": self.model,
            "mode": self.mode.value,
            "reply_format": self.reply_format.value,
            "temperature": self.temperature,
            "seed": self.seed,
            "max_output_tokens": self.max_output_tokens,
        }
        if self.mode is Mode.YES_NO_LOGPROBS:
            told["thresholds"] = [self.thresholds.covered_from, self.thresholds.missed_up_to]
        if self.model_file is not None:
            told["model_file"] = [self.model_file.mark, self.model_file.context]
        if self.samples > 1:
            told["samples"] = self.samples
        if self.examples:
            told["examples"] = self.examples
        return digest_json(told)
