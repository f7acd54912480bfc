"""The command line as a whole: what it loads, how it ends."""

import io
import os
import subprocess
import sys
from pathlib import Path

import pytest

from evaluator.cli.installation import Installation
from evaluator.cli.main import COMMANDS, run
from evaluator.errors import SettingsInvalid
from tests.cli.conftest import Desk

HEAVY = {
    "litestar",
    "openai",
    "sqlalchemy",
    "alembic",
    "rich",
    "structlog",
    "uvicorn",
    "psycopg",
    "procrastinate",
    "jinja2",
}

UNUSED = {"openai", "litestar", "rich", "structlog", "uvicorn", "procrastinate", "psycopg", "jinja2"}
"""What judging with the matcher has no use for."""


def python(code: str, *, stdin: str = "", cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", code], input=stdin, capture_output=True, text=True, timeout=60, cwd=cwd, check=False
    )


@pytest.mark.parametrize(
    "code",
    ["import evaluator.cli.main", "from evaluator.cli.main import run; run(['--help']); run(['judge', '--help'])"],
    ids=["importing", "asking for help"],
)
def test_nothing_heavy_is_loaded_by(code: str) -> None:
    done = python(f"{code}\nimport sys\nprint('loaded', *sorted({HEAVY!r} & sys.modules.keys()))")
    assert done.stderr == ""
    assert done.stdout.splitlines()[-1] == "loaded"


def test_judging_with_the_matcher_loads_no_sdk_and_no_web_framework(tmp_path: Path) -> None:
    code = (
        "import sys; from evaluator.cli.main import run; code = run(['judge', 'caching']);"
        f"print('loaded', *sorted({UNUSED!r} & sys.modules.keys())); sys.exit(code)"
    )
    done = python(code, stdin="Redis keeps hot rows in memory.", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines()[-1] == "loaded"


def test_every_command_is_named_in_the_help(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--help"]) == 0
    out = capsys.readouterr().out
    assert all(f"\n  {name} " in out for name in COMMANDS)


@pytest.mark.parametrize("group", [(), ("users",), ("db",), ("ledger",), ("hold",), ("questions",)])
def test_lists_of_commands_are_told_whole(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, group: tuple[str, ...]
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    assert run([*group, "--help"]) == 0
    _, listed = capsys.readouterr().out.split("Commands:\n")
    assert "..." not in listed
    assert all(line.startswith("  ") and line[2] != " " for line in listed.splitlines())


def test_a_command_of_nearly_that_name_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["jugde", "caching"]) == 2
    assert "No such command 'jugde'. Did you mean 'judge'?" in capsys.readouterr().err


def test_the_version_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--version"]) == 0
    assert capsys.readouterr().out.startswith("evaluator, version 0.")


@pytest.mark.parametrize(
    ("arguments", "code"),
    [(["nonsense"], 2), (["users", "nonsense"], 2), ([], 2)],
    ids=["no such command", "no such subcommand", "no command"],
)
def test_wrong_usage_ends_with_2(capsys: pytest.CaptureFixture[str], arguments: list[str], code: int) -> None:
    assert run(arguments) == code
    assert "Usage: evaluator" in capsys.readouterr().err


def test_faulty_settings_are_told_line_by_line(desk: Desk) -> None:
    def load() -> None:
        raise SettingsInvalid("The settings have 2 faults to mend.", faults=["EVALUATOR_PORT: a", "EVALUATOR_HOST: b"])

    result = desk.run("users", "list", installation=Installation(load=load))
    assert result.code == 1
    assert result.err == "error: The settings have 2 faults to mend.\n  EVALUATOR_PORT: a\n  EVALUATOR_HOST: b\n"


def test_ctrl_c_ends_quietly(desk: Desk) -> None:
    def load() -> None:
        raise KeyboardInterrupt

    result = desk.run("users", "list", installation=Installation(load=load))
    assert (result.code, result.out, result.err.strip()) == (130, "", "")


def test_a_prompt_that_gets_no_answer_is_a_refusal(desk: Desk) -> None:
    result = desk.run("db", "downgrade", "base")
    assert result.code == 1
    assert result.err.endswith("\nerror: Nobody answered, so nothing was done. --yes says yes beforehand.\n")


def test_no_is_told_to_have_done_nothing(desk: Desk) -> None:
    result = desk.run("db", "downgrade", "base", stdin=b"n\n")
    assert result.code == 1
    assert result.err.endswith("Nothing was done.\n")


def test_a_reader_that_goes_away_is_no_error_worth_telling() -> None:
    code = "import sys; from evaluator.cli.main import main; sys.argv[1:] = ['questions', 'list', '--json']; main()"
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait(timeout=60) == 1


def test_what_a_terminal_cannot_show_is_replaced_and_not_fatal(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "evaluator", "judge", "caching"],
        input=b"Redis keeps hot rows in memory.",
        capture_output=True,
        cwd=tmp_path,
        env={**os.environ, "PYTHONIOENCODING": "latin-1"},
        timeout=60,
        check=True,
    )
    assert done.stderr == b""
    assert b"\n? unsure" in done.stdout


def test_the_module_can_be_run(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "evaluator", "questions", "list"],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        check=True,
    )
    assert "caching" in done.stdout


class Interrupted(io.RawIOBase):
    """A terminal at which somebody presses Ctrl-C."""

    def readable(self) -> bool:
        return True

    def readinto(self, _buffer: object, /) -> int:
        raise KeyboardInterrupt


def test_ctrl_c_while_it_asks_back_ends_like_ctrl_c(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BufferedReader(Interrupted())))
    assert run(["db", "downgrade", "base"], desk.installation) == 130
