"""`evaluator export` with a real database: files, what is in them, and what the ledger tells."""

import csv
import json
from pathlib import Path

import pytest

from evaluator.cli.installation import Installation
from tests.cli.conftest import Desk, Result

ANSWER = "A cache keeps what is read often close at hand."


class Office:
    """Commands run for real, on a database of their own with one judgement in it."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self.data = desk.settings.data_dir
        self.run("db", "upgrade")
        self.run("judge", "caching", "-", stdin=ANSWER.encode())

    def run(self, *arguments: str, stdin: bytes = b"") -> Result:
        installation = Installation(load=lambda: self._desk.settings)
        return self._desk.run(*arguments, stdin=stdin, installation=installation)

    def entry(self, seq: int) -> dict[str, object]:
        """What an entry of the ledger tells."""
        path = self.data / "ledger.jsonl"
        assert self.run("ledger", "export", str(path)).code == 0
        entries = [line["entry"] for text in path.read_text().splitlines() if "entry" in (line := json.loads(text))]
        return next(json.loads(entry["payload"]) for entry in entries if entry["seq"] == seq)


@pytest.fixture
def office(desk: Desk) -> Office:
    return Office(desk)


def test_judgements_are_written_and_the_ledger_tells_that_the_operator_did_so(office: Office) -> None:
    out = office.data / "judgements.csv"
    result = office.run("export", "judgements", str(out), "--candidate", "C-1", "--since", "2026-01-02")
    assert (result.code, result.err) == (0, "")
    assert result.out == f"{out}: 0 judgements, entry #3 of the ledger.\n"
    assert office.entry(3) == {
        "what": "judgements",
        "by": "operator",
        "format": "csv",
        "count": 0,
        "filter": {"since": "2026-01-02"},
        "filter_withheld": ["candidate"],
    }


def test_the_file_holds_what_fits(office: Office) -> None:
    out = office.data / "judgements.csv"
    office.run("export", "judgements", str(out), "--question", "caching")
    with out.open(newline="", encoding="utf-8") as file:
        (row,) = csv.DictReader(file)
    assert (row["question_id"], row["judge"], row["ledger_seq"]) == ("caching", "matcher", "2")


def test_reviews_are_written_too(office: Office) -> None:
    out = office.data / "reviews.xlsx"
    assert office.run("export", "reviews", str(out)).code == 0
    assert out.read_bytes().startswith(b"PK")


@pytest.mark.parametrize("name", ["judgements.pdf", "judgements"])
def test_a_file_of_another_kind_is_refused(office: Office, name: str) -> None:
    result = office.run("export", "judgements", str(office.data / name))
    assert result.code == 2
    assert "must end in .csv, .jsonl or .xlsx" in result.err


def test_a_file_that_cannot_be_written_is_said_to_be_so(office: Office) -> None:
    result = office.run("export", "judgements", str(office.data / f"{300 * 'r'}.csv"))
    assert result.code == 1
    assert "The export cannot be written to" in result.err
    assert not list(Path(office.data).glob("*.csv"))
