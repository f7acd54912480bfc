"""The settings as values: their names, types, limits and defaults."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import quote, urlsplit

from pydantic import AfterValidator, BeforeValidator, Field, SecretStr, ValidationInfo

from evaluator.settings.anchors import AnchorSettings, named
from evaluator.settings.judges import JudgeSettings, MatcherSettings, PanelSettings
from evaluator.settings.kinds import Form, Place, Share, Table, Words, endpoint_of, told
from evaluator.settings.shipped import shipped

SQLITE, POSTGRESQL = "sqlite:///", "postgresql+psycopg://"


def _outside(url: str) -> str:
    plain = endpoint_of(url, "https://checks.example/checkpoints")
    parts = urlsplit(plain)
    if parts.scheme == "http" and parts.hostname not in ("127.0.0.1", "::1", "localhost"):
        raise told("must begin with https://; http:// goes to this machine alone")
    return plain


def _secret_outside(url: SecretStr) -> SecretStr:
    return SecretStr(_outside(url.get_secret_value()))


def _bucket(url: str) -> str:
    parts = urlsplit(_outside(url))
    if parts.query or parts.fragment or not parts.path.strip("/"):
        raise told("must be https://ENDPOINT/BUCKET with a prefix, if any, and nothing after a question mark")
    return url.strip()


def _no_switch(value: object) -> object:
    if isinstance(value, bool):
        raise told("must be a whole number")
    return value


def _database(url: SecretStr) -> SecretStr:
    if not url.get_secret_value().startswith((SQLITE, POSTGRESQL)):
        raise told(f"must begin with {POSTGRESQL} or {SQLITE}")
    return url


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
    """For how many days what candidates said is kept, where the bank does not say; and whether it is erased then.

    183 are at least six months, as the EU's AI Act asks in article 26 (6).
    """

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
        raise told(f"can be workers only where EVALUATOR_DATABASE_URL begins with {POSTGRESQL}")
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
    panels: tuple[PanelSettings, ...] = ()
    review: ReviewSettings = ReviewSettings()
    keeping: KeepingSettings = KeepingSettings()
    sessions: SessionSettings = SessionSettings()
    screening: ScreeningSettings = ScreeningSettings()
    anchors: Annotated[AnchorSettings, AfterValidator(named)] = AnchorSettings()
    matcher: MatcherSettings | None = None

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
        asked: list[JudgeSettings | PanelSettings] = [*self.judges, *self.panels]
        chosen = next((judge for judge in asked if judge.default), asked[0] if asked else None)
        return chosen.name if chosen else None
