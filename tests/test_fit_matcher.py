"""The matcher's figures are fitted so that no question helps to predict itself."""

import gzip
import json
from pathlib import Path

import pytest

from benchmarks.fit_matcher import Example, auc, cross_validated, fit, kappa, mean_share, rarity, read, thresholds


def _examples(questions: int, each: int) -> list[Example]:
    return [
        Example(f"q{question}", (number / each, question % 2), number > each / 2, 0.5)
        for question in range(questions)
        for number in range(each)
    ]


def test_what_predicts_the_label_gets_the_weight() -> None:
    telling, idle = fit(_examples(4, 50)).weights[1:]
    assert telling > 5
    assert abs(idle) < 0.1


def test_a_question_left_out_is_predicted_from_the_others() -> None:
    examples = [*_examples(19, 20), *(Example("odd", (number / 20, 0), number <= 10, 0.5) for number in range(20))]
    held_out = cross_validated(examples)
    assert auc([example.label for example in examples if example.group != "odd"], held_out[:-20]) == 1.0
    assert auc([example.label for example in examples[-20:]], held_out[-20:]) == 0.0


def test_thresholds_leave_out_what_is_not_right_often_enough() -> None:
    labels = [True] * 190 + [False] * 10 + [True, False] * 100 + [False] * 200
    scores = [0.9] * 200 + [0.5] * 200 + [0.1] * 200
    examples = [Example("q", (), label, 0.0) for label in labels]
    assert thresholds(examples, scores) == (0.501, 0.499)
    assert thresholds(examples, [0.5] * 600) == (1.0, 0.0)


@pytest.mark.parametrize(
    ("labels", "scores", "expected"),
    [([True, False], [0.9, 0.1], 1.0), ([True, False], [0.1, 0.9], 0.0), ([True, False, True], [0.5, 0.5, 0.5], 0.5)],
    ids=["right", "wrong", "ties"],
)
def test_the_area_under_the_curve_counts_ties_half(labels: list[bool], scores: list[float], expected: float) -> None:
    assert auc(labels, scores) == expected


def test_kappa_is_nothing_where_agreement_is_chance() -> None:
    assert kappa([True, True, False, False], [True, False, True, False]) == 0.0
    assert kappa([True, False], [True, False]) == 1.0


def test_answers_to_one_question_count_as_one_document() -> None:
    assert mean_share([["cache keys", "cache"], ["queue"]]) == {"cach": 0.5, "key": 0.25, "queue": 0.5}


def test_common_stems_weigh_less_and_rare_ones_are_not_listed() -> None:
    rows = [{"question_id": str(number), "answer": "cache" if number else "cache quorum"} for number in range(30)]
    assert rarity(rows, None) == {"cach": 0.0}


@pytest.mark.parametrize("name", ["labels.jsonl", "labels.jsonl.gz"])
def test_labelled_answers_are_read_plain_or_packed(name: str, tmp_path: Path) -> None:
    line = (json.dumps({"question_id": "q"}) + "\n").encode()
    (tmp_path / name).write_bytes(gzip.compress(line) if name.endswith(".gz") else line)
    assert list(read(tmp_path / name)) == [{"question_id": "q"}]
