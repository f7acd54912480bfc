"""Amounts, shares and days on the command line."""

from pathlib import Path

import pytest

from tests.cli.conftest import Desk


@pytest.mark.parametrize("said", ["nan", "inf", "0", "-1", "much"])
def test_a_budget_that_bounds_nothing_is_refused(desk: Desk, tmp_path: Path, said: str) -> None:
    file = tmp_path / "answers.csv"
    file.write_text("question_id,answer\ncaching,It keeps hot rows near.\n", encoding="utf-8")
    result = desk.run("batch", str(file), "--dry-run", "--budget", said)
    assert (result.code, result.out) == (2, "")
    assert "Invalid value for '--budget'" in result.err


@pytest.mark.parametrize(
    "arguments",
    [("trust", "--bound", "nan"), ("calibrate", "--covered", "nan"), ("rejudge", "--budget", "inf")],
    ids=lambda arguments: arguments[0],
)
def test_so_is_it_wherever_a_number_is_asked_for(desk: Desk, arguments: tuple[str, ...]) -> None:
    result = desk.run(*arguments)
    assert result.code == 2
    assert "is no number to reckon with." in result.err


@pytest.mark.parametrize(
    ("options", "told"),
    [
        pytest.param(("--since", "yesterday"), "yesterday is no day such as 2026-11-22.", id="a word"),
        pytest.param(("--until", "2026-02-30"), "2026-02-30 is no day such as 2026-11-22.", id="no such day"),
        pytest.param(
            ("--since", "2026-11-23", "--until", "2026-11-22"), "No day is on or after --since", id="none left"
        ),
    ],
)
def test_days_that_are_none_write_no_file(desk: Desk, tmp_path: Path, options: tuple[str, ...], told: str) -> None:
    out = tmp_path / "judgements.csv"
    result = desk.run("export", "judgements", str(out), *options)
    assert result.code == 2
    assert told in result.err
    assert not out.exists()
