"""The practice answers: ten to each question for fitting the matcher, invented apart from the golden ones."""

import json
import re
from collections import Counter
from pathlib import Path

from evaluator.bank import load_bank
from evaluator.files.labelled import read_labelled
from evaluator.settings.shipped import shipped

DATA = Path(__file__).parents[2] / "data"
BANK = load_bank(shipped("data/questions.yaml"))
FILES = sorted((DATA / "practice").glob("*.jsonl"))
ROWS = list(read_labelled(FILES, BANK).rows())


def test_every_question_has_an_answer_of_each_band() -> None:
    bands = {row.band for row in ROWS}
    assert len(bands) == 10
    assert Counter((row.question.id, row.band) for row in ROWS) == {
        (question.id, band): 1 for question in BANK.questions for band in bands
    }


def test_every_point_is_labelled_and_no_label_is_rare() -> None:
    assert all(row.verdicts.keys() == {point.id for point in row.question.points} for row in ROWS)
    labels = Counter(verdict for row in ROWS for verdict in row.verdicts.values())
    assert min(labels.values()) >= 0.1 * labels.total()


def test_no_practice_answer_shares_a_sentence_with_a_golden_one() -> None:
    golden = {
        sentence
        for file in (DATA / "golden").glob("*.jsonl")
        for line in file.read_text(encoding="utf-8").splitlines()
        for sentence in _sentences(json.loads(line)["answer"])
    }
    assert [row.answer_id for row in ROWS if not golden.isdisjoint(_sentences(row.answer.text))] == []


def _sentences(text: str) -> set[str]:
    """Sentences of seven words or more, letters alone."""
    said = (" ".join(re.findall(r"[a-z']+", sentence.lower())) for sentence in re.split(r"[.!?\n]", text))
    return {sentence for sentence in said if sentence.count(" ") >= 6}
