"""What is asked, and what a good answer mentions."""

from dataclasses import dataclass
from enum import StrEnum
from typing import NewType

from evaluator.digests import Digest

QuestionId = NewType("QuestionId", str)
PointId = NewType("PointId", str)


class QuestionKind(StrEnum):
    """Whether a question asks what a thing is, or what the candidate did."""

    KNOWLEDGE = "knowledge"
    EXPERIENCE = "experience"


@dataclass(frozen=True, slots=True)
class Anchors:
    """What counts as covered, as partial and as missed for one point, each with a short example."""

    covered: str
    partial: str
    missed: str


@dataclass(frozen=True, slots=True)
class ExpectedPoint:
    """One claim that a good answer makes. `weight` is a positive number of shares; `terms` are other words for it."""

    id: PointId
    text: str
    weight: float = 1.0
    anchors: Anchors | None = None
    terms: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Canary:
    """A decoy that looks like an expected point and that no honest answer meets. Never shown as a point.

    It has anchors where the question's points have them: a decoy must not be told from a point by its looks.
    """

    id: PointId
    text: str
    anchors: Anchors | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """One interview question with its expected points, in the bank's order, and the decoys it may be asked with."""

    id: QuestionId
    title: str
    text: str
    kind: QuestionKind
    points: tuple[ExpectedPoint, ...]
    canaries: tuple[Canary, ...] = ()


@dataclass(frozen=True, slots=True)
class QuestionBank:
    """The versioned whole. `digest` is that of its canonical JSON: it changes when any word of what is asked does.

    `keep_days` is for how many days answers to it are kept, None where the settings say.
    """

    version: str
    language: str
    questions: tuple[Question, ...]
    digest: Digest
    keep_days: int | None = None

    def question(self, question_id: str) -> Question | None:
        """The question of that id, or None."""
        return next((question for question in self.questions if question.id == question_id), None)
