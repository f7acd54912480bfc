"""From the environment and evaluator.toml to Settings. What the environment says goes before what the file says."""

import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from pydantic import SecretStr, ValidationError

from evaluator.errors import SettingsInvalid
from evaluator.settings.faults import faults_of, misplaced_secret, unknown
from evaluator.settings.form import Settings
from evaluator.settings.judges import JudgeSettings, PanelSettings

PREFIX = "EVALUATOR_"
CONFIG_FILE = "evaluator.toml"
MATCHER = "matcher"
"""The built-in judge: it needs no settings, and no other judge may take its name."""

ENVIRONMENT_JUDGE = "llm"
"""The name of the judge that the `EVALUATOR_LLM_*` variables describe."""

_BUCKET = ("checkpoint_bucket", "checkpoint_bucket_key_id", "checkpoint_bucket_secret")
_FIELDS = (
    "data_dir",
    "database_url",
    "admin_token",
    "host",
    "port",
    "bank",
    "prompts",
    "contact",
    "batches",
    "log_level",
    "log_format",
    "checkpoints",
    "checkpoint_key",
    "checkpoint_webhook",
    "checkpoint_bucket_region",
    *_BUCKET,
)
_SECRETS = ("admin_token", "checkpoint_webhook", "checkpoint_bucket_secret")
"""What never stands in the file. The address of a webhook is all that guards it."""

_FILE_FIELDS = tuple(name for name in _FIELDS if name not in _SECRETS)
_OWN_TABLES = ("review", "sessions", "keeping", "screening", "anchors", "matcher")
"""The tables of the file besides those of judges. They have no variables."""

_OF_ONE_JUDGE: Mapping[str, str] = {
    "base_url": "EVALUATOR_LLM_BASE_URL",
    "model": "EVALUATOR_LLM_MODEL",
    "key": "EVALUATOR_LLM_API_KEY",
    "reply_format": "EVALUATOR_LLM_REPLY_FORMAT",
    "timeouts": "EVALUATOR_LLM_TIMEOUT",
}
DEBUG = "EVALUATOR_DEBUG"
"""Read by the command line alone: shows where in the code an unforeseen error arose."""

VARIABLES = (*(PREFIX + name.upper() for name in _FIELDS), "EVALUATOR_CONFIG", DEBUG, *_OF_ONE_JUDGE.values())
"""Every environment variable that is read."""


@dataclass(frozen=True, slots=True)
class _Sources:
    """What was found: variables that hold anything, and the file as a tree. Faults gather on the way."""

    variables: Mapping[str, str]
    path: Path | None = None
    tree: Mapping[str, object] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)

    def blame_file(self, place: str, message: str) -> None:
        self.faults.append(f"{self.path}: {place} {message}")


def load_settings(environ: Mapping[str, str], config: Path | None = None) -> Settings:
    """The settings of this process. `config` goes before `EVALUATOR_CONFIG`, that before ./evaluator.toml.

    An empty variable counts as not set. Raises SettingsInvalid, whose `faults` list all that is wrong at once.
    """
    sources = _read({name: value for name, value in environ.items() if value}, config)
    judges = [*_environment_judge(sources), *_file_judges(sources)]
    _check_variables(sources)
    panels = list(_file_panels(sources))
    _check_together(judges, panels, sources)
    settings = _settings(sources, judges, panels)
    if settings is None or sources.faults:
        count = "1 fault" if len(sources.faults) == 1 else f"{len(sources.faults)} faults"
        raise SettingsInvalid(f"The settings have {count} to mend.", faults=sources.faults)
    return settings


def _read(variables: Mapping[str, str], config: Path | None) -> _Sources:
    named = config or (Path(variables["EVALUATOR_CONFIG"]).expanduser() if "EVALUATOR_CONFIG" in variables else None)
    path = named or Path(CONFIG_FILE)
    if named is None and not path.exists():
        return _Sources(variables)
    try:
        return _Sources(variables, path, tomllib.loads(path.read_bytes().decode("utf-8-sig")))
    except UnicodeDecodeError:
        fault = "is not UTF-8; save it as UTF-8"
    except tomllib.TOMLDecodeError as error:
        fault = f"is not valid TOML: {error}"
    except FileNotFoundError:
        fault = "does not exist; put the file there, or unset EVALUATOR_CONFIG"
    except OSError as error:
        fault = f"cannot be read: {error.strerror or type(error).__name__}"
    return _Sources(variables, path, faults=[f"{path}: {fault}"])


def _settings(sources: _Sources, judges: list[JudgeSettings], panels: list[PanelSettings]) -> Settings | None:
    known = (*_FILE_FIELDS, *_OWN_TABLES)
    given: dict[str, object] = {name: value for name, value in sources.tree.items() if name in known}
    from_file = set(given)
    for name in _FIELDS:
        if PREFIX + name.upper() in sources.variables:
            given[name] = sources.variables[PREFIX + name.upper()]
            from_file.discard(name)
    for key in sources.tree.keys() - {*known, "judges", "panels"}:
        sources.blame_file(key, _stray(key))
    _check_bucket(given, sources)
    try:
        return Settings.model_validate({**given, "judges": judges, "panels": panels, "config": sources.path})
    except ValidationError as error:
        for place, message in faults_of(error):
            if place.partition(".")[0] in from_file:
                sources.blame_file(place, message)
            else:
                sources.faults.append(f"{PREFIX}{place.upper()}: {message}")
        return None


def _check_bucket(given: Mapping[str, object], sources: _Sources) -> None:
    if any(name in given for name in _BUCKET):
        for name in _BUCKET:
            if name not in given:
                sources.faults.append(
                    f"{PREFIX}{name.upper()}: is missing; a bucket needs an address, a key's id and a secret"
                )


def _stray(key: str) -> str:
    if key in _SECRETS:
        return f"does not belong in a file; set the environment variable {PREFIX}{key.upper()}"
    return unknown(key, [*_FILE_FIELDS, *_OWN_TABLES, "judges", "panels"])


def _environment_judge(sources: _Sources) -> Iterator[JudgeSettings]:
    given = {name: sources.variables[var] for name, var in _OF_ONE_JUDGE.items() if var in sources.variables}
    if not given:
        return
    table: dict[str, object] = {**given, "name": ENVIRONMENT_JUDGE}
    if "key" in given:
        table |= {"key": SecretStr(given["key"]), "key_env": _OF_ONE_JUDGE["key"]}
    if "timeouts" in given:
        table["timeouts"] = _timeouts(given["timeouts"])
    try:
        yield JudgeSettings.model_validate(table)
    except ValidationError as error:
        for place, message in faults_of(error):
            fault = f"{_OF_ONE_JUDGE[place.partition('.')[0]]}: {message}"
            if fault not in sources.faults:
                sources.faults.append(fault)


def _timeouts(total: str) -> dict[str, object]:
    try:
        seconds = float(total)
    except ValueError:
        return {"total": total}
    return {"total": seconds, "read": seconds / 2, "connect": min(10.0, seconds / 2)}


def _file_judges(sources: _Sources) -> Iterator[JudgeSettings]:
    for number, table in _tables("judges", sources):
        yield from _file_judge(table, number, sources)


def _file_panels(sources: _Sources) -> Iterator[PanelSettings]:
    for number, table in _tables("panels", sources):
        name = table.get("name")
        panel = f"panel {name}" if isinstance(name, str) and name else f"panel {number}"
        try:
            yield PanelSettings.model_validate(table)
        except ValidationError as error:
            for place, message in faults_of(error):
                sources.blame_file(f"{panel}: {place}", message)


def _tables(key: str, sources: _Sources) -> Iterator[tuple[int, dict[str, object]]]:
    """Each of the file's tables of that name, counted from 1."""
    tables = sources.tree.get(key, [])
    for number, table in enumerate(tables if isinstance(tables, list) else [tables], start=1):
        if isinstance(tables, list) and isinstance(table, dict):
            yield number, table
        else:
            sources.blame_file(key, f"must be a list of tables; write [[{key}]] above each")


def _file_judge(table: dict[str, object], number: int, sources: _Sources) -> Iterator[JudgeSettings]:
    name = table.get("name")
    judge = f"judge {name}" if isinstance(name, str) and name else f"judge {number}"
    told = dict(table)
    for key in [key for key in table if misplaced_secret(key)]:
        del told[key]
        sources.blame_file(
            f"{judge}: {key}",
            "does not belong in a file; put it into an environment variable and name that in key_env",
        )
    variable = told.get("key_env")
    if isinstance(variable, str) and variable:
        told["key"] = SecretStr(sources.variables.get(variable, ""))
        if variable.isidentifier() and variable not in sources.variables:
            sources.blame_file(f"{judge}: key_env", "names an environment variable that is not set; set it")
    try:
        yield JudgeSettings.model_validate(told)
    except ValidationError as error:
        for place, message in faults_of(error):
            sources.blame_file(f"{judge}: {place}", message)


def _check_variables(sources: _Sources) -> None:
    tables = sources.tree.get("judges", [])
    keys = {table.get("key_env") for table in tables if isinstance(table, dict)} if isinstance(tables, list) else set()
    for name in sorted(sources.variables):
        if name.startswith(PREFIX) and name not in VARIABLES and name not in keys:
            sources.faults.append(f"{name}: {unknown(name, list(VARIABLES))}")


def _check_together(judges: list[JudgeSettings], panels: list[PanelSettings], sources: _Sources) -> None:
    kinds = {judge.name: "judge" for judge in judges} | {panel.name: "panel" for panel in panels}
    asked: list[JudgeSettings | PanelSettings] = [*judges, *panels]
    for name, count in Counter(one.name for one in asked).items():
        if name == MATCHER:
            sources.blame_file(f"{kinds[name]} {name}: name", "is the built-in judge's; choose another")
        elif count > 1:
            hint = f"; {ENVIRONMENT_JUDGE} is the judge of EVALUATOR_LLM_BASE_URL" if name == ENVIRONMENT_JUDGE else ""
            what = f"is given {count} times; judges and panels need names of their own{hint}"
            sources.blame_file(f"{kinds[name]} {name}: name", what)
    for panel in panels:
        _check_members(panel, [judge.name for judge in judges], sources)
    chosen = [one.name for one in asked if one.default]
    if len(chosen) > 1:
        sources.blame_file("judges", f"have several that are default: {', '.join(chosen)}; keep one of them")


def _check_members(panel: PanelSettings, judges: list[str], sources: _Sources) -> None:
    for place, name in zip(("first", "second", "third"), panel.members, strict=False):
        if name not in (*judges, MATCHER):
            known = ", ".join([*judges, MATCHER])
            sources.blame_file(f"panel {panel.name}: {place}", f"names no judge; those there are: {known}")
    if len(set(panel.members)) < len(panel.members):
        sources.blame_file(f"panel {panel.name}:", "has the same judge twice; `samples` asks one several times")
