"""Files to be written: refused before anything is asked where they cannot be, or would take another's place."""

import os
from pathlib import Path

import pytest

from tests.cli.conftest import Desk

ANSWERS = "id,question_id,answer,candidate\n1,caching,It keeps hot rows near.,C-1\n"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "answers.csv"
    path.write_text(ANSWERS, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("out", "told"),
    [
        pytest.param("nowhere/r.csv", "there is no folder", id="no folder"),
        pytest.param("answers.csv/r.csv", "there is no folder", id="a file for a folder"),
        pytest.param("r.txt", "must end in .csv, .jsonl or .xlsx.", id="another kind"),
        pytest.param("", "is no file; name another.", id="a folder"),
        pytest.param("answers.csv", "answers.csv is read, and would be lost.", id="what is read"),
        pytest.param("link.csv", "link.csv is read, and would be lost.", id="what is read, by another name"),
    ],
)
def test_results_that_have_no_place_are_refused_before_anything_is_judged(
    desk: Desk, file: Path, tmp_path: Path, out: str, told: str
) -> None:
    (tmp_path / "link.csv").symlink_to(file)
    result = desk.run("batch", str(file), "--out", str(tmp_path / out), "--yes")
    assert (result.code, result.out) == (2, "")
    assert told in result.err
    assert desk.judge.judged == 0
    assert file.read_text(encoding="utf-8") == ANSWERS


def test_a_device_is_no_place_for_a_file(desk: Desk) -> None:
    result = desk.run("ledger", "export", os.devnull)
    assert (result.code, result.out) == (2, "")
    assert "/dev/null is no file; name another." in result.err


def test_two_files_to_be_written_want_two_names(desk: Desk, file: Path, tmp_path: Path) -> None:
    both = str(tmp_path / "r.csv")
    result = desk.run("batch", str(file), "--out", both, "--bad-rows", str(tmp_path / "." / "r.csv"), "--yes")
    assert result.code == 2
    assert "r.csv is named for --out as well. Name another file." in result.err


def test_a_labelled_file_is_not_written_over(desk: Desk, tmp_path: Path) -> None:
    labelled = tmp_path / "labelled.jsonl"
    labelled.write_text("{}\n", encoding="utf-8")
    result = desk.run("measure", str(labelled), "--html", str(labelled))
    assert result.code == 2
    assert "Invalid value for '--html'" in result.err
    assert labelled.read_text(encoding="utf-8") == "{}\n"
