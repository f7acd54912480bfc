"""`evaluator rejudge`, before a real database and the matcher: one point of a question is written anew meanwhile."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from evaluator.cli.installation import Installation
from evaluator.cli.main import run
from evaluator.services.access import OPERATOR
from evaluator.services.rejudging import RejudgingOrder
from evaluator.settings import Settings
from evaluator.wiring import Application

BANK = """
version: "1"
language: en
questions:
  - id: caching
    title: Caching
    kind: knowledge
    text: What is caching for?
    points:
      - {{id: fast, text: "{fast}"}}
      - {{id: load, text: A cache takes load off the database}}
  - id: locking
    title: Locking
    kind: knowledge
    text: What does a lock protect?
    points:
      - {{id: shared, text: A lock protects shared state}}
canaries:
  - {{id: silk, text: Threads are spun of silk by the scheduler}}
"""
THEN, NOW = "A cache answers faster than the database", "Colours of a rainbow are seven"
Command = Callable[..., tuple[int, str, str]]


@pytest.fixture
def bank(tmp_path: Path) -> Path:
    path = tmp_path / "questions.yaml"
    path.write_text(BANK.format(fast=THEN))
    return path


@pytest.fixture
def installation(tmp_path: Path, bank: Path) -> Installation:
    return Installation(load=lambda: Settings(data_dir=tmp_path / "var", bank=bank))


@pytest.fixture
def command(installation: Installation, capsys: pytest.CaptureFixture[str]) -> Command:
    """Runs a command on one database, and returns how it ended and what it wrote."""

    def told(*arguments: str) -> tuple[int, str, str]:
        code = run(arguments, installation)
        written = capsys.readouterr()
        return code, written.out, written.err

    return told


@pytest.fixture
def judged(tmp_path: Path, command: Command, bank: Path) -> None:
    """Two answers about caching and one about locking; then a point of caching is written anew."""
    for number, question in enumerate(("caching", "caching", "locking")):
        answer = tmp_path / f"{number}.txt"
        answer.write_text(f"A cache answers faster than the database, said number {number}. A lock protects state.")
        assert command("judge", question, str(answer), "--candidate", f"C-{number}")[0] == 0
    bank.write_text(BANK.format(fast=NOW))


def test_nothing_outdated_is_said_and_is_no_failure(command: Command, tmp_path: Path) -> None:
    answer = tmp_path / "answer.txt"
    answer.write_text("A cache answers faster than the database.")
    command("judge", "caching", str(answer))
    assert command("rejudge") == (0, "Nothing is outdated.\n", "")


@pytest.mark.usefixtures("judged")
def test_a_dry_run_says_what_is_outdated_and_judges_nothing(command: Command) -> None:
    for _ in range(2):
        code, out, _ = command("rejudge", "--dry-run")
        assert code == 0
        assert "2 judgements are outdated." in out
        assert "caching   matcher  the question has changed" in out
        assert "2 answers stay on this machine (matcher)" in out


@pytest.mark.usefixtures("judged")
def test_it_is_judged_again_and_told_how_verdicts_moved(command: Command) -> None:
    code, out, err = command("rejudge", "--yes", "--progress", "json")
    assert code == 0
    assert json.loads(err.splitlines()[-1])["scored"] == 2
    assert "2 of 2 answers have a verdict that is another now." in out
    assert "caching   fast   covered → missed  2" in out
    assert "Mean coverage of 2 answers" in out
    assert command("rejudge")[1] == "Nothing is outdated.\n"
    assert command("ledger", "verify")[0] == 0


@pytest.mark.usefixtures("judged")
def test_what_was_begun_and_left_is_gone_on_with(command: Command, installation: Installation) -> None:
    async def leave(application: Application) -> None:
        await application.rejudging.order(RejudgingOrder(ordered_by=OPERATOR))

    installation.run(leave)
    assert "2 of them: being judged again already." in command("rejudge", "--dry-run")[1]
    code, out, err = command("rejudge", "--yes", "--progress", "none")
    assert (code, "2 of 2 answers have a verdict that is another now." in out) == (0, True)
    assert "Going on with “Judged again: caching, by matcher”: 0 of 2 answers are done." in err
    assert command("rejudge")[1] == "Nothing is outdated.\n"


@pytest.mark.usefixtures("judged")
def test_without_a_yes_it_is_asked_back_and_nothing_is_judged(command: Command) -> None:
    assert command("rejudge")[0] == 1
    assert "2 judgements are outdated." in command("rejudge", "--dry-run")[1]


@pytest.mark.usefixtures("judged")
@pytest.mark.parametrize(
    ("narrowed", "words"),
    [
        (("--question", "caching"), "2 judgements are outdated."),
        (("--question", "locking"), "Nothing is outdated."),
        (("--judge", "matcher"), "2 judgements are outdated."),
        (("--judge", "main"), "Nothing is outdated."),
    ],
    ids=" ".join,
)
def test_it_can_be_narrowed(narrowed: tuple[str, ...], words: str, command: Command) -> None:
    code, out, _ = command("rejudge", "--dry-run", *narrowed)
    assert (code, words in out) == (0, True)


@pytest.mark.usefixtures("judged")
def test_a_judge_that_nobody_knows_is_refused(command: Command) -> None:
    code, _, err = command("rejudge", "--dry-run", "--by", "nobody")
    assert (code, "There is no judge of that name" in err) == (1, True)
