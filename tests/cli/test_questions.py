"""`evaluator questions`: what the bank holds, and how its wording is faulted."""

import json
from pathlib import Path

import pytest

from evaluator.settings import Settings
from tests.cli.conftest import Desk

BANK = """
version: "1"
language: en
questions:
  - id: caching
    title: Caching
    text: What is caching for?
    kind: knowledge
    points:
      - id: fast-storage
        text: Keeps what is often needed in fast storage
        weight: 3
        anchors: {covered: 'Says it. "In memory."', partial: 'Names it. "Redis."', missed: 'Else. "Fast."'}
    canaries:
      - id: warm-up
        text: Keeps servers warm by playing music in the rack
        anchors: {covered: 'Says it. "Music."', partial: 'Names it. "Sound."', missed: 'Else. "Fan."'}
"""
LOOSE = BANK.replace("Keeps what is often needed in fast storage", "Keeps data in fast storage and takes load away")


@pytest.fixture
def bank(desk: Desk, tmp_path: Path) -> Path:
    path = tmp_path / "questions.yaml"
    path.write_text(BANK, encoding="utf-8")
    desk.settings = Settings(data_dir=tmp_path, bank=path)
    return path


def test_questions_are_listed_in_columns(desk: Desk, bank: Path) -> None:
    result = desk.run("questions", "list")
    assert result.code == 0
    assert result.out == "ID       KIND       POINTS  TITLE\ncaching  knowledge  1       Caching\n"


def test_questions_are_listed_as_the_api_gives_them_and_without_their_decoys(desk: Desk, bank: Path) -> None:
    result = desk.run("questions", "list", "--json")
    told = json.loads(result.out)
    assert (told["version"], told["language"]) == ("1", "en")
    assert told["questions"][0]["points"] == [
        {
            "id": "fast-storage",
            "text": "Keeps what is often needed in fast storage",
            "weight": 3,
            "anchors": {
                "covered": 'Says it. "In memory."',
                "partial": 'Names it. "Redis."',
                "missed": 'Else. "Fast."',
            },
            "terms": [],
        }
    ]
    assert "warm-up" not in result.out


def test_a_bank_that_is_worded_well_passes(desk: Desk, bank: Path) -> None:
    result = desk.run("questions", "lint")
    assert (result.code, result.out, result.err) == (0, "", "No findings.\n")


def test_a_finding_names_its_place_and_rule_and_ends_with_1(desk: Desk, bank: Path) -> None:
    bank.write_text(LOOSE, encoding="utf-8")
    result = desk.run("questions", "lint")
    assert result.code == 1
    where, _, what = result.out.partition(": caching / fast-storage / text: ")
    assert (where.rpartition(":")[0], what[:16]) == (str(bank), "makes two claims")
    assert "[compound_point]" in result.out
    assert result.err.endswith("finding.\n")


def test_findings_as_json_hold_the_same(desk: Desk, bank: Path) -> None:
    bank.write_text(LOOSE, encoding="utf-8")
    result = desk.run("questions", "lint", "--json")
    assert result.code == 1
    (found,) = json.loads(result.out)
    assert (found["question_id"], found["point_id"], found["field"]) == ("caching", "fast-storage", "text")
    assert found["rule"] == "compound_point"


@pytest.mark.parametrize("command", ["list", "lint"])
def test_a_bank_that_cannot_be_read_is_refused_with_every_fault(desk: Desk, bank: Path, command: str) -> None:
    bank.write_text(BANK.replace("kind: knowledge", "kind: guess").replace("weight: 3", "weight: -1"), encoding="utf-8")
    result = desk.run("questions", command)
    assert result.code == 1
    assert result.err.splitlines()[0].endswith("has 2 faults to mend.")
    assert "  " + str(bank) in result.err


def test_the_bank_that_comes_with_the_program_has_no_findings(desk: Desk, tmp_path: Path) -> None:
    desk.settings = Settings(data_dir=tmp_path)
    assert desk.run("questions", "lint").out == ""
