"""`evaluator serve` as a process: how one gets in, what it answers, how it stops."""

import json
import re
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from pydantic import SecretStr

from evaluator.cli.links import way_in
from evaluator.domain.users import Role
from evaluator.settings import Settings
from tests.cli.conftest import Desk

TOKEN = "a-token-long-enough-to-be-one"


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port


@contextmanager
def serving(directory: Path, port: int, **variables: str) -> Iterator[tuple[subprocess.Popen[str], list[str]]]:
    """A service of its own with the lines it prints first; stopped at the end at the latest."""
    command = [sys.executable, "-m", "evaluator", "serve", "--port", str(port)]
    with (
        (directory / "log").open("w") as log,
        subprocess.Popen(
            command, cwd=directory, env={"PATH": "", **variables}, stdout=subprocess.PIPE, stderr=log, text=True
        ) as process,
    ):
        assert process.stdout is not None
        try:
            yield process, [process.stdout.readline().strip() for _ in range(3)]
        finally:
            process.kill()


def fetch(address: str, **headers: str) -> tuple[int, bytes]:
    with urllib.request.urlopen(urllib.request.Request(address, headers=headers), timeout=10) as response:
        return response.status, response.read()


@pytest.mark.parametrize("stop", [signal.SIGTERM, signal.SIGINT], ids=["SIGTERM", "Ctrl-C"])
def test_the_first_start_prints_a_link_and_a_stop_is_graceful(tmp_path: Path, stop: signal.Signals) -> None:
    port = free_port()
    with serving(tmp_path, port) as (process, lines):
        assert lines[0] == f"Evaluator serves on http://127.0.0.1:{port} (Ctrl-C stops it)."
        assert lines[1] == "Judges, and where answers go: matcher (in this process)."
        (link,) = re.findall(r"^Login link for admin, good once and for an hour: (\S+)$", lines[2])
        assert fetch(f"http://127.0.0.1:{port}/health/ready") == (200, b'{"status":"ok"}')
        assert fetch(link)[0] == 200
        process.send_signal(stop)
        assert process.wait(timeout=30) == 0
    logged = [json.loads(line) for line in (tmp_path / "log").read_text().splitlines()]
    assert {line["event"] for line in logged} == {"request"}
    assert link.partition("link=")[2] not in str(logged)


def test_the_administrators_token_opens_the_api(tmp_path: Path) -> None:
    port = free_port()
    with serving(tmp_path, port, EVALUATOR_ADMIN_TOKEN=TOKEN) as (_, lines):
        assert lines[2] == "Sign in as admin with the token in EVALUATOR_ADMIN_TOKEN."
        status, body = fetch(f"http://127.0.0.1:{port}/api/questions", Authorization=f"Bearer {TOKEN}")
    assert status == 200
    assert TOKEN not in f"{lines} {body!r} {(tmp_path / 'log').read_text()}"


def test_a_taken_port_is_told_before_anything_is_touched(desk: Desk) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        result = desk.run("serve", "--port", str(port))
    assert (result.code, desk.upgrades) == (1, 0)
    assert result.err == (
        f"error: 127.0.0.1 port {port} cannot be listened on: Address already in use."
        " Choose others with --host and --port.\n"
    )


def test_a_host_that_is_none_is_told_in_one_line(desk: Desk) -> None:
    desk.settings = Settings(data_dir=desk.settings.data_dir, host="no host")
    result = desk.run("serve")
    assert result.code == 1
    assert result.err.startswith("error: no host port 8000 cannot be listened on: ")


@pytest.mark.parametrize("port", ["0", "65536", "high"])
def test_a_port_that_is_none_is_wrong_usage(desk: Desk, port: str) -> None:
    assert desk.run("serve", "--port", port).code == 2


async def test_a_later_start_says_how_an_administrator_gets_a_new_link(desk: Desk) -> None:
    await desk.users.add("ada", Role.REVIEWER)
    await desk.users.add("ben", Role.ADMIN)
    async with desk.installation.open(desk.settings) as application:
        assert await way_in(application) == "`evaluator users link ben` makes a new login link."


async def test_where_nobody_is_an_administrator_nobody_becomes_one_unasked(desk: Desk) -> None:
    await desk.users.add("ada", Role.REVIEWER)
    async with desk.installation.open(desk.settings) as application:
        assert "`evaluator users add NAME --role admin`" in await way_in(application)
    assert list(desk.users.users) == ["ada"]


async def test_the_token_of_the_settings_is_the_administrators_from_now_on(desk: Desk) -> None:
    await desk.users.add("admin", Role.INTERVIEWER)
    desk.settings = Settings(data_dir=desk.settings.data_dir, admin_token=SecretStr(TOKEN))
    async with desk.installation.open(desk.settings) as application:
        await way_in(application)
    assert desk.users.tokens == {TOKEN: "admin"}
    assert desk.users.users["admin"].role is Role.ADMIN
