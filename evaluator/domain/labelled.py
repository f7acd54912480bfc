"""Answers that people have labelled: what judges are measured against, fitted on and screened with."""

from collections.abc import Mapping
from dataclasses import dataclass

from evaluator.domain.answers import Answer
from evaluator.domain.judgements import Verdict
from evaluator.domain.questions import PointId, Question


@dataclass(frozen=True, slots=True)
class LabelledAnswer:
    """One row of a labelled file.

    `verdicts` is what people said of the points they labelled, never `unsure`; a point that is not there was not
    labelled. `score` is people's score of the whole answer, 0 to 1. At least one of the two is there. `band` is the
    row's own word for what kind of answer it is (`terse`, `incorrect`); `part` names the part of the file that it was
    set aside for (`tuning`, `held`).
    """

    row: int
    answer_id: str
    question: Question
    answer: Answer
    verdicts: Mapping[PointId, Verdict]
    score: float | None = None
    band: str | None = None
    part: str | None = None
