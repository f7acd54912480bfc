"""The phrasings: ways of making each point of the bank and of missing it, invented apart from the golden answers."""

import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks.phrasings import LABELS, read_phrasings
from evaluator.bank import load_bank
from evaluator.domain.judgements import Verdict
from evaluator.domain.questions import QuestionBank
from evaluator.settings.shipped import shipped

DATA = Path(__file__).parents[2] / "data"
BANK: QuestionBank = load_bank(shipped("data/questions.yaml"))
PHRASINGS = read_phrasings(DATA / "phrasings", BANK)
PASSAGES = [
    text for points in PHRASINGS.values() for said in points.values() for texts in said.values() for text in texts
]
LONGEST_RUN = 6
"""Words in a row that a passage may share with a golden answer: more is no chance."""


def _runs(text: str) -> Iterator[tuple[str, ...]]:
    said = re.findall(r"[a-z0-9']+", text.lower())
    return zip(*(said[start:] for start in range(LONGEST_RUN + 1)), strict=False)


def test_every_point_has_enough_of_each_label() -> None:
    for points in PHRASINGS.values():
        for said in points.values():
            assert [len(said[label]) >= least for label, least in zip(LABELS, (70, 18, 70), strict=True)] == [True] * 3


def test_a_passage_is_as_long_as_one_thing_said() -> None:
    assert max(len(text.split()) for text in PASSAGES) <= 40
    assert min(len(text) for text in PASSAGES) >= 8


def test_no_passage_is_there_twice_for_a_point() -> None:
    for points in PHRASINGS.values():
        for said in points.values():
            texts = Counter(text.casefold() for label in LABELS for text in said[label])
            assert max(texts.values()) == 1


def test_no_passage_shares_more_than_a_few_words_in_a_row_with_a_golden_answer() -> None:
    golden = {
        run
        for file in (DATA / "golden").glob("*.jsonl")
        for line in file.read_text(encoding="utf-8").splitlines()
        for run in _runs(json.loads(line)["answer"])
    }
    assert [text for text in PASSAGES if not golden.isdisjoint(_runs(text))] == []


def test_the_readme_tells_how_many_there_are() -> None:
    assert f"{len(PASSAGES):,} passages" in (DATA / "phrasings" / "README.md").read_text(encoding="utf-8")


def test_phrasings_of_another_bank_are_refused(tmp_path: Path) -> None:
    (tmp_path / "caching.yaml").write_text("question: caching\npoints: {}\n")
    with pytest.raises(ValueError, match="not those of this bank's points"):
        read_phrasings(tmp_path, BANK)


def test_passages_are_kept_by_what_they_come_to(tmp_path: Path) -> None:
    question = BANK.questions[0]
    points = {point.id: {label.value: [f"{point.id} {label}"] for label in LABELS} for point in question.points}
    (tmp_path / f"{question.id}.yaml").write_text(json.dumps({"question": question.id, "points": points}))
    read = read_phrasings(tmp_path, QuestionBank(BANK.version, BANK.language, (question,), BANK.digest))
    first = question.points[0].id
    assert read[question.id][first][Verdict.MISSED] == (f"{first} missed",)
