"""The documents say all there is and nothing else: settings, commands, routes, codes."""

import re
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from litestar import Litestar
from litestar.di import Provide
from litestar.routes import HTTPRoute
from pydantic import BaseModel

from evaluator import errors
from evaluator.cli.main import COMMANDS, cli
from evaluator.domain.judgements import FlagCode, Reason
from evaluator.domain.ledger import EntryKind
from evaluator.settings import (
    AnchorSettings,
    JudgeSettings,
    KeepingSettings,
    LimitSettings,
    PanelSettings,
    PriceSettings,
    ReviewSettings,
    SessionSettings,
    TimeoutSettings,
    load_settings,
)
from evaluator.settings.faults import judge_keys
from evaluator.settings.loading import VARIABLES
from evaluator.store.schema import metadata
from evaluator.web.api import API_HANDLERS
from evaluator.web.problems import known_codes

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
JUDGES = (ROOT / "docs/judges.md").read_text(encoding="utf-8")
ERRORS = (ROOT / "docs/errors.md").read_text(encoding="utf-8")
DOCUMENTS = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "data").rglob("*.md")]


def section(document: str, heading: str) -> str:
    """What stands under a heading of the second level."""
    return re.split(r"^## ", document.split(f"\n## {heading}\n", 1)[1], maxsplit=1, flags=re.MULTILINE)[0]


def first_cells(part: str) -> list[str]:
    """What stands in backticks first in each row of a table."""
    return re.findall(r"^\| `([^`]+)`", part, flags=re.MULTILINE)


def codes(kind: type[errors.EvaluatorError]) -> Iterator[str]:
    below = kind.__subclasses__()
    if not below:
        yield kind.code
    for inner in below:
        yield from codes(inner)


def commands(group: click.Group, path: str) -> Iterator[tuple[str, click.Command]]:
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        if isinstance(command, click.Group):
            yield from commands(command, f"{path} {name}")
        else:
            yield f"{path} {name}", command


def test_the_table_of_settings_names_every_variable_and_no_other() -> None:
    assert sorted(first_cells(section(README, "Settings"))) == sorted(VARIABLES)


def test_the_table_of_settings_gives_the_defaults_there_are(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    settings = load_settings({})
    rows = dict(re.findall(r"^\| `(\w+)` \| `\w+` \| `([^`]+)` \|", section(README, "Settings"), flags=re.MULTILINE))
    found = {name: getattr(settings, name.removeprefix("EVALUATOR_").lower()) for name in rows}
    assert rows == {
        name: "./var" if name == "EVALUATOR_DATA_DIR" else str(getattr(value, "value", value))
        for name, value in found.items()
    }
    assert len(rows) == 7


def test_the_table_of_reviews_names_every_key_with_its_default() -> None:
    rows = dict(re.findall(r"^\| `(\w+)` \| `([^`]+)` \|", section(README, "Reviews"), flags=re.MULTILINE))
    assert rows == {name: str(field.default).lower() for name, field in ReviewSettings.model_fields.items()}


def test_the_table_of_keeping_names_every_key_with_its_default() -> None:
    rows = dict(re.findall(r"^\| `(\w+)` \| `([^`]+)` \|", section(README, "Keeping and erasing"), flags=re.MULTILINE))
    assert rows == {name: str(field.default).lower() for name, field in KeepingSettings.model_fields.items()}


def test_the_table_of_anchors_names_every_key() -> None:
    named = first_cells(section(README, "Judges"))
    assert [name for name in named if name in AnchorSettings.model_fields] == list(AnchorSettings.model_fields)


def test_the_table_of_entries_names_every_kind() -> None:
    table = section((ROOT / "docs" / "ledger.md").read_text(encoding="utf-8"), "What is an entry")
    rows = re.findall(r"^\| (`.*?`) \|", table, flags=re.MULTILINE)
    named = re.findall("`(.*?)`", " ".join(rows))
    assert sorted(named) == sorted(kind.value for kind in EntryKind)


def test_the_table_of_sessions_names_every_key_with_its_default() -> None:
    rows = dict(re.findall(r"^\| `(\w+)` \| `([^`]+)` \|", section(README, "People"), flags=re.MULTILINE))
    assert rows == {name: str(field.default) for name, field in SessionSettings.model_fields.items()}


def test_the_table_of_a_judges_keys_names_every_key_with_its_default() -> None:
    rows = dict(re.findall(r"^\| `([\w.]+)` \| (.*?) \|", section("\n## Keys\n" + JUDGES, "Keys"), flags=re.MULTILINE))
    tables: dict[str, type[BaseModel]] = {
        "limits.": LimitSettings,
        "prices.": PriceSettings,
        "timeouts.": TimeoutSettings,
    }
    plain = [name for name in judge_keys() if f"{name}." not in tables]
    fields = {name: JudgeSettings.model_fields[name] for name in plain}
    fields |= {prefix + name: field for prefix, table in tables.items() for name, field in table.model_fields.items()}
    assert sorted(rows) == sorted(fields)
    given = {name: field.default for name, field in fields.items() if isinstance(field.default, int | float | str)}
    assert {name: rows[name].strip("`") for name in given} == {
        name: str(value).lower() if isinstance(value, bool) else str(value) for name, value in given.items()
    }


def test_the_table_of_a_panels_keys_names_every_key() -> None:
    rows = re.findall(r"^\| `(\w+)` \|", section(JUDGES, "Panels"), flags=re.MULTILINE)
    assert rows == list(PanelSettings.model_fields)


def test_the_readmes_judges_are_settings_that_can_be_loaded(tmp_path: Path) -> None:
    (toml,) = re.findall(r"```toml\n(.*?)```", README, flags=re.DOTALL)
    path = tmp_path / "evaluator.toml"
    path.write_text(toml, encoding="utf-8")
    keys = {table["key_env"]: "secret" for table in tomllib.loads(toml)["judges"] if "key_env" in table}
    settings = load_settings(keys, path)
    assert {"openai", "azure", "openrouter", "vllm", "ollama", "llamacpp"} == {one.name for one in settings.judges}


def test_every_command_is_in_the_table_with_its_arguments_and_options() -> None:
    table = section(README, "Commands")
    for path, command in commands(cli, "evaluator"):
        (row,) = re.findall(rf"^\| `{path}[` ].*$", table, flags=re.MULTILINE)
        for parameter in command.params:
            name = parameter.make_metavar(click.Context(command)) if isinstance(parameter, click.Argument) else ""
            wanted = name.strip("[]") or max(parameter.opts, key=len)
            assert wanted in row, f"{path}: {wanted}"
    assert len(re.findall(r"^\| `evaluator ", table, flags=re.MULTILINE)) == len(list(commands(cli, "evaluator")))


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_and_option_says_what_it_is_for(name: str) -> None:
    group = cli.get_command(click.Context(cli), name)
    assert group is not None
    found = list(commands(group, name)) if isinstance(group, click.Group) else [(name, group)]
    for path, command in [(name, group), *found]:
        assert command.help, path
        for option in command.params:
            assert not isinstance(option, click.Option) or option.help, f"{path} {option.name}"


def test_every_route_of_the_api_is_in_the_table() -> None:
    table = section(README, "API")
    given = {name: Provide(lambda: None, sync_to_thread=False) for name in ("application", "doorkeeper", "metrics")}
    app = Litestar(API_HANDLERS, dependencies=given, openapi_config=None)
    routes = {
        f"{method} {re.sub(r':[a-z]+}', '}', route.path)}"
        for route in app.routes
        if isinstance(route, HTTPRoute)
        for method in route.methods - {"OPTIONS", "HEAD"}
    }
    assert set(re.findall(r"`([A-Z]+ /[^`]*)`", table)) == routes | {"GET /schema"}


def test_every_error_code_is_explained_with_the_status_it_has_over_http() -> None:
    rows = dict(re.findall(r"^\| `(\w+)` \| (\d+) \|", section(ERRORS, "Codes"), flags=re.MULTILINE))
    assert {code: int(status) for code, status in rows.items()} == {
        code: status for code, (status, _) in known_codes().items()
    }
    assert set(codes(errors.EvaluatorError)) <= rows.keys()


def test_the_error_tree_in_the_docstring_names_every_leaf_with_its_code() -> None:
    told = dict(re.findall(r"(\w+) +([a-z_]+) {2,}", errors.__doc__ or ""))
    leaves = {kind: code for kind, code in told.items() if kind != "EvaluatorError"}
    assert sorted(leaves.values()) == sorted(codes(errors.EvaluatorError))


def test_every_reason_and_every_flag_is_explained() -> None:
    assert first_cells(section(ERRORS, "Why an answer is not scored")) == [reason.value for reason in Reason]
    assert first_cells(section(ERRORS, "Flags: why a person should look")) == [flag.value for flag in FlagCode]


def test_the_changelog_has_a_section_for_what_is_not_released_yet() -> None:
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert section(changelog, "Unreleased").strip()


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_what_a_document_points_to_in_this_project_is_there(path: Path) -> None:
    text = re.sub(r"```.*?```", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    targets = [target.partition("#")[0] for target in re.findall(r"\]\(([^)\s]+)\)", text)]
    missing = [one for one in targets if one and "://" not in one and not (path.parent / one).exists()]
    assert missing == []


def test_decisions_have_numbers_of_their_own() -> None:
    numbers = [path.name[:4] for path in (ROOT / "docs/decisions").glob("*.md")]
    assert all(number.isdigit() for number in numbers)
    assert len(numbers) == len(set(numbers))


def test_the_locks_name_no_registry() -> None:
    for name in ("requirements.lock", "requirements-test.lock"):
        lock = (ROOT / name).read_text(encoding="utf-8")
        assert "://" not in lock
        assert not re.search(r"^--", lock, flags=re.MULTILINE)


FOREIGN = re.compile(
    "|".join(["/wo[r]k/", "/ro[o]t/", "/ho[m]e/", "pypi[.]org", "python[h]osted", "npm[j]s", "Co-[a]uthored"])
)
"""Places of one machine, registries, helpers: none belongs here. Written so as not to find itself."""


def test_no_file_names_a_place_of_somebodys_machine_or_a_registry() -> None:
    tracked = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout.split(b"\0")
    found = []
    for name in filter(None, tracked):
        path = ROOT / name.decode()
        if path.suffix not in {".png", ".ico", ".woff2"} and path.exists():
            found += [name.decode()] * bool(FOREIGN.search(path.read_text(encoding="utf-8", errors="replace")))
    assert found == []


def test_an_auditor_is_told_of_each_table_whether_a_change_of_it_shows() -> None:
    told = section((ROOT / "docs/ledger.md").read_text(encoding="utf-8"), "What is checked against it")
    named = [name for row in re.findall(r"^\| (`[^|]+) \|", told, re.MULTILINE) for name in re.findall(r"`(\w+)`", row)]
    assert sorted(named) == sorted([*metadata.tables, "search_words"])
