"""`evaluator worker`: what it needs, what it judges, how it stops."""

import csv
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.cli.conftest import Desk
from tests.postgres import PostgresServer
from tests.postgres import postgres as postgres  # a fixture

ANSWERS = 40
FIRST_LINE = "Evaluator judges what batches hand out (Ctrl-C stops it).\n"


@pytest.fixture
def environment(postgres: PostgresServer, tmp_path: Path) -> Iterator[Mapping[str, str]]:
    url = postgres.empty()
    yield {
        "PATH": os.environ["PATH"],
        "EVALUATOR_DATABASE_URL": url,
        "EVALUATOR_BATCHES": "workers",
        "EVALUATOR_DATA_DIR": str(tmp_path / "var"),
    }
    postgres.drop(url)


@contextmanager
def worker(directory: Path, environment: Mapping[str, str], *options: str) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-m", "evaluator", "worker", *options]
    with subprocess.Popen(command, cwd=directory, env=environment, stderr=subprocess.PIPE, text=True) as process:
        try:
            assert process.stderr is not None
            assert process.stderr.readline() == FIRST_LINE
            yield process
        finally:
            process.kill()


def batch(directory: Path, environment: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
    rows = [f"row-{number},caching,Redis keeps hot rows in memory: {number}." for number in range(ANSWERS)]
    (directory / "answers.csv").write_text("\n".join(["id,question_id,answer", *rows]), encoding="utf-8")
    return subprocess.run(
        [sys.executable, "-m", "evaluator", "batch", "answers.csv", "--out", "results.csv", "--yes"],
        cwd=directory,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_where_batches_are_judged_in_process_there_is_no_work_for_it(desk: Desk) -> None:
    result = desk.run("worker")
    assert (result.code, result.out) == (1, "")
    assert result.err.startswith("error: Batches are not handed to workers here. Set EVALUATOR_BATCHES=workers")
    assert desk.upgrades == 0


@pytest.mark.parametrize("number", ["0", "65", "many"])
def test_it_judges_at_least_one_chunk_at_once_and_not_too_many(desk: Desk, number: str) -> None:
    assert desk.run("worker", "--concurrency", number).code == 2


@pytest.mark.postgres
@pytest.mark.parametrize("stop", [signal.SIGTERM, signal.SIGINT], ids=["SIGTERM", "Ctrl-C"])
def test_what_a_command_hands_out_it_judges_until_it_is_told_to_stop(
    tmp_path: Path, environment: Mapping[str, str], stop: signal.Signals
) -> None:
    with worker(tmp_path, environment) as process:
        done = batch(tmp_path, environment)
        process.send_signal(stop)
        assert process.wait(30) == 0
    assert done.returncode == 0, done.stderr
    with (tmp_path / "results.csv").open(encoding="utf-8-sig", newline="") as results:
        assert len(list(csv.DictReader(results))) == ANSWERS


@pytest.mark.postgres
def test_until_idle_it_ends_when_nothing_waits(tmp_path: Path, environment: Mapping[str, str]) -> None:
    with worker(tmp_path, environment, "--until-idle") as process:
        assert process.wait(30) == 0
