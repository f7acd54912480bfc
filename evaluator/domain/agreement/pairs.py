"""What one answer's points got from two raters who did not know of each other's verdicts."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from evaluator.domain.judgements import Verdict
from evaluator.domain.questions import PointId, QuestionId


@dataclass(frozen=True, slots=True)
class Pair:
    """Two verdicts on one point of one answer.

    `blind` is what a person said before anything was revealed: the reference. `said` is what is held against it: the
    judge's verdict, or what another person said blind (then `said` is the earlier review, `blind` the later one).
    """

    point_id: PointId
    said: Verdict
    blind: Verdict


@dataclass(frozen=True, slots=True)
class AnswerPairs:
    """All pairs of one answer: what is drawn, or left, as a whole when answers are resampled.

    An answer that two people reviewed blind has two pairs a point, one with each of them.
    """

    question_id: QuestionId
    pairs: tuple[Pair, ...]


def by_question(answers: Iterable[AnswerPairs]) -> Mapping[QuestionId, tuple[AnswerPairs, ...]]:
    """The answers to each question, in the order met."""
    groups: dict[QuestionId, list[AnswerPairs]] = {}
    for answer in answers:
        groups.setdefault(answer.question_id, []).append(answer)
    return {question_id: tuple(group) for question_id, group in groups.items()}


def by_point(answers: Iterable[AnswerPairs]) -> Mapping[tuple[QuestionId, PointId], tuple[AnswerPairs, ...]]:
    """The answers to each point, each with its pairs on that point alone, in the order met."""
    groups: dict[tuple[QuestionId, PointId], list[AnswerPairs]] = {}
    for answer in answers:
        on_point: dict[PointId, list[Pair]] = {}
        for pair in answer.pairs:
            on_point.setdefault(pair.point_id, []).append(pair)
        for point_id, pairs in on_point.items():
            groups.setdefault((answer.question_id, point_id), []).append(AnswerPairs(answer.question_id, tuple(pairs)))
    return {key: tuple(group) for key, group in groups.items()}
