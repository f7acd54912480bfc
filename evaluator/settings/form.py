"""The settings as values: their names, types, limits and defaults."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import quote, urlsplit

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    SecretStr,
    ValidationInfo,
    model_validator,
)
from pydantic_core import PydanticCustomError, PydanticKnownError

from evaluator.settings.shipped import shipped

TOLD = "told"
"""The error type of a finding whose message is written for people already."""

SQLITE, POSTGRESQL = "sqlite:///", "postgresql+psycopg://"
ModeName = Literal["per_answer", "per_point", "yes_no_logprobs"]
ReplyFormatName = Literal["auto", "json_schema", "json_object", "tool", "text"]
JudgeName = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9._-]{0,39}$")]
Words = Annotated[str, Field(min_length=1, max_length=200)]
Amount = Annotated[float, Field(ge=0, allow_inf_nan=False)]
Share = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]
Seconds = Annotated[float, Field(gt=0, le=3600, allow_inf_nan=False)]
Count = Annotated[int, Field(ge=1)]


def _endpoint(url: str) -> str:
    return _endpoint_of(url, "https://llm.example/v1 or http://127.0.0.1:8080/v1")


def _endpoint_of(url: str, such_as: str) -> str:
    plain = url.strip()
    try:
        parts = urlsplit(plain)
        host, _ = parts.hostname, parts.port
    except ValueError:
        host = None
    if host is None or parts.scheme not in ("http", "https"):
        raise _told(f"must be a web address, such as {such_as}")
    if "@" in parts.netloc:
        raise _told("must hold no user or password; the key goes into an environment variable")
    return plain


def _outside(url: str) -> str:
    plain = _endpoint_of(url, "https://checks.example/checkpoints")
    parts = urlsplit(plain)
    if parts.scheme == "http" and parts.hostname not in ("127.0.0.1", "::1", "localhost"):
        raise _told("must begin with https://; http:// goes to this machine alone")
    return plain


def _secret_outside(url: SecretStr) -> SecretStr:
    return SecretStr(_outside(url.get_secret_value()))


def _bucket(url: str) -> str:
    parts = urlsplit(_outside(url))
    if parts.query or parts.fragment or not parts.path.strip("/"):
        raise _told("must be https://ENDPOINT/BUCKET with a prefix, if any, and nothing after a question mark")
    return url.strip()


def _file(path: Path | None) -> Path | None:
    return path and _absolute(path)


def _one_place(url: object, info: ValidationInfo) -> object:
    """A model is at an address or in a file. Nothing is said of the one where the other is at fault."""
    if "gguf" not in info.data:
        return url or ""
    if info.data["gguf"] is None and url is None:
        raise PydanticKnownError("missing")
    if info.data["gguf"] is not None and url is not None:
        raise _told("cannot stand beside gguf: a judge's model is at an address or in a file")
    return url or ""


def _endpoint_unless_file(url: str, info: ValidationInfo) -> str:
    return _endpoint(url) if url or info.data.get("gguf", True) is None else ""


def _named(model: object, info: ValidationInfo) -> object:
    gguf = info.data.get("gguf")
    if model is None and gguf is None:
        raise PydanticKnownError("missing")
    return gguf.stem if model is None and gguf is not None else model


def _below(share: float, info: ValidationInfo) -> float:
    if share >= info.data.get("covered_from", 2.0):
        raise _told("must be below covered_from")
    return share


def _variable_name(name: str) -> str:
    if not name.isascii() or not name.isidentifier():
        raise _told("must be the name of an environment variable that holds the key, such as OPENAI_API_KEY")
    return name


def _no_switch(value: object) -> object:
    if isinstance(value, bool):
        raise _told("must be a whole number")
    return value


def _absolute(path: Path) -> Path:
    return path.expanduser().absolute()


def _database(url: SecretStr) -> SecretStr:
    if not url.get_secret_value().startswith((SQLITE, POSTGRESQL)):
        raise _told(f"must begin with {POSTGRESQL} or {SQLITE}")
    return url


def _told(message: str) -> PydanticCustomError:
    return PydanticCustomError(TOLD, "{message}", {"message": message})


Place = Annotated[Path, AfterValidator(_absolute)]


class Form(BaseModel):
    """A frozen table that takes no other keys than its own and shows no value in its errors."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)


class Table(Form):
    """A table of the file, where a number is written as a number and text as text."""

    model_config = ConfigDict(strict=True)


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
            raise _told("must allow `total` at least as long as `read`")
        return self


class JudgeSettings(Table):
    """One LLM behind one OpenAI-compatible endpoint, or in a GGUF file that is run in this process.

    `base_url` is empty for a file, whose name is the model's where none is given; `context` is how many tokens such a
    model takes in at once. `key` is what the variable named by `key_env` holds. `covered_from` and `missed_up_to` are
    probabilities for the mode `yes_no_logprobs`.
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
    covered_from: Share = 0.9
    missed_up_to: Annotated[Share, AfterValidator(_below)] = 0.1
    temperature: Annotated[float, Field(ge=0, le=2, allow_inf_nan=False)] = 0.0
    seed: int = 7
    max_output_tokens: Count | None = None
    timeouts: TimeoutSettings = TimeoutSettings()
    limits: LimitSettings = LimitSettings()
    prices: PriceSettings | None = None
    default: bool = False


class ReviewSettings(Table):
    """Which judgements people are asked to review, and how long an answer stays with the one it was handed to."""

    enabled: bool = True
    random_rate: Share = 0.05
    floor: Annotated[int, Field(ge=0)] = 20
    second_share: Share = 0.1
    first_of_version: Annotated[int, Field(ge=0)] = 10
    claim_minutes: Annotated[float, Field(ge=1, le=1440, allow_inf_nan=False)] = 30.0
    seed: int = 0
    interviewers_first: bool = False
    seeded_wrong_share: Share = 0.0


class SessionSettings(Table):
    """How long somebody stays signed in: at most, and without doing anything."""

    hours: Annotated[float, Field(gt=0, le=720, allow_inf_nan=False)] = 12.0
    idle_minutes: Annotated[float, Field(ge=1, le=43_200, allow_inf_nan=False)] = 120.0


class KeepingSettings(Table):
    """For how many days what candidates said is kept, where the bank does not say; and whether it is erased then."""

    days: Annotated[int, Field(ge=1, le=36_500)] = 183
    purge: bool = True


class ScreeningSettings(Table):
    """Whether a judge may judge that its screening found unfit, and what is done at the first use of a new one."""

    allow_unfit: bool = False
    first_use: Literal["screen", "tell", "off"] = "tell"


class LogLevel(StrEnum):
    """The least that is logged."""

    DEBUG = "debug"
    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


class LogFormat(StrEnum):
    """How log lines look; `auto` is pretty on a terminal and JSON elsewhere."""

    AUTO = "auto"
    PRETTY = "pretty"
    JSON = "json"


class Batches(StrEnum):
    """Who judges batches: the process that was told to, or `evaluator worker`s that share its PostgreSQL."""

    IN_PROCESS = "in_process"
    WORKERS = "workers"


def _shareable(batches: Batches, info: ValidationInfo) -> Batches:
    url = info.data.get("database_url", SecretStr(POSTGRESQL))
    if batches is Batches.WORKERS and not (url and url.get_secret_value().startswith(POSTGRESQL)):
        raise _told(f"can be workers only where EVALUATOR_DATABASE_URL begins with {POSTGRESQL}")
    return batches


class Settings(Form):
    """All of it. Paths are absolute. Of several judges at most one is `default`; without judges the matcher is."""

    data_dir: Place = Field(default=Path("var"), validate_default=True)
    database_url: Annotated[SecretStr, AfterValidator(_database)] | None = None
    admin_token: Annotated[SecretStr, Field(min_length=20)] | None = None
    host: Words = "127.0.0.1"
    port: Annotated[int, BeforeValidator(_no_switch), Field(ge=1, le=65535)] = 8000
    bank: Place = Field(default_factory=lambda: shipped("data/questions.yaml"))
    prompts: Place = Field(default_factory=lambda: shipped("prompts"))
    contact: Words | None = None
    batches: Annotated[Batches, AfterValidator(_shareable)] = Batches.IN_PROCESS
    checkpoints: Place | None = None
    checkpoint_key: Place | None = None
    checkpoint_webhook: Annotated[SecretStr, AfterValidator(_secret_outside)] | None = None
    checkpoint_bucket: Annotated[str, AfterValidator(_bucket)] | None = None
    checkpoint_bucket_region: Words = "us-east-1"
    checkpoint_bucket_key_id: Words | None = None
    checkpoint_bucket_secret: Annotated[SecretStr, Field(min_length=1)] | None = None
    log_level: LogLevel = LogLevel.INFO
    log_format: LogFormat = LogFormat.AUTO
    config: Path | None = None
    judges: tuple[JudgeSettings, ...] = ()
    review: ReviewSettings = ReviewSettings()
    keeping: KeepingSettings = KeepingSettings()
    sessions: SessionSettings = SessionSettings()
    screening: ScreeningSettings = ScreeningSettings()

    @property
    def database_file(self) -> Path:
        """The SQLite file that is used where no database address is given."""
        return self.data_dir / "evaluator.db"

    @property
    def database(self) -> SecretStr:
        """The address of the database in use: the one given, else the SQLite file in the data directory."""
        return self.database_url or SecretStr(f"{SQLITE}{quote(str(self.database_file))}")

    @property
    def checkpoint_folder(self) -> Path:
        """Where the ledger's checkpoints are kept: the folder given, else one in the data directory."""
        return self.checkpoints or self.data_dir / "checkpoints"

    @property
    def checkpoint_key_file(self) -> Path:
        """The file of the key that signs them: the one given, else one in the data directory."""
        return self.checkpoint_key or self.data_dir / "checkpoint.key"

    @property
    def default_judge(self) -> str | None:
        """The judge asked when none is named: the one that says so, else the first; None means the matcher."""
        chosen = next((judge for judge in self.judges if judge.default), None)
        first = self.judges[0] if self.judges else None
        judge = chosen or first
        return judge.name if judge else None
