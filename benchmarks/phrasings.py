"""The ways of saying points that lexicons are made from, read from data/phrasings."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import yaml

from evaluator.domain.judgements import Verdict
from evaluator.domain.questions import PointId, QuestionBank, QuestionId

LABELS = (Verdict.COVERED, Verdict.PARTIAL, Verdict.MISSED)

Phrasings = Mapping[QuestionId, Mapping[PointId, Mapping[Verdict, Sequence[str]]]]
"""The passages of each label, for each point of each question."""


def read_phrasings(folder: Path, bank: QuestionBank) -> Phrasings:
    """All of a folder. Raises ValueError where it does not hold just the points of the bank, each with every label."""
    read = {file.stem: yaml.load(file.read_bytes(), yaml.CSafeLoader) for file in sorted(folder.glob("*.yaml"))}
    expected = {question.id: [point.id for point in question.points] for question in bank.questions}
    if {name: list(one["points"]) for name, one in read.items()} != expected:
        raise ValueError("The phrasings are not those of this bank's points, in its order.")
    return {
        QuestionId(name): {
            PointId(point): {label: tuple(said[label.value]) for label in LABELS}
            for point, said in one["points"].items()
        }
        for name, one in read.items()
    }
