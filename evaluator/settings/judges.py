"""The tables of the file that describe judges, and panels of them."""

from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Field, SecretStr, ValidationInfo, model_validator
from pydantic_core import PydanticKnownError

from evaluator.settings.kinds import Amount, Count, JudgeName, Seconds, Share, Table, Words, absolute, endpoint_of, told

ModeName = Literal["per_answer", "per_point", "yes_no_logprobs"]
ReplyFormatName = Literal["auto", "json_schema", "json_object", "tool", "text"]
NEVER = "never"
"""What stands for a threshold that no probability reaches."""

Escalations = Annotated[tuple[Literal["unsure", "flagged"], ...], Field(strict=False, min_length=1)]


def _endpoint(url: str) -> str:
    return endpoint_of(url, "https://llm.example/v1 or http://127.0.0.1:8080/v1")


def _file(path: Path | None) -> Path | None:
    return path and absolute(path)


def _one_place(url: object, info: ValidationInfo) -> object:
    """A model is at an address or in a file. Nothing is said of the one where the other is at fault."""
    if "gguf" not in info.data:
        return url or ""
    if info.data["gguf"] is None and url is None:
        raise PydanticKnownError("missing")
    if info.data["gguf"] is not None and url is not None:
        raise told("cannot stand beside gguf: a judge's model is at an address or in a file")
    return url or ""


def _endpoint_unless_file(url: str, info: ValidationInfo) -> str:
    return _endpoint(url) if url or info.data.get("gguf", True) is None else ""


def _named(model: object, info: ValidationInfo) -> object:
    gguf = info.data.get("gguf")
    if model is None and gguf is None:
        raise PydanticKnownError("missing")
    return gguf.stem if model is None and gguf is not None else model


def _or_never(value: object) -> object:
    return None if value == NEVER else value


def _below(share: float | None, info: ValidationInfo) -> float | None:
    above = info.data.get("covered_from")
    if share is not None and above is not None and share >= above:
        raise told("must be below covered_from")
    return share


Threshold = Annotated[float | None, Field(ge=0, le=1, allow_inf_nan=False), BeforeValidator(_or_never)]
"""A probability; None, written as `never`, where none is enough."""


def _of_whole_answers(examples: int, info: ValidationInfo) -> int:
    if examples and info.data.get("mode", "per_answer") != "per_answer":
        raise told("goes with the mode per_answer alone")
    return examples


def _variable_name(name: str) -> str:
    if not name.isascii() or not name.isidentifier():
        raise told("must be the name of an environment variable that holds the key, such as OPENAI_API_KEY")
    return name


class LimitSettings(Table):
    """What an endpoint allows. `attempts` counts the first request too."""

    requests_per_minute: Count | None = None
    tokens_per_minute: Count | None = None
    in_flight: Annotated[int, Field(ge=1, le=1000)] = 64
    attempts: Annotated[int, Field(ge=1, le=20)] = 4


class PriceSettings(Table):
    """What a million tokens cost, in one currency."""

    input: Amount
    output: Amount
    cached_input: Amount | None = None
    batch_discount: Share = 0.0


class TimeoutSettings(Table):
    """Seconds. `read` bounds one silence, `total` the whole judging with its retries and waits."""

    connect: Seconds = 10.0
    read: Seconds = 120.0
    total: Seconds = 120.0

    @model_validator(mode="after")
    def _in_order(self) -> "TimeoutSettings":
        if self.read > self.total:
            raise told("must allow `total` at least as long as `read`")
        return self


class JudgeSettings(Table):
    """One LLM behind one OpenAI-compatible endpoint, or in a GGUF file that is run in this process.

    `base_url` is empty for a file, whose name is the model's where none is given; `context` is how many tokens such a
    model takes in at once. `key` is what the variable named by `key_env` holds. Each answer is read `samples` times,
    after at most so many reviewed `examples`.
    `covered_from` and `missed_up_to` are probabilities for the mode `yes_no_logprobs`, None for never.
    """

    name: JudgeName
    gguf: Annotated[Path | None, Field(strict=False), AfterValidator(_file)] = None
    base_url: Annotated[str, AfterValidator(_endpoint_unless_file), BeforeValidator(_one_place)] = Field(
        default=None, validate_default=True
    )
    model: Annotated[Words, BeforeValidator(_named)] = Field(default=None, validate_default=True)
    context: Annotated[int, Field(ge=512, le=1_000_000)] = 8192
    key_env: Annotated[str, AfterValidator(_variable_name)] | None = None
    key: SecretStr = SecretStr("")
    reply_format: ReplyFormatName = "auto"
    mode: ModeName = "per_answer"
    samples: Annotated[int, Field(ge=1, le=9)] = 1
    examples: Annotated[int, Field(ge=0, le=5), AfterValidator(_of_whole_answers)] = 0
    covered_from: Threshold = 0.9
    missed_up_to: Annotated[Threshold, AfterValidator(_below)] = 0.1
    temperature: Annotated[float, Field(ge=0, le=2, allow_inf_nan=False)] = 0.0
    seed: int = 7
    max_output_tokens: Count | None = None
    timeouts: TimeoutSettings = TimeoutSettings()
    limits: LimitSettings = LimitSettings()
    prices: PriceSettings | None = None
    default: bool = False


class MatcherSettings(Table):
    """From what probability of being covered a point is `covered` to the matcher, and up to what probability of being
    there at all `missed`, instead of what was fitted.
    """

    covered_from: Threshold
    missed_up_to: Annotated[Threshold, AfterValidator(_below)]


class PanelSettings(Table):
    """Judges by name who are asked one after the other: the first about every answer, the second about what makes the
    panel escalate, a third where those two contradict each other.
    """

    name: JudgeName
    first: JudgeName
    second: JudgeName
    third: JudgeName | None = None
    escalate_on: Escalations = ("unsure", "flagged")
    default: bool = False

    @property
    def members(self) -> tuple[str, ...]:
        """The judges' names, in the order in which they are asked."""
        return tuple(name for name in (self.first, self.second, self.third) if name is not None)
