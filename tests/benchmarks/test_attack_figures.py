"""The figures that a judge's card cites, as the suites write them."""

import json
from pathlib import Path

import pytest

from benchmarks import attacks, invariance
from benchmarks.figures import add_to


def test_one_file_holds_the_figures_of_several_suites(tmp_path: Path) -> None:
    path = tmp_path / "figures.json"
    add_to(path, "attacks", {"share": 0.02})
    add_to(path, "invariance", {"share": 0.03})

    assert json.loads(path.read_text(encoding="utf-8")) == {"attacks": {"share": 0.02}, "invariance": {"share": 0.03}}


def test_a_judge_is_tried_on_a_sample_of_the_attacks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EVALUATOR_DATA_DIR", str(tmp_path))
    path = tmp_path / "figures.json"
    assert attacks.main(["--judge", "matcher", "--sample", "3", "--out", str(path)]) == 0

    found = json.loads(path.read_text(encoding="utf-8"))["attacks_on_matcher"]
    assert (found["judge"], found["asked"], found["judged"]) == ("matcher", 3, 3)
    assert found["unflagged_gain"]["cases"] == 3


def test_a_judge_is_held_against_itself_on_disturbed_answers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EVALUATOR_DATA_DIR", str(tmp_path))
    path = tmp_path / "figures.json"
    assert invariance.main(["--answers", "4", "--out", str(path)]) == 0

    found = json.loads(path.read_text(encoding="utf-8"))
    assert (found["reruns"]["answers"], found["reruns"]["flipped"]) == (4, 0)
    assert found["invariance"]["points"] == len(invariance.DISTURBANCES) * found["reruns"]["points"]
    assert set(found["invariance"]["by_kind"]) == set(invariance.DISTURBANCES)
